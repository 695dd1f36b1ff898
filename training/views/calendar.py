"""The calendar of training: a month at a glance, the same as a list."""

from __future__ import annotations

import calendar as almanac
from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from people.http import PersonRequest
from people.models import Person
from training import access
from training.models import MakeUp, Session, TrainingClass, category_of

MOST_LISTED = 300  # half-days of a month; a coordinator of the whole city sees the first ones
A_DAY = 3  # of one day in the month's sheet; the list below has them all


@require_safe
def calendar(request: PersonRequest) -> HttpResponse:
    """Half-days of the classes that one goes to, may go to, or looks after."""
    today = timezone.localdate()
    first = _month(request, today)
    following = (first + timedelta(days=31)).replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    only_mine = request.GET.get("mine") == "1"
    rows = _sessions(request, first, following, only_mine)
    mine = set(request.person.enrolments.standing().values_list("training_class_id", flat=True))
    seats = set(_seats(request.person).values_list("session_id", flat=True))
    by_day: dict[date, list[Session]] = defaultdict(list)
    for row in rows[:MOST_LISTED]:
        row.is_guest = row.pk in seats  # type: ignore[attr-defined]  # for the page
        row.is_mine = row.training_class_id in mine or row.pk in seats  # type: ignore[attr-defined]
        by_day[row.day].append(row)
    weeks = almanac.Calendar().monthdatescalendar(first.year, first.month)
    context = {
        "first": first,
        "before": before,
        "following": following,
        "today": today,
        "only_mine": only_mine,
        "weeks": [[_day(day, first, by_day) for day in week] for week in weeks],
        "days": sorted(by_day.items()),
        "total": len(rows),
        "cut": len(rows) > MOST_LISTED,
        "may_plan": request.rights.has(*access.LOOKERS),
    }
    return render(request, "training/calendar.html", context)


def _day(day: date, first: date, by_day: dict[date, list[Session]]) -> dict[str, Any]:
    rows = by_day.get(day, [])
    more = max(0, len(rows) - A_DAY)
    return {"day": day, "in_month": day.month == first.month, "rows": rows[:A_DAY], "more": more}


def _month(request: HttpRequest, today: date) -> date:
    """The first day of the month that the address asks for (2026-11), else of this one."""
    asked = request.GET.get("month", "")
    if not asked:
        return today.replace(day=1)
    try:
        found = date.fromisoformat(f"{asked}-01")
    except ValueError as fault:
        raise Http404("month") from fault
    if not 2000 <= found.year <= today.year + 5:
        raise Http404("month")
    return found


def _sessions(
    request: PersonRequest, first: date, following: date, only_mine: bool
) -> list[Session]:
    person = request.person
    enrolled = Q(training_class__in=person.enrolments.standing().values("training_class"))
    seen = enrolled | Q(pk__in=_seats(person).values("session"))
    if not only_mine:
        category = category_of(person, timezone.localdate())
        ids = TrainingClass.objects.open_for(person, category).values("pk")
        also = TrainingClass.objects.visible_to(request.rights, *access.LOOKERS).values("pk")
        seen |= Q(training_class__in=ids) | Q(training_class__in=also)
    rows = Session.objects.taking_place().filter(
        seen,
        starts_at__gte=timezone.make_aware(datetime.combine(first, time())),
        starts_at__lt=timezone.make_aware(datetime.combine(following, time())),
    )
    rows = rows.select_related("training_class").order_by("starts_at", "id")
    return list(rows[: MOST_LISTED + 1])


def _seats(person: Person) -> QuerySet[MakeUp]:
    """Where one makes something up."""
    return MakeUp.objects.standing().filter(person=person)
