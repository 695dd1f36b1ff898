"""Checks by the personnel office: who asked about whom, why, and what was answered."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from journal.models import AppendOnly
from people.models import Agency, Person
from qualifications.models.bodies import new_ref
from qualifications.rules.answers import Answer
from qualifications.rules.checking import UNNAMED, Outcome, Purpose
from qualifications.rules.stored import answer_from


class PurposeChoice(models.TextChoices):
    """Why somebody is checked. Pages offer these and no others."""

    APPOINTMENT = Purpose.APPOINTMENT.value, _("任职前核验")
    APPRAISAL = Purpose.APPRAISAL.value, _("年度考核")
    TRANSFER = Purpose.TRANSFER.value, _("岗位调整")
    INSPECTION = Purpose.INSPECTION.value, _("持证上岗检查")
    COMPLAINT = Purpose.COMPLAINT.value, _("投诉举报核查")
    OTHER = Purpose.OTHER.value, _("其他")


class OutcomeChoice(models.TextChoices):
    YES = Outcome.YES.value, _("可以上岗")
    NO = Outcome.NO.value, _("不能")
    UNKNOWN = Outcome.UNKNOWN.value, _("无法确认")
    NOBODY = Outcome.NOBODY.value, _("查无此人")
    SEVERAL = Outcome.SEVERAL.value, _("同名多人")
    MISMATCH = Outcome.MISMATCH.value, _("姓名与编号不符")


class CheckQuerySet(models.QuerySet["Check"]):
    def of_asker(self, person_id: int) -> Self:
        """Checks that this person made."""
        return self.filter(asked_by_id=person_id)

    def about(self, person_id: int) -> Self:
        """Checks about this person, newest first."""
        return self.filter(person_id=person_id).order_by("-asked_at", "-pk")

    def single_since(self, start: datetime) -> Self:
        """Checks made one by one, from an instant on."""
        return self.filter(asked_at__gte=start, batch__isnull=True, is_listed=False)


class Check(AppendOnly):
    """One check: who asked about whom, for what purpose, for which day, and what was answered.

    `answers` is what was said then, as known at `asked_at`; it is never reckoned anew. Nobody was
    named for certain: `person` is empty and there is no answer. What was typed is not kept.
    """

    ref = models.CharField(_("标识"), max_length=24, unique=True, default=new_ref)
    number = models.CharField(_("核验编号"), max_length=24, unique=True)
    asked_by = models.ForeignKey(
        Person, models.PROTECT, related_name="checks_made", verbose_name=_("查询人")
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="checks", verbose_name=_("查询单位")
    )
    asked_at = models.DateTimeField(_("查询时间"))
    purpose = models.CharField(_("查询事由"), max_length=12, choices=PurposeChoice)
    reason = models.CharField(_("事由说明"), max_length=200)
    day = models.DateField(_("核验日期"))
    domain = models.CharField(_("执法领域"), max_length=30, blank=True)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="checks_about", verbose_name=_("被核验人")
    )
    outcome = models.CharField(_("结论"), max_length=10, choices=OutcomeChoice)
    answers = models.JSONField(_("答复"), default=list)
    is_listed = models.BooleanField(_("名单核验"), default=False)
    batch = models.ForeignKey(
        "qualifications.CheckBatch",
        models.PROTECT,
        null=True,
        related_name="checks",
        verbose_name=_("批量核验"),
    )

    objects = CheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("上岗核验")
        indexes = [
            models.Index(fields=["asked_by", "asked_at"], name="check_by_asker"),
            models.Index(fields=["person", "asked_at"], name="check_by_person"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="check_states_its_purpose"),
            models.CheckConstraint(
                condition=Q(person__isnull=True, answers=[], outcome__in=sorted(UNNAMED))
                | (Q(person__isnull=False) & ~Q(outcome__in=sorted(UNNAMED))),
                name="check_answers_about_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def said(self) -> list[Answer]:
        """The answers as they were given."""
        return [answer_from(kept, self.day, self.asked_at) for kept in self.answers]
