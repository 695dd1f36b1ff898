"""The organiser's roll as a device brings it, at once or after a while without a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from people.models import Person
from training import rules
from training.actions.attending import locked_session
from training.actions.planning import note
from training.actions.refused import Refused
from training.models import Attendance, RollCall, Session, listed_at
from training.rules import Became, ClassState, Mark, Refusal


@dataclass(frozen=True)
class Call:
    """One mark that was set on a device: when, and what the device took to be the mark before."""

    op_id: str
    person_id: int
    mark: Mark
    knew: Mark | None
    seen_at: datetime


@transaction.atomic
def call_roll(
    session: Session, calls: Sequence[Call], *, actor: Person, now: datetime
) -> dict[str, Became]:
    """Enter marks in the order in which they were set, and say of each what became of it.

    The same again changes nothing. Where somebody else has set another mark meanwhile the mark
    that stands is left, and a person decides. Raises Refused: WRONG_STATE, TOO_EARLY.
    """
    held = locked_session(session, ClassState.OPEN, ClassState.FINISHED)
    if now < held.starts_at:
        raise Refused(Refusal.TOO_EARLY)
    known = RollCall.objects.filter(op_id__in=[call.op_id for call in calls])
    done = {row.op_id: Became(row.became) for row in known}
    current = {row.person_id: row for row in held.attendance.current()}
    listed, facts = listed_at(held), {}
    for call in calls:
        if call.op_id in done:
            continue
        before = current.get(call.person_id)
        fate = rules.became(
            call.mark,
            Mark(before.mark) if before else None,
            knew=call.knew,
            is_closed=held.closed_at is not None,
            is_listed=call.person_id in listed,
        )
        done[call.op_id] = fate
        if fate is Became.UNKNOWN:
            continue
        if fate is Became.STORED:
            current[call.person_id] = _store(held, call, before, actor, now)
        _keep(held, call, fate, actor, now)
        facts[call.op_id] = [call.person_id, call.mark.value, fate.value]
    if facts:
        note(held.training_class, "training.call_roll", {"session": held.pk, "calls": facts},
             actor, now)  # fmt: skip
    return done


def _store(
    session: Session, call: Call, before: Attendance | None, actor: Person, now: datetime
) -> Attendance:
    if before is not None:
        before.superseded_at = now
        before.save(update_fields=["superseded_at"])
    return Attendance.objects.create(
        session=session,
        person_id=call.person_id,
        mark=call.mark,
        seen_at=_within(session, call.seen_at, now),
        recorded_at=now,
        recorded_by_id=actor.pk,
    )


def _keep(session: Session, call: Call, fate: Became, actor: Person, now: datetime) -> None:
    RollCall.objects.create(
        op_id=call.op_id,
        session=session,
        person_id=call.person_id,
        mark=call.mark,
        seen_at=_within(session, call.seen_at, now),
        received_at=now,
        by_id=actor.pk,
        became=fate,
    )


def _within(session: Session, seen_at: datetime, now: datetime) -> datetime:
    """A device's clock may be wrong: never before the half-day, never later than now."""
    return min(max(seen_at, session.starts_at), now)
