"""Enforcement bodies: which agencies may enforce, in what, from when to when."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Self

from django.db import models
from django.db.models import OuterRef
from django.utils.translation import gettext_lazy as _

from people.models import Agency, Dated, DatedQuerySet, within
from people.rules import Rights, Role


def new_ref() -> str:
    """A random name of 128 bits for a row that is named outside the house."""
    return secrets.token_urlsafe(16)


class BodyKind(models.TextChoices):
    """Source: 行政处罚法 arts 17, 19, 20."""

    STATUTORY = "statutory", _("法定机关")
    AUTHORISED = "authorised", _("法律法规授权组织")
    DELEGATED = "delegated", _("受委托组织")


class BodyQuerySet(models.QuerySet["Body"]):
    def visible_to(self, rights: Rights, *roles: Role) -> Self:
        """Bodies of agencies in the subtrees over which any of the roles is held."""
        return self.filter(within(rights.paths(*roles), "agency__path"))

    def with_standing(self, day: date) -> Self:
        """Add `kind_on`, `standing_from` and `standing_to` of the standing on the day (or null)."""
        rows = BodyStanding.objects.in_force(day).filter(body=OuterRef("pk")).order_by("-id")
        return self.annotate(
            kind_on=models.Subquery(rows.values("kind")[:1]),
            standing_from=models.Subquery(rows.values("valid_from")[:1]),
            standing_to=models.Subquery(rows.values("valid_to")[:1]),
        )


class Body(models.Model):
    """An enforcement body (执法主体): an agency that was registered as one. Standing and domains
    have dates of their own."""

    agency = models.OneToOneField(
        Agency, models.PROTECT, related_name="body", verbose_name=_("单位")
    )
    recorded_at = models.DateTimeField(_("登记时间"))
    recorded_by_id = models.BigIntegerField(_("登记人"), null=True)

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = _("执法主体")

    def __str__(self) -> str:
        return f"body {self.agency_id}"


class BodyStanding(Dated):
    """That the body may enforce at all: as what, on which article, by whose delegation."""

    body = models.ForeignKey(
        Body, models.PROTECT, related_name="standings", verbose_name=_("执法主体")
    )
    kind = models.CharField(_("主体类型"), max_length=12, choices=BodyKind)
    basis = models.CharField(_("设立依据"), max_length=200)
    article_text = models.TextField(_("依据条文"), blank=True)
    delegator = models.CharField(_("委托机关"), max_length=120, blank=True)
    notice = models.CharField(_("公告文号"), max_length=80, blank=True)

    objects = DatedQuerySet["BodyStanding"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("主体资格")
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(kind="delegated") | ~models.Q(delegator=""),
                name="bodystanding_delegated_names_delegator",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.kind}"


class BodyDomain(Dated):
    """That the body may enforce in one domain."""

    body = models.ForeignKey(
        Body, models.PROTECT, related_name="domains", verbose_name=_("执法主体")
    )
    domain = models.CharField(_("执法领域"), max_length=30)
    basis = models.CharField(_("职权依据"), max_length=200)

    objects = DatedQuerySet["BodyDomain"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("执法领域")

    def __str__(self) -> str:
        return f"{self.body_id} {self.domain}"
