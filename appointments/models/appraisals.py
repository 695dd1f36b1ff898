"""The yearly appraisal sheet and the promotion sheet of an officer (plan art. 47)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from appointments.models.cases import new_ref
from journal.models import AppendOnly
from people.models import Agency, Person, within
from people.rules import Rights, Role


class AppraisalKind(models.TextChoices):
    YEARLY = "yearly", _("年度考核")
    PROMOTION = "promotion", _("职务晋升")


class AppraisalQuerySet(models.QuerySet["AppraisalSheet"]):
    def visible_to(self, rights: Rights, *roles: Role) -> Self:
        """Sheets of the agencies in which a role is held."""
        return self.filter(within(rights.paths(*roles), "agency__path"))

    def about(self, person_id: int) -> Self:
        return self.filter(person_id=person_id)


class AppraisalSheet(AppendOnly):
    """Training and conduct of one officer as they stood when the sheet was signed. Corrections in
    the ledgers do not alter it: a new sheet with a higher number says what has changed."""

    ref = models.CharField(_("编号"), max_length=22, unique=True, default=new_ref)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="appraisal_sheets", verbose_name=_("人员")
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="appraisal_sheets", verbose_name=_("单位")
    )
    kind = models.CharField(_("用途"), max_length=10, choices=AppraisalKind)
    year = models.PositiveSmallIntegerField(_("年度"))
    n = models.PositiveSmallIntegerField(_("版次"))
    lines = models.JSONField(_("内容"))
    digest = models.CharField(_("散列"), max_length=64)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("签署人"))
    at = models.DateTimeField(_("签署时间"))

    objects = AppraisalQuerySet.as_manager()

    class Meta:
        verbose_name = _("考核情况表")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "year", "n"], name="appraisal_sheet_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.year}/{self.n}"


class AppraisalComment(AppendOnly):
    """What the officer says about a sheet."""

    sheet = models.ForeignKey(
        AppraisalSheet, models.PROTECT, related_name="comments", verbose_name=_("考核情况表")
    )
    text = models.CharField(_("意见"), max_length=500)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("本人意见")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"comment on {self.sheet_id}"
