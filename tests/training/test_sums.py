"""SQL and the pure rule agree on what everybody has and where they stand."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import Value

from people.models import Person, Post
from tests.conftest import NINE, make_person
from tests.training.makers import make_claim, make_policies
from training import rules
from training.actions import Change, add_openings, reverse_entry, set_requirement
from training.models import (
    in_standing,
    officers_of,
    standing_counts,
    state_of,
    with_hours,
    with_progress,
)
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


@pytest.mark.parametrize("on", DAYS)
def test_the_board_agrees_with_the_annotation(officers, tree, on):
    rows = with_progress(officers, on).exclude(progress=None)
    stated = {row.pk: (row.post_kind, row.credit, row.days, row.progress) for row in rows}
    board = [one for one in officers_of(tree.here, on) if one.person_id in stated]
    assert stated == {o.person_id: (o.category, o.credit, o.days, o.progress) for o in board}


@pytest.mark.parametrize("on", DAYS)
def test_the_limits_between_the_standings_agree(officers, on):
    person = officers[1]
    edges = {0, rules.WHOLE, *rules.thresholds(on)}
    for reached in sorted({n + step for n in edges for step in (-1, 0, 1)} & set(range(10_001))):
        rows = officers.filter(pk=person.pk).annotate(progress=Value(reached))
        found = [one for one in Standing if in_standing(rows, one, on).exists()]
        assert found == [rules.standing(reached, on)], reached


def test_all_standings_occur_among_the_edges(officers):
    counts = [standing_counts(with_progress(officers, on), on) for on in DAYS]
    assert all(any(count[one] for count in counts) for one in Standing)


def test_another_year_is_another_sum(officers):
    assert {row.credit for row in with_hours(officers, date(2025, 12, 31))} == {0}


def test_worst_first_is_an_order_of_the_database(officers):
    on = DAYS[2]
    known = with_progress(officers, on).filter(progress__isnull=False)
    reached = [row.progress for row in known.order_by("progress")]
    assert reached == sorted(reached)
    assert len(set(reached)) > 3
