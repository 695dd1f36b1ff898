"""What somebody is let off in one year, on evidence."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exchange.models import new_ref
from people.models import Person


class ExemptionQuerySet(models.QuerySet["Exemption"]):
    def standing(self) -> Self:
        """Exemptions that were not lifted."""
        return self.filter(lifted_at__isnull=True)


class Exemption(models.Model):
    """So many centralised days and 学时 (hundredths) that one person need not earn in one year, on
    evidence and with a reason. It is lifted, never changed."""

    ref = models.CharField(_("编号"), max_length=24, unique=True, default=new_ref)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="exemptions", verbose_name=_("人员")
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    days = models.PositiveIntegerField(_("减免集中培训（百分之一天）"))
    credit = models.PositiveIntegerField(_("减免学时（百分之一）"))
    reason = models.CharField(_("依据或理由"), max_length=200)
    evidence = models.CharField(_("证明材料"), max_length=24)
    evidence_sha256 = models.CharField(_("证明材料散列"), max_length=64)
    granted_at = models.DateTimeField(_("批准时间"))
    granted_by_id = models.BigIntegerField(_("批准人"), null=True)
    lifted_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    lifted_by_id = models.BigIntegerField(_("撤销人"), null=True)
    lifted_because = models.CharField(_("撤销理由"), max_length=200, blank=True)

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("学时减免")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(days__gt=0) | Q(credit__gt=0), name="exemption_of_something"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | ~Q(lifted_because=""),
                name="exemption_lifted_for_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["year", "person"], name="exemption_by_year")]

    def __str__(self) -> str:
        return self.ref
