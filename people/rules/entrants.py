"""What somebody writes down about a person, a post or a role, before it becomes a fact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from people.rules.rights import Role


@dataclass(frozen=True)
class PostTerms:
    """One post: what it is called, what it is for, and on which days (both included)."""

    title: str
    valid_from: date
    kind: str = "enforcement"
    establishment: str = "civil"
    domains: tuple[str, ...] = ()
    is_main: bool = True
    valid_to: date | None = None


@dataclass(frozen=True)
class Details:
    """What a person is called and can be told apart by. Empty: not given, or left as it is."""

    name: str
    identity_number: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Entrant:
    """A person to be entered, with the first post. The staff number is made if not given."""

    details: Details
    post: PostTerms
    staff_number: str = ""


@dataclass(frozen=True)
class RoleTerms:
    """A role to be given: from which day, to which (both included), on what grounds."""

    role: Role
    valid_from: date
    valid_to: date | None = None
    reason: str = ""


@dataclass(frozen=True)
class Ending:
    """The last day on which something holds, and on what grounds it ends."""

    last_day: date
    reason: str


def day_before(day: date) -> date:
    return day - timedelta(days=1)


def overlap(first: tuple[date, date | None], second: tuple[date, date | None]) -> bool:
    """Whether two periods share a day; both ends are included, None never ends."""
    (from_a, to_a), (from_b, to_b) = first, second
    return (to_a is None or from_b <= to_a) and (to_b is None or from_a <= to_b)
