"""What the answers in exams say about a revision, told by the exam room."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from questionbank.models.choices import Difficulty
from questionbank.rules.observed import EASY_FROM, HARD_BELOW, observed_difficulty

# `observed_difficulty` for the database; an agreement test runs both over the edges
DIFFICULTY_SEEN = {
    Difficulty.EASY: Q(facility__gte=EASY_FROM),
    Difficulty.MEDIUM: Q(facility__gte=HARD_BELOW, facility__lt=EASY_FROM),
    Difficulty.HARD: Q(facility__lt=HARD_BELOW),
}


class Observation(models.Model):
    """A revision over all its published uses. Reckoned anew after each of them, so it is no record:
    a figure is empty where the group is too small for it."""

    revision = models.OneToOneField(
        "questionbank.Revision",
        models.PROTECT,
        related_name="observation",
        verbose_name=_("试题版本"),
    )
    uses = models.PositiveIntegerField(_("使用次数"))
    papers = models.PositiveIntegerField(_("人次"))
    answered = models.PositiveIntegerField(_("作答人次"))
    facility = models.FloatField(_("得分率"), null=True)
    standard_error = models.FloatField(_("标准误"), null=True)
    discrimination = models.FloatField(_("区分度"), null=True)
    flags = models.JSONField(_("提示"), default=list)
    at = models.DateTimeField(_("统计时间"))

    class Meta:
        verbose_name = _("试题使用统计")
        indexes = [models.Index(fields=["facility"], name="observation_facility")]

    def __str__(self) -> str:
        return f"observation of {self.revision_id}"

    @property
    def difficulty(self) -> Difficulty | None:
        """The observed difficulty in three steps."""
        step = observed_difficulty(self.facility)
        return Difficulty(step) if step else None
