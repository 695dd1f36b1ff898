"""Where candidates sit: mixed by unit, from a seed, so that anybody can derive the plan again.

Source: house default. The generator is that of the papers (`rules.generator`).
"""

from __future__ import annotations

import ipaddress
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from exams.rules.generator import Generator

MOST_SEATS = 500  # of one room


@dataclass(frozen=True)
class Sitter:
    """One candidate: the ref, and the unit whose people should not sit side by side."""

    ref: str
    unit: int


@dataclass(frozen=True)
class Seat:
    """A numbered seat of a room; numbers count from 1."""

    room: int
    number: int


def seat_plan(
    sitters: Sequence[Sitter], rooms: Sequence[tuple[int, int]], seed: bytes
) -> dict[str, Seat]:
    """A seat for every sitter. `rooms` are (room, seats) in the order in which they fill.

    The sitters, sorted by ref, are shuffled; then the next seat always goes to the unit that has
    the most people left, of equals the one that the shuffle put first, but never to the unit of
    the seat before while another is left. Raises ValueError where seats do not suffice.
    """
    seats = [Seat(room, n) for room, size in rooms for n in range(1, size + 1)]
    if len(seats) < len(sitters):
        raise ValueError(f"{len(sitters)} candidates, {len(seats)} seats")
    order = Generator(seed).shuffled(sorted(sitters, key=lambda sitter: sitter.ref))
    return {
        sitter.ref: seat for sitter, seat in zip(_mixed(order), seats[: len(order)], strict=True)
    }


def _mixed(order: Sequence[Sitter]) -> list[Sitter]:
    waiting: dict[int, deque[Sitter]] = defaultdict(deque)
    for sitter in order:
        waiting[sitter.unit].append(sitter)
    rank = {unit: n for n, unit in enumerate(waiting)}
    mixed: list[Sitter] = []
    while waiting:
        before = mixed[-1].unit if mixed else None
        others = [unit for unit in waiting if unit != before] or list(waiting)
        unit = max(others, key=lambda unit: (len(waiting[unit]), -rank[unit]))
        mixed.append(waiting[unit].popleft())
        if not waiting[unit]:
            del waiting[unit]
    return mixed


def side_by_side(plan: Mapping[str, Seat], units: Mapping[str, int]) -> int:
    """How many pairs of neighbours, by number in one room, are of the same unit."""
    at = {(seat.room, seat.number): units[ref] for ref, seat in plan.items()}
    return sum(at.get((room, n + 1)) == unit for (room, n), unit in at.items())


def networks_of(text: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """The networks of a room: CIDR texts, one a line or with commas. Raises ValueError."""
    parts = text.replace(",", " ").replace("，", " ").split()
    return [ipaddress.ip_network(part) for part in parts]


def is_inside(address: str, networks: str) -> bool:
    """Whether an address is of a room's network; a room without one lets everybody in.

    What is no address is outside. An IPv4 address told in the form of IPv6 counts as itself.
    """
    if not networks.strip():
        return True
    try:
        told = ipaddress.ip_address(address.strip())
    except ValueError:
        return False
    plain = getattr(told, "ipv4_mapped", None) or told
    return any(plain in network for network in networks_of(networks))


class EntryRefusal(StrEnum):
    """Why a candidate may not begin, or go on, at this computer."""

    NOT_CHECKED_IN = "not_checked_in"
    OUTSIDE = "outside"
    NO_ROOM = "no_room"


def entry_refusal(
    *, on_site: bool, has_room: bool, is_present: bool, is_inside: bool
) -> EntryRefusal | None:
    """Why the hall stays closed. A test that is sat on site alone (threat 32) asks for a seat in a
    room with a network of its own, and for an invigilator's check; a room's network, where it is
    set, always holds."""
    if not is_inside:
        return EntryRefusal.OUTSIDE
    if not on_site:
        return None
    if not has_room:
        return EntryRefusal.NO_ROOM
    return None if is_present else EntryRefusal.NOT_CHECKED_IN
