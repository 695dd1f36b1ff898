"""One agency goes into another: nobody loses a post, nothing that was is forgotten."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from journal.models import Entry
from people import actions
from people.models import Agency, Assignment, Post
from people.rules import Ending, PostTerms, Refusal, Role
from tests.conftest import NINE, add_agency, make_person

TODAY = NINE.date()
LATER = NINE + timedelta(hours=1)
TOMORROW = TODAY + timedelta(days=1)
ENDING = Ending(TODAY, "机构改革方案")


def merge(agency, into, ending=ENDING):
    return actions.merge_agency(agency, into, ending, actor=None, now=LATER)


def refusal(agency, into, ending=ENDING):
    with pytest.raises(actions.Refused) as refused:
        merge(agency, into, ending)
    return refused.value.reason


@pytest.fixture
def sun(tree):
    return make_person(tree.team, "10000008", "孙深", Role.OFFICER)


def posts_on(person, day, **known):
    rows = Post.objects.in_force(day, **known).filter(person=person)
    return list(rows.values_list("agency__code", flat=True))


def test_posts_end_with_the_last_day_and_begin_anew_in_the_other_agency(tree, sun):
    merge(tree.team, tree.there)
    assert posts_on(sun, TODAY) == ["C0101"]
    assert posts_on(sun, TOMORROW) == ["D01"]
    assert posts_on(sun, TOMORROW, known_on=NINE) == ["C0101"]
    sun.refresh_from_db()
    assert sun.agency == tree.there


def test_a_post_that_would_only_begin_later_begins_in_the_other_agency(tree, sun):
    start = TODAY + timedelta(days=40)
    terms = PostTerms("副大队长", start, is_main=False, domains=("市场监管",))
    actions.add_post(sun, tree.team, terms, actor=None, now=LATER)
    merge(tree.team, tree.there)
    post = Post.objects.in_force(start).get(title="副大队长")
    assert (post.agency, post.valid_from, post.domains) == (tree.there, start, ["市场监管"])
    assert not Post.objects.in_force(TOMORROW).filter(title="副大队长").exists()


def test_what_has_ended_stays_where_it_was(tree, sun):
    post = Post.objects.get(person=sun)
    actions.end_post(post, Ending(date(2026, 3, 1), "调离"), actor=None, now=LATER)
    merge(tree.team, tree.there)
    assert posts_on(sun, date(2026, 2, 1)) == ["C0101"]
    assert posts_on(sun, TOMORROW) == []


def test_agencies_below_hang_under_the_other_one(tree):
    first, second = (add_agency(tree.team, code=f"X{n}", name=f"{n}中队") for n in (1, 2))
    deep = add_agency(Agency.objects.get(pk=first.pk), code="X11", name="一分队")
    merge(tree.team, tree.there)
    below = Agency.objects.inside(Agency.objects.get(pk=tree.there.pk))
    assert set(below) == {tree.there, first, second, deep}
    assert Agency.objects.get_parent(Agency.objects.get(pk=deep.pk)) == first
    moved = Agency.objects.filter(moved_on__isnull=False)
    assert set(moved) == {first, second}, "of a day before, what stood above is not known"


def test_an_officer_stays_an_officer_and_staff_roles_end(tree, sun):
    boss = make_person(tree.team, "10000007", "周管", Role.COORDINATOR)
    merge(tree.team, tree.there)
    held = Assignment.objects.in_force(TOMORROW)
    assert held.get(person=sun).agency == tree.there
    assert not held.filter(person=boss).exists()
    assert Assignment.objects.in_force(TODAY).filter(person=boss).exists()


def test_the_agency_is_closed_and_says_into_which_it_went(tree, sun):
    merge(tree.team, tree.there)
    tree.team.refresh_from_db()
    assert (tree.team.closed_on, tree.team.merged_into) == (TODAY, tree.there)
    facts = Entry.objects.get(act="people.merge_agency").facts
    assert (facts["into"], facts["persons"], facts["posts"]) == (tree.there.pk, 1, 1)


def test_what_cannot_be_is_refused_and_nothing_moves(tree, sun):
    assert refusal(tree.here, tree.team) == Refusal.NOT_BELOW_ITSELF
    assert refusal(tree.team, tree.team) == Refusal.NOT_BELOW_ITSELF
    assert refusal(tree.team, tree.there, Ending(TOMORROW, "早")) == Refusal.DAY_IN_FUTURE
    merge(tree.there, tree.district)
    assert refusal(tree.team, tree.there) == Refusal.AGENCY_CLOSED
    assert refusal(tree.there, tree.team) == Refusal.AGENCY_CLOSED
    assert posts_on(sun, TOMORROW) == ["C0101"]


def test_the_last_system_administrator_is_not_merged_away(tree):
    make_person(tree.team, "90000009", "系二", Role.SYSTEM_ADMIN)
    assert refusal(tree.team, tree.there) == Refusal.LAST_SYSTEM_ADMIN


def test_a_merger_costs_the_same_queries_however_many_work_there(
    tree, sun, django_assert_max_num_queries
):
    for n in range(30):
        make_person(tree.team, f"1100{n:04}", f"孙{n}", Role.OFFICER)
    with django_assert_max_num_queries(40):
        merge(tree.team, tree.there)


def test_the_page_says_what_moves_before_it_is_done(client, tree, cast, sun):
    client.force_login(cast["system_admin"].user)
    address = f"/people/agencies/{tree.team.pk}/merge/"
    assert "人员 1 名" in client.get(address).content.decode()
    words = {"into": tree.there.pk, "last_day": TODAY.isoformat(), "reason": "机构改革"}
    answer = client.post(address, words, follow=True)
    assert "单位已并入" in answer.content.decode()
    page = client.get(f"/people/agencies/{tree.team.pk}/").content.decode()
    assert "并入" in page
    assert "区农业农村局" in page
