"""Signs of life of the whole site, the outages between them, and what was given back for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Sum
from django.utils.translation import gettext_lazy as _

from exams.models.attempts import Attempt
from exams.models.planning import ExamSession
from exams.rules import outages as rules
from exams.rules.outages import Away
from journal.composed import Composed
from journal.models import AppendOnly

AWAY = ("began_at", "ended_at", "seconds")


class Pulse(models.Model):
    """When any process that serves pages last showed that answers can be saved: one row."""

    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("运行信号")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="pulse_is_one_row")]

    def __str__(self) -> str:
        return self.at.isoformat()


class OutageQuerySet(models.QuerySet["Outage"]):
    def owed_to(self, attempt_id: int, started_at: datetime) -> Self:
        """Outages that ended while this open attempt ran and are not given back to it yet."""
        given = PayBack.objects.filter(attempt=attempt_id, outage=OuterRef("pk"))
        return self.filter(~Exists(given), ended_at__gt=started_at).order_by("pk")

    def during(self, begin: datetime, end: datetime) -> Self:
        """Outages that touch the time from `begin` to `end`."""
        return self.filter(began_at__lt=end, ended_at__gt=begin).order_by("began_at")

    def aways(self) -> list[Away]:
        """As the rules take them; one query."""
        return [Away(*row) for row in self.values_list(*AWAY)]


class Outage(AppendOnly):
    """The site was away while attempts were open: from its last sign of life to the next one.

    `most_seconds` is the most that was to be given back without a person's decision when it
    happened; `seconds` follows from the three by `rules.outages.seconds_back`.
    """

    began_at = models.DateTimeField(_("中断时间"))
    ended_at = models.DateTimeField(_("恢复时间"))
    most_seconds = models.PositiveIntegerField(_("自动补时上限"))
    seconds = models.PositiveIntegerField(_("补时秒数"))

    objects = OutageQuerySet.as_manager()

    class Meta:
        verbose_name = _("系统中断")
        constraints = [
            models.UniqueConstraint(fields=["began_at"], name="outage_once"),
            models.CheckConstraint(
                condition=Q(ended_at__gt=F("began_at")), name="outage_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.began_at:%H:%M:%S} +{self.seconds}"


class PayBack(AppendOnly):
    """An outage given back to one attempt, by the rule alone and once."""

    attempt = models.ForeignKey(
        Attempt, models.PROTECT, related_name="pay_backs", verbose_name=_("应考")
    )
    outage = models.ForeignKey(
        Outage, models.PROTECT, related_name="pay_backs", verbose_name=_("系统中断")
    )
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("中断补时")
        constraints = [models.UniqueConstraint(fields=["attempt", "outage"], name="pay_back_once")]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.outage_id}"


# Asked of every attempt at its end.
OWED = Composed(Outage.objects.owed_to, 9_000_000_000_001, datetime(1901, 2, 3, tzinfo=UTC))
# Asked by everybody who waits for the start.
DURING = Composed(
    lambda begin, end: Outage.objects.during(begin, end).values_list(*AWAY),
    datetime(1901, 2, 3, tzinfo=UTC),
    datetime(1902, 2, 3, tzinfo=UTC),
)


def _aways(begin: datetime, end: datetime) -> list[Away]:
    return [Away(*row) for row in DURING.rows(begin, end)]


def away_since_opening(session: ExamSession, now: datetime) -> list[Away]:
    """The outages since the opening; before it none, without a query."""
    return _aways(session.opens_at, now) if now > session.opens_at else []


def entry_ends_at(
    session: ExamSession, now: datetime, away: Sequence[Away] | None = None
) -> datetime:
    """Until when candidates may begin, as it stands `now`; outages since the opening prolong it.

    `away` are these, where they have been read.
    """
    away = away_since_opening(session, now) if away is None else away
    entry = timedelta(minutes=session.exam.entry_minutes)
    return rules.entry_ends_at(session.opens_at, entry, away)


def kept_out(session: ExamSession, now: datetime, away: Sequence[Away] | None = None) -> int:
    """For how many seconds outages kept candidates from beginning since the opening, where it
    matters to whoever begins `now`: where the whole time fits into the session, 0 without a query.
    `away` are the outages since the opening, where they have been read.
    """
    if now + timedelta(minutes=session.exam.duration_minutes) <= session.closes_at:
        return 0
    away = away_since_opening(session, now) if away is None else away
    return rules.kept_out(session.opens_at, now, away)


def seconds_granted(attempt: Attempt) -> int:
    """All time given to an attempt: by two persons and for outages; two queries."""
    given = attempt.time_grants.aggregate(all=Sum("seconds"))["all"] or 0
    back = attempt.pay_backs.aggregate(all=Sum("outage__seconds"))["all"] or 0
    return int(given + back)


def owing() -> models.QuerySet[Attempt]:
    """Open attempts to which an outage is still to be given back."""
    given = PayBack.objects.filter(attempt=OuterRef(OuterRef("pk")), outage=OuterRef("pk"))
    owed = Outage.objects.filter(~Exists(given), ended_at__gt=OuterRef("started_at"))
    return Attempt.objects.open().filter(Exists(owed)).order_by("deadline_at")
