"""How a draft's papers are made: what speaks against its forms, or against papers of one's own."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from exams.models import Exam
from exams.proof.parallel import as_rule, made_forms, own_reason
from exams.proof.seals import on_reserve
from exams.rules.conduct import ExamState
from exams.rules.drawing import PoolItem
from exams.rules.parallel import ENOUGH_ANSWERS, shared_between
from questionbank.models import Observation, Question, Revision


def unobserved_in(pool: Sequence[PoolItem]) -> list[str]:
    """The codes of the questions that were answered too seldom to know how difficult they are."""
    there = {item.revision_id for item in pool}
    rows = Observation.objects.filter(answered__gte=ENOUGH_ANSWERS, revision__in=there)
    unknown = there - set(rows.values_list("revision_id", flat=True))
    questions = Question.objects.filter(revisions__in=unknown).order_by("code")
    return list(questions.values_list("code", flat=True))


def asked_this_year(exam: Exam) -> set[int]:
    """The questions on forms of other sealed exams of the same blueprint, with a session in a year
    of this one's sessions: who failed there sits here again. A reserve counts once it was sat."""
    years = {timezone.localtime(row.opens_at).year for row in exam.sessions.all()}
    others = Exam.objects.filter(blueprint=exam.blueprint_id, state=ExamState.SEALED)
    sat: set[int] = set()
    for other in others.exclude(pk=exam.pk).select_related("seal").prefetch_related("sessions"):
        if years.isdisjoint(timezone.localtime(row.opens_at).year for row in other.sessions.all()):
            continue
        reserve_sat = bool(on_reserve(other))
        for form in other.seal.body["forms"]:
            if reserve_sat or not form["reserve"]:
                sat |= {pk for pk, _marks in form["questions"]}
    return set(Revision.objects.filter(pk__in=sat).values_list("question", flat=True))


def not_asked_elsewhere(exam: Exam, pool: Sequence[PoolItem]) -> list[PoolItem]:
    """The pool without what a resit would meet again; what must be in stays."""
    asked = asked_this_year(exam)
    rows = Revision.objects.filter(question__in=asked).values_list("pk", flat=True)
    again = set(rows) if asked else set()
    return [item for item in pool if item.is_required or item.revision_id not in again]


def forms_shared(exam: Exam, pool: Sequence[PoolItem]) -> bool:
    """Whether two sessions, or a resit and the exam before, would meet the same question."""
    forms = as_rule(made_forms(exam))
    required = {item.revision_id for item in pool if item.is_required}
    if not forms or shared_between(forms, exam.sessions.count(), required):
        return bool(forms)
    fresh = {item.revision_id for item in not_asked_elsewhere(exam, pool)}
    asked = {pk for form in forms for pk in form.revisions}
    return any(item.revision_id in asked - fresh for item in pool)


def wants_forms(exam: Exam) -> bool:
    """Whether forms are still to be made, or a reason to be given why there are none."""
    return not made_forms(exam) and not own_reason(exam)
