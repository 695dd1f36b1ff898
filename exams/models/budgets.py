"""Decisions that a session's papers may exceed the budget of exposure."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from exams.models.planning import ExamSession
from journal.models import AppendOnly
from people.models import Person


class BudgetDecision(AppendOnly):
    """That questions may stand on more papers than the blueprint allows, because the bank is too
    small. It holds for these figures alone (`rules.budget.Overrun`); the newest counts."""

    session = models.ForeignKey(
        ExamSession, models.PROTECT, related_name="budget_decisions", verbose_name=_("场次")
    )
    papers = models.PositiveIntegerField(_("同一试题最多试卷数"))
    spent = models.PositiveIntegerField(_("已达上限仍须使用的题数"))
    reason = models.CharField(_("理由"), max_length=500)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("决定人"))
    at = models.DateTimeField(_("决定时间"))

    class Meta:
        verbose_name = _("超出试题使用上限的决定")
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="budget_for_a_reason")
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.papers}/{self.spent}"
