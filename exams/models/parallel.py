"""Parallel forms as they were made, and who read them in full."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from exams.models.planning import Exam
from journal.models import AppendOnly
from people.models import Person


class FormSet(AppendOnly):
    """The forms made for a draft at one time; the newest set counts. One without any says that
    papers are drawn for each candidate, with the `reason` for it; two forms of one session may
    share `common` questions."""

    exam = models.ForeignKey(Exam, models.PROTECT, related_name="form_sets", verbose_name=_("考试"))
    n = models.PositiveSmallIntegerField(_("次序"))
    common = models.PositiveSmallIntegerField(_("同场各套可以相同的题数"), default=0)
    reason = models.CharField(_("不用平行卷的理由"), max_length=500, blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("生成人"))
    made_at = models.DateTimeField(_("生成时间"))

    class Meta:
        verbose_name = _("平行卷组")
        constraints = [models.UniqueConstraint(fields=["exam", "n"], name="form_set_once")]

    def __str__(self) -> str:
        return f"forms {self.n} of {self.exam_id}"


class ParallelForm(AppendOnly):
    """One form: `questions` are pairs of revision and marks. `predicted` is the share of the marks
    that candidates are expected to earn, in thousandths, as known when it was made."""

    form_set = models.ForeignKey(
        FormSet, models.PROTECT, related_name="forms", verbose_name=_("平行卷组")
    )
    n = models.PositiveSmallIntegerField(_("卷号"))
    is_reserve = models.BooleanField(_("备用卷"), default=False)
    questions = models.JSONField(_("试题"))
    predicted = models.PositiveSmallIntegerField(_("预计得分率（千分之一）"))

    class Meta:
        verbose_name = _("平行卷")
        ordering = ["form_set", "n"]
        constraints = [models.UniqueConstraint(fields=["form_set", "n"], name="form_once")]

    def __str__(self) -> str:
        return f"form {self.n} of {self.form_set_id}"


class FormReading(AppendOnly):
    """A person has read a form in full and has nothing against it."""

    form = models.ForeignKey(
        ParallelForm, models.PROTECT, related_name="readings", verbose_name=_("平行卷")
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("通读人"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("通读")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["form", "person"], name="form_read_once_by_each")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} read {self.form_id}"
