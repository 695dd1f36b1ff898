"""What is done in a room while its session runs: let in, stop and go on, give time, write down."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction

from exams.actions import outages
from exams.actions.chaining import append_event
from exams.actions.giving import MAX_GRANT_SECONDS, Given, give_time
from exams.actions.signing import ActRefused, countersign, refuse_if
from exams.models import (
    Attempt,
    Candidate,
    CheckIn,
    EntryCode,
    ExamRoom,
    Incident,
    Lease,
    Outage,
    Pause,
    Resumption,
    Signature,
)
from exams.rules import conduct
from exams.rules.conduct import Act, ActRefusal, SessionState
from exams.rules.keeping import State
from exams.rules.outages import pause_back
from journal import vault
from journal.actions import record
from people.models import Person

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 6
GRANT_KINDS = ("outage", "incident")


def _refuse_near(actor: Person, candidate: Candidate) -> None:
    """Raise ActRefused for the candidate's own act, and for one of the same unit."""
    refuse_if(
        conduct.invigilator_refusal(
            actor=actor.pk,
            candidate=candidate.person_id,
            actor_agency=actor.agency_id,
            candidate_agency=candidate.agency_id,
        )
    )


@transaction.atomic
def check_in(
    candidate: Candidate, *, is_present: bool, actor: Person, now: datetime
) -> CheckIn | None:
    """Let a candidate in after looking at face and papers, or take that back; None: no change.

    Raises ActRefused when the session is over, and for one's own unit.
    """
    _refuse_near(actor, candidate)
    return _say_here(candidate, is_present, actor, now)


@transaction.atomic
def let_in(candidate: Candidate, *, actor: Person, now: datetime) -> CheckIn | None:
    """Let in a candidate who sits by number alone: who checks the door is named for it, and the
    unit under which the number is listed is nobody's. Raises ActRefused as `check_in` does."""
    return _say_here(candidate, True, actor, now)


def _say_here(
    candidate: Candidate, is_present: bool, actor: Person, now: datetime
) -> CheckIn | None:
    held = Candidate.objects.select_for_update().get(pk=candidate.pk)
    session = held.session
    if session.state == SessionState.PUBLISHED or now >= session.closes_at:
        raise ActRefused(ActRefusal.WRONG_STATE)
    last = held.check_ins.order_by("-pk").first()
    if (last is not None and last.is_present) == is_present:
        return None
    row = CheckIn.objects.create(candidate=held, is_present=is_present, by=actor, at=now)
    act = "exams.check_in" if is_present else "exams.undo_check_in"
    subject = f"exams.candidate:{held.ref}"
    record(actor.pk, act, subject, {}, agency_id=session.exam.agency_id, now=now)
    return row


@transaction.atomic
def issue_entry_code(room: ExamRoom, *, actor: Person, now: datetime) -> str:
    """A code by which those who are checked in enter without a password; shown once, for the
    board. Valid until the session's end; a new one ends the one before."""
    held = _held_room(room, now)
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    EntryCode.objects.create(
        room=held,
        code_hash=entry_code_hash(held, code),
        issued_by=actor,
        issued_at=now,
        expires_at=held.session.closes_at,
    )
    _note(actor, "exams.issue_entry_code", held, {}, now)
    return code


def entry_code_hash(room: ExamRoom, code: str) -> str:
    """What is kept of a room's code, however it was typed."""
    plain = code.strip().upper().replace("-", "").replace(" ", "")
    return vault.lookup(f"{room.ref}\n{plain}", purpose="entry code")


def _held_room(room: ExamRoom, now: datetime) -> ExamRoom:
    """The room under lock, while its session is not over; else ActRefused."""
    rows = ExamRoom.objects.select_for_update(of=("self",)).select_related("session__exam")
    held = rows.get(pk=room.pk)
    if held.session.state == SessionState.PUBLISHED or now >= held.session.closes_at:
        raise ActRefused(ActRefusal.WRONG_STATE)
    return held


