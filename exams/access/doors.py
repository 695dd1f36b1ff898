"""One record for one person, or 404; too low a role, 403. A child is looked up in its parent."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from exams.models import (
    Attempt,
    Blueprint,
    Candidate,
    CandidatePhoto,
    Exam,
    ExamSession,
    FormSet,
    Invigilation,
    ParallelForm,
    SeatCheck,
)
from exams.proof import made_forms
from exams.rules.conduct import ExamState
from exams.rules.parallel import READERS
from journal.composed import Composed
from people.access import require
from people.models import Person, within
from people.rules import Rights, Role

SAMPLES = (9_000_000_000_001, "somebody's own attempt")
OWN_ATTEMPT = Composed(lambda person, ref: _own(person, ref), *SAMPLES)
AT_THE_DOOR = Composed(
    lambda person, ref: _own(person, ref).select_related("candidate__seat__room"), *SAMPLES
)


def _own(person_id: int, ref: str) -> QuerySet[Attempt, Any]:
    shown = ("exam__agency", "session__publication", "candidate__agency", "person")
    photo = {"has_photo": Exists(CandidatePhoto.objects.filter(person=OuterRef("person")))}
    return Attempt.objects.of(person_id).select_related(*shown).annotate(**photo).filter(ref=ref)


def own_attempt(person: Person, ref: str) -> Attempt:
    """The person's own attempt. Anybody else's, and one that does not exist: 404."""
    return _existing(OWN_ATTEMPT, person, ref)


def attempt_to_enter(person: Person, ref: str) -> Attempt:
    """The person's own attempt with seat and room: where it may begin, or go on."""
    return _existing(AT_THE_DOOR, person, ref)


def _existing(query: Composed[Attempt], person: Person, ref: str) -> Attempt:
    found = query.first(person.pk, ref)
    if found is None:
        raise Http404("attempt")
    return found


def blueprint_for(rights: Rights, blueprint_id: int) -> Blueprint:
    """The blueprint, for an examination officer over its agency."""
    require(rights, Role.EXAM_OFFICER)
    rows = Blueprint.objects.filter(within(rights.paths(Role.EXAM_OFFICER), "agency__path"))
    found = rows.select_related("agency").filter(pk=blueprint_id).first()
    if found is None:
        raise Http404("blueprint")
    return found


def exam_for(rights: Rights, ref: str) -> Exam:
    """The exam, for an examination officer over its agency."""
    require(rights, Role.EXAM_OFFICER)
    rows = Exam.objects.visible_to(rights, Role.EXAM_OFFICER)
    found = rows.select_related("agency", "blueprint__agency").filter(ref=ref).first()
    if found is None:
        raise Http404("exam")
    return found


def form_to_read(rights: Rights, ref: str, n: int) -> ParallelForm:
    """A form of a draft, for those who know the bank of its agency's subtree. Once the exam is
    sealed nobody opens it any more: 404."""
    require(rights, Role.SETTER, Role.REVIEWER)
    rows = Exam.objects.visible_to(rights, Role.SETTER, Role.REVIEWER)
    exam = rows.filter(ref=ref, state=ExamState.DRAFT).first()
    found = [row for row in made_forms(exam) if row.n == n] if exam else []
    if not found:
        raise Http404("form")
    return found[0]


def forms_to_read(rights: Rights) -> list[ParallelForm]:
    """The forms of drafts that want a reader still: two in all, and not the same one twice."""
    rows = Exam.objects.visible_to(rights, Role.SETTER, Role.REVIEWER)
    newest = FormSet.objects.filter(exam=OuterRef("exam")).order_by("-n").values("pk")[:1]
    sets = FormSet.objects.filter(exam__in=rows.filter(state=ExamState.DRAFT), pk=Subquery(newest))
    forms = ParallelForm.objects.filter(form_set__in=sets).annotate(read=Count("readings"))
    unread = forms.filter(read__lt=READERS).exclude(readings__person_id=rights.person_id)
    return list(unread.select_related("form_set__exam").order_by("form_set", "n"))


