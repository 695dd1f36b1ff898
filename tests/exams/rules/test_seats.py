"""Who sits where, and from which network."""

from __future__ import annotations

import pytest

from exams.rules.lists import Seated, SeatFacts, judge_seats
from exams.rules.seats import (
    EntryRefusal,
    Seat,
    Sitter,
    entry_refusal,
    is_inside,
    networks_of,
    seat_plan,
    side_by_side,
)
from exams.standalone.verify import seats_of
from exchange.rules import Row, Standing

SEED = bytes(range(32))
SITTERS = [
    Sitter(f"{unit}-{n}", unit) for unit, size in ((1, 9), (2, 6), (3, 4)) for n in range(size)
]
ROOMS = [(1, 10), (2, 10)]


def test_the_same_seed_gives_the_same_seats_in_whatever_order_the_roster_is_read():
    plan = seat_plan(SITTERS, ROOMS, SEED)
    assert plan == seat_plan(SITTERS[::-1], ROOMS, SEED)
    assert plan != seat_plan(SITTERS, ROOMS, bytes(32))


def test_the_stand_alone_verifier_gives_the_same_seats():
    for seed in (SEED, bytes(32)):
        wanted = {
            ref: [seat.room, seat.number] for ref, seat in seat_plan(SITTERS, ROOMS, seed).items()
        }
        roster = [[sitter.ref, sitter.unit] for sitter in SITTERS]
        assert seats_of({"seed": seed.hex(), "roster": roster, "rooms": ROOMS}) == wanted


def test_rooms_fill_in_order_and_nobody_shares_a_seat():
    plan = seat_plan(SITTERS, ROOMS, SEED)
    assert sorted(plan.values(), key=lambda s: (s.room, s.number)) == [
        *(Seat(1, n) for n in range(1, 11)),
        *(Seat(2, n) for n in range(1, 10)),
    ]


def test_people_of_one_unit_do_not_sit_side_by_side_while_that_can_be():
    units = {sitter.ref: sitter.unit for sitter in SITTERS}
    assert side_by_side(seat_plan(SITTERS, ROOMS, SEED), units) == 0
    alone = [Sitter(str(n), 1) for n in range(3)]
    assert side_by_side(seat_plan(alone, ROOMS, SEED), dict.fromkeys("012", 1)) == 2


def test_too_few_seats_are_no_plan():
    with pytest.raises(ValueError, match="19 candidates, 10 seats"):
        seat_plan(SITTERS, [(1, 10)], SEED)


@pytest.mark.parametrize(
    ("address", "networks", "inside"),
    [
        ("10.20.7.9", "10.20.7.0/24", True),
        ("10.20.8.9", "10.20.7.0/24", False),
        ("10.20.8.9", "10.20.7.0/24 10.20.8.0/24", True),
        ("::ffff:10.20.7.9", "10.20.7.0/24", True),
        ("fd00::9", "fd00::/64", True),
        ("", "10.20.7.0/24", False),
        ("x", "10.20.7.0/24", False),
        ("1.2.3.4", "", True),
    ],
)
def test_a_room_with_a_network_lets_in_its_own_computers(address, networks, inside):
    assert is_inside(address, networks) is inside


def test_a_network_must_be_written_as_one():
    assert [str(n) for n in networks_of("10.0.0.0/8，192.168.1.0/24")] == [
        "10.0.0.0/8",
        "192.168.1.0/24",
    ]
    with pytest.raises(ValueError, match="host bits"):
        networks_of("10.20.7.1/24")


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ((False, False, False, True), None),
        ((False, True, False, False), EntryRefusal.OUTSIDE),
        ((True, False, True, True), EntryRefusal.NO_ROOM),
        ((True, True, False, True), EntryRefusal.NOT_CHECKED_IN),
        ((True, True, True, False), EntryRefusal.OUTSIDE),
        ((True, True, True, True), None),
    ],
)
def test_a_test_on_site_asks_for_seat_check_and_network(facts, refusal):
    names = ("on_site", "has_room", "is_present", "is_inside")
    assert entry_refusal(**dict(zip(names, facts, strict=True))) is refusal


def test_a_seat_list_is_judged_row_by_row():
    facts = SeatFacts(
        candidates={
            "A": Seated("李青", "1", "11", Seat(1, 1)),
            "B": Seated("王川", "1", "12", Seat(1, 2)),
        },
        rooms={"1": {1: 3}},
        held={"1": {Seat(1, 1): "A", Seat(1, 2): "B"}},
    )

    def judged(*rows):
        named = ("ticket", "name", "room", "seat")
        made = [Row(n, dict(zip(named, row, strict=True))) for n, row in enumerate(rows, 2)]
        found = judge_seats(made, (), facts)
        return [(f.standing, [fault.code for fault in f.faults]) for f in found]

    assert judged(("A", "李青", "1", "1")) == [(Standing.UNCHANGED, [])]
    assert judged(("A", "李青", "1", "3")) == [(Standing.NEW, [])]
    assert judged(("A", "李青", "1", "2")) == [(Standing.FAULTY, ["seat_taken"])]
    exchanged = judged(("A", "李青", "1", "2"), ("B", "王川", "1", "1"))
    assert exchanged == [(Standing.NEW, []), (Standing.NEW, [])]
    assert judged(("A", "李青", "1", "4")) == [(Standing.FAULTY, ["no_such_seat"])]
    assert judged(("A", "王川", "1", "3")) == [(Standing.FAULTY, ["name_differs"])]
    assert judged(("C", "赵禾", "1", "3")) == [(Standing.FAULTY, ["ticket_unknown"])]
    twice = judged(("A", "李青", "1", "3"), ("B", "王川", "1", "3"))
    assert twice == [(Standing.NEW, []), (Standing.FAULTY, ["repeated"])]
