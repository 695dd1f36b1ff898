"""What an amendment touches in the whole house, read across its rooms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from exams.models import Exam, ExamSession, Exposure
from exams.proof import key_set, touched_in
from exams.rules.conduct import ExamState, SessionState
from questionbank.models import Pool, Renewal, Revision
from questionbank.models.renewals import fallen_renewals
from statutes.models import Amendment
from training.models import Session


@dataclass(frozen=True)
class HeldExam:
    """A sealed exam that is still to be sat, how many of the touched questions it holds, and of how
    many it still asks what becomes of them."""

    exam: Exam
    questions: int
    undecided: int


@dataclass(frozen=True)
class PastUse:
    """A session that was sat with touched questions; its results stand."""

    session: ExamSession
    questions: int
    papers: int


def touched(amendment: Amendment) -> list[Revision]:
    """Questions in use, for examination and for practice, on a touched article, by their codes."""
    in_use = Revision.objects.drawable() | Revision.objects.drawable(Pool.PRACTICE)
    return list(in_use.touched_by(amendment).with_basis().order_by("question__code"))


def held_exams(amendment: Amendment, now: datetime) -> list[HeldExam]:
    """Sealed exams with a session to come that hold a touched question."""
    ids = _touched_ids(amendment)
    coming = ExamSession.objects.filter(closes_at__gte=now).values("exam")
    rows = Exam.objects.filter(state=ExamState.SEALED, pk__in=coming).order_by("made_at")
    held = {exam: ids & key_set(exam.pk).keys() for exam in rows.select_related("agency")}
    holding = [exam for exam, questions in held.items() if questions]
    asked: dict[int, set[int]] = {exam.pk: set() for exam in holding}
    for row in touched_in(holding, now):
        if not row.has_begun:
            asked[row.session.exam_id] |= row.questions
    return [HeldExam(exam, len(held[exam]), len(asked[exam.pk] & ids)) for exam in holding]


def past_uses(amendment: Amendment) -> list[PastUse]:
    """Sessions published with touched questions on their papers; for information only."""
    uses = (
        Exposure.objects.filter(
            revision__in=_touched_ids(amendment), session__state=SessionState.PUBLISHED
        )
        .order_by()
        .values("session", "revision")
        .annotate(total=Sum("papers"))
        .filter(total__gt=0)
    )
    papers: dict[int, list[int]] = {}
    for use in uses:
        papers.setdefault(use["session"], []).append(use["total"])
    sessions = ExamSession.objects.filter(pk__in=papers).select_related("exam")
    return [
        PastUse(session, len(papers[session.pk]), sum(papers[session.pk]))
        for session in sessions.order_by("-opens_at")
    ]


def coming_lessons(amendment: Amendment, now: datetime) -> list[Session]:
    """Half-days of classes still to come that teach the amended statute or what takes its place."""
    taught = {amendment.old.statute, amendment.new.statute}
    rows = Session.objects.still_to_teach(taught, now).select_related(
        "training_class__agency", "statute"
    )
    return list(rows.order_by("starts_at", "pk"))


def falling(correction: Amendment) -> list[Renewal]:
    """What was carried along or found by rows of the former map that the correction changes."""
    related = ("citation__revision__question", "citation__article", "article")
    rows = fallen_renewals(correction).select_related(*related)
    return list(rows.order_by("citation__revision__question__code", "pk"))


def _touched_ids(amendment: Amendment) -> set[int]:
    return set(Revision.objects.touched_by(amendment).values_list("pk", flat=True))
