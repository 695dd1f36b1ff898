"""Entry without a password: ticket and room code, for those whom an invigilator has let in."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from exams.actions.rooming import entry_code_hash
from exams.models import Attempt, Candidate, CheckIn, EntryCode
from exams.rules.keeping import State
from exams.rules.seats import is_inside
from journal.actions import record


class EntryRefused(Exception):
    """Whatever the reason, the page says the same: nobody learns which ticket numbers exist."""


@transaction.atomic
def enter(number: str, code: str, *, address: str, now: datetime) -> Attempt:
    """The unfinished attempt of the candidate with this ticket number, whose seat is in the room
    with this code, who is checked in, at a computer of the room's network. Raises EntryRefused.

    It lets into the hall of this attempt and nowhere else, and is on record.
    """
    rows = Candidate.objects.select_related(
        "seat__room__session__exam", "session__exam", "person__user"
    )
    candidate = rows.filter(number=number.strip(), seat__isnull=False).first()
    if candidate is None:
        raise EntryRefused("ticket")
    attempt = candidate.attempts.exclude(state=State.VOID).order_by("-ordinal").first()
    if attempt is None or _why_not(candidate, attempt, code, address, now):
        raise EntryRefused("entry")
    subject = f"exams.attempt:{attempt.ref}"
    facts = {"room": candidate.seat.room.name}
    agency_id = candidate.session.exam.agency_id
    record(candidate.person_id, "exams.enter", subject, facts, agency_id=agency_id, now=now)
    return attempt


def _why_not(candidate: Candidate, attempt: Attempt, code: str, address: str, now: datetime) -> str:
    room = candidate.seat.room
    wanted = entry_code_hash(room, code)
    is_tried = candidate.session.rehearses_id is not None  # nobody's face to look at
    reasons = {
        "code": not EntryCode.objects.valid_at(now).filter(room=room, code_hash=wanted).exists(),
        "absent": not (is_tried or CheckIn.objects.present().filter(candidate=candidate).exists()),
        "network": not is_inside(address, room.network),
        "over": attempt.state == State.CLOSED,
        "account": not candidate.person.user.is_active,
    }
    return next((name for name, holds in reasons.items() if holds), "")
