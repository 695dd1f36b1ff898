"""Yearly plans with their items, what was spent on them, what proves that they were carried out."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Aggregate, Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from exchange.models import StoredFile, new_ref
from people.models import Agency, PostKind, within
from people.rules import Rights, Role, paths_above
from training.models.classes import Enrolment, TrainingClass
from training.models.ledger import LedgerEntry
from training.rules import ClassState, Content, Part, PlanState


class PlanFor(models.TextChoices):
    OFFICERS = "officers", _("执法人员培训")
    LEADERS = "leaders", _("领导干部学法")


class PlanStateChoice(models.TextChoices):
    DRAFT = PlanState.DRAFT.value, _("拟订")
    SUBMITTED = PlanState.SUBMITTED.value, _("待批准")
    APPROVED = PlanState.APPROVED.value, _("已批准")


class ContentChoice(models.TextChoices):
    CONSTITUTION = Content.CONSTITUTION.value, _("宪法")
    GENERAL = Content.GENERAL.value, _("通用法律知识")
    SPECIAL = Content.SPECIAL.value, _("与履行职责相关的专门法律知识")


class FormChoice(models.TextChoices):
    CLASS = "class", _("培训班")
    MEETING = "meeting", _("常务会议学法")
    LECTURE = "lecture", _("法制讲座")


class PartChoice(models.TextChoices):
    PLAN = Part.PLAN.value, _("计划")
    CONTENT = Part.CONTENT.value, _("内容")
    TIME = Part.TIME.value, _("时间")
    PERSONS = Part.PERSONS.value, _("人员")
    EFFECT = Part.EFFECT.value, _("效果")


class YearPlanQuerySet(models.QuerySet["YearPlan"]):
    def visible_to(self, rights: Rights, *roles: Role) -> Self:
        """Plans of one's own subtrees, and approved ones of the agencies above them."""
        paths = rights.paths(*roles)
        above = [step for path in paths for step in paths_above(path)]
        upper = Q(agency__path__in=above, state=PlanState.APPROVED)
        return self.filter(within(paths, "agency__path") | upper)


class YearPlan(models.Model):
    """What one agency means to do in one year, for its officers or its leaders; approved by another
    person than who submitted it. `upper` is the plan of a higher agency that it adopts."""

    ref = models.CharField(_("编号"), max_length=24, unique=True, default=new_ref)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="plans", verbose_name=_("单位"))
    year = models.PositiveSmallIntegerField(_("年度"))
    meant_for = models.CharField(_("种类"), max_length=12, choices=PlanFor)
    upper = models.ForeignKey(
        "self", models.PROTECT, related_name="lower", null=True, verbose_name=_("上级计划")
    )
    state = models.CharField(
        _("状态"), max_length=12, choices=PlanStateChoice, default=PlanStateChoice.DRAFT
    )
    made_at = models.DateTimeField(_("登记时间"))
    made_by_id = models.BigIntegerField(_("登记人"))
    submitted_at = models.DateTimeField(_("提交时间"), null=True)
    submitted_by_id = models.BigIntegerField(_("提交人"), null=True)
    approved_at = models.DateTimeField(_("批准时间"), null=True)
    approved_by_id = models.BigIntegerField(_("批准人"), null=True)
    approval = models.CharField(_("批准文号或者意见"), max_length=120, blank=True)

    objects = YearPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("年度计划")
        ordering = ["-year", "agency__path"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year", "meant_for"], name="year_plan_once_per_agency"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved")
                | Q(approved_at__isnull=False) & ~Q(approved_by_id=F("submitted_by_id")),
                name="year_plan_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year} {self.meant_for}"


class PlanItemQuerySet(models.QuerySet["PlanItem"]):
    def standing(self) -> Self:
        """Items that are neither changed by a later one nor taken out."""
        return self.filter(removed_at__isnull=True)

    def with_progress(self) -> Self:
        """Add `planned` and `held` (classes planned or open, and finished), `enrolled` (places in
        them that stand), `credited` (hundredths of 学时 that they have booked) and `spent` (fen).

        What is cancelled does not count. One query.
        """
        mine = TrainingClass.objects.filter(plan_item=OuterRef("pk")).order_by()
        there = "training_class__plan_item"
        roster = Enrolment.objects.standing().filter(**{there: OuterRef("pk")}).order_by()
        roster = roster.exclude(training_class__state=ClassState.CANCELLED)
        lines = LedgerEntry.objects.filter(**{f"session__{there}": OuterRef("pk")}).order_by()
        paid = Spending.objects.filter(item=OuterRef("pk")).order_by()
        under_way = mine.filter(state__in=[ClassState.PLANNED, ClassState.OPEN])
        return self.annotate(
            planned=_sum(under_way, "plan_item", Count("pk")),
            held=_sum(mine.filter(state=ClassState.FINISHED), "plan_item", Count("pk")),
            enrolled=_sum(roster, there, Count("pk")),
            credited=_sum(lines, f"session__{there}", Sum("credit")),
            spent=_sum(paid, "item", Sum("amount")),
        )


