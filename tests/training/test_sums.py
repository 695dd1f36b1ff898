"""SQL and the pure rule agree on what everybody has and where they stand."""

from __future__ import annotations

from datetime import date

import pytest

from people.models import Person, Post
from tests.conftest import NINE, make_person
from tests.training.makers import make_claim, make_policies
from training.actions import Change, add_openings, reverse_entry, set_requirement
from training.models import in_standing, standing_counts, state_of, with_hours, with_progress
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
def officers(cast, tree):
    """One person at each edge, one of them a leader, one without a post, one reversed."""
    make_policies()
    leaders = Change(date(2026, 1, 1), "干部培训", "另定标准")
    set_requirement("leader", Target(days=0, credit=1000), leaders, actor=None, now=NINE)
    persons = [make_person(tree.here, f"7000{n:04d}", f"员{n}") for n in range(len(EDGES) + 3)]
    claims = []
    for person, edge in zip(persons, [*EDGES, EDGES[1], EDGES[5], EDGES[5]], strict=True):
        claims += [
            make_claim(person, q, unit, kind=kind, day=date(2026, 1, 1)) for kind, unit, q in edge
        ]
    booked = add_openings(claims, actor=None, now=NINE)
    Post.objects.filter(person=persons[-3]).update(kind="leader")
    Post.objects.filter(person=persons[-2]).delete()
    last = [entry for entry in booked if entry.person_id == persons[-1].pk]
    reverse_entry(last[0], reason="误登", actor=None, now=NINE)
    return Person.objects.filter(pk__in=[person.pk for person in persons])


@pytest.mark.parametrize("on", DAYS)
def test_sums_progress_and_standing_agree(officers, on):
    rows = {row.pk: row for row in with_progress(officers, on)}
    counted = dict.fromkeys(Standing, 0)
    for person in officers:
        due, row = state_of(person, on), rows[person.pk]
        assert (row.credit, row.days, row.progress) == (due.credit, due.days, due.progress)
        counted[due.standing] += 1
        in_one = [
            one
            for one in Standing
            if in_standing(with_progress(officers, on), one, on).filter(pk=person.pk).exists()
        ]
        assert in_one == [due.standing]
    assert standing_counts(with_progress(officers, on), on) == counted


def test_all_standings_occur_among_the_edges(officers):
    counts = [standing_counts(with_progress(officers, on), on) for on in DAYS]
    assert all(any(count[one] for count in counts) for one in Standing)


def test_another_year_is_another_sum(officers):
    assert {row.credit for row in with_hours(officers, 2025)} == {0}


def test_worst_first_is_an_order_of_the_database(officers):
    on = DAYS[2]
    known = with_progress(officers, on).filter(progress__isnull=False)
    reached = [row.progress for row in known.order_by("progress")]
    assert reached == sorted(reached)
    assert len(set(reached)) > 3
