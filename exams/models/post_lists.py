"""What must be known of the law for a post, as somebody laid it down from a day on."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from journal.models import AppendOnly
from people.models import Agency, Person, within
from people.rules import Rights, Role


class PostListQuerySet(models.QuerySet["PostList"]):
    def visible_to(self, rights: Rights, *roles: Role) -> Self:
        return self.filter(within(rights.paths(*roles), "agency__path"))

    def in_force(self, day: date) -> Self:
        """Of each agency's lists for a post the newest that has begun on the day."""
        begun = PostList.objects.filter(
            agency=OuterRef("agency"), post=OuterRef("post"), valid_from__lte=day
        )
        newest = begun.order_by("-valid_from", "-pk").values("pk")[:1]
        return self.filter(pk=Subquery(newest))


class PostList(AppendOnly):
    """The statutes that whoever is to hold a post must know (应知应会清单). A later list for the
    same post takes its place from its own day on; each stays readable.

    Source: 法治宣传教育法 art. 36 (应知应会清单, 动态调整).
    """

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="post_lists", verbose_name=_("制定单位")
    )
    post = models.CharField(_("职务"), max_length=60)
    statutes = models.JSONField(_("应知法规"))
    valid_from = models.DateField(_("施行日期"))
    basis = models.CharField(_("依据"), max_length=200)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    at = models.DateTimeField(_("登记时间"))

    objects = PostListQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("单数", "应知应会清单")
        ordering = ["post", "-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(post="") & ~Q(basis=""), name="post_list_names_post_and_basis"
            )
        ]

    def __str__(self) -> str:
        return self.post

    def plain(self) -> dict[str, object]:
        """The list as a seal holds it."""
        return {
            "id": self.pk,
            "agency": self.agency_id,
            "post": self.post,
            "statutes": self.statutes,
            "from": self.valid_from.isoformat(),
            "basis": self.basis,
        }
