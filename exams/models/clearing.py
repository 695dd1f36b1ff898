"""Candidates who know questions of the exam, and the decisions that they sit all the same."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from exams.models.planning import ExamSession
from people.models import Person


class Clearance(models.Model):
    """A second person's decision that somebody who has seen questions of the pool may sit."""

    session = models.ForeignKey(
        ExamSession, models.PROTECT, related_name="clearances", verbose_name=_("场次")
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("考生本人"))
    questions = models.PositiveIntegerField(_("接触过的试题数"))
    reason = models.CharField(_("理由"), max_length=500)
    decided_by_id = models.BigIntegerField(_("决定人"))
    decided_at = models.DateTimeField(_("决定时间"))

    class Meta:
        verbose_name = _("准许参考的决定")
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="clearance_once_per_person"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="clearance_for_a_reason"),
            models.CheckConstraint(
                condition=~models.Q(decided_by_id=models.F("person_id")),
                name="clearance_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}/{self.person_id}"
