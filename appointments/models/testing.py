"""Tests of a case: ordered or waived, sat here by seat number, or taken elsewhere."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from appointments.models.cases import Case, new_ref
from appointments.models.policies import ProcedurePolicy
from exams.models import Blueprint, ExamSession
from exchange.models import StoredFile
from journal.models import AppendOnly
from people.models import Agency, Person, within
from people.rules import Rights, Role

DOOR_OPENS = timedelta(hours=2)  # so long before the start; house default


class Decision(models.TextChoices):
    ORDERED = "ordered", _("决定测试")
    WAIVED = "waived", _("决定免试")


class TestDecision(AppendOnly):
    """That a test is ordered, or waived, and why; the newest of a case counts."""

    __test__ = False

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="test_decisions", verbose_name=_("任职考查")
    )
    decision = models.CharField(_("决定"), max_length=8, choices=Decision)
    reason = models.CharField(_("理由"), max_length=200)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("决定人"))
    at = models.DateTimeField(_("决定时间"))

    class Meta:
        verbose_name = _("测试决定")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="test_decision_says_why")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.decision}"


class TemplateQuerySet(models.QuerySet["TestTemplate"]):
    def visible_to(self, rights: Rights, *roles: Role) -> Self:
        return self.filter(within(rights.paths(*roles), "agency__path"))

    def approved(self) -> Self:
        return self.filter(approved_by__isnull=False, ended_at__isnull=True)


class TestTemplate(models.Model):
    """A blueprint approved for pre-appointment tests: proposed by one, approved by another.

    `digest` is that of the blueprint's cells as approved: changed since, it opens no session.
    """

    __test__ = False

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="test_templates", verbose_name=_("组织单位")
    )
    title = models.CharField(_("名称"), max_length=60)
    blueprint = models.ForeignKey(
        Blueprint, models.PROTECT, related_name="test_templates", verbose_name=_("组卷方案")
    )
    duration_minutes = models.PositiveSmallIntegerField(_("考试时长（分钟）"))
    digest = models.CharField(_("组卷要求散列"), max_length=64)
    proposed_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name=_("提出人")
    )
    proposed_at = models.DateTimeField(_("提出时间"))
    approved_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name=_("批准人")
    )
    approved_at = models.DateTimeField(_("批准时间"), null=True)
    ended_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    objects = TemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("测试模板")
        ordering = ["-proposed_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="template_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(duration_minutes__gt=0), name="template_takes_some_time"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CallQuerySet(models.QuerySet["TestCall"]):
    def visible_to(self, rights: Rights, *roles: Role) -> Self:
        return self.filter(within(rights.paths(*roles), "template__agency__path"))

    def waiting(self, now: datetime) -> Self:
        """Not drawn up yet, and not over."""
        undone = Q(session__isnull=True) | Q(session__state="planned")
        return self.filter(undone, closes_at__gt=now, withdrawn_at__isnull=True)


class TestCall(models.Model):
    """The personnel office's call for a session: when, where, by which template, how many seats.

    Exam staff see this and the seats' numbers; who sits where is known to each case and, at the
    door, to `checker`.
    """

    __test__ = False

    ref = models.CharField(_("编号"), max_length=22, unique=True, default=new_ref)
    template = models.ForeignKey(
        TestTemplate, models.PROTECT, related_name="calls", verbose_name=_("测试模板")
    )
    policy = models.ForeignKey(
        ProcedurePolicy, models.PROTECT, related_name="calls", verbose_name=_("适用规定")
    )
    place = models.CharField(_("考点"), max_length=120)
    opens_at = models.DateTimeField(_("开考时间"))
    closes_at = models.DateTimeField(_("结束时间"))
    checker = models.ForeignKey(
        Person, models.PROTECT, related_name="test_doors", verbose_name=_("入场核验人")
    )
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("提出人"))
    asked_at = models.DateTimeField(_("提出时间"))
    session = models.OneToOneField(
        ExamSession, models.PROTECT, null=True, related_name="test_call", verbose_name=_("场次")
    )
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("任职前测试场次")
        ordering = ["-opens_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="test_call_closes_after_opening"
            )
        ]

    def __str__(self) -> str:
        return self.ref

    def door_is_open(self, now: datetime) -> bool:
        """Whether the door shows who sits where: from two hours before the start to the end."""
        return self.opens_at - DOOR_OPENS <= now <= self.closes_at and self.withdrawn_at is None


class Seat(models.Model):
    """One seat of a call: whose case it serves, and the nameless person who sits in the exam."""

    call = models.ForeignKey(TestCall, models.PROTECT, related_name="seats", verbose_name=_("场次"))
    n = models.PositiveSmallIntegerField(_("席位号"))
    case = models.ForeignKey(Case, models.PROTECT, related_name="seats", verbose_name=_("任职考查"))
    stand_in = models.OneToOneField(
        Person, models.PROTECT, related_name="seat", verbose_name=_("代号考生")
    )

    class Meta:
        verbose_name = _("席位")
        ordering = ["call", "n"]
        constraints = [
            models.UniqueConstraint(fields=["call", "n"], name="seat_once_per_number"),
            models.UniqueConstraint(fields=["call", "case"], name="seat_once_per_case"),
        ]

    def __str__(self) -> str:
        return f"{self.call_id}#{self.n}"


class DoorCheck(AppendOnly):
    """That the checker saw the candidate's papers at the door, before the seat was taken."""

    seat = models.OneToOneField(
        Seat, models.PROTECT, related_name="door_check", verbose_name=_("席位")
    )
    document = models.CharField(_("查验的证件"), max_length=60)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("核验人"))
    at = models.DateTimeField(_("核验时间"))

    class Meta:
        verbose_name = _("入场核验")

    def __str__(self) -> str:
        return f"door of {self.seat_id}"


class OutsideEntry(AppendOnly):
    """A result from elsewhere as one person read it off the paper; two that agree make a try.
    `turn` is 2 once two persons took the first entries back, and so on."""

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="outside_entries", verbose_name=_("任职考查")
    )
    organ = models.CharField(_("组织单位"), max_length=120)
    document = models.CharField(_("成绩单编号"), max_length=60)
    turn = models.PositiveSmallIntegerField(_("第几轮登记"), default=1)
    day = models.DateField(_("测试日期"))
    total = models.PositiveIntegerField(_("得分（百分之一分）"))
    of = models.PositiveIntegerField(_("满分（百分之一分）"))
    scan = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="+", verbose_name=_("成绩单扫描件")
    )
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("外地测试成绩登记")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(of__gt=0, total__lte=F("of")), name="outside_entry_marks_fit"
            ),
            models.UniqueConstraint(
                fields=["case", "document", "turn", "by"], name="outside_entry_once_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.document}"

    @property
    def says(self) -> tuple[str, str, str, int, int]:
        """What two entries must agree on."""
        return self.organ, self.document, self.day.isoformat(), self.total, self.of
