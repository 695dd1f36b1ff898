"""Many persons come in at once, each with the posts held before and beside."""

from __future__ import annotations

from datetime import date

import pytest

from journal.models import Entry
from people import actions
from people.models import Agency, Person, Post
from people.rules import Details, Entrant, Grant, PostTerms, Refusal, Rights, Role
from tests.conftest import NINE

NEW_YEAR = date(2026, 1, 1)


def post(valid_from=NEW_YEAR, **words):
    return PostTerms("执法人员", valid_from, **words)


def arrival(agency, *further, first=None):
    entrant = Entrant(Details("孙新"), first or post())
    return actions.Arrival(agency, entrant, (Role.OFFICER,), further)


def add(tree, *arrivals):
    rights = Rights(0, frozenset({Grant(Role.SYSTEM_ADMIN, tree.city.path, tree.city.pk)}))
    return actions.add_persons(arrivals, by=rights, now=NINE)


def test_a_person_comes_in_with_former_posts_and_posts_beside(tree):
    before = actions.Placement(tree.there, post(date(2019, 3, 1), valid_to=date(2025, 12, 31)))
    beside = actions.Placement(tree.team, post(is_main=False, kind="legal"))
    [person] = add(tree, arrival(tree.here, before, beside))
    held = Post.objects.filter(person=person).order_by("valid_from", "-is_main")
    assert [p.agency for p in held] == [tree.there, tree.here, tree.team]
    assert Person.objects.get().agency == tree.here
    assert Entry.objects.get(act="people.add_person").facts["further_posts"] == [
        {"agency": tree.there.pk, "from": "2019-03-01"},
        {"agency": tree.team.pk, "from": "2026-01-01"},
    ]


@pytest.mark.parametrize(
    ("further", "reason"),
    [
        (post(date(2025, 12, 1)), Refusal.MAIN_POST_OVERLAPS),
        (post(date(2025, 1, 1), valid_to=NEW_YEAR), Refusal.MAIN_POST_OVERLAPS),
        (post(date(2025, 1, 1), valid_to=date(2024, 1, 1)), Refusal.DAY_BEFORE_START),
    ],
)
def test_nobody_comes_in_when_a_further_post_cannot_be(tree, further, reason):
    sound = arrival(tree.here)
    with pytest.raises(actions.Refused) as refused:
        add(tree, sound, arrival(tree.here, actions.Placement(tree.there, further)))
    assert refused.value.reason == reason
    assert not Person.objects.exists()


def test_a_further_post_is_refused_outside_the_scope_and_in_a_closed_agency(tree):
    own = Rights(0, frozenset({Grant(Role.AGENCY_ADMIN, tree.here.path, tree.here.pk)}))
    earlier = post(date(2019, 3, 1), valid_to=date(2025, 12, 31))
    foreign = actions.Arrival(
        tree.here,
        Entrant(Details("孙新"), post()),
        (),
        (actions.Placement(tree.there, earlier),),
    )
    with pytest.raises(actions.Refused) as refused:
        actions.add_persons([foreign], by=own, now=NINE)
    assert refused.value.reason == Refusal.NOT_YOURS_TO_GRANT
    Agency.objects.filter(pk=tree.there.pk).update(closed_on=NEW_YEAR)
    closed = actions.Placement(Agency.objects.get(pk=tree.there.pk), earlier)
    with pytest.raises(actions.Refused) as refused:
        add(tree, arrival(tree.here, closed))
    assert refused.value.reason == Refusal.AGENCY_CLOSED
    assert not Person.objects.exists()


def test_a_person_taken_back_takes_the_further_posts_along(tree):
    before = actions.Placement(tree.there, post(date(2019, 3, 1), valid_to=date(2025, 12, 31)))
    persons = add(tree, arrival(tree.here, before))
    rights = Rights(0, frozenset({Grant(Role.SYSTEM_ADMIN, tree.city.path, tree.city.pk)}))
    actions.take_back_persons(persons, by=rights, now=NINE)
    assert not Post.objects.exists()
