"""How questions did in exams whose results are published: reckoned once, for the bank to read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Exists, F, Max, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from exams.models.misconduct import MisconductStep
from exams.models.planning import Exam, ExamSession
from exams.models.results import MarkingJob, ResultChange
from exams.rules.uses import OptionUse, Use
from questionbank.models import Revision

LOST_AFTER = timedelta(hours=1)  # house default; a reckoning not finished by then is asked for anew


class ReckoningQuerySet(models.QuerySet["Reckoning"]):
    def under_way(self, now: datetime) -> Self:
        """Asked for, not finished and not lost."""
        return self.filter(done_at=None, asked_at__gt=now - LOST_AFTER)


class Reckoning(models.Model):
    """When the statistics of an exam were asked for and reckoned last."""

    exam = models.OneToOneField(
        Exam, models.PROTECT, related_name="reckoning", verbose_name=_("考试")
    )
    asked_at = models.DateTimeField(_("提出时间"))
    done_at = models.DateTimeField(_("完成时间"), null=True, blank=True)

    objects = ReckoningQuerySet.as_manager()

    class Meta:
        verbose_name = _("试题统计")

    def __str__(self) -> str:
        return f"reckoning of {self.exam_id}"


def to_reckon(now: datetime) -> models.QuerySet[Exam]:
    """Exams with a publication, a change of their keys that is reckoned through, another result
    after its answers were marked anew, or a decision on misconduct, since their statistics were
    asked for last."""
    rows = Exam.objects.annotate(
        newest=Max("sessions__publication__at"), rekeyed=Max("key_changes__at")
    ).filter(newest__isnull=False)
    waiting = MarkingJob.objects.filter(
        attempt__exam=OuterRef("pk"), key_version__gt=1, done_at__isnull=True
    )
    rekeyed = Q(reckoning__asked_at__lt=F("rekeyed")) & ~Exists(waiting)
    changed = ResultChange.objects.filter(
        attempt__exam=OuterRef("pk"), at__gt=OuterRef("reckoning__asked_at")
    )
    remarked = Exists(changed) & ~Exists(waiting)
    ruled = MisconductStep.objects.exclude(effect="").filter(
        misconduct__candidate__session__exam=OuterRef("pk"), at__gt=OuterRef("reckoning__asked_at")
    )
    stale = Q(reckoning__isnull=True) | Q(reckoning__asked_at__lt=F("newest")) | rekeyed | remarked
    sessions = ExamSession.objects.filter(exam=OuterRef("pk"), publication__isnull=False)
    untold = Q(tabulation=None) | Q(tabulation__at__lt=OuterRef("reckoning__asked_at"))
    unfinished = Q(reckoning__done_at=None) | Exists(sessions.filter(untold))
    lost = Q(reckoning__asked_at__lte=now - LOST_AFTER) & unfinished
    return rows.filter(stale | Exists(ruled) | lost).order_by("pk")


class QuestionUseQuerySet(models.QuerySet["QuestionUse"]):
    def of_question(self, question_id: int) -> Self:
        """The uses of every revision of a question, newest exam first."""
        rows = self.filter(revision__question=question_id).select_related("exam", "revision")
        return rows.order_by("-last_day", "-pk")


class QuestionUse(models.Model):
    """A question revision in one exam, over its published sessions. Reckoned anew, never mended:
    everything in it follows from papers, answers and results."""

    exam = models.ForeignKey(
        Exam, models.PROTECT, related_name="question_uses", verbose_name=_("考试")
    )
    revision = models.ForeignKey(
        Revision, models.PROTECT, related_name="uses", verbose_name=_("试题版本")
    )
    last_day = models.DateField(_("末场日期"))
    papers = models.PositiveIntegerField(_("人次"))
    answered = models.PositiveIntegerField(_("作答人次"))
    total = models.FloatField(_("得分率之和"))
    squares = models.FloatField(_("得分率平方和"))
    discrimination = models.FloatField(_("区分度"), null=True)
    upper = models.PositiveIntegerField(_("高分组人数"))
    lower = models.PositiveIntegerField(_("低分组人数"))
    options = models.JSONField(_("各选项人数"))

    objects = QuestionUseQuerySet.as_manager()

    class Meta:
        verbose_name = _("试题使用情况")
        constraints = [
            models.UniqueConstraint(fields=["exam", "revision"], name="question_use_once_per_exam")
        ]

    def __str__(self) -> str:
        return f"{self.revision_id} in {self.exam_id}"

    def as_rule(self) -> Use:
        """The row as the rules take it."""
        return Use(
            self.papers,
            self.answered,
            self.total,
            self.squares,
            self.discrimination,
            self.upper,
            self.lower,
            tuple(OptionUse(*counts) for counts in self.options),
        )
