"""Planning an exam: blueprint, exam, sessions, roster, invigilators. All of it ends at the seal."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max, Model, QuerySet
from django.utils import timezone

from exams.actions.resitting import refuse_resits
from exams.actions.signing import ActRefused
from exams.models import (
    Blueprint,
    BlueprintCell,
    BlueprintQuestion,
    Candidate,
    Exam,
    ExamRoom,
    ExamSession,
    Invigilation,
)
from exams.rules.conduct import ActRefusal, ExamState, SessionState
from exams.rules.drawing import Cell, Frame
from exams.rules.purposes import Purpose
from journal.actions import record
from people.models import Agency, Person

Row = TypeVar("Row", bound=Model)
NUMBERS_A_DAY = 10**8
DEFAULT_SCORING = {
    "single": "all_or_nothing",
    "multiple": "all_or_nothing",
    "true_false": "all_or_nothing",
    "fill_in": "per_blank@1",
    "short_answer": "two_markers:20",
}


@dataclass(frozen=True)
class ExamDraft:
    """What a person decides about an exam before it is sealed."""

    agency: Agency
    title: str
    blueprint: Blueprint
    purpose: str = Purpose.PRACTICE
    duration_minutes: int = 90
    grace_seconds: int = 30
    entry_minutes: int = 30
    full_duration: bool = False
    pass_marks: int = 6000
    scoring: dict[str, str] | None = None
    review_policy: str = "articles"
    own_takeover: bool = True
    open_book: bool = False
    on_site: bool = False

    def columns(self) -> dict[str, object]:
        """What is written; a test before an appointment is sat on site, whoever plans it."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        on_site = self.on_site or self.purpose == Purpose.APPOINTMENT
        return values | {"scoring": self.scoring or DEFAULT_SCORING, "on_site": on_site}


@transaction.atomic
def make_blueprint(
    *,
    agency: Agency,
    title: str,
    cells: Sequence[Cell],
    frame: Frame | None = None,
    actor: Person,
    now: datetime,
) -> Blueprint:
    """Write a new blueprint with its cells in the given order."""
    frame = frame or Frame()
    blueprint = Blueprint.objects.create(
        agency=agency, title=title, made_by_id=actor.pk, made_at=now, **_columns(frame)
    )
    _write_cells(blueprint, cells)
    _write_questions(blueprint, frame)
    facts = {"cells": _plain(cells), "frame": frame.plain()}
    _note(actor, "exams.make_blueprint", blueprint, agency, facts, now)
    return blueprint


@transaction.atomic
def change_blueprint(
    blueprint: Blueprint,
    *,
    title: str,
    cells: Sequence[Cell],
    frame: Frame | None = None,
    actor: Person,
    now: datetime,
) -> Blueprint:
    """Replace title, cells and frame. Raises ActRefused when a sealed exam rests on it."""
    frame = frame or Frame()
    held = Blueprint.objects.select_for_update().get(pk=blueprint.pk)
    if held.exams.exclude(state=ExamState.DRAFT).exists():
        raise ActRefused(ActRefusal.WRONG_STATE)
    columns = {"title": title, **_columns(frame)}
    for name, value in columns.items():
        setattr(held, name, value)
    held.save(update_fields=list(columns))
    held.cells.all().delete()
    held.named.all().delete()
    _write_cells(held, cells)
    _write_questions(held, frame)
    facts = {"cells": _plain(cells), "frame": frame.plain()}
    _note(actor, "exams.change_blueprint", held, held.agency, facts, now)
    return held


def _columns(frame: Frame) -> dict[str, Any]:
    names = ("category", "pool", "most_in_exam", "most_in_year")
    return {"post_list_id": frame.post_list} | {name: getattr(frame, name) for name in names}


def _write_questions(blueprint: Blueprint, frame: Frame) -> None:
    named = dict.fromkeys(frame.exclude, False) | dict.fromkeys(frame.include, True)
    BlueprintQuestion.objects.bulk_create(
        BlueprintQuestion(blueprint=blueprint, question_id=pk, is_included=is_included)
        for pk, is_included in sorted(named.items())
    )


