"""Facts that hold from one day to another, as known from one instant to another."""

from __future__ import annotations

from datetime import date, datetime
from typing import Generic, Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

M = TypeVar("M", bound=models.Model)


class DatedQuerySet(models.QuerySet[M], Generic[M]):
    """Facts with a validity and a time of record; a correction is a new row."""

    def current(self) -> Self:
        """Facts as we know them now, whatever days they hold on."""
        return self.filter(superseded_at__isnull=True)

    def in_force(self, on: date, *, known_on: datetime | None = None) -> Self:
        """Facts that hold on the day `on`, as we know it now, or as we knew it at `known_on`."""
        rows = self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)
        if known_on is None:
            return rows.filter(superseded_at__isnull=True)
        return rows.filter(
            Q(superseded_at__isnull=True) | Q(superseded_at__gt=known_on), recorded_at__lte=known_on
        )


class Dated(models.Model):
    """A fact that holds between two days (both included). It is never edited: a correction
    supersedes it and both stay; a fact entered by mistake is superseded by nothing."""

    valid_from = models.DateField(_("起始日期"))
    valid_to = models.DateField(_("截止日期"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("登记时间"))
    recorded_by_id = models.BigIntegerField(_("登记人"), null=True)
    superseded_at = models.DateTimeField(_("被更正时间"), null=True, blank=True)
    reason = models.CharField(_("依据或理由"), max_length=200, blank=True)
    superseded_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supersedes",
        verbose_name=_("更正为"),
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="%(class)s_ends_after_start",
                violation_error_message=_("截止日期不能早于起始日期。"),
            ),
            models.CheckConstraint(
                condition=Q(superseded_by__isnull=True) | Q(superseded_at__isnull=False),
                name="%(class)s_superseded_at_a_time",
            ),
        ]

    def holds_on(self, day: date) -> bool:
        """Whether it holds on the day, both ends included; the SQL twin is `in_force`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