def _sum(rows: models.QuerySet[Any], by: str, what: Aggregate) -> Coalesce:
    """What the rows of one item come to, 0 where there are none."""
    return Coalesce(Subquery(rows.values(by).annotate(n=what).values("n")), 0)


class PlanItem(models.Model):
    """One thing that a plan means to do: for whom, how many hours and persons, at what cost.

    `credit` in hundredths of 学时 per head; `budget` in fen. There is no column that could tie
    money to fines (53). An adopted item names the one above it. Before its plan is approved an item
    may be changed by another that takes its place, or taken out with a reason; the row stays.
    """

    ref = models.CharField(_("编号"), max_length=24, unique=True, default=new_ref)
    plan = models.ForeignKey(
        YearPlan, models.PROTECT, related_name="items", verbose_name=_("年度计划")
    )
    title = models.CharField(_("内容"), max_length=120)
    form = models.CharField(_("方式"), max_length=12, choices=FormChoice)
    category = models.CharField(_("对象"), max_length=12, choices=PostKind, blank=True)
    content = models.CharField(_("学法内容"), max_length=16, choices=ContentChoice, blank=True)
    month = models.PositiveSmallIntegerField(_("月份"))
    persons = models.PositiveIntegerField(_("人数"))
    credit = models.PositiveIntegerField(_("人均学时（百分之一）"))
    budget = models.PositiveBigIntegerField(_("预算（分）"), default=0)
    adopts = models.ForeignKey(
        "self", models.PROTECT, related_name="adopted_by", null=True, verbose_name=_("上级事项")
    )
    removed_at = models.DateTimeField(_("取消时间"), null=True)
    removed_because = models.CharField(_("取消理由"), max_length=200, blank=True)
    superseded_by = models.OneToOneField(
        "self", models.PROTECT, related_name="supersedes", null=True, verbose_name=_("改为")
    )

    objects = PlanItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("计划事项")
        ordering = ["month", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, superseded_by__isnull=True)
                | Q(removed_at__isnull=False)
                & (Q(superseded_by__isnull=False) | ~Q(removed_because="")),
                name="plan_item_removed_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(month__gte=1, month__lte=12), name="plan_item_in_a_month"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Spending(models.Model):
    """Money spent on one item of a plan, with its voucher; a correction is a negative row."""

    item = models.ForeignKey(
        PlanItem, models.PROTECT, related_name="spendings", verbose_name=_("计划事项")
    )
    amount = models.BigIntegerField(_("金额（分）"))
    day = models.DateField(_("日期"))
    voucher = models.CharField(_("凭证号"), max_length=60)
    note = models.CharField(_("用途"), max_length=200)
    at = models.DateTimeField(_("登记时间"))
    by_id = models.BigIntegerField(_("登记人"))

    class Meta:
        verbose_name = _("支出")
        ordering = ["day", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="spending_of_something"),
        ]

    def __str__(self) -> str:
        return self.voucher


class Proof(models.Model):
    """What proves one of the five parts of a piece of leaders' study."""

    ref = models.CharField(_("编号"), max_length=24, unique=True, default=new_ref)
    item = models.ForeignKey(
        PlanItem, models.PROTECT, related_name="proofs", verbose_name=_("计划事项")
    )
    part = models.CharField(_("方面"), max_length=12, choices=PartChoice)
    said = models.CharField(_("说明"), max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("文件"))
    at = models.DateTimeField(_("登记时间"))
    by_id = models.BigIntegerField(_("登记人"))

    class Meta:
        verbose_name = _("落实证明")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.ref


class WorkReport(models.Model):
    """A report on administration by law that the executive meeting of a government heard (48-3)."""

    ref = models.CharField(_("编号"), max_length=24, unique=True, default=new_ref)
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="work_reports", verbose_name=_("单位")
    )
    day = models.DateField(_("会议日期"))
    meeting = models.CharField(_("会议名称"), max_length=80)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="+", verbose_name=_("会议纪要")
    )
    at = models.DateTimeField(_("登记时间"))
    by_id = models.BigIntegerField(_("登记人"))

    class Meta:
        verbose_name = _("依法行政工作汇报")
        ordering = ["-day", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "day"], name="work_report_once_a_day"),
        ]

    def __str__(self) -> str:
        return self.meeting