@transaction.atomic
def report_incident(
    room: ExamRoom,
    *,
    kind: str,
    words: str,
    actor: Person,
    now: datetime,
    candidate: Candidate | None = None,
) -> Incident:
    """Write down what happened; it stays as it was written."""
    if not words.strip():
        raise ActRefused(ActRefusal.REASON_MISSING)
    row = Incident.objects.create(
        room=room, candidate=candidate, kind=kind, words=words.strip(), by=actor, at=now
    )
    facts = {"kind": kind, "candidate": candidate.ref if candidate else ""}
    _note(actor, "exams.report_incident", room, facts, now)
    return row


# --- stop and go on ---------------------------------------------------------------------------


def _held_attempt(attempt_id: int, actor: Person) -> Attempt:
    rows = Attempt.objects.select_for_update(of=("self",))
    held = rows.select_related("exam", "session", "candidate").get(pk=attempt_id)
    _refuse_near(actor, held.candidate)
    if held.state != State.OPEN:
        raise ActRefused(ActRefusal.WRONG_STATE)
    return held


@transaction.atomic
def pause(attempt: Attempt, *, reason: str, actor: Person, now: datetime) -> Pause:
    """Stop an open attempt at once: nobody holds its pen, nothing closes it, until `resume`.

    Raises ActRefused: not open, paused already, no reason, one's own unit.
    """
    if not reason.strip():
        raise ActRefused(ActRefusal.REASON_MISSING)
    held = _held_attempt(attempt.pk, actor)
    refuse_if(ActRefusal.PAUSED if held.pauses.running().exists() else None)
    return _pause(held, reason, actor, now)


def _pause(held: Attempt, reason: str, actor: Person, now: datetime) -> Pause:
    row = Pause.objects.create(attempt=held, epoch=held.epoch, reason=reason, by=actor, at=now)
    pass_pen(held, secrets.token_hex(32), "pause", actor, now)
    _note_attempt(actor, "exams.pause", held, {"reason": reason}, now)
    return row


@transaction.atomic
def resume(attempt: Attempt, *, actor: Person, now: datetime) -> Resumption:
    """Let a paused attempt go on at the computer it was at; the pause is given back, but for what
    an outage in it gives back already.

    Time is given by two persons: whoever resumes must be another than who paused. Raises
    ActRefused: not paused, the same person, one's own unit.
    """
    held = _held_attempt(attempt.pk, actor)
    stopped = held.pauses.running().first()
    if stopped is None:
        raise ActRefused(ActRefusal.NOT_PAUSED)
    refuse_if(conduct.second_signature_refusal(stopped.by_id, actor.pk))
    return _resume(held, stopped, actor, now)


def _resume(held: Attempt, stopped: Pause, actor: Person, now: datetime) -> Resumption:
    outages.refuse_stale(now)
    away = Outage.objects.during(stopped.at, now).aways()
    seconds = pause_back(stopped.at, now, away)
    before = Lease.objects.get(attempt=held, epoch=stopped.epoch)
    pass_pen(held, before.device_hash, "resume", actor, now)
    given = Given(seconds, "incident", stopped.reason, stopped.by_id)
    grant = give_time(held, given, second=actor, now=now)
    row = Resumption.objects.create(pause=stopped, grant=grant, by=actor, at=now)
    _note_attempt(actor, "exams.resume", held, {"seconds": seconds}, now)
    return row


def pass_pen(held: Attempt, device_hash: str, by: str, actor: Person, now: datetime) -> None:
    """Hand the pen of an open attempt under lock on; the computer before is fenced."""
    held.epoch, held.last_seq = held.epoch + 1, 0
    Lease.objects.create(
        attempt=held, epoch=held.epoch, device_hash=device_hash, opened_by=by, at=now
    )
    data = {"epoch": held.epoch, "device": device_hash, "by": by, "reason": ""}
    append_event(held, "take_over", data, actor_id=actor.pk, now=now)
    held.save(update_fields=["epoch", "last_seq"])


def _open_in(room: ExamRoom) -> list[Attempt]:
    """The room's open attempts under lock, in the order of their keys, as everybody locks them."""
    rows = Attempt.objects.select_for_update(of=("self",)).open()
    rows = rows.select_related("exam", "session", "candidate").filter(candidate__seat__room=room)
    return list(rows.order_by("pk"))


