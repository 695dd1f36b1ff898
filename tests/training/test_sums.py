"""The many and the one agree: the board's sums, the sums of lists, a person's explained state."""

from __future__ import annotations

from datetime import date

import pytest

from people.models import Person, Post
from tests.conftest import NINE, make_person
from tests.remembered import remembered
from tests.training.makers import make_claim, make_policies
from training.actions import Change, add_openings, reverse_entry, set_requirement
from training.models import officers_among, officers_of, state_of, with_hours
from training.rules import Kind, Standing, Target, Unit

DAYS = [date(2026, 1, 1), date(2026, 6, 30), date(2026, 11, 23), date(2026, 12, 31)]
# Quantities at and around what the two tests ask for: 5 days, and 60 学时 with 5 days among them.
EDGES = [
    [],
    [(Kind.CENTRALISED, Unit.HALF_DAY, 1)],
    [(Kind.CENTRALISED, Unit.HALF_DAY, 9)],
    [(Kind.CENTRALISED, Unit.DAY, 5)],
    [(Kind.CENTRALISED, Unit.DAY, 5), (Kind.ONLINE, Unit.CREDIT, 2249)],
    [(Kind.CENTRALISED, Unit.DAY, 5), (Kind.ONLINE, Unit.CREDIT, 2250)],
    [(Kind.CENTRALISED, Unit.HALF_DAY, 9), (Kind.EXTERNAL, Unit.DAY, 5)],
    [(Kind.EXTERNAL, Unit.DAY, 8)],
    [(Kind.CENTRALISED, Unit.DAY, 8)],
]


@pytest.fixture
@remembered
def officers(cast, tree):
    """One person at each edge, one of them a leader, one without a post, one reversed, one whose
    days came late in the year."""
    make_policies()
    leaders = Change(date(2026, 1, 1), "干部培训", "另定标准")
    set_requirement("leader", Target(days=0, credit=1000), leaders, actor=None, now=NINE)
    persons = [make_person(tree.here, f"7000{n:04d}", f"员{n}") for n in range(len(EDGES) + 4)]
    claims = []
    for person, edge in zip(persons[:-1], [*EDGES, EDGES[1], EDGES[5], EDGES[5]], strict=True):
        claims += [
            make_claim(person, q, unit, kind=kind, day=date(2026, 1, 1)) for kind, unit, q in edge
        ]
    claims += [make_claim(persons[-1], 4, day=day) for day in DAYS[1:3]]
    booked = add_openings(claims, actor=None, now=NINE)
    Post.objects.filter(person=persons[-4]).update(kind="leader")
    Post.objects.filter(person=persons[-3]).delete()
    last = [entry for entry in booked if entry.person_id == persons[-2].pk]
    reverse_entry(last[0], reason="误登", actor=None, now=NINE)
    return Person.objects.filter(pk__in=[person.pk for person in persons])


@pytest.mark.parametrize("on", DAYS)
def test_sums_progress_and_standing_agree(officers, tree, on):
    listed = {
        one.person_id: one for one in officers_among(officers.values_list("pk", flat=True), on)
    }
    whole = {one.person_id: one for one in officers_of(tree.here, on)}
    sums = {row.pk: (row.credit, row.days) for row in with_hours(officers, on)}
    for person in officers:
        due = state_of(person, on)
        assert sums[person.pk] == (due.credit, due.days)
        if due.target is None:
            assert person.pk not in listed
            continue
        one = listed[person.pk]
        assert one == whole[person.pk]
        assert (one.credit, one.days, one.progress) == (due.credit, due.days, due.progress)
        assert (one.target, one.standing) == (due.target, due.standing)


def test_all_standings_occur_among_the_edges(officers):
    ids = list(officers.values_list("pk", flat=True))
    found = {one.standing for on in DAYS for one in officers_among(ids, on)}
    assert found == set(Standing) - {Standing.NONE}


def test_another_year_is_another_sum(officers):
    assert {row.credit for row in with_hours(officers, date(2025, 12, 31))} == {0}
