"""An officer objects to a line, or to one that is missing; the coordinator answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from journal import actions as journal
from people.models import Person
from training.actions.attending import corrected
from training.actions.booking import Claim, add_opening, reverse_entry
from training.actions.refused import Refused
from training.models import AnswerChoice, Attendance, LedgerEntry, Objection
from training.rules import COUNTED, Mark, Refusal


@dataclass(frozen=True)
class Matter:
    """What is objected to: a line, a mark of attendance, or (neither) a missing line of a day."""

    day: date
    entry: LedgerEntry | None = None
    attendance: Attendance | None = None


@dataclass(frozen=True)
class Answer:
    """What the coordinator decides: upheld or not, why, and what is to be booked with it.

    `mark` corrects the attendance that the matter is about, `reverse` takes back a line that came
    of no attendance, `claim` books a line on evidence.
    """

    upheld: bool
    reason: str
    mark: Mark | None = None
    reverse: bool = False
    claim: Claim | None = None


@transaction.atomic
def file_objection(person: Person, matter: Matter, *, claim: str, now: datetime) -> Objection:
    """Object to what the ledger or the attendance says about oneself, or does not say.

    Raises Refused: DAY_IN_FUTURE, ALREADY_OBJECTED.
    """
    if matter.day > timezone.localdate(now):
        raise Refused(Refusal.DAY_IN_FUTURE)
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    waiting = Objection.objects.waiting().filter(
        person=person, entry=matter.entry, attendance=matter.attendance, day=matter.day
    )
    if waiting.exists():
        raise Refused(Refusal.ALREADY_OBJECTED)
    objection = Objection.objects.create(
        person=person,
        entry=matter.entry,
        attendance=matter.attendance,
        day=matter.day,
        claim=claim,
        filed_at=now,
    )
    facts: dict[str, Any] = {"day": matter.day.isoformat()}
    facts |= {"line": matter.entry.hash} if matter.entry else {}
    _record(objection, "training.file_objection", facts, person, now)
    return objection


@transaction.atomic
def answer_objection(
    objection: Objection, answer: Answer, *, actor: Person, now: datetime
) -> Objection:
    """Answer once, with a reason, and book what follows from it in the same transaction.

    Raises Refused: OWN_MATTER, ALREADY_ANSWERED, and what the bookings raise.
    """
    if objection.person_id == actor.pk:
        raise Refused(Refusal.OWN_MATTER)
    rows = Objection.objects.select_for_update(of=("self",)).select_related("entry", "person")
    held = rows.get(pk=objection.pk)
    if held.answered_at is not None:
        raise Refused(Refusal.ALREADY_ANSWERED)
    if answer.upheld:
        _book(held, answer, actor, now)
    held.answer = AnswerChoice.UPHELD if answer.upheld else AnswerChoice.REJECTED
    held.answer_reason = answer.reason
    held.answered_at, held.answered_by_id = now, actor.pk
    held.save(
        update_fields=[
            "counter", "booked", "answer", "answer_reason", "answered_at", "answered_by_id",
        ]
    )  # fmt: skip
    facts: dict[str, Any] = {"answer": held.answer, "reason": answer.reason}
    facts |= {"counter": held.counter.hash} if held.counter else {}
    facts |= {"line": held.booked.hash} if held.booked else {}
    _record(held, "training.answer_objection", facts, actor, now)
    return held


def attendance_of(objection: Objection) -> Attendance | None:
    """The standing mark of attendance that an objection is about, if it is about one."""
    if objection.attendance is not None:
        about = (objection.attendance.session_id, objection.person_id)
    elif objection.entry is not None and objection.entry.session_id is not None:
        about = (objection.entry.session_id, objection.person_id)
    else:
        return None
    rows = Attendance.objects.current().select_related("session__training_class")
    return rows.filter(session=about[0], person=about[1]).first()


def _book(objection: Objection, answer: Answer, actor: Person, now: datetime) -> None:
    """What an upheld objection changes in attendance and ledger."""
    attendance = attendance_of(objection)
    if answer.mark is not None and attendance is not None:
        _fresh, line = corrected(
            attendance, answer.mark, reason=answer.reason, actor=actor, now=now
        )
        if answer.mark in COUNTED:
            objection.booked = line
        else:
            objection.counter = line
    if answer.reverse and attendance is None and objection.entry is not None:
        objection.counter = reverse_entry(
            objection.entry, reason=answer.reason, actor=actor, now=now
        )
    if answer.claim is not None:
        objection.booked = add_opening(answer.claim, actor=actor, now=now)


def _record(
    objection: Objection, act: str, facts: dict[str, Any], actor: Person, now: datetime
) -> None:
    subject = f"training.objection:{objection.pk}"
    journal.record(
        actor.pk,
        act,
        subject,
        {"person": objection.person_id} | facts,
        agency_id=objection.person.agency_id,
        now=now,
    )
