"""Public holidays and moved working days, as the city enters them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from journal.composed import Composed


class SpecialDayQuerySet(models.QuerySet["SpecialDay"]):
    def current(self) -> Self:
        """Special days as we know them now."""
        return self.filter(superseded_at__isnull=True)

    def between(self, first: date, last: date) -> Self:
        """Special days from one day to another, both included."""
        return self.filter(day__gte=first, day__lte=last)


class SpecialDay(models.Model):
    """A day that is not what its weekday says: a public holiday, or a Saturday or Sunday worked in
    exchange. Never edited: one entered by mistake is superseded, and may be entered anew."""

    day = models.DateField(_("日期"))
    is_working = models.BooleanField(_("上班"))
    name = models.CharField(_("节假日"), max_length=40)
    basis = models.CharField(_("依据"), max_length=200)
    recorded_at = models.DateTimeField(_("登记时间"))
    recorded_by_id = models.BigIntegerField(_("登记人"), null=True)
    superseded_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    superseded_by_id = models.BigIntegerField(_("撤销人"), null=True)
    reason = models.CharField(_("撤销理由"), max_length=200, blank=True)

    objects = SpecialDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("节假日安排")
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["day"],
                condition=Q(superseded_at__isnull=True),
                name="special_day_once",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True) | ~Q(reason=""),
                name="special_day_withdrawn_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"

    def was_known_at(self, moment: datetime) -> bool:
        """Whether it stood by what was known then."""
        is_past = self.superseded_at is not None and self.superseded_at <= moment
        return self.recorded_at <= moment and not is_past


# Asked by everybody who opens a result that has just been published.
BETWEEN = Composed(SpecialDay.objects.between, date(1901, 2, 3), date(1902, 2, 3))
