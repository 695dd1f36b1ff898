"""How a deed of this room says no."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from people import actions as people
from people.actions import facts
from people.models import Dated, Person
from people.rules import Refusal as PeopleRefusal
from qualifications.rules.deeds import Refusal

D = TypeVar("D", bound=Dated)


class Refused(Exception):
    """The deed was not done, and nothing has changed. `reason` says why; `person` is the one of
    several at whom it failed."""

    def __init__(self, reason: Refusal, person: Person | None = None) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.person = person


def refuse(reason: Refusal | None) -> None:
    """Raise Refused if there is a reason."""
    if reason is not None:
        raise Refused(reason)


def refuse_own(person: Person, actor: Person | None) -> None:
    """Nobody decides in a matter of their own. Raises Refused: OWN_MATTER."""
    if actor is not None and actor.pk == person.pk:
        raise Refused(Refusal.OWN_MATTER)


def replaced(fact: D, *, now: datetime, by: int | None, **changes: Any) -> D:
    """`people.actions.facts.replace`, refusing in this room's words.

    Raises Refused: NO_LONGER_CURRENT, ENDS_BEFORE_START.
    """
    try:
        return facts.replace(fact, now=now, by=by, **changes)
    except people.Refused as refused:
        ended = refused.reason is PeopleRefusal.NO_LONGER_CURRENT
        raise Refused(Refusal.NO_LONGER_CURRENT if ended else Refusal.ENDS_BEFORE_START) from None


def withdrawn(fact: D, *, now: datetime) -> D:
    """`people.actions.facts.withdraw`, refusing in this room's words: it holds on no day.

    Raises Refused: NO_LONGER_CURRENT.
    """
    try:
        facts.withdraw(fact, now=now)
    except people.Refused:
        raise Refused(Refusal.NO_LONGER_CURRENT) from None
    return fact


def id_of(actor: Person | None) -> int | None:
    return None if actor is None else actor.pk
