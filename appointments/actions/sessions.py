"""Two examination officers draw up a session of seats; the checker lets the candidates in.

Who sits on which seat is not known to them: the roster names seats. The deeds of the exam room are
used as they are, so a pre-appointment test is sealed, drawn, kept and proved like every exam.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from appointments.actions.calls import usable
from appointments.actions.refused import Refused, note
from appointments.models import DoorCheck, Seat, TestCall, TestTemplate
from appointments.models.standing import seen_questions
from appointments.rules.terms import WHOLE, Refusal
from exams.actions import making, parallel, planning, rooming, sealing, seating
from exams.models import Blueprint, Exam, ExamRoom, ExamSeal, ExamSession, FormReading
from exams.proof import knowing, last_day, pool_for
from exams.rules.conduct import ExamState
from exams.rules.purposes import Purpose
from exams.rules.seats import Seat as Place
from journal.actions import record
from people.actions import Slip, issue_codes
from people.models import Person

ENTRY_MINUTES = 30
TITLE: int = Blueprint._meta.get_field("title").max_length  # type: ignore[assignment]
ROOM_NAME: int = ExamRoom._meta.get_field("name").max_length  # type: ignore[assignment]


@dataclass(frozen=True)
class Papers:
    """How papers come about: so many parallel forms, or none, for which there is the reason."""

    forms: int = 1
    reason: str = ""


@transaction.atomic
def open_session(
    call: TestCall, papers: Papers, *, network: str, actor: Person, now: datetime
) -> ExamSession:
    """Exam and session by the approved template, its one room with a seat for everybody, the forms
    that two persons read before anybody seals.

    The room's computers speak from `network`: a test before an appointment is sat on site alone.
    Raises Refused: WRONG_STATE, TOO_LATE, TEMPLATE_CHANGED, KNOWS_QUESTIONS (a candidate knows
    questions of the pool: another template is needed); ActRefused as planning and forms do.
    """
    held = _held(call)
    if held.session_id is not None:
        raise Refused(Refusal.WRONG_STATE)
    if now >= held.opens_at:
        raise Refused(Refusal.TOO_LATE)
    template = usable(held.template)
    blueprint = _blueprint_for(held, template, actor, now)
    exam = planning.make_exam(draft=_draft(held, template, blueprint), actor=actor, now=now)
    session = planning.add_session(
        exam,
        place=held.place,
        opens_at=held.opens_at,
        closes_at=held.closes_at,
        actor=actor,
        now=now,
    )
    _refuse_knowing(held, exam, now)
    _take_seats(held, session, network, actor, now)
    parallel.make_forms(exam, count=papers.forms, reason=papers.reason, actor=actor, now=now)
    held.session = session
    held.save(update_fields=["session"])
    _note(held, actor, "appointments.open_session", now)
    return session


def _take_seats(
    call: TestCall, session: ExamSession, network: str, actor: Person, now: datetime
) -> None:
    """The session's one room; seat by number."""
    rows = {seat.stand_in_id: seat for seat in call.seats.select_related("stand_in")}
    listed = planning.enrol(
        session, [seat.stand_in for seat in rows.values()], actor=actor, now=now
    )
    place = seating.RoomDraft(call.place[:ROOM_NAME], len(rows), network)
    room = seating.add_room(session, place, actor=actor, now=now)
    wanted = [(each, Place(room.ordinal, rows[each.person_id].n)) for each in listed]
    seating.place_candidates(session, wanted, actor=actor, now=now)


def _held(call: TestCall) -> TestCall:
    rows = TestCall.objects.select_for_update(of=("self",))
    found = rows.select_related("template__agency", "policy", "session__exam").get(pk=call.pk)
    if found.withdrawn_at is not None:
        raise Refused(Refusal.WRONG_STATE)
    return found


def _blueprint_for(
    call: TestCall, template: TestTemplate, actor: Person, now: datetime
) -> Blueprint:
    """The template's blueprint; where somebody of the call sits again, a copy that leaves out what
    they were asked before. The roster knows numbers alone, so this is asked here."""
    seen, approved = seen_questions(call), template.blueprint
    if not seen:
        return approved
    frame = approved.rule_frame()
    day = timezone.localtime(call.opens_at)
    return planning.make_blueprint(
        agency=approved.agency,
        title=f"{approved.title}（{day:%Y-%m-%d %H:%M} 另卷）"[:TITLE],
        cells=approved.rule_cells(),
        frame=replace(frame, exclude=frame.exclude | (seen - frame.include)),
        actor=actor,
        now=now,
    )


