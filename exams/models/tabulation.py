"""The statistics of a session as reckoned last, and its fairness reports."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from exams.models.planning import ExamSession, new_ref
from journal.models import AppendOnly
from people.models import Person
from questionbank.models import Revision


class Tabulation(models.Model):
    """The figures of a published session. Reckoned anew, never mended: all of it follows from
    papers, counted results and posts. `body` holds the test, its places and the groups."""

    session = models.OneToOneField(
        ExamSession, models.PROTECT, related_name="tabulation", verbose_name=_("场次")
    )
    body = models.JSONField(_("内容"))
    at = models.DateTimeField(_("统计时间"))

    class Meta:
        verbose_name = _("场次统计")

    def __str__(self) -> str:
        return f"tabulation of {self.session_id}"


class ItemFigure(models.Model):
    """One question in one session, over the candidates who met it; empty where they are too few.

    Shares are from 0 to 1.
    """

    session = models.ForeignKey(
        ExamSession, models.PROTECT, related_name="item_figures", verbose_name=_("场次")
    )
    revision = models.ForeignKey(
        Revision, models.PROTECT, related_name="item_figures", verbose_name=_("试题版本")
    )
    papers = models.PositiveIntegerField(_("人次"))
    facility = models.FloatField(_("得分率"), null=True)
    standard_error = models.FloatField(_("标准误"), null=True)
    deviation = models.FloatField(_("标准差"), null=True)
    discrimination = models.FloatField(_("区分度"), null=True)
    efficiency = models.FloatField(_("区分效率"), null=True)

    class Meta:
        verbose_name = _("试题统计")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "revision"], name="item_figure_once_per_session"
            )
        ]

    def __str__(self) -> str:
        return f"{self.revision_id} in {self.session_id}"


class FairnessReport(AppendOnly):
    """How fair a session was, as one person drew it up on one day: the exact signed text.

    What changes afterwards shows in a further report; the former ones stay.
    """

    ref = models.CharField(_("编号"), max_length=22, unique=True, default=new_ref)
    session = models.ForeignKey(
        ExamSession, models.PROTECT, related_name="fairness_reports", verbose_name=_("场次")
    )
    n = models.PositiveSmallIntegerField(_("次序"))
    body = models.TextField(_("内容"))
    signature = models.CharField(_("签名"), max_length=120)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("编制人"))
    at = models.DateTimeField(_("编制时间"))

    class Meta:
        verbose_name = _("公平性报告")
        ordering = ["session", "-n"]
        constraints = [
            models.UniqueConstraint(fields=["session", "n"], name="fairness_report_once_per_number")
        ]

    def __str__(self) -> str:
        return f"fairness report {self.n} of {self.session_id}"
