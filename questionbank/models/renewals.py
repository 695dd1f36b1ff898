"""Citations that hold under a later text."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from journal.models import AppendOnly
from statutes.models import Amendment, Article, Move
from statutes.models.amendments import corrected_rows


class RenewalQuerySet(models.QuerySet["Renewal"]):
    def standing(self) -> Self:
        """Those that rest on no map, or on one that has not been corrected since."""
        return self.exclude(move__amendment__correction__confirmed_at__isnull=False)


class Renewal(AppendOnly):
    """A citation that was found to hold under a later article: carried along by a confirmed map
    (`move`), or read again by a reviewer who said why. The citation itself stays as it was.

    Once the map is corrected, what rested on it counts no more; the correction's own renewals
    stand in its place.
    """

    citation = models.ForeignKey(
        "questionbank.Citation", models.PROTECT, related_name="renewals", verbose_name=_("依据")
    )
    article = models.ForeignKey(
        Article, models.PROTECT, related_name="renewals", verbose_name=_("现条文")
    )
    move = models.ForeignKey(
        Move,
        models.PROTECT,
        related_name="renewals",
        null=True,
        blank=True,
        verbose_name=_("条文去向"),
    )
    digest = models.CharField(_("条文散列"), max_length=64)
    reason = models.CharField(_("理由"), max_length=500, blank=True)
    by_id = models.BigIntegerField(_("办理人"))
    at = models.DateTimeField(_("办理时间"))

    objects = RenewalQuerySet.as_manager()

    class Meta:
        verbose_name = _("依据更新")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["citation", "article"],
                condition=Q(move__isnull=True),
                name="renewal_once",
            ),
            models.UniqueConstraint(
                fields=["citation", "article", "move"], name="renewal_once_per_move"
            ),
            models.CheckConstraint(
                condition=Q(move__isnull=False) | ~Q(reason=""), name="renewal_has_a_ground"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.citation_id} → {self.article_id}"


def fallen_renewals(correction: Amendment) -> models.QuerySet[Renewal]:
    """What rests on a row of the corrected map that reads otherwise in the correction."""
    if correction.corrects is None:
        return Renewal.objects.none()
    changed = [former.pk for former, _move in corrected_rows(correction)]
    return Renewal.objects.filter(move__in=changed)
