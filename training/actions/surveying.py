"""The survey after a class: an answer goes into the sums and is kept nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from people.models import Person
from training.actions.planning import locked, note
from training.actions.refused import Refused
from training.models import Survey, SurveyTaken, TrainingClass, was_there
from training.rules import ClassState, Refusal
from training.rules import surveys as rules


@transaction.atomic
def answer_survey(
    training_class: TrainingClass,
    person: Person,
    grades: Mapping[str, int],
    remark: str,
    *,
    now: datetime,
) -> None:
    """Add somebody's answer to the sums. Who answered is kept apart, and named in no journal.

    Raises Refused: WRONG_STATE, SURVEY_CLOSED, SURVEY_TAKEN.
    """
    held = locked(training_class, ClassState.OPEN, ClassState.FINISHED)
    ended_at = held.sessions.aggregate(at=Max("ends_at"))["at"]
    if ended_at is None or not rules.is_open(ended_at, now) or not was_there(person, held):
        raise Refused(Refusal.SURVEY_CLOSED)
    survey, _made = Survey.objects.get_or_create(training_class=held)
    if survey.taken.filter(person=person).exists():
        raise Refused(Refusal.SURVEY_TAKEN)
    survey.answers += 1
    survey.counts = rules.with_answer(survey.counts, grades)
    survey.remarks = rules.with_remark(survey.remarks, remark)
    survey.save(update_fields=["answers", "counts", "remarks"])
    SurveyTaken.objects.create(survey=survey, person=person)
    note(held, "training.answer_survey", {"answers": survey.answers}, None, now)
