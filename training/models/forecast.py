"""Month by month: who had met the year's demand, and who will by the classes they are in."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time

from django.db.models import Sum
from django.db.models.functions import ExtractMonth
from django.utils import timezone

from people.models import Agency, within
from training import rules
from training.models.classes import Enrolment, Session
from training.models.ledger import LedgerEntry
from training.models.policies import Conversion
from training.rules import ClassState, Gain, Month, Officer, Unit


def months_of(agency: Agency, officers: list[Officer], now: datetime) -> list[Month]:
    """The year of `now`, month by month, as the ledger and the rosters have it. Five queries."""
    today = timezone.localdate(now)
    gains = _booked(agency, today)
    for person_id, some in _coming(agency, today, now).items():
        gains[person_id] += some
    return rules.months(officers, gains, today.month)


def _booked(agency: Agency, today: date) -> dict[int, list[Gain]]:
    lines = LedgerEntry.objects.filter(
        within((agency.path,), "person__agency__path"), year=today.year, day__lte=today
    )
    by_month = lines.order_by().annotate(month=ExtractMonth("day"))
    sums = by_month.values_list("person", "month", "subject").annotate(Sum("credit"), Sum("days"))
    gains: dict[int, list[Gain]] = defaultdict(list)
    for person_id, month, subject, credit, days in sums:
        gains[person_id].append(Gain(month, credit, days, subject))
    return gains


def _coming(agency: Agency, today: date, now: datetime) -> dict[int, list[Gain]]:
    """What the half-days to come would give to those who are on their rosters."""
    year_end = timezone.make_aware(datetime.combine(date(today.year + 1, 1, 1), time()))
    sessions = Session.objects.filter(
        training_class__state=ClassState.OPEN, starts_at__gt=now, starts_at__lt=year_end
    ).select_related("training_class")
    rates = {
        row.kind: row.rate for row in Conversion.objects.in_force(today).filter(unit=Unit.HALF_DAY)
    }
    of_class: dict[int, list[Gain]] = defaultdict(list)
    for one in sessions:
        rate = rates.get(one.training_class.kind)
        if rate is not None:
            value = rules.worth(1, rate)
            gain = Gain(one.day.month, value.credit, value.days, one.subject)
            of_class[one.training_class_id].append(gain)
    rows = Enrolment.objects.standing().filter(
        within((agency.path,), "person__agency__path"), training_class__in=of_class
    )
    coming: dict[int, list[Gain]] = defaultdict(list)
    for person_id, class_id in rows.values_list("person_id", "training_class_id"):
        coming[person_id] += of_class[class_id]
    return coming
