"""The survey after a class: sums of answers, and who has answered, with nothing between the two."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import Person
from training import rules
from training.models.classes import Attendance, TrainingClass


class Survey(models.Model):
    """What those of one class have said: how many gave each grade to each question, and remarks in
    no order of time. No answer is kept by itself, so none can be led back to anybody."""

    training_class = models.OneToOneField(
        TrainingClass, models.PROTECT, related_name="survey", verbose_name=_("培训班")
    )
    answers = models.PositiveIntegerField(_("答卷（份）"), default=0)
    counts = models.JSONField(_("各项评分"), default=dict)
    remarks = models.JSONField(_("意见建议"), default=list)

    class Meta:
        verbose_name = _("培训评价")

    def __str__(self) -> str:
        return str(self.training_class_id)

    @property
    def figures(self) -> list[rules.Figure]:
        """What may be shown; nothing of a small group."""
        return rules.figures(self.counts, self.answers)

    @property
    def shown_remarks(self) -> list[str]:
        return self.remarks if self.figures else []


class SurveyTaken(models.Model):
    """That somebody has answered, so that nobody answers twice; neither when nor what."""

    survey = models.ForeignKey(
        Survey, models.PROTECT, related_name="taken", verbose_name=_("培训评价")
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("人员"))

    class Meta:
        verbose_name = _("已评价")
        constraints = [
            models.UniqueConstraint(fields=["survey", "person"], name="survey_taken_once"),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.person_id}"


def was_there(person: Person, training_class: TrainingClass) -> bool:
    """Whether somebody was at one half-day of the class at least, by the marks that stand."""
    rows = Attendance.objects.current().filter(
        person=person, session__training_class=training_class, mark__in=rules.COUNTED
    )
    return rows.exists()


def may_answer(person: Person, training_class: TrainingClass) -> bool:
    """Whether somebody was there and has not answered the class's survey yet."""
    taken = SurveyTaken.objects.filter(survey__training_class=training_class, person=person)
    return was_there(person, training_class) and not taken.exists()