def session_for(rights: Rights, ref: str) -> ExamSession:
    """The session, for an examination officer over its exam's agency."""
    require(rights, Role.EXAM_OFFICER)
    rows = ExamSession.objects.visible_to(rights, Role.EXAM_OFFICER)
    found = rows.select_related("exam__agency", "exam__blueprint").filter(ref=ref).first()
    if found is None:
        raise Http404("session")
    return found


def rehearsal_for(rights: Rights, ref: str) -> ExamSession:
    """A rehearsal, for an examination officer over its exam's agency."""
    require(rights, Role.EXAM_OFFICER)
    mine = within(rights.paths(Role.EXAM_OFFICER), "exam__agency__path")
    rows = ExamSession.objects.rehearsals().filter(mine, ref=ref)
    found = rows.select_related("exam__agency", "rehearses__exam").first()
    if found is None:
        raise Http404("rehearsal")
    return found


def room_for(rights: Rights, ref: str) -> ExamSession:
    """The session's desk, for its examination officers and the invigilators appointed to it."""
    require(rights, Role.EXAM_OFFICER, Role.INVIGILATOR)
    theirs = within(rights.paths(Role.EXAM_OFFICER), "exam__agency__path")
    if rights.has(Role.INVIGILATOR):
        theirs |= Q(pk__in=_supervised(rights))
    rows = ExamSession.objects.filter(theirs, ref=ref)
    found = rows.select_related("exam__agency", "exam__blueprint").first()
    if found is None:
        raise Http404("session")
    return found


def _supervised(rights: Rights) -> QuerySet[Invigilation, Any]:
    """The keys of the sessions to which one is appointed."""
    return Invigilation.objects.filter(person_id=rights.person_id).values("session_id")


def attempt_in(session: ExamSession, ref: str) -> Attempt:
    """An attempt of this session; of another: 404."""
    rows = Attempt.objects.filter(session=session).select_related(
        "exam__agency", "session", "candidate__agency", "person__agency"
    )
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404("attempt")
    return found


def candidate_in(session: ExamSession, ref: str) -> Candidate:
    """A candidate on this session's roster; of another's: 404."""
    rows = Candidate.objects.filter(session=session).select_related("session__exam", "person")
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404("candidate")
    return found


def invigilation_in(session: ExamSession, invigilation_id: int) -> Invigilation:
    """A supervision of this session; of another: 404."""
    rows = Invigilation.objects.filter(session=session).select_related("person")
    found = rows.filter(pk=invigilation_id).first()
    if found is None:
        raise Http404("invigilation")
    return found


def draw_for(rights: Rights, ref: str) -> ExamSession:
    """A session's draw, for everybody whom it concerns: its candidates and invigilators, its
    examination officers and auditors. Else 404."""
    theirs = within(rights.paths(Role.EXAM_OFFICER, Role.AUDITOR), "exam__agency__path")
    theirs |= Q(pk__in=Candidate.objects.filter(person_id=rights.person_id).values("session_id"))
    if rights.has(Role.INVIGILATOR):
        theirs |= Q(pk__in=_supervised(rights))
    rows = ExamSession.objects.real().filter(theirs, ref=ref)
    found = rows.select_related(
        "exam__agency", "exam__seal", "secret", "roster_lock", "publication"
    ).first()
    if found is None:
        raise Http404("session")
    return found


def seat_check_for(rights: Rights, ref: str) -> SeatCheck:
    """A check of a computer, for its checker and for those who run exams where it was made."""
    require(rights, Role.EXAM_OFFICER, Role.INVIGILATOR)
    found = SeatCheck.objects.visible_to(rights).select_related("by", "agency").filter(ref=ref)
    check = found.first()
    if check is None:
        raise Http404("seat check")
    return check


def own_seat_check(rights: Rights, ref: str) -> SeatCheck:
    """A check that one is making oneself; anybody else's is 404."""
    check = seat_check_for(rights, ref)
    if check.by_id != rights.person_id:
        raise Http404("seat check")
    return check
