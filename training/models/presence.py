"""Who signed in and out by the code, how many sat there, what the organiser's device noted."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exchange.models import StoredFile, new_ref
from journal.models import AppendOnly
from people.models import Dated, DatedQuerySet, Person
from training import rules
from training.models.classes import Enrolment, MarkChoice, Session, TrainingClass
from training.rules import Became, Direction


class DirectionChoice(models.TextChoices):
    IN = Direction.IN.value, _("签到")
    OUT = Direction.OUT.value, _("签退")


class BecameChoice(models.TextChoices):
    STORED = Became.STORED.value, _("已登记")
    SAME = Became.SAME.value, _("与现有一致")
    CONFLICT = Became.CONFLICT.value, _("与他人登记不一致")
    CLOSED = Became.CLOSED.value, _("考勤已确认")
    UNKNOWN = Became.UNKNOWN.value, _("不在名单中")


class AttendancePolicyQuerySet(DatedQuerySet["AttendancePolicy"]):
    def presence(self, on: date) -> rules.Presence:
        """The policy of the day; the house's defaults where the city has laid down none."""
        found = self.in_force(on).order_by("-id").first()
        return rules.Presence() if found is None else found.presence


class AttendancePolicy(Dated):
    """When one is late or leaves early (minutes), how much of a half-day one must have been there
    (per cent), and how much of a class one may miss (one half-day in so many), from a day on."""

    late_after = models.PositiveSmallIntegerField(_("迟到（开始后分钟）"), default=10)
    early_before = models.PositiveSmallIntegerField(_("早退（结束前分钟）"), default=10)
    least = models.PositiveSmallIntegerField(_("至少在场（百分之）"), default=50)
    one_in = models.PositiveSmallIntegerField(_("缺课上限（几分之一）"), default=7)
    basis = models.CharField(_("依据"), max_length=200)

    objects = AttendancePolicyQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("考勤标准")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["valid_from"],
                condition=Q(superseded_at__isnull=True),
                name="attendance_policy_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(least__lte=100, one_in__gt=0), name="attendance_policy_makes_sense"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from:%Y-%m-%d}"

    @property
    def presence(self) -> rules.Presence:
        return rules.Presence(self.late_after, self.early_before, self.least, self.one_in)


class Signing(AppendOnly):
    """Somebody signed in or out of a half-day by the code on its screen, once each way. When the
    scan came in is what counts; `signed_at` is later where a sign-in to the site lay between."""

    session = models.ForeignKey(
        Session, models.PROTECT, related_name="signings", db_index=False, verbose_name=_("课次")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="signings", verbose_name=_("人员")
    )
    direction = models.CharField(_("签到签退"), max_length=4, choices=DirectionChoice)
    step = models.BigIntegerField(_("二维码时段"))
    scanned_at = models.DateTimeField(_("扫码时间"))
    signed_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("扫码签到")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person", "direction"], name="signing_once_each_way"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.person_id} {self.direction}"


class Headcount(AppendOnly):
    """How many sat in the room when the organiser counted; a later count stands beside it."""

    session = models.ForeignKey(
        Session, models.PROTECT, related_name="headcounts", verbose_name=_("课次")
    )
    heads = models.PositiveSmallIntegerField(_("在场人数"))
    at = models.DateTimeField(_("清点时间"))
    by_id = models.BigIntegerField(_("清点人"))

    class Meta:
        verbose_name = _("现场清点")

    def __str__(self) -> str:
        return f"{self.session_id} {self.heads}"


class RollCall(AppendOnly):
    """One mark that the organiser set on a device, as it arrived, and what became of it. The same
    `op_id` changes nothing; a conflict stands until a mark with a reason is set after it."""

    op_id = models.CharField(_("编号"), max_length=32, unique=True)
    session = models.ForeignKey(
        Session, models.PROTECT, related_name="roll_calls", verbose_name=_("课次")
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("人员"))
    mark = models.CharField(_("考勤"), max_length=12, choices=MarkChoice)
    seen_at = models.DateTimeField(_("点名时间"))
    received_at = models.DateTimeField(_("登记时间"))
    by_id = models.BigIntegerField(_("登记人"))
    became = models.CharField(_("结果"), max_length=12, choices=BecameChoice)

    class Meta:
        verbose_name = _("现场点名")

    def __str__(self) -> str:
        return self.op_id


class SignedSheet(models.Model):
    """The scan of a sheet that was signed by hand: evidence beside the marks."""

    ref = models.CharField(_("编号"), max_length=24, unique=True, default=new_ref)
    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, related_name="signed_sheets", verbose_name=_("培训班")
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("文件"))
    said = models.CharField(_("说明"), max_length=120)
    at = models.DateTimeField(_("上传时间"))
    by_id = models.BigIntegerField(_("上传人"))

    class Meta:
        verbose_name = _("签到表扫描件")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.ref


def share_that_may_be_missed(found: TrainingClass) -> tuple[int, int]:
    """How many half-days a class has, and that one in so many of them may be missed, by the policy
    of its first day. Two queries."""
    sessions = list(found.sessions.all())
    if not sessions:
        return 0, rules.Presence().one_in
    return len(sessions), AttendancePolicy.objects.presence(sessions[0].day).one_in


def has_missed_too_much(enrolment: Enrolment) -> bool:
    """Whether somebody on a roster has missed more of the class than may be missed."""
    row = Enrolment.objects.with_missed().get(pk=enrolment.pk)
    return rules.misses_too_much(row.missed, *share_that_may_be_missed(row.training_class))  # type: ignore[attr-defined]
