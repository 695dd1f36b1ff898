"""Whose keys somebody may propose to change, and which questions are shown for it."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404

from exams.models import Exam, KeyProposal, Objection, Paper
from exams.rules.conduct import SessionState
from people.access import require
from people.rules import Rights, Role
from questionbank.models import Revision


def proposal_for(rights: Rights, ref: str) -> KeyProposal:
    """The proposal, for an examination officer over its exam; else 404."""
    require(rights, Role.EXAM_OFFICER)
    rows = KeyProposal.objects.visible_to(rights).select_related(
        "exam__agency", "exam__blueprint", "revision__question", "objection", "made_by"
    )
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404("key proposal")
    return found


def question_asked(exam: Exam, code: str, now: datetime) -> Revision:
    """The question as it stood on a paper of a published session; any other: 404.

    What nobody has been told yet stays in the bank: this door leads past no review policy.
    """
    papers = Paper.objects.filter(
        paper_of__exam=exam, paper_of__session__state=SessionState.PUBLISHED
    )
    if exam.sessions.filter(closes_at__gt=now).exists():
        raise Http404("question")  # another shift may be asked it
    for revision in Revision.objects.filter(question__code=code).select_related("question"):
        if any(
            place["revision"] == revision.pk
            for body in papers.values_list("body", flat=True).iterator(200)
            for place in body["places"]
        ):
            return revision
    raise Http404("question")


def objection_of(exam: Exam, ref: str) -> Objection | None:
    """The objection that the address names, if it is one to this exam."""
    return Objection.objects.filter(attempt__exam=exam, ref=ref).first() if ref else None
