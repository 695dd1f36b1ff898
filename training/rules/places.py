"""Who gets the places of a class: capacity, shares of units, the order of the waiting list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Asked(StrEnum):
    """Where somebody's wish for a place stands."""

    ASKED = "asked"
    WAITING = "waiting"
    ADMITTED = "admitted"
    REFUSED = "refused"
    GIVEN_UP = "given_up"
    LAPSED = "lapsed"


@dataclass(frozen=True)
class Share:
    """At most `seats` places for those whose agency lies at or below `path`."""

    path: str
    seats: int

    def covers(self, path: str) -> bool:
        return path.startswith(self.path)


@dataclass(frozen=True)
class Candidate:
    """Somebody who wants a place. `is_free`: not elsewhere at the time of the class."""

    person_id: int
    path: str
    is_free: bool = True


@dataclass(frozen=True)
class Places:
    """The places of a class: how many, the units' shares, and where those sit who have one."""

    capacity: int
    shares: tuple[Share, ...] = ()
    taken: tuple[str, ...] = field(default=())  # paths of the agencies of those who have a place

    @property
    def free(self) -> int:
        return max(0, self.capacity - len(self.taken))

    def short_share(self, paths: Iterable[str]) -> Share | None:
        """The first share that could not take all of these paths beside those who sit; None: all
        shares can."""
        wanted = [*self.taken, *paths]
        for share in self.shares:
            if sum(share.covers(path) for path in wanted) > share.seats:
                return share
        return None

    def with_one(self, path: str) -> Places:
        return Places(self.capacity, self.shares, (*self.taken, path))


def moving_up(waiting: Sequence[Candidate], places: Places) -> list[int]:
    """Who of the waiting list gets a place now, in the order of the list.

    Whoever is elsewhere at the time, or whose unit has used up its share, keeps the place in the
    list and is passed over; nobody gets a place who stands behind somebody that could have it.
    """
    found = []
    for one in waiting:
        if not places.free:
            break
        if one.is_free and places.short_share([one.path]) is None:
            places = places.with_one(one.path)
            found.append(one.person_id)
    return found
