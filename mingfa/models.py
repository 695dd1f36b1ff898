"""What the site keeps about itself: what kind of installation it is, and that its workers live."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


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
