"""Batches of a cycle: no constraint broken, nobody left over who could go, proofs that hold."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from training.proof import plan, solve
from training.rules.allotting import Proposal, propose
from training.rules.batches import (
    Batch,
    Breach,
    Cycle,
    Member,
    findings,
    groups_of,
    obstacles,
    room_of,
)
from training.standalone.batches import decide

START = date(2026, 3, 2)
UNITS = ("a", "ab", "c")
SHARES = ((), (), (("a", 1),), (("a", 2), ("ab", 1)), (("c", 0),))  # "a" holds for "ab", too
SLOW = 20  # seconds


def days(*places):
    return frozenset(START + timedelta(days=n) for n in places)


@st.composite
def cycles(draw, *, shared=True):
    """A small cycle. Not `shared`: no two batches have a day in common."""
    member = st.builds(
        Member,
        person_id=st.just(0),
        unit=st.sampled_from(UNITS),
        category=st.sampled_from("xy"),
        away=st.frozensets(st.integers(0, 5), max_size=2).map(lambda d: days(*d)),
    )
    members = draw(st.lists(member, min_size=1, max_size=8))
    numbered = tuple(Member(n, m.unit, m.category, m.away) for n, m in enumerate(members, 100))
    batches = tuple(
        Batch(
            class_id=n,
            days=days(*draw(st.frozensets(st.integers(0, 5), min_size=1, max_size=3)))
            if shared
            else days(n),
            capacity=draw(st.integers(1, 4)),
            category=draw(st.sampled_from(["", "", "x"])),
            audience=draw(st.sampled_from(["", "", "a"])),
            shares=draw(st.sampled_from(SHARES)),
        )
        for n in range(1, draw(st.integers(1, 4)) + 1)
    )
    return Cycle(
        numbered,
        batches,
        one_in=draw(st.integers(1, 3)),
        closed={"c": days(*draw(st.frozensets(st.integers(0, 5), max_size=1)))},
        gone=draw(st.dictionaries(st.tuples(st.just("a"), st.just(START)), st.integers(0, 1))),
    )


def task_of(cycle):
    groups, room = groups_of(cycle), room_of(cycle)
    days_ = sorted({day for _unit, day in room})
    return {
        "groups": [[UNITS.index(g.unit), len(g.person_ids), list(g.options)] for g in groups],
        "seats": [b.capacity for b in cycle.batches],
        "days": [[days_.index(d) for d in b.days] for b in cycle.batches],
        "room": [[UNITS.index(u), days_.index(d), most] for (u, d), most in room.items()],
        "shares": [
            [n, [UNITS.index(u) for u in UNITS if u.startswith(path)], most]
            for n, batch in enumerate(cycle.batches)
            for path, most in batch.shares
        ],
        "seconds": SLOW,
    }


def needs(batch, place, unit):
    """What one person of the unit uses up there, besides a seat."""
    shares = [(path, place) for path, _most in batch.shares if unit.startswith(path)]
    return [*((unit, day) for day in batch.days), *shares]


def most_placed(cycle):
    """The most that can go, by trying everything."""
    room: dict = dict(room_of(cycle))
    for place, batch in enumerate(cycle.batches):
        room |= {(path, place): most for path, most in batch.shares}
    seen = {(tuple(b.capacity for b in cycle.batches), frozenset(room.items()))}
    best = dict.fromkeys(seen, 0)
    for member in cycle.members:
        further = dict(best)
        for (free, left), n in best.items():
            for place, batch in enumerate(cycle.batches):
                spare = dict(left)
                if not cycle.admits(batch, member) or not free[place]:
                    continue
                for need in needs(batch, place, member.unit):
                    spare[need] -= 1
                if min(spare.values()) < 0:
                    continue
                fewer = (*free[:place], free[place] - 1, *free[place + 1 :])
                state = fewer, frozenset(spare.items())
                further[state] = max(further.get(state, 0), n + 1)
        best = further
    return max(best.values())


@settings(max_examples=70, deadline=None)
@given(cycles())
def test_no_plan_breaks_a_constraint(cycle):
    found = propose(cycle)
    wrong = {one.breach for one in findings(cycle, found.allotment)}
    assert wrong <= {Breach.UNPLACED}
    assert sorted([*found.allotment, *found.left_over]) == [m.person_id for m in cycle.members]


@settings(max_examples=50, deadline=None)
@given(cycles(shared=False))
def test_batches_without_common_days_take_the_most_that_can_go(cycle):
    assert len(propose(cycle).allotment) == most_placed(cycle)


@settings(max_examples=50, deadline=None)
@given(cycles())
def test_the_solver_finds_the_most_and_names_units_that_cannot_all_go(cycle):
    told = decide(task_of(cycle))
    most, wanted = most_placed(cycle), len(cycle.members)
    assert bool(told["conflicts"]) == (most < wanted)
    if not told["conflicts"]:
        assert sum(n for _g, _b, n in told["placed"]) == wanted
    for one in told["conflicts"]:
        assert one["most"] < one["wanted"]
        if not one["units"]:
            only = set(one["batches"])
            bound = [g for g in groups_of(cycle) if only.issuperset(g.options)]
            assert sum(len(g.person_ids) for g in bound) == one["wanted"]
            assert sum(cycle.batches[n].capacity for n in only) == one["most"]
            continue
        names = {UNITS[n] for n in one["units"]}
        assert most_of(cycle, names) <= one["most"]
        assert sum(m.unit in names for m in cycle.members) == one["wanted"]
        for fewer in combinations(sorted(names), len(names) - 1):
            assert most_of(cycle, fewer) == sum(m.unit in fewer for m in cycle.members)


def most_of(cycle, units):
    """The most of these units that could go if nobody else went; limits as they are."""
    sizes, room = cycle.sizes(), room_of(cycle)
    gone = {(u, d): cycle.most_away(sizes[u]) - most for (u, d), most in room.items() if u in units}
    some = tuple(m for m in cycle.members if m.unit in units)
    return most_placed(Cycle(some, cycle.batches, cycle.one_in, cycle.closed, gone)) if some else 0


def officers(unit, number, first, **words):
    return tuple(Member(first + n, unit, **words) for n in range(number))


def test_a_unit_that_cannot_spare_enough_is_named_with_its_days():
    """Six officers, two away at once, two batches: two of them can never go."""
    cycle = Cycle(
        officers("small", 6, 1) + officers("large", 30, 100),
        (Batch(1, days(0), 60), Batch(2, days(1), 60), Batch(3, days(2), 60, audience="large")),
    )
    answer = plan(cycle)
    (conflict,) = answer.conflicts
    assert (conflict.units, conflict.wanted, conflict.most) == (("small",), 6, 4)
    assert {day for _unit, day in conflict.days} == days(0, 1)
    assert len(answer.proposal.left_over) == 2


def test_who_is_left_over_by_the_rule_is_placed_by_the_solver():
    batches = (Batch(1, days(0), 2), Batch(2, days(1, 2), 6))
    cycle = Cycle(officers("a", 6, 1), batches, one_in=1, gone={("a", START): 4})
    assert room_of(cycle)["a", START] == 2
    answer = solve(cycle, Proposal({}, tuple(range(1, 7))))
    assert answer.conflicts == ()
    assert findings(cycle, answer.proposal.allotment) == []


def test_a_plan_is_checked_for_places_for_days_and_for_who_is_away():
    cycle = Cycle(
        (*officers("a", 5, 1, category="x"), Member(9, "c", away=days(1))),
        (Batch(1, days(0), 2), Batch(2, days(1), 9, category="y"), Batch(3, days(1), 9)),
    )
    found = findings(cycle, {1: 1, 2: 1, 3: 1, 4: 2, 9: 3})
    told = {(f.breach, f.person_id, f.class_id, f.unit, f.days, f.excess) for f in found}
    assert told == {
        (Breach.NOT_FOR_THEM, 4, 2, "a", (), 0),
        (Breach.UNPLACED, 5, None, "a", (), 0),
        (Breach.NOT_AVAILABLE, 9, 3, "c", tuple(days(1)), 0),
        (Breach.OVER_CAPACITY, None, 1, "", (), 1),
        (Breach.TOO_MANY_AWAY, None, None, "a", tuple(days(0)), 2),
    }


def test_a_unit_takes_no_more_than_its_share_of_a_class():
    members = (*officers("ab", 2, 1), *officers("a", 1, 5), *officers("c", 1, 9))
    first = Batch(1, days(0), 4, shares=(("a", 2), ("ab", 1)))
    cycle = Cycle(members, (first, Batch(2, days(1), 4)), one_in=1)
    [over, both] = findings(cycle, {1: 1, 2: 1, 5: 1, 9: 1})
    assert (over.breach, over.unit, over.excess) == (Breach.OVER_SHARE, "a", 1)
    assert (both.breach, both.unit, both.excess) == (Breach.OVER_SHARE, "ab", 1)
    here = {1: 1, 2: 2, 5: 2, 9: 1}
    (why,) = obstacles(cycle, here, members[1], first)
    assert (why.breach, why.unit) == (Breach.OVER_SHARE, "ab")
    assert obstacles(cycle, here, members[2], first) == ()


def test_a_tight_city_is_planned_whole():
    """480 of 40 units into 12 overlapping batches of exactly enough places."""
    members = tuple(
        Member(n, f"u{n % 40:02}", "xy"[n % 2], days(n % 12) if n % 5 == 0 else frozenset())
        for n in range(480)
    )
    batches = tuple(Batch(n, days(n, n + 1), 40) for n in range(1, 13))
    cycle = Cycle(members, batches)
    told = []
    answer = plan(cycle, lambda done, of: told.append((done, of)))
    assert findings(cycle, answer.proposal.allotment) == []
    assert Counter(answer.proposal.allotment.values()) == dict.fromkeys(range(1, 13), 40)
    assert told[-1][1] == 480
