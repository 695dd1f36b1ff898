"""A lost room goes on paper; what stands on the sheets is entered by two persons independently."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from exams.actions.chaining import append_event
from exams.actions.judging import checked_adoption
from exams.actions.outbox import ask_for_marking
from exams.actions.rooming import pass_pen
from exams.actions.saving import hold, store
from exams.actions.signing import ActRefused, countersign, refuse_if
from exams.actions.sitting import begin, close_held, write_receipt
from exams.models import (
    Admission,
    Attempt,
    CheckIn,
    ExamRoom,
    PaperAnswers,
    PaperEntry,
    PaperRoom,
)
from exams.rules import conduct, keeping
from exams.rules.conduct import Act, ActRefusal, SessionState
from exams.rules.keeping import Disposition, State
from exams.rules.sheets import SheetPlace, read_sheet, tidy
from exchange.actions.storing import store_file
from journal.actions import record
from journal.rules import digest
from people.models import Person

ROOM = "exams"  # the owner of the scans, as the store of files names it
AT_ONCE = 50


@transaction.atomic
def go_on_paper(room: ExamRoom, *, reason: str, actor: Person, now: datetime) -> PaperRoom | None:
    """Let everybody who is in the room answer on printed sheets; its computers are out of it.

    The first call signs, a second person's with the same reason does it: open attempts lose their
    pen for good, those let in and not begun are begun. Raises ActRefused: over, on paper already,
    no reason, one's own unit, a rehearsal.
    """
    held = ExamRoom.objects.select_for_update(of=("self",)).get(pk=room.pk)
    session = held.session
    refuse_if(ActRefusal.WRONG_STATE if session.rehearses_id is not None else None)
    if session.state != SessionState.DRAWN or not session.opens_at <= now < session.closes_at:
        raise ActRefused(ActRefusal.WRONG_STATE)
    refuse_if(ActRefusal.NOTHING_CHANGED if PaperRoom.objects.filter(room=held).exists() else None)
    refuse_if(None if reason.strip() else ActRefusal.REASON_MISSING)
    attempts = _attempts_in(held)
    for attempt in attempts:
        _refuse_near(actor, attempt)
    first = countersign(Act.PAPER, held.ref, {"reason": reason}, actor=actor, now=now)
    if first is None:
        _note(actor, "exams.sign_go_on_paper", held, {}, now)
        return None
    for attempt in attempts:
        _to_paper(attempt, actor, now)
    facts = {"attempts": len(attempts), "first_by": first.person_id}
    _note(actor, "exams.go_on_paper", held, facts, now)
    return PaperRoom.objects.create(
        room=held, reason=reason, at=now, first_by_id=first.person_id, second_by=actor
    )


def _attempts_in(room: ExamRoom) -> list[Attempt]:
    """The room's open attempts, and those of who is there and has not begun, under lock."""
    rows = Attempt.objects.select_for_update(of=("self",)).filter(candidate__seat__room=room)
    present = CheckIn.objects.present().filter(candidate__seat__room=room)
    here = rows.filter(state=State.READY, candidate__in=present.values("candidate_id"))
    found = rows.filter(pk__in=[*_keys(here), *_keys(rows.filter(state=State.OPEN))])
    return list(found.select_related("exam", "session", "candidate").order_by("pk"))


def _keys(rows: Any) -> list[int]:
    return [row.pk for row in rows]


def _to_paper(attempt: Attempt, actor: Person, now: datetime) -> None:
    """The pen to nobody: whatever a computer sends from now on is fenced."""
    if attempt.state == State.READY:
        begin(attempt, secrets.token_urlsafe(32), now=now)
    pass_pen(attempt, secrets.token_hex(32), "paper", actor, now)


def _refuse_near(actor: Person, attempt: Attempt) -> None:
    refuse_if(
        conduct.invigilator_refusal(
            actor=actor.pk,
            candidate=attempt.person_id,
            actor_agency=actor.agency_id,
            candidate_agency=attempt.candidate.agency_id,
        )
    )


@transaction.atomic
def note_print(room: ExamRoom, *, actor: Person, now: datetime) -> None:
    """Put on record that a room's papers were printed: so somebody has seen them."""
    _note(actor, "exams.print_papers", room, {}, now)


# --- what stands on the sheets ----------------------------------------------------------------


def places_on(attempt: Attempt) -> list[SheetPlace]:
    """The questions of an attempt's sheet, in order."""
    return [
        SheetPlace(place["place"], place["kind"], tuple(place["tokens"]))
        for place in attempt.sat.body["places"]
    ]


@dataclass(frozen=True)
class Scan:
    """The scanned sheet as it was uploaded."""

    data: bytes
    file_name: str


