"""Years that are closed: by agency, by two persons, with what stood then."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exchange.models import new_ref
from people.models import Agency
from people.rules import paths_above


class YearSealQuerySet(models.QuerySet["YearSeal"]):
    def sealed(self) -> Self:
        return self.filter(sealed_at__isnull=False)

    def over(self, path: str, year: int) -> Self:
        """Seals of the year that hold for persons of the agency at the path."""
        return self.sealed().filter(agency__path__in=paths_above(path), year=year)


class YearSeal(models.Model):
    """One year of an agency and all below it: proposed by one person, sealed by another.

    From then on nothing is booked into the year; what has to be corrected is corrected in the open
    year. `lines`, `credit` and `digest` (over the hashes of the lines) say what was sealed.
    """

    ref = models.CharField(_("编号"), max_length=24, unique=True, default=new_ref)
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="year_seals", verbose_name=_("单位")
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    proposed_at = models.DateTimeField(_("提出时间"))
    proposed_by_id = models.BigIntegerField(_("提出人"))
    sealed_at = models.DateTimeField(_("封存时间"), null=True, blank=True)
    sealed_by_id = models.BigIntegerField(_("会签人"), null=True)
    lines = models.PositiveIntegerField(_("学时记录（条）"), default=0)
    persons = models.PositiveIntegerField(_("应训（人）"), default=0)
    met = models.PositiveIntegerField(_("已达标（人）"), default=0)
    credit = models.BigIntegerField(_("学时（百分之一）"), default=0)
    carried = models.BigIntegerField(_("结转学时（百分之一）"), default=0)
    digest = models.CharField(_("散列"), max_length=64, blank=True)

    objects = YearSealQuerySet.as_manager()

    class Meta:
        verbose_name = _("年度封存")
        ordering = ["-year", "agency__path"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "year"], name="year_seal_once_per_agency"),
            models.CheckConstraint(
                condition=Q(sealed_by_id__isnull=True) | ~Q(sealed_by_id=F("proposed_by_id")),
                name="year_seal_by_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(sealed_at__isnull=True) | ~Q(digest=""), name="year_seal_says_what"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year}"
