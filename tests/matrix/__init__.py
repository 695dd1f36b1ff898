"""The permission matrix: one file of rows per room, one `Row` per page and record.

A row names a page, the record that it is asked for, and the status that each member of the cast
gets by GET and by POST:

    Row("people:person", about="li's colleague", url=lambda w: {"person_id": w.cast["wang"].pk},
        get=only(200, "coordinator", "agency_admin", neighbour=404))

`url` and `data` are called with the world (`w.cast`, `w.tree`, and what the room's own makers put
there) inside the row's test, so that every record is real. `only(200, …)` gives everybody else 403;
`everybody(405)` says that a method is not allowed. Strangers are sent to sign in (302), unless the
row says otherwise with `strangers=`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.remembered import remembered

Statuses = Mapping[str, int]
STRANGER = "-"
OTHERS = "*"


def only(status: int, *who: str, others: int = 403, strangers: int = 302, **named: int) -> Statuses:
    """`status` for those named, their own for keywords, `others` for the rest of the cast."""
    return {OTHERS: others, STRANGER: strangers} | dict.fromkeys(who, status) | named


def everybody(status: int, *, strangers: int = 302, **named: int) -> Statuses:
    """`status` for the whole cast, but for those named."""
    return {OTHERS: status, STRANGER: strangers} | named


NOT_ALLOWED = everybody(405)


@dataclass(frozen=True)
class Row:
    """One page asked for one record, and who gets which answer."""

    page: str
    get: Statuses
    post: Statuses = field(default_factory=lambda: NOT_ALLOWED)
    about: str = ""
    url: Callable[[Any], dict[str, Any]] = lambda world: {}
    data: Callable[[Any], dict[str, Any]] = lambda world: {}

    def __str__(self) -> str:
        return f"{self.page} ({self.about})" if self.about else self.page


def lasting(make: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Let what a maker puts into the world be put back for the next row that asks for it.

    What it gives besides, it gives anew from what stands in the world.
    """
    name = f"{make.__module__}.{make.__name__}"

    @remembered
    @functools.wraps(make)
    def apart(world: Any) -> dict[str, Any]:
        before = set(vars(world))
        make(world)
        return {one: value for one, value in vars(world).items() if one not in before}

    @functools.wraps(make)
    def recalled(world: Any) -> Any:
        if name not in world.kept:
            vars(world).update(apart(world))
            world.kept[name] = True
        return make(world)

    return recalled