def _draft(call: TestCall, template: TestTemplate, blueprint: Blueprint) -> planning.ExamDraft:
    """On site, closed book, the pen passed on by the invigilator alone, the mark alone shown."""
    cells = template.blueprint.rule_cells()
    total = sum(cell.count * cell.marks for cell in cells)
    day = timezone.localtime(call.opens_at)
    return planning.ExamDraft(
        agency=template.agency,
        title=f"任职前法律知识测试（{day:%Y-%m-%d %H:%M}）",
        blueprint=blueprint,
        duration_minutes=template.duration_minutes,
        entry_minutes=ENTRY_MINUTES,
        pass_marks=-(-total * call.policy.pass_percent // WHOLE),
        review_policy="mark",
        own_takeover=False,
        purpose=Purpose.APPOINTMENT,
        on_site=True,
    )


def _refuse_knowing(call: TestCall, exam: Exam, now: datetime) -> None:
    """The roster knows no names, so whether a candidate knows questions, or has read a form, is
    asked here."""
    persons = {pk for pk in call.seats.values_list("case__person", flat=True) if pk is not None}
    pool = pool_for(exam, last_day(exam, timezone.localdate(now)))
    readings = FormReading.objects.filter(form__form_set__exam=exam, person__in=persons)
    if knowing(persons, [item.revision_id for item in pool]) or readings.exists():
        raise Refused(Refusal.KNOWS_QUESTIONS)


@transaction.atomic
def sign_session(call: TestCall, *, actor: Person, now: datetime) -> ExamSeal | None:
    """Sign exam and seats; the second officer's call seals, and signs the roster for the draw.

    Raises Refused: WRONG_STATE, KNOWS_QUESTIONS; ActRefused (forms that two have not read, the same
    person twice, and as sealing does).
    """
    held = _held(call)
    session = held.session
    if session is None or session.exam.state != ExamState.DRAFT:
        raise Refused(Refusal.WRONG_STATE)
    _refuse_knowing(held, session.exam, now)
    sealed = sealing.sign_seal(session.exam, actor=actor, now=now)
    if sealed is not None:
        sealing.sign_lock(ExamSession.objects.get(pk=session.pk), actor=actor, now=now)
    _note(held, actor, "appointments.sign_session", now)
    return sealed


@transaction.atomic
def draw_session(call: TestCall, number: str, *, actor: Person, now: datetime) -> None:
    """The other officer enters the number drawn before witnesses; papers are made at once where
    the session opens within the hour. Raises Refused: WRONG_STATE; ActRefused."""
    held = _held(call)
    session = held.session
    if session is None or session.exam.state != ExamState.SEALED:
        raise Refused(Refusal.WRONG_STATE)
    sealing.sign_lock(session, actor=actor, now=now, witness_number=number)
    if session.opens_at <= now + making.PAPERS_BEFORE:
        making.make_papers(session, now=now)
    _note(held, actor, "appointments.draw_session", now)


def _note(call: TestCall, actor: Person, act: str, now: datetime) -> None:
    facts = {"candidates": call.seats.count(), "place": call.place}
    agency_id = call.template.agency_id
    record(actor.pk, act, f"appointments.testcall:{call.pk}", facts, agency_id=agency_id, now=now)


@transaction.atomic
def check_door(seat: Seat, document: str, *, actor: Person, now: datetime) -> Slip:
    """Record that the candidate's papers were seen, and give out the seat's one-time code.

    Asked again for the same seat it gives a new code; the first check stays. Raises Refused:
    WRONG_ROLE, DOOR_CLOSED.
    """
    rows = Seat.objects.select_for_update(of=("self",))
    held = rows.select_related("call__session", "case", "stand_in").get(pk=seat.pk)
    if held.call.checker_id != actor.pk:
        raise Refused(Refusal.WRONG_ROLE)
    if not held.call.door_is_open(now):
        raise Refused(Refusal.DOOR_CLOSED)
    if not DoorCheck.objects.filter(seat=held).exists():
        DoorCheck.objects.create(seat=held, document=document, by=actor, at=now)
    _let_in(held, actor, now)
    (slip,) = issue_codes([held.stand_in], by=None, now=now)
    note(held.case, actor, "appointments.check_door", {"seat": held.n}, now=now)
    return slip


def _let_in(seat: Seat, actor: Person, now: datetime) -> None:
    """Let the stand-in into the room, where the session is drawn up by now."""
    session = seat.call.session
    candidate = session.candidates.filter(person=seat.stand_in).first() if session else None
    if candidate is not None:
        rooming.let_in(candidate, actor=actor, now=now)
