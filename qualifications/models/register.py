"""The register: every decision on a qualification, a certificate or a suspension, chained."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from journal.models import AppendOnly
from people.models import Agency, Person


class EventChoice(models.TextChoices):
    """What can be decided. The first nine are about certificates (`rules.certificates`)."""

    ISSUED = "issued", _("颁发证件")
    SUSPENDED = "suspended", _("暂扣证件")
    RESTORED = "restored", _("恢复证件")
    REVOKED = "revoked", _("吊销证件")
    CANCELLED = "cancelled", _("注销证件")
    LOST = "lost", _("遗失作废")
    REISSUED = "reissued", _("换发新证")
    TERMS = "terms", _("更正证件内容")
    WITHDRAWN = "withdrawn", _("撤回误登")
    QUALIFIED = "qualified", _("授予资格")
    DISQUALIFIED = "disqualified", _("取消资格")
    REQUALIFIED = "requalified", _("恢复资格")
    DUTY_SUSPENDED = "duty_suspended", _("停止执法")
    DUTY_RESTORED = "duty_restored", _("恢复执法")


class RegisterChain(models.Model):
    """One agency's chain of events; an empty one is at 0 with the chain's base."""

    agency = models.OneToOneField(
        Agency, models.PROTECT, related_name="register_chain", verbose_name=_("单位")
    )
    head_n = models.PositiveBigIntegerField(_("末条序号"), default=0)
    head_hash = models.CharField(_("末条散列"), max_length=64)

    class Meta:
        verbose_name = _("登记链")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"agency:{self.agency_id}"


class EventQuerySet(models.QuerySet["Event"]):
    def known(self, known_on: datetime | None) -> Self:
        """Events on record now (None) or at the instant."""
        return self if known_on is None else self.filter(recorded_at__lte=known_on)

    def in_order(self) -> Self:
        return self.order_by("pk")


class Event(AppendOnly):
    """One decision: what, about whom, by which organ and document, on what grounds, from when.

    Entered in the chain of the agency in which the person then was, never changed. `effective_on`
    is the organ's day, `recorded_at` ours.
    """

    chain = models.ForeignKey(
        RegisterChain, models.PROTECT, related_name="events", verbose_name=_("链")
    )
    n = models.PositiveBigIntegerField(_("序号"))
    kind = models.CharField(_("事项"), max_length=16, choices=EventChoice)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="register_events", verbose_name=_("人员")
    )
    certificate = models.ForeignKey(
        "qualifications.Certificate",
        models.PROTECT,
        null=True,
        related_name="events",
        db_index=False,  # the index below begins with it
        verbose_name=_("证件"),
    )
    qualification = models.ForeignKey(
        "qualifications.Qualification",
        models.PROTECT,
        null=True,
        related_name="events",
        verbose_name=_("资格"),
    )
    suspension = models.ForeignKey(
        "qualifications.DutySuspension",
        models.PROTECT,
        null=True,
        related_name="events",
        verbose_name=_("停止执法"),
    )
    organ = models.CharField(_("决定机关"), max_length=120)
    document = models.CharField(_("文号"), max_length=80)
    basis = models.CharField(_("法律依据"), max_length=200)
    reason = models.CharField(_("理由"), max_length=200)
    decided_on = models.DateField(_("决定日期"))
    effective_on = models.DateField(_("生效日期"))
    until = models.DateField(_("截止日期"), null=True)
    detail = models.JSONField(_("内容"), default=dict)
    recorded_at = models.DateTimeField(_("登记时间"))
    recorded_by_id = models.BigIntegerField(_("登记人"), null=True)
    previous = models.CharField(_("前条散列"), max_length=64)
    hash = models.CharField(_("散列"), max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("登记事项")
        indexes = [
            models.Index(
                # Holds all that tells whether a decision stands: the table itself is not read.
                fields=["certificate", "id", "kind", "effective_on", "until"],
                name="register_event_of_certificate",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["chain", "n"], name="register_event_once_per_place"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("effective_on")),
                name="register_event_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(organ="") & ~Q(document="") & ~Q(basis="") & ~Q(reason=""),
                name="register_event_names_its_grounds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chain_id}#{self.n} {self.kind}"

    def body(self) -> dict[str, Any]:
        """What the hash covers."""
        return {
            "kind": self.kind,
            "person": self.person_id,
            "certificate": self.certificate_id,
            "qualification": self.qualification_id,
            "suspension": self.suspension_id,
            "organ": self.organ,
            "document": self.document,
            "basis": self.basis,
            "reason": self.reason,
            "decided_on": self.decided_on.isoformat(),
            "effective_on": self.effective_on.isoformat(),
            "until": self.until.isoformat() if self.until else None,
            "detail": self.detail,
            "at": self.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": self.recorded_by_id,
        }
