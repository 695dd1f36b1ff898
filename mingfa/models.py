"""What the site keeps about itself: what kind of installation it is, that its workers live, and who
may audit what."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from journal.models import AppendOnly
from people.models import Agency, Person


def new_ref() -> str:
    """A random name of 128 bits for a row that is named in an address."""
    return secrets.token_urlsafe(16)


class Installation(models.Model):
    """The one row that says whether this database holds the invented demonstration city."""

    is_demonstration = models.BooleanField(_("演示数据"), default=False)
    made_at = models.DateTimeField(_("建立时间"))

    class Meta:
        verbose_name = _("安装")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="installation_is_one_row"),
        ]

    def __str__(self) -> str:
        return "demonstration" if self.is_demonstration else "installation"


class WorkerBeatQuerySet(models.QuerySet["WorkerBeat"]):
    def alive_since(self, moment: datetime) -> Self:
        return self.filter(at__gte=moment)


class WorkerBeat(models.Model):
    """When a background worker last said that it lives; taken away when it stops in order."""

    worker = models.CharField(_("后台进程"), max_length=64, unique=True)
    at = models.DateTimeField(_("时间"))

    objects = WorkerBeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("后台进程心跳")

    def __str__(self) -> str:
        return self.worker


class PeriodicRun(models.Model):
    """When a periodic job was last begun, by whichever worker: one of them takes each turn."""

    job = models.CharField(_("定期任务"), max_length=120, unique=True)
    begun_at = models.DateTimeField(_("开始时间"))

    class Meta:
        verbose_name = _("定期任务记录")

    def __str__(self) -> str:
        return self.job


class Standing(models.TextChoices):
    """Where an engagement stands."""

    COMING = "coming", _("尚未开始")
    IN_FORCE = "in_force", _("在期限内")
    OVER = "over", _("已届满")
    ENDED = "ended", _("已提前终止")


class EngagementQuerySet(models.QuerySet["Engagement"]):
    def in_force(self, on: date) -> Self:
        """Engagements that hold on the day; both their days are included. One that was ended early
        holds no longer."""
        return self.filter(valid_from__lte=on, valid_to__gte=on, end__isnull=True)

    def in_state(self, state: str, on: date) -> Self:
        """Engagements that stand so on the day (`Standing`)."""
        if state == Standing.ENDED:
            return self.filter(end__isnull=False)
        if state == Standing.IN_FORCE:
            return self.in_force(on)
        late = Q(valid_from__gt=on) if state == Standing.COMING else Q(valid_to__lt=on)
        return self.filter(late, end__isnull=True)


class Engagement(AppendOnly):
    """What an auditor may open from one day to another (both included), for which purpose, and who
    granted it. It is never changed; what is wanted further is a further engagement, and an early
    end is a row of its own."""

    ref = models.CharField(_("编号"), max_length=22, unique=True, default=new_ref)
    auditor = models.ForeignKey(
        Person, models.PROTECT, related_name="engagements", verbose_name=_("监督人员")
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="engagements", verbose_name=_("监督范围")
    )
    valid_from = models.DateField(_("起始日期"))
    valid_to = models.DateField(_("截止日期"))
    purpose = models.CharField(_("监督事项"), max_length=200)
    granted_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name=_("批准人")
    )
    granted_at = models.DateTimeField(_("批准时间"))

    objects = EngagementQuerySet.as_manager()

    class Meta:
        verbose_name = _("监督任务")
        ordering = ["-valid_to", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="engagement_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(auditor=F("granted_by")), name="engagement_granted_by_another"
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    def standing(self, on: date) -> Standing:
        """Where it stands on the day; the same as `EngagementQuerySet.in_state`."""
        if hasattr(self, "end"):
            return Standing.ENDED
        if on < self.valid_from:
            return Standing.COMING
        return Standing.IN_FORCE if on <= self.valid_to else Standing.OVER


class EngagementEnd(AppendOnly):
    """The end of an engagement before its last day: by whom, why, from when on."""

    engagement = models.OneToOneField(
        Engagement, models.PROTECT, related_name="end", verbose_name=_("监督任务")
    )
    reason = models.CharField(_("理由"), max_length=200)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("决定人"))
    at = models.DateTimeField(_("终止时间"))

    class Meta:
        verbose_name = _("提前终止监督任务")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="engagement_end_has_a_reason")
        ]

    def __str__(self) -> str:
        return f"end of {self.engagement_id}"
