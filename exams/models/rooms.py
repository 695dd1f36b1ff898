"""Rooms of a session: who sits where, who has come, what happened, how long it was stopped."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exams.models.attempts import Attempt, TimeGrant
from exams.models.planning import Candidate, ExamSession, new_ref
from exams.models.signing import SignedByTwo
from journal.models import AppendOnly
from people.models import Person


class ExamRoom(models.Model):
    """One room of a session: how many seats it has, and from which network its computers speak.

    `network` holds CIDR texts; empty means anywhere. Addresses are told by the proxy alone.
    """

    ref = models.CharField(_("编号"), max_length=22, unique=True, default=new_ref)
    session = models.ForeignKey(
        ExamSession, models.PROTECT, related_name="rooms", verbose_name=_("场次")
    )
    ordinal = models.PositiveSmallIntegerField(_("考场号"))
    name = models.CharField(_("地点"), max_length=60)
    capacity = models.PositiveSmallIntegerField(_("座位数"))
    network = models.CharField(_("网段"), max_length=200, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("单数", "考场")
        ordering = ["session", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["session", "ordinal"], name="room_once_per_ordinal"),
            models.UniqueConstraint(fields=["session", "name"], name="room_once_per_name"),
            models.CheckConstraint(condition=Q(capacity__gt=0), name="room_has_seats"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}/{self.ordinal}"


class RoomSeat(models.Model):
    """The seat of one candidate."""

    candidate = models.OneToOneField(
        Candidate, models.CASCADE, related_name="seat", verbose_name=_("考生")
    )
    room = models.ForeignKey(
        ExamRoom, models.PROTECT, related_name="seats", verbose_name=pgettext_lazy("单数", "考场")
    )
    number = models.PositiveSmallIntegerField(_("座位号"))

    class Meta:
        verbose_name = _("座位")
        ordering = ["room", "number"]
        constraints = [
            models.UniqueConstraint(fields=["room", "number"], name="seat_once"),
            models.CheckConstraint(condition=Q(number__gt=0), name="seat_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} {self.number}"


class SeatPlan(AppendOnly):
    """How a session's seats were assigned: by rule from a seed, or as a sheet said (no seed).

    `roster` are [candidate's ref, unit], `rooms` [room's ordinal, seats]: with the seed, all that
    `rules.seats.seat_plan` needs to give the same plan again. The newest counts.
    """

    session = models.ForeignKey(
        ExamSession, models.PROTECT, related_name="seat_plans", verbose_name=_("场次")
    )
    n = models.PositiveSmallIntegerField(_("次序"))
    seed = models.CharField(_("种子"), max_length=64, blank=True)
    roster = models.JSONField(_("名单"))
    rooms = models.JSONField(_("考场"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("编排人"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("座位编排")
        ordering = ["session", "n"]
        constraints = [models.UniqueConstraint(fields=["session", "n"], name="seat_plan_once")]

    def __str__(self) -> str:
        return f"seats {self.n} of {self.session_id}"


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    def standing(self) -> Self:
        """The last word on every candidate."""
        later = CheckIn.objects.filter(candidate=OuterRef("candidate")).order_by("-pk")
        return self.filter(pk=Subquery(later.values("pk")[:1]))

    def present(self) -> Self:
        """Those who have come, as it stands."""
        return self.standing().filter(is_present=True)


class CheckIn(AppendOnly):
    """An invigilator looked at a candidate and let them in, or took that back."""

    candidate = models.ForeignKey(
        Candidate, models.PROTECT, related_name="check_ins", verbose_name=_("考生")
    )
    is_present = models.BooleanField(_("到场"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("核验人"))
    at = models.DateTimeField(_("时间"))

    objects = CheckInQuerySet.as_manager()

    class Meta:
        verbose_name = _("入场核验")

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.is_present}"


class EntryCodeQuerySet(models.QuerySet["EntryCode"]):
    def valid_at(self, now: datetime) -> Self:
        """The newest code of every room, unless its time is over."""
        newest = EntryCode.objects.filter(room=OuterRef("room")).order_by("-pk")
        return self.filter(pk=Subquery(newest.values("pk")[:1]), expires_at__gt=now)


class EntryCode(AppendOnly):
    """The code of a room by which checked-in candidates enter without a password."""

    room = models.ForeignKey(
        ExamRoom, models.PROTECT, related_name="entry_codes", verbose_name=_("考场")
    )
    code_hash = models.CharField(_("散列"), max_length=64)
    issued_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name=_("发放人")
    )
    issued_at = models.DateTimeField(_("发放时间"))
    expires_at = models.DateTimeField(_("失效时间"))

    objects = EntryCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("考场码")
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("issued_at")), name="entry_code_lasts"
            )
        ]

    def __str__(self) -> str:
        return f"code of {self.room_id}"


class IncidentKind(models.TextChoices):
    POWER = "power", _("停电")
    NETWORK = "network", _("网络中断")
    COMPUTER = "computer", _("计算机故障")
    ILLNESS = "illness", _("考生身体不适")
    DISTURBANCE = "disturbance", _("秩序异常")
    OTHER = "other", _("其他")


class Incident(AppendOnly):
    """What happened in a room, or to one candidate there, as whoever saw it wrote it down."""

    room = models.ForeignKey(
        ExamRoom, models.PROTECT, related_name="incidents", verbose_name=_("考场")
    )
    candidate = models.ForeignKey(
        Candidate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="incidents",
        verbose_name=_("考生"),
    )
    kind = models.CharField(_("种类"), max_length=12, choices=IncidentKind)
    words = models.CharField(_("情况"), max_length=500)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("记录人"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("考场事件")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.room_id} {self.kind}"


class PauseQuerySet(models.QuerySet["Pause"]):
    def running(self) -> Self:
        return self.filter(resumption__isnull=True)


class Pause(AppendOnly):
    """An open attempt was stopped: nobody holds its pen until it is resumed."""

    attempt = models.ForeignKey(
        Attempt, models.PROTECT, related_name="pauses", verbose_name=_("应考")
    )
    epoch = models.PositiveSmallIntegerField(_("执笔轮次"))
    reason = models.CharField(_("理由"), max_length=500)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("办理人"))
    at = models.DateTimeField(_("时间"))

    objects = PauseQuerySet.as_manager()

    class Meta:
        verbose_name = _("暂停")
        constraints = [models.UniqueConstraint(fields=["attempt", "epoch"], name="pause_once")]

    def __str__(self) -> str:
        return f"pause of {self.attempt_id}"


class Resumption(AppendOnly):
    """The end of a pause by another person; the time is given back by the grant."""

    pause = models.OneToOneField(
        Pause, models.PROTECT, related_name="resumption", verbose_name=_("暂停")
    )
    grant = models.OneToOneField(
        TimeGrant, models.PROTECT, related_name="+", verbose_name=_("补时")
    )
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("办理人"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("恢复")

    def __str__(self) -> str:
        return f"end of {self.pause_id}"


class Accommodation(SignedByTwo):
    """Time that two persons give a candidate in advance, for what the candidate needs."""

    candidate = models.ForeignKey(
        Candidate, models.PROTECT, related_name="accommodations", verbose_name=_("考生")
    )
    seconds = models.PositiveIntegerField(_("秒数"))
    reason = models.CharField(_("理由"), max_length=500)
    at = models.DateTimeField(_("时间"))

    class Meta(SignedByTwo.Meta):
        verbose_name = _("合理便利")
        constraints = [
            *SignedByTwo.Meta.constraints,
            models.CheckConstraint(condition=Q(seconds__gt=0), name="accommodation_gives_time"),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} +{self.seconds}"