@transaction.atomic
def enter_paper(
    attempt: Attempt, entered: Mapping[int, str], scan: Scan, *, actor: Person, now: datetime
) -> PaperAnswers | None:
    """Enter what one reads off a sheet; the second person's equal entry makes it the answers.

    They become operations of the record with their true arrival, admitted by both where they came
    after the end, and stay marked as paper. What is left out on the sheet stands as it was saved
    before. None: the other person is awaited, or reads it differently. Raises ActRefused (not on
    paper, entered already, one's own unit), Unreadable, exchange's Refused for the scan.
    """
    held = _on_paper(attempt)
    _refuse_near(actor, held)
    places = places_on(held)
    plain = {
        str(each.place): text
        for each in places
        if (text := tidy(each.kind, entered.get(each.place, "")))
    }
    read = read_sheet(places, {int(place): text for place, text in plain.items()})
    stored = store_file(
        scan.data, scan.file_name, owner=(ROOM, held.ref), actor_id=actor.pk, now=now
    )
    seal = digest({"attempt": held.ref, "answers": plain})
    PaperEntry.objects.create(
        attempt=held, answers=plain, digest=seal, scan=stored, by=actor, at=now
    )
    facts = {"scan": stored.sha256, "answers": seal}
    _note_attempt(actor, "exams.enter_paper", held, facts, now)
    other = _other_entry(held, actor)
    if other is None or other.digest != seal:
        return None
    _take(held, read, other.by, actor, now)
    return PaperAnswers.objects.create(
        attempt=held, digest=seal, at=now, first_by=other.by, second_by=actor
    )


def _on_paper(attempt: Attempt) -> Attempt:
    rows = Attempt.objects.select_for_update(of=("self",)).select_related(
        "exam", "session", "candidate", "paper"
    )
    held = rows.get(pk=attempt.pk)
    is_paper = PaperRoom.objects.filter(room__seats__candidate=held.candidate_id).exists()
    is_done = PaperAnswers.objects.filter(attempt=held).exists()
    published = held.session.state == SessionState.PUBLISHED
    if not is_paper or is_done or published or held.started_at is None:
        raise ActRefused(ActRefusal.WRONG_STATE)
    return held


def _other_entry(attempt: Attempt, actor: Person) -> PaperEntry | None:
    """The newest entry of somebody else."""
    return attempt.paper_entries.exclude(by=actor).select_related("by").order_by("-pk").first()


def _take(
    held: Attempt,
    read: Mapping[int, Sequence[str]],
    first: Person,
    second: Person,
    now: datetime,
) -> None:
    """Put the answers into the record: stored as they arrive, closed, admitted where late."""
    verdicts: dict[str, Disposition] = {}
    answers = sorted(read.items())
    for start in range(0, len(answers), AT_ONCE):
        operations = [
            keeping.Operation(
                op_id=secrets.token_hex(16),
                epoch=held.epoch,
                seq=place,
                place=place,
                choices=tuple(choices),
            )
            for place, choices in answers[start : start + AT_ONCE]
        ]
        pen = hold(held.ref, held.person_id)
        batch = checked_adoption(operations)
        verdicts |= store(pen, batch, arrival=now, now=now, actor_id=second.pk)
    held.refresh_from_db(fields=["head_n", "head_hash", "state", "closed_at"])
    if held.state == State.OPEN:
        close_held(held, "paper", actor_id=second.pk, now=now, first_by=first.pk)
    late = [op for op, verdict in verdicts.items() if verdict is not Disposition.APPLIED]
    if late:
        _admit(held, late, first, second, now)


def _admit(held: Attempt, ops: Sequence[str], first: Person, second: Person, now: datetime) -> None:
    """What came after the end counts, by the word of both, for the reason the room was lost."""
    reason = PaperRoom.objects.get(room__seats__candidate=held.candidate_id).reason
    Admission.objects.bulk_create(
        Admission(attempt=held, op_id=op, reason=reason, first_by=first, second_by=second, at=now)
        for op in ops
    )
    facts = {"ops": list(ops), "first_by": first.pk}
    append_event(held, "admit", facts, actor_id=second.pk, now=now)
    receipt = write_receipt(held, n=held.receipts.count() + 1, now=now)
    ask_for_marking(held, receipt_n=receipt.n, now=now)


def _note(actor: Person, act: str, room: ExamRoom, facts: dict[str, Any], now: datetime) -> None:
    subject, agency_id = f"exams.examroom:{room.ref}", room.session.exam.agency_id
    record(actor.pk, act, subject, facts, agency_id=agency_id, now=now)


def _note_attempt(
    actor: Person, act: str, held: Attempt, facts: dict[str, Any], now: datetime
) -> None:
    subject = f"exams.attempt:{held.ref}"
    record(actor.pk, act, subject, facts, agency_id=held.exam.agency_id, now=now)