def _write_cells(blueprint: Blueprint, cells: Sequence[Cell]) -> None:
    BlueprintCell.objects.bulk_create(
        BlueprintCell(
            blueprint=blueprint,
            place=place,
            kind=cell.kind,
            statute_id=cell.statute_id,
            difficulty=cell.difficulty or "",
            topic_id=cell.topic_id,
            level=cell.level or "",
            count=cell.count,
            marks=cell.marks,
        )
        for place, cell in enumerate(cells, 1)
    )


def _plain(cells: Sequence[Cell]) -> list[dict[str, object]]:
    return [asdict(cell) for cell in cells]


@transaction.atomic
def make_exam(*, draft: ExamDraft, actor: Person, now: datetime) -> Exam:
    """Write a new exam as a draft."""
    exam = Exam.objects.create(made_by_id=actor.pk, made_at=now, **draft.columns())
    _note(actor, "exams.make_exam", exam, exam.agency, {"title": exam.title}, now)
    return exam


@transaction.atomic
def change_exam(exam: Exam, *, draft: ExamDraft, actor: Person, now: datetime) -> Exam:
    """Change a draft. Raises ActRefused once it is sealed."""
    held = draft_of(exam)
    for name, value in draft.columns().items():
        setattr(held, name, value)
    held.save(update_fields=list(draft.columns()))
    _note(actor, "exams.change_exam", held, held.agency, {"title": held.title}, now)
    return held


def draft_of(exam: Exam) -> Exam:
    """The exam under lock, as long as it is a draft; else ActRefused."""
    held = Exam.objects.select_for_update().get(pk=exam.pk)
    if held.state != ExamState.DRAFT:
        raise ActRefused(ActRefusal.WRONG_STATE)
    return held


@transaction.atomic
def add_session(
    exam: Exam, *, place: str, opens_at: datetime, closes_at: datetime, actor: Person, now: datetime
) -> ExamSession:
    """Add the next session to a draft."""
    held = draft_of(exam)
    session = ExamSession.objects.create(
        exam=held,
        ordinal=(held.sessions.aggregate(last=Max("ordinal"))["last"] or 0) + 1,
        place=place,
        opens_at=opens_at,
        closes_at=closes_at,
    )
    facts = {"place": place, "opens_at": opens_at.isoformat(), "closes_at": closes_at.isoformat()}
    _note(actor, "exams.add_session", session, held.agency, facts, now)
    return session


@transaction.atomic
def change_session(
    session: ExamSession,
    *,
    place: str,
    opens_at: datetime,
    closes_at: datetime,
    actor: Person,
    now: datetime,
) -> ExamSession:
    """Change place and window of a draft's session."""
    held = draft_of(session.exam)
    session = _standing(held.sessions.filter(pk=session.pk))
    session.place, session.opens_at, session.closes_at = place, opens_at, closes_at
    session.save(update_fields=["place", "opens_at", "closes_at"])
    facts = {"place": place, "opens_at": opens_at.isoformat(), "closes_at": closes_at.isoformat()}
    _note(actor, "exams.change_session", session, held.agency, facts, now)
    return session


@transaction.atomic
def remove_session(session: ExamSession, *, reason: str, actor: Person, now: datetime) -> None:
    """Take a session without candidates out of a draft, its invigilators with it."""
    if not reason.strip():
        raise ActRefused(ActRefusal.REASON_MISSING)
    held = draft_of(session.exam)
    session = _standing(held.sessions.filter(pk=session.pk))
    if session.candidates.exists():
        raise ActRefused(ActRefusal.ROSTER_NOT_EMPTY)
    facts = {
        "place": session.place,
        "opens_at": session.opens_at.isoformat(),
        "reason": reason,
    }
    subject = f"exams.{session._meta.model_name}:{session.pk}"
    session.invigilations.all().delete()
    session.rooms.all().delete()
    session.delete()
    record(actor.pk, "exams.remove_session", subject, facts, agency_id=held.agency_id, now=now)


