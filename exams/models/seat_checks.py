"""Checks of the computers on which exams are sat."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from exams.models.planning import new_ref
from people.models import Agency, Person, within
from people.rules import Rights, Role


class SeatVerdict(models.TextChoices):
    """The stored verdicts of `rules.seating`; empty while a check runs."""

    FIT = "fit", _("可以使用")
    RESTART = "restart", _("待重启复检")
    SERVER_ONLY = "server_only", _("仅存服务器")
    UNFIT = "unfit", _("不可使用")


class SeatCheckQuerySet(models.QuerySet["SeatCheck"]):
    def visible_to(self, rights: Rights) -> Self:
        """One's own checks, and those made by agencies where one runs exams or rooms."""
        paths = rights.paths(Role.EXAM_OFFICER, Role.INVIGILATOR)
        return self.filter(Q(by=rights.person_id) | within(paths, "agency__path"))

    def finished(self) -> Self:
        return self.exclude(verdict="")

    def newest_of_each_seat(self) -> Self:
        """The last finished check of every seat: earlier ones say what was."""
        later = SeatCheck.objects.finished().filter(
            agency=OuterRef("agency"),
            place=OuterRef("place"),
            seat=OuterRef("seat"),
            begun_at__gt=OuterRef("begun_at"),
        )
        return self.finished().filter(~Exists(later))

    def before(self, check: SeatCheck, since: datetime) -> Self:
        """Earlier checks of the same seat, finished or not: each may have left its mark there."""
        return self.filter(
            agency=check.agency_id,
            place=check.place,
            seat=check.seat,
            begun_at__lt=check.begun_at,
            begun_at__gt=since,
        )


class SeatCheck(models.Model):
    """One check of one computer: what its browser showed and what that means."""

    ref = models.CharField(_("编号"), max_length=24, unique=True, default=new_ref)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("单位"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("检测人"))
    place = models.CharField(_("考点"), max_length=120)
    seat = models.CharField(_("机位"), max_length=20)
    restarted = models.BooleanField(_("检测前已重启"), default=False)
    saves = models.PositiveSmallIntegerField(_("保存次数"), default=0)
    findings = models.JSONField(_("检测结果"), default=dict)
    faults = models.JSONField(_("不符合项"), default=list)
    verdict = models.CharField(_("结论"), max_length=12, choices=SeatVerdict, blank=True)
    begun_at = models.DateTimeField(_("开始时间"))
    finished_at = models.DateTimeField(_("检测时间"), null=True, blank=True)

    objects = SeatCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("机位检测")
        indexes = [
            models.Index(fields=["agency", "place", "seat", "begun_at"], name="seat_check_seat")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="") | Q(finished_at__isnull=False),
                name="seat_check_verdict_has_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.seat}"
