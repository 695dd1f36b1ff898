"""What an amendment touches in the whole house, read across its rooms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from exams.models import Exam, ExamSession, Exposure
from exams.proof import key_set
from exams.rules.conduct import ExamState, SessionState
from questionbank.models import Pool, Revision
from statutes.models import Amendment


@dataclass(frozen=True)
class HeldExam:
    """A sealed exam that is still to be sat, and how many of the touched questions it holds."""

    exam: Exam
    questions: int


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
    found = [HeldExam(exam, len(ids & key_set(exam.pk).keys())) for exam in rows]
    return [held for held in found if held.questions]


def past_uses(amendment: Amendment) -> list[PastUse]:
    """Sessions published with touched questions on their papers; for information only."""
    rows = (
        Exposure.objects.filter(
            revision__in=_touched_ids(amendment), session__state=SessionState.PUBLISHED
        )
        .order_by()
        .values("session")
        .annotate(total=Sum("papers"))
    )
    totals = {row["session"]: row["total"] for row in rows}
    counts = dict.fromkeys(totals, 0)
    for pk in Exposure.objects.filter(
        session__in=totals, revision__in=_touched_ids(amendment)
    ).values_list("session_id", flat=True):
        counts[pk] += 1
    sessions = ExamSession.objects.filter(pk__in=totals).select_related("exam")
    return [PastUse(s, counts[s.pk], totals[s.pk]) for s in sessions.order_by("-opens_at")]


def _touched_ids(amendment: Amendment) -> set[int]:
    return set(Revision.objects.touched_by(amendment).values_list("pk", flat=True))
