"""The ledger of hours: append-only lines, one hash chain for each agency that keeps one."""

from __future__ import annotations

from datetime import UTC
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from exchange.models import new_ref
from journal.models import AppendOnly
from people.models import Agency, Person, within
from people.rules import Rights, Role
from training import rules
from training.models.classes import Session
from training.models.policies import Conversion, KindChoice, SubjectChoice, UnitChoice


class SourceChoice(models.TextChoices):
    CLASS = "class", _("培训班考勤")
    OPENING = "opening", _("历史学时补录")
    EXTERNAL = "external", _("外部培训登记")
    ONLINE = "online", _("在线课件")
    CARRIED = "carried", _("年度结转")
    COUNTER = "counter", _("冲销")


class Ledger(models.Model):
    """One agency's chain of lines; its head is the newest line's number and hash."""

    agency = models.OneToOneField(
        Agency, models.PROTECT, related_name="ledger", verbose_name=_("单位")
    )
    head_n = models.PositiveBigIntegerField(_("末条序号"), default=0)
    head_hash = models.CharField(_("末条散列"), max_length=64)

    class Meta:
        verbose_name = _("学时台账")

    def __str__(self) -> str:
        return self.chain_name

    @property
    def chain_name(self) -> str:
        return f"hours:{self.agency_id}"


class LedgerEntryQuerySet(models.QuerySet["LedgerEntry"]):
    def visible_to(self, rights: Rights, *roles: Role) -> Self:
        """One's own lines, and those of everybody whose agency lies where a role is held."""
        there = within(rights.paths(*roles), "person__agency__path")
        return self.filter(Q(person=rights.person_id) | there)

    def of_year(self, person_id: int, year: int) -> Self:
        """A person's lines of one year, in order of day, with what their explanation names."""
        rows = self.filter(person=person_id, year=year).order_by("day", "id")
        return rows.select_related("conversion", "session__training_class", "reverses")

    def standing(self) -> Self:
        """Lines that count: neither counter-entries nor reversed by one."""
        reversing = LedgerEntry.objects.filter(reverses=OuterRef("pk"))
        return self.filter(~Exists(reversing), reverses__isnull=True)

    def with_reversed(self) -> Self:
        """Add `is_reversed`: whether a counter-entry takes the line back."""
        reversing = LedgerEntry.objects.filter(reverses=OuterRef("pk"))
        return self.annotate(is_reversed=Exists(reversing))


class LedgerEntry(AppendOnly):
    """One line of somebody's hours. Never changed, never deleted: a counter-entry, equal and
    opposite, takes a line back.

    `quantity` is in `unit` (of 学时 in hundredths), `credit` in hundredths of 学时, `days` in
    hundredths of a centralised day; both came of `conversion`. Only a counter-entry is negative.
    """

    ledger = models.ForeignKey(
        Ledger, models.PROTECT, related_name="entries", db_index=False, verbose_name=_("台账")
    )
    n = models.PositiveBigIntegerField(_("序号"))
    ref = models.CharField(_("编号"), max_length=24, unique=True, default=new_ref)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="hours", db_index=False, verbose_name=_("人员")
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    day = models.DateField(_("日期"))
    source = models.CharField(_("来源"), max_length=12, choices=SourceChoice)
    kind = models.CharField(_("培训方式"), max_length=12, choices=KindChoice)
    unit = models.CharField(_("计量单位"), max_length=12, choices=UnitChoice)
    quantity = models.IntegerField(_("数量"))
    credit = models.IntegerField(_("学时（百分之一）"))
    days = models.IntegerField(_("集中培训（百分之一天）"))
    conversion = models.ForeignKey(
        Conversion, models.PROTECT, related_name="+", db_index=False, verbose_name=_("折算标准")
    )
    session = models.ForeignKey(
        Session, models.PROTECT, related_name="hours", null=True, db_index=False,
        verbose_name=_("课次"),
    )  # fmt: skip
    turn = models.PositiveSmallIntegerField(_("第几次登记"), default=1)
    subject = models.CharField(_("科目"), max_length=12, choices=SubjectChoice, blank=True)
    title = models.CharField(_("内容"), max_length=120)
    reason = models.CharField(_("依据或理由"), max_length=200, blank=True)
    evidence = models.CharField(_("证明材料"), max_length=24, blank=True)
    evidence_sha256 = models.CharField(_("证明材料散列"), max_length=64, blank=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, related_name="reversed_by", null=True, verbose_name=_("冲销")
    )
    by_id = models.BigIntegerField(_("登记人"), null=True)
    at = models.DateTimeField(_("登记时间"))
    previous = models.CharField(_("前条散列"), max_length=64)
    hash = models.CharField(_("散列"), max_length=64)

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("学时记录")
        constraints = [
            models.UniqueConstraint(fields=["ledger", "n"], name="ledger_entry_once_per_place"),
            models.UniqueConstraint(
                fields=["session", "person", "turn"],
                condition=Q(source="class"),
                name="ledger_entry_once_per_half_day",
            ),
            models.CheckConstraint(
                condition=Q(source="counter", reverses__isnull=False)
                | Q(reverses__isnull=True) & ~Q(source="counter"),
                name="ledger_entry_counter_names_its_line",
            ),
            models.CheckConstraint(
                condition=Q(source="counter", quantity__lt=0, credit__lte=0, days__lte=0)
                | ~Q(source="counter") & Q(quantity__gt=0, credit__gte=0, days__gte=0),
                name="ledger_entry_only_a_counter_takes_away",
            ),
            models.CheckConstraint(
                condition=~Q(source__in=["opening", "external"])
                | ~Q(evidence="") & ~Q(evidence_sha256="") & ~Q(reason=""),
                name="ledger_entry_from_outside_has_evidence",
            ),
            models.CheckConstraint(
                condition=~Q(source="class") | Q(session__isnull=False),
                name="ledger_entry_of_a_class_names_its_session",
            ),
        ]
        indexes = [  # covers the sums of a year without a look at the table
            models.Index(
                fields=["year", "person", "day", "credit", "days", "subject"],
                name="ledger_entry_sums",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ledger_id}#{self.n}"

    def body(self) -> dict[str, Any]:
        """What the hash covers: every column that says something, as plain values."""
        return {
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "by": self.by_id,
            "conversion": self.conversion_id,
            "credit": self.credit,
            "day": self.day.isoformat(),
            "days": self.days,
            "evidence": [self.evidence, self.evidence_sha256],
            "kind": self.kind,
            "person": self.person_id,
            "quantity": self.quantity,
            "reason": self.reason,
            "ref": self.ref,
            "reverses": self.reverses_id,
            "session": self.session_id,
            "source": self.source,
            "subject": self.subject,
            "title": self.title,
            "turn": self.turn,
            "unit": self.unit,
            "year": self.year,
        }

    def line(self) -> rules.Line:
        """The line as the pure rule folds it. Needs the conversion, and the line it reverses."""
        return rules.Line(
            ref=self.ref,
            day=self.day,
            kind=self.kind,
            unit=self.unit,
            quantity=self.quantity,
            rate=self.conversion.rate,
            credit=self.credit,
            days=self.days,
            reverses=self.reverses.ref if self.reverses else "",
            subject=self.subject,
        )
