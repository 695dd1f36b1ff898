"""How a deed of this room says no, and what every deed on a case begins with."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from appointments.models import Case, Member
from appointments.rules.terms import MemberRole, Refusal
from exams.rules.conduct import ActRefusal
from journal.actions import record_confidential
from people.models import Person


class Refused(Exception):
    """The deed was not done, and nothing has changed."""

    def __init__(self, reason: Refusal | ActRefusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


def refuse(reason: Refusal | None) -> None:
    """Raise Refused if there is a reason."""
    if reason is not None:
        raise Refused(reason)


def held(case: Case) -> Case:
    """The case under lock, whatever its state."""
    rows = Case.objects.select_for_update(of=("self",))
    return rows.select_related("policy", "person__agency", "agency").get(pk=case.pk)


def held_open(case: Case) -> Case:
    """The case under lock, as long as it is open. Raises Refused: NOT_OPEN."""
    found = held(case)
    if not found.is_open:
        raise Refused(Refusal.NOT_OPEN)
    return found


def acting(case: Case, actor: Person, *roles: MemberRole) -> Member:
    """In which of the roles the actor is named on the case. Raises Refused: WRONG_ROLE."""
    found = Member.objects.standing().filter(case=case, person=actor, role__in=roles).first()
    if found is None:
        raise Refused(Refusal.WRONG_ROLE)
    return found


def note(
    case: Case, actor: Person, act: str, facts: dict[str, Any] | None = None, *, now: datetime
) -> None:
    """Record an act on a case where nobody but those named on it can read it."""
    record_confidential(actor.pk, act, case.subject, facts, now=now)
