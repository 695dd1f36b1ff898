"""What a case ends in: the result sheet, an override, the conclusion, the hand-over."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appointments.models.cases import Case, Dossier, StateChoice
from journal.models import AppendOnly
from people.models import Person


class ResultSheet(AppendOnly):
    """What the tests of a case came to, as the offices sign it; later results make a new sheet."""

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="result_sheets", verbose_name=_("任职考查")
    )
    n = models.PositiveSmallIntegerField(_("次序"))
    body = models.JSONField(_("内容"))
    digest = models.CharField(_("散列"), max_length=64)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("制表人"))
    at = models.DateTimeField(_("制表时间"))

    class Meta:
        verbose_name = _("成绩单")
        ordering = ["case", "n"]
        constraints = [models.UniqueConstraint(fields=["case", "n"], name="result_sheet_once")]

    def __str__(self) -> str:
        return f"sheet {self.n} of {self.case_id}"


class SheetSignature(AppendOnly):
    """That one office's signatory signed a result sheet."""

    sheet = models.ForeignKey(
        ResultSheet, models.PROTECT, related_name="signatures", verbose_name=_("成绩单")
    )
    office = models.CharField(_("签署机构"), max_length=60)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("签署人"))
    at = models.DateTimeField(_("签署时间"))

    class Meta:
        verbose_name = _("成绩单签署")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "office"], name="sheet_signed_once_an_office"),
            models.UniqueConstraint(fields=["sheet", "by"], name="sheet_signed_once_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.office}"


class Override(AppendOnly):
    """That a named person lets a case be recommended without a valid result, and why: printed."""

    case = models.OneToOneField(
        Case, models.PROTECT, related_name="override", verbose_name=_("任职考查")
    )
    reason = models.CharField(_("理由"), max_length=200)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("批准人"))
    at = models.DateTimeField(_("批准时间"))

    class Meta:
        verbose_name = _("特批")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="override_says_why")]

    def __str__(self) -> str:
        return f"override of {self.case_id}"


class Conclusion(AppendOnly):
    """How a case ended, on what ground, by whom; what is printed is `body`."""

    case = models.OneToOneField(
        Case, models.PROTECT, related_name="conclusion", verbose_name=_("任职考查")
    )
    outcome = models.CharField(_("结论"), max_length=16, choices=StateChoice)
    reason = models.CharField(_("理由"), max_length=300)
    standing = models.CharField(_("测试情况"), max_length=12)
    tries = models.PositiveSmallIntegerField(_("测试次数"), default=0)
    dossier = models.ForeignKey(
        Dossier, models.PROTECT, null=True, related_name="+", verbose_name=_("考查材料")
    )
    sheet = models.ForeignKey(
        ResultSheet, models.PROTECT, null=True, related_name="+", verbose_name=_("成绩单")
    )
    body = models.JSONField(_("内容"))
    digest = models.CharField(_("散列"), max_length=64)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("作出人"))
    at = models.DateTimeField(_("作出时间"))

    class Meta:
        verbose_name = _("考查结论")

    def __str__(self) -> str:
        return f"conclusion of {self.case_id}"


class HandOver(AppendOnly):
    """That the conclusion was handed to an organ, and who there received it."""

    conclusion = models.ForeignKey(
        Conclusion, models.PROTECT, related_name="hand_overs", verbose_name=_("考查结论")
    )
    organ = models.CharField(_("接收单位"), max_length=120)
    received_by = models.CharField(_("接收人"), max_length=60)
    received_on = models.DateField(_("接收日期"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("移交人"))
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("结论移交")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.conclusion_id} {self.organ}"