@transaction.atomic
def enrol(
    session: ExamSession, persons: Iterable[Person], *, actor: Person, now: datetime
) -> list[Candidate]:
    """Put persons on the roster; those who are on it already, in this or another session of the
    exam, stay where they are. Raises ActRefused once the roster is locked, for one who supervises
    the session, and (with `names`) for those who may not sit again, or not yet.

    The exam is locked first: else two sessions filled at once could both take the same person, who
    may have but one attempt.
    """
    Exam.objects.select_for_update().get(pk=session.exam_id)
    held = open_roster(session)
    there = set(
        Candidate.objects.filter(session__exam_id=held.exam_id).values_list("person_id", flat=True)
    )
    fresh = [person for person in persons if person.pk not in there]
    if held.invigilations.filter(person__in=fresh).exists():
        raise ActRefused(ActRefusal.CANDIDATE_HIMSELF)
    refuse_resits(held, fresh)
    numbers = free_numbers(timezone.localdate(held.opens_at), len(fresh))
    candidates = Candidate.objects.bulk_create(
        Candidate(session=held, person=person, agency_id=person.agency_id, number=number)
        for person, number in zip(fresh, numbers, strict=True)
    )
    if fresh:
        facts = {"persons": [person.pk for person in fresh]}
        _note(actor, "exams.enrol", held, held.exam.agency, facts, now)
    return candidates


def open_roster(session: ExamSession) -> ExamSession:
    """The session under lock, as long as its roster may change; else ActRefused."""
    held = _held_session(session.pk)
    if held.state != SessionState.PLANNED:
        raise ActRefused(ActRefusal.WRONG_STATE)
    return held


def _held_session(session_id: int) -> ExamSession:
    """The session under lock; ActRefused where somebody has removed it meanwhile."""
    rows = ExamSession.objects.select_for_update(of=("self",)).select_related("exam__agency")
    return _standing(rows.filter(pk=session_id))


def _standing(rows: QuerySet[Row]) -> Row:
    """The one row, as long as nobody has removed it meanwhile; else ActRefused."""
    found = rows.first()
    if found is None:
        raise ActRefused(ActRefusal.REMOVED)
    return found


def free_numbers(on: date, count: int) -> list[str]:
    """So many candidate numbers of a session's day that nobody has; they tell nothing else."""
    day = f"{on:%y%m%d}"
    given = Candidate.objects.filter(number__startswith=day)
    taken = set(given.values_list("number", flat=True))
    found: list[str] = []
    while len(found) < count:
        number = f"{day}{secrets.randbelow(NUMBERS_A_DAY):08d}"
        if number not in taken:
            taken.add(number)
            found.append(number)
    return found


@transaction.atomic
def withdraw(candidate: Candidate, *, actor: Person, now: datetime) -> None:
    """Take somebody off a roster that is not locked yet."""
    held = open_roster(candidate.session)
    listed = _standing(held.candidates.filter(pk=candidate.pk))
    person_id = listed.person_id
    listed.delete()
    _note(actor, "exams.withdraw", held, held.exam.agency, {"person": person_id}, now)


@transaction.atomic
def appoint_invigilator(
    session: ExamSession,
    person: Person,
    *,
    actor: Person,
    now: datetime,
    room: ExamRoom | None = None,
) -> Invigilation:
    """Let a person supervise the session, or one room of it alone. Raises ActRefused for one who
    sits in it, and for a room in which somebody of the person's own unit sits."""
    held = _held_session(session.pk)
    if held.state == SessionState.PUBLISHED:
        raise ActRefused(ActRefusal.WRONG_STATE)
    if held.candidates.filter(person=person).exists():
        raise ActRefused(ActRefusal.CANDIDATE_HIMSELF)
    if room and room.seats.filter(candidate__agency_id=person.agency_id).exists():
        raise ActRefused(ActRefusal.OWN_UNIT)
    found, fresh = Invigilation.objects.get_or_create(
        session=held, person=person, defaults={"room": room}
    )
    if fresh:
        facts = {"person": person.pk} | ({"room": room.name} if room else {})
        _note(actor, "exams.appoint_invigilator", held, held.exam.agency, facts, now)
    return found


@transaction.atomic
def release_invigilator(invigilation: Invigilation, *, actor: Person, now: datetime) -> None:
    """End a person's supervision of a session."""
    session = _held_session(invigilation.session_id)
    standing = _standing(session.invigilations.filter(pk=invigilation.pk))
    facts = {"person": standing.person_id}
    standing.delete()
    _note(actor, "exams.release_invigilator", session, session.exam.agency, facts, now)


def _note(
    actor: Person,
    act: str,
    subject: Blueprint | Exam | ExamSession,
    agency: Agency,
    facts: dict[str, Any],
    now: datetime,
) -> None:
    name = f"exams.{subject._meta.model_name}:{subject.pk}"
    record(actor.pk, act, name, facts, agency_id=agency.pk, now=now)