def _open_for(room: ExamRoom, actor: Person) -> list[Attempt]:
    """The same, for an act on all of them: refused where one is the actor's own or a colleague's,
    or where there is none."""
    found = _open_in(room)
    for held in found:
        _refuse_near(actor, held.candidate)
    refuse_if(None if found else ActRefusal.WRONG_STATE)
    return found


@transaction.atomic
def pause_room(room: ExamRoom, *, reason: str, actor: Person, now: datetime) -> int:
    """Stop every open attempt of the room that is not stopped yet, in one act; how many."""
    if not reason.strip():
        raise ActRefused(ActRefusal.REASON_MISSING)
    found = [held for held in _open_for(room, actor) if not held.pauses.running().exists()]
    refuse_if(None if found else ActRefusal.PAUSED)
    for held in found:
        _pause(held, reason, actor, now)
    return len(found)


@transaction.atomic
def resume_room(room: ExamRoom, *, actor: Person, now: datetime) -> int:
    """Let every paused attempt of the room go on, by another person than who paused it."""
    found = _open_for(room, actor)
    stopped = [(held, held.pauses.running().first()) for held in found]
    waiting = [(held, row) for held, row in stopped if row is not None]
    refuse_if(None if waiting else ActRefusal.NOT_PAUSED)
    for held, row in waiting:
        refuse_if(conduct.second_signature_refusal(row.by_id, actor.pk))
        _resume(held, row, actor, now)
    return len(waiting)


# --- time for a whole room --------------------------------------------------------------------


@transaction.atomic
def propose_room_grant(
    room: ExamRoom, *, seconds: int, kind: str, reason: str, actor: Person, now: datetime
) -> Signature:
    """Sign that everybody who answers in the room gets more time; a second person gives it.

    Raises ActRefused: nobody answers, an amount outside 1 s to 4 h, no reason, one's own unit.
    """
    held = _held_room(room, now)
    if not reason.strip():
        raise ActRefused(ActRefusal.REASON_MISSING)
    if not 0 < seconds <= MAX_GRANT_SECONDS or kind not in GRANT_KINDS:
        raise ActRefused(ActRefusal.BAD_AMOUNT)
    found = _open_for(held, actor)
    body = {
        "seconds": seconds,
        "kind": kind,
        "reason": reason,
        "attempts": [attempt.ref for attempt in found],
        "signed_at": now.isoformat(timespec="microseconds"),
    }
    countersign(Act.GRANT, held.ref, body, actor=actor, now=now, reason=reason)
    _note(actor, "exams.sign_grant_room", held, {"seconds": seconds}, now)
    return Signature.objects.filter(act=Act.GRANT, subject=held.ref).latest("pk")


@transaction.atomic
def grant_room(room: ExamRoom, first: Signature, *, actor: Person, now: datetime) -> int:
    """Give the time that another person signed for, to all of those who still answer; how many.

    Raises ActRefused: given already, nobody answers any more, the same person, one's own unit.
    """
    held = _held_room(room, now)
    rows = Signature.objects.filter(act=Act.GRANT, subject=held.ref, digest=first.digest)
    refuse_if(ActRefusal.CHANGED_SINCE if rows.count() != 1 else None)
    found = [each for each in _open_for(held, actor) if each.ref in first.body["attempts"]]
    refuse_if(None if found else ActRefusal.CHANGED_SINCE)
    countersign(Act.GRANT, held.ref, first.body, actor=actor, now=now, reason=first.reason)
    body = first.body
    given = Given(body["seconds"], body["kind"], body["reason"], first.person_id)
    for attempt in found:
        give_time(attempt, given, second=actor, now=now)
    facts = {"seconds": body["seconds"], "attempts": len(found), "first_by": first.person_id}
    _note(actor, "exams.grant_room", held, facts, now)
    return len(found)


def _note(actor: Person, act: str, room: ExamRoom, facts: dict[str, Any], now: datetime) -> None:
    subject = f"exams.examroom:{room.ref}"
    agency_id = room.session.exam.agency_id
    record(actor.pk, act, subject, facts, agency_id=agency_id, now=now)


def _note_attempt(
    actor: Person, act: str, held: Attempt, facts: dict[str, Any], now: datetime
) -> None:
    subject = f"exams.attempt:{held.ref}"
    record(actor.pk, act, subject, facts, agency_id=held.exam.agency_id, now=now)
