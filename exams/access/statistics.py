"""Whose questions' statistics somebody may see."""

from __future__ import annotations

from exams.models import QuestionUse
from people.rules import Rights
from questionbank.access import key_of, question_for
from questionbank.models import Question, Revision

__all__ = ["key_of", "question_uses"]


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
