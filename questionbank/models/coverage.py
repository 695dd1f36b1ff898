"""What a bank shall hold: how many questions on a statute, of a kind and level."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import Agency
from questionbank.models.choices import Kind, Level
from questionbank.rules import coverage, kinds
from statutes.models import Statute


class TargetQuerySet(models.QuerySet["Target"]):
    def plan(self, agency: Agency) -> dict[coverage.Place, int]:
        """The plan of the agency's bank, by place."""
        rows = self.filter(agency=agency).values_list("statute__title", "kind", "level", "planned")
        return {
            coverage.Place(title, kinds.Kind(kind), kinds.Level(level)): planned
            for title, kind, level, planned in rows
        }


class Target(models.Model):
    """One place of the plan of an agency's bank. Who changed it is in the journal."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("归属单位"))
    statute = models.ForeignKey(Statute, models.PROTECT, related_name="+", verbose_name=_("法规"))
    kind = models.CharField(_("题型"), max_length=12, choices=Kind)
    level = models.CharField(_("认知层次"), max_length=10, choices=Level)
    planned = models.PositiveSmallIntegerField(_("计划题数"))

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("题库建设计划")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "statute", "kind", "level"], name="target_once_per_place"
            ),
            models.CheckConstraint(
                condition=models.Q(planned__lte=coverage.MOST), name="target_within_bounds"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statute} {self.get_kind_display()} {self.get_level_display()}"
