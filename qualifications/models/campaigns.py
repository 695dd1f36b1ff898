"""Yearly reviews and clean-ups: the campaign, the persons in it, what was decided about each."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from journal.models import AppendOnly
from people.models import Agency, Person, within
from people.rules import Rights, Role
from qualifications.models.bodies import new_ref
from qualifications.rules.campaigns import CampaignKind, Ruling


class CampaignChoice(models.TextChoices):
    REVIEW = CampaignKind.REVIEW.value, _("年度审验")
    CLEANUP = CampaignKind.CLEANUP.value, _("队伍清理")


class RulingChoice(models.TextChoices):
    PASSED = Ruling.PASSED.value, _("审验合格")
    REMEDY = Ruling.REMEDY.value, _("限期补训补考")
    FAILED = Ruling.FAILED.value, _("审验不合格，另行决定")
    CONFIRMED = Ruling.CONFIRMED.value, _("确认在岗")
    REMOVED = Ruling.REMOVED.value, _("已离岗，另行办理")
    WRONG = Ruling.WRONG.value, _("登记有误，另行更正")


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def visible_to(self, rights: Rights, *roles: Role) -> Self:
        """Campaigns with persons of the agencies where any of the roles is held."""
        entries = CampaignEntry.objects.governed_by(rights, *roles)
        own = within(rights.paths(*roles), "agency__path")
        return self.filter(own | Q(pk__in=entries.values("campaign_id")))


class Campaign(models.Model):
    """One yearly review, or one clean-up: over which agencies, for which year, until when, by whose
    order. Closed once, with what came of it."""

    ref = models.CharField(_("标识"), max_length=24, unique=True, default=new_ref)
    kind = models.CharField(_("种类"), max_length=8, choices=CampaignChoice)
    title = models.CharField(_("名称"), max_length=80)
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="campaigns", verbose_name=_("范围")
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    due_on = models.DateField(_("截止日期"))
    organ = models.CharField(_("组织机关"), max_length=120)
    document = models.CharField(_("文号"), max_length=80)
    opened_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name=_("经办人")
    )
    opened_at = models.DateTimeField(_("开始时间"))
    closed_at = models.DateTimeField(_("结束时间"), null=True)
    outcome = models.CharField(_("结果"), max_length=400, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("审验和清理")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "agency", "year"],
                condition=Q(closed_at__isnull=True),
                name="campaign_one_open_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(outcome=""),
                name="campaign_closed_with_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CampaignEntryQuerySet(models.QuerySet["CampaignEntry"]):
    def governed_by(self, rights: Rights, *roles: Role) -> Self:
        """Persons who were with an agency where any of the roles is held."""
        return self.filter(within(rights.paths(*roles), "agency__path"))

    def with_ruling(self) -> Self:
        """Add `ruling` (the latest; null while nobody decided)."""
        rows = CampaignRuling.objects.filter(entry=OuterRef("pk")).order_by("-pk")
        return self.annotate(
            ruling=Subquery(rows.values("ruling")[:1]),
            ruled_at=Subquery(rows.values("at")[:1]),
            ruled_why=Subquery(rows.values("reason")[:1]),
        )

    def escalated(self, today: date) -> Self:
        """Of rows `with_ruling` those that nobody decided by the last day."""
        return self.filter(ruling=None, campaign__due_on__lt=today, campaign__closed_at=None)


class CampaignEntry(AppendOnly):
    """One person in a campaign, with what was on record when it opened (`rules.campaigns`)."""

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="entries", verbose_name=_("审验和清理")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="campaign_entries", verbose_name=_("人员")
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="campaign_entries", verbose_name=_("单位")
    )
    seen = models.JSONField(_("当时的登记"), default=dict)
    findings = models.JSONField(_("问题"), default=list)

    objects = CampaignEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("审验和清理的人员")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "person"], name="campaignentry_once_in_a_campaign"
            )
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.person_id}"

    @property
    def ruling_label(self) -> str:
        """What was decided, of a row `with_ruling`."""
        ruling: str | None = self.ruling  # type: ignore[attr-defined]  # annotated
        return str(RulingChoice(ruling).label) if ruling else ""


class CampaignRuling(AppendOnly):
    """What was decided about one person in a campaign. A later one supersedes."""

    entry = models.ForeignKey(
        CampaignEntry, models.PROTECT, related_name="rulings", verbose_name=_("人员")
    )
    ruling = models.CharField(_("结论"), max_length=10, choices=RulingChoice)
    reason = models.CharField(_("理由"), max_length=200)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("经办人"))
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("审验和清理的结论")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="campaignruling_says_why")
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.ruling}"


def progress_of(entries: QuerySet[Any]) -> QuerySet[Any]:
    """By unit how many persons there are, and how many are decided; entries `with_ruling`."""
    grouped: QuerySet[Any] = entries.order_by().values("agency_id", "agency__name", "agency__path")
    return grouped.annotate(  # type: ignore[no-any-return]
        persons=Count("pk"), ruled=Count("pk", filter=Q(ruling__isnull=False))
    ).order_by(F("agency__path"))
