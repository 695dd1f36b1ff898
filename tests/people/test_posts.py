"""Who worked where on day D, as known on day K."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from journal.models import Entry
from people import actions
from people.models import Person, Post
from people.rules import Ending, PostTerms, Refusal
from tests.conftest import NINE, SHANGHAI
from tests.remembered import remembered

MARCH, JUNE = date(2026, 3, 1), date(2026, 6, 1)


def at(month, day):
    return datetime(2026, month, day, 9, 0, tzinfo=SHANGHAI)


def where(person, day, known_on=None):
    posts = Post.objects.in_force(day, known_on=known_on).filter(person=person)
    return {(post.agency.name, post.title) for post in posts}


def terms(title="法制审核员", valid_from=JUNE, **words):
    return PostTerms(title=title, valid_from=valid_from, **words)


@pytest.fixture
@remembered
def li(cast):
    """李青, known since New Year to be 执法人员 of 市城管局."""
    Post.objects.filter(person=cast["li"]).update(recorded_at=at(1, 1))
    return cast["li"]


def test_a_new_main_post_ends_the_former_one_the_day_before(li, tree):
    actions.add_post(li, tree.team, terms(), actor=None, now=at(6, 10))
    assert where(li, date(2026, 5, 31)) == {("市城管局", "执法人员")}
    assert where(li, JUNE) == {("市城管局一大队", "法制审核员")}
    li.refresh_from_db()
    assert li.agency == tree.team
    assert Entry.objects.filter(act="people.add_post").count() == 1


def test_what_was_known_before_a_correction_is_still_answered(li, tree):
    actions.add_post(li, tree.team, terms(), actor=None, now=at(6, 10))
    post = Post.objects.current().get(person=li, agency=tree.team)
    actions.correct_post(post, terms(title="法制审核岗"), reason="笔误", actor=None, now=at(7, 10))
    assert where(li, JUNE, known_on=at(6, 9)) == {("市城管局", "执法人员")}
    assert where(li, JUNE, known_on=at(6, 11)) == {("市城管局一大队", "法制审核员")}
    assert where(li, JUNE, known_on=at(7, 11)) == {("市城管局一大队", "法制审核岗")}
    assert where(li, JUNE) == {("市城管局一大队", "法制审核岗")}
    post.refresh_from_db()
    assert post.title == "法制审核员"
    assert post.superseded_by.reason == "笔误"


def test_a_correction_counts_from_the_instant_that_it_is_recorded(li):
    post = Post.objects.get(person=li)
    moment = at(7, 10)
    actions.correct_post(post, terms(valid_from=MARCH), reason="更正", actor=None, now=moment)
    before = moment - timedelta(microseconds=1)
    assert where(li, date(2026, 2, 1), known_on=before) == {("市城管局", "执法人员")}
    assert where(li, date(2026, 2, 1), known_on=moment) == set()


def test_persons_at_work_follow_the_same_knowledge(li, tree, cast):
    post = Post.objects.get(person=li)
    actions.end_post(post, Ending(MARCH, "退休"), actor=None, now=at(4, 1))
    at_work = Person.objects.at_work_on
    assert li in at_work_on_day(at_work, MARCH)
    assert li not in at_work_on_day(at_work, date(2026, 3, 2))
    assert li in at_work_on_day(at_work, date(2026, 3, 2), known_on=at(3, 31))


def at_work_on_day(question, day, **words):
    return set(question(day, **words))


def test_a_side_post_leaves_the_main_one_alone(li, tree):
    actions.add_post(li, tree.team, terms(is_main=False), actor=None, now=NINE)
    assert len(where(li, JUNE)) == 2
    li.refresh_from_db()
    assert li.agency == tree.here


def test_a_post_to_come_moves_the_person_when_its_day_has_come(li, tree):
    actions.add_post(li, tree.team, terms(valid_from=date(2026, 12, 1)), actor=None, now=NINE)
    li.refresh_from_db()
    assert li.agency == tree.here
    assert actions.settle_main_agencies(now=at(12, 1)) == 1
    li.refresh_from_db()
    assert li.agency == tree.team
    assert actions.settle_main_agencies(now=at(12, 2)) == 0


def test_a_post_entered_by_mistake_never_held(li, tree):
    post = actions.add_post(li, tree.team, terms(is_main=False), actor=None, now=at(6, 10))
    actions.withdraw_post(post, reason="误登", actor=None, now=at(6, 11))
    assert where(li, JUNE) == {("市城管局", "执法人员")}
    assert len(where(li, JUNE, known_on=at(6, 10))) == 2


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        (
            lambda li, post, tree: actions.end_post(
                post, Ending(date(2025, 1, 1), "退休"), actor=None, now=NINE
            ),
            Refusal.DAY_BEFORE_START,
        ),
        (
            lambda li, post, tree: actions.add_post(
                li, tree.team, terms(valid_from=date(2025, 6, 1)), actor=None, now=NINE
            ),
            Refusal.MAIN_POST_OVERLAPS,
        ),
        (
            lambda li, post, tree: actions.add_post(
                li, tree.team, terms(valid_to=MARCH), actor=None, now=NINE
            ),
            Refusal.DAY_BEFORE_START,
        ),
    ],
)
def test_what_cannot_have_been_is_refused(li, tree, deed, reason):
    post = Post.objects.get(person=li)
    with pytest.raises(actions.Refused) as said:
        deed(li, post, tree)
    assert said.value.reason == reason
    assert where(li, JUNE) == {("市城管局", "执法人员")}


def test_nobody_corrects_what_was_corrected_meanwhile(li):
    post = Post.objects.get(person=li)
    actions.correct_post(post, terms(), reason="更正", actor=None, now=NINE)
    with pytest.raises(actions.Refused) as said:
        actions.end_post(post, Ending(JUNE, "退休"), actor=None, now=NINE)
    assert said.value.reason == Refusal.NO_LONGER_CURRENT
