"""Whose questions' statistics somebody may see."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404

from exams.models import ExamSession, FairnessReport, ItemFigure, QuestionUse
from people.access import require
from people.models import within
from people.rules import Rights, Role
from questionbank.access import key_of, question_for
from questionbank.models import Question, Revision

__all__ = [
    "fairness_for",
    "fairness_report_for",
    "items_of",
    "key_of",
    "question_uses",
    "statistics_for",
]

READERS = (Role.EXAM_OFFICER, Role.AUDITOR)


def statistics_for(rights: Rights, ref: str) -> ExamSession:
    """A session whose figures one may read: over its exam's agency, once results are published.

    They name nobody. Its examination officers come before that too, and find it empty.
    """
    require(rights, *READERS)
    rows = ExamSession.objects.real().select_related("exam__agency", "publication", "tabulation")
    found = rows.filter(within(rights.paths(*READERS), "exam__agency__path"), ref=ref).first()
    if found is None:
        raise Http404("session")
    early = rights.covers(found.exam.agency.path, Role.EXAM_OFFICER)
    if not early and not hasattr(found, "publication"):
        raise Http404("session")
    return found


def fairness_for(rights: Rights, ref: str, now: datetime) -> ExamSession:
    """A session that is over, for examination officers and auditors over its exam's agency."""
    require(rights, *READERS)
    rows = ExamSession.objects.select_related("exam__agency", "publication")
    rows = rows.filter(within(rights.paths(*READERS), "exam__agency__path"))
    found = rows.filter(ref=ref, roster_lock__isnull=False, closes_at__lte=now).first()
    if found is None:
        raise Http404("session")
    return found


def fairness_report_for(rights: Rights, ref: str) -> FairnessReport:
    """A fairness report, for whom its session's reports are open to."""
    require(rights, *READERS)
    rows = FairnessReport.objects.filter(
        within(rights.paths(*READERS), "session__exam__agency__path")
    )
    found = rows.select_related("session__exam__agency", "by").filter(ref=ref).first()
    if found is None:
        raise Http404("report")
    return found


def items_of(session: ExamSession) -> QuerySet[ItemFigure]:
    """The figures of a session's questions; none before its publication."""
    rows = ItemFigure.objects.filter(session=session, session__publication__isnull=False)
    return rows.select_related("revision__question__agency", "revision__observation")


def question_uses(rights: Rights, code: str) -> tuple[Question, list[Revision], list[QuestionUse]]:
    """A question of one's bank with its revisions, newest first, and all its published uses.

    For setters and reviewers; outside their bank 404. That it stood in an exam is told only after
    that exam's results are published.
    """
    found = question_for(rights, code)
    seen = Revision.objects.visible_to(rights).filter(question=found)
    revisions = list(seen.select_related("question__agency", "observation", "key").order_by("-n"))
    uses = QuestionUse.objects.of_question(found.pk).select_related("exam__agency", "revision")
    return found, revisions, list(uses)
