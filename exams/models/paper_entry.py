"""A room that was lost and went on paper: who said so, and what two persons read off the sheets."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from exams.models.attempts import Attempt
from exams.models.rooms import ExamRoom
from exams.models.signing import SignedByTwo
from exchange.models import StoredFile
from journal.models import AppendOnly
from people.models import Person


class PaperRoom(SignedByTwo):
    """From here on a room's candidates answer on printed sheets, by the word of two persons."""

    room = models.OneToOneField(
        ExamRoom, models.PROTECT, related_name="on_paper", verbose_name=_("考场")
    )
    reason = models.CharField(_("理由"), max_length=500)
    at = models.DateTimeField(_("时间"))

    class Meta(SignedByTwo.Meta):
        verbose_name = _("改用纸质试卷")

    def __str__(self) -> str:
        return f"paper in {self.room_id}"


class PaperEntry(AppendOnly):
    """What one person read off a candidate's sheet, without seeing what the other read.

    `answers` are, by place, the letters or texts as written. A person's newest counts.
    """

    attempt = models.ForeignKey(
        Attempt, models.PROTECT, related_name="paper_entries", verbose_name=_("应考")
    )
    answers = models.JSONField(_("作答"))
    digest = models.CharField(_("内容散列"), max_length=64)
    scan = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("扫描件"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("录入人"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("纸质作答录入")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.attempt_id} by {self.by_id}"


class PaperAnswers(SignedByTwo):
    """Two entries of a sheet agreed: these are the answers; they stay marked as paper."""

    attempt = models.OneToOneField(
        Attempt, models.PROTECT, related_name="paper_answers", verbose_name=_("应考")
    )
    digest = models.CharField(_("内容散列"), max_length=64)
    at = models.DateTimeField(_("时间"))

    class Meta(SignedByTwo.Meta):
        verbose_name = _("纸质作答")

    def __str__(self) -> str:
        return f"paper answers of {self.attempt_id}"
