"""Checking the computers of a room before an exam, one page on each."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exams.access import own_seat_check, seat_check_for
from exams.actions.seat_checks import begin_seat_check, finish_seat_check
from exams.actions.seat_checks import save_probe as count_save
from exams.filters import SeatCheckFilter
from exams.forms import SeatCheckForm, ShownForm
from exams.models import SeatCheck
from exams.rules.seating import PROBE_SAVES, Verdict
from exams.tables import SeatCheckTable
from exchange.http import as_list, as_sheet, filtering
from people.access import require
from people.http import PersonRequest
from people.rules import Role

CHECKERS = (Role.EXAM_OFFICER, Role.INVIGILATOR)


@require_safe
def seat_checks(request: PersonRequest) -> HttpResponse:
    """Every seat by its last check."""
    rows = _rows(request)
    found = SeatCheckFilter(request.GET, queryset=rows)
    unfit = rows.filter(verdict=Verdict.UNFIT).count()
    context = {
        "table": as_list(
            request, SeatCheckTable(found.qs), sheet=reverse("exams:seat_checks_sheet")
        ),
        "filter": found,
        "active": filtering(found),
        "unfit": unfit,
        "waiting": rows.filter(verdict=Verdict.RESTART).count(),
        "total": rows.count(),
        "crumbs": [(_("考场"), reverse("exams:rooms")), (_("机位检测"), "")],
    }
    return render(request, "exams/seat_checks.html", context)


@require_safe
def seat_checks_sheet(request: PersonRequest) -> HttpResponse:
    """The same rows to keep."""
    found = SeatCheckFilter(request.GET, queryset=_rows(request))
    return as_sheet(request, SeatCheckTable(found.qs), _("机位检测"))


def _rows(request: PersonRequest) -> QuerySet[SeatCheck]:
    require(request.rights, *CHECKERS)
    rows = SeatCheck.objects.visible_to(request.rights).newest_of_each_seat()
    return rows.select_related("by", "agency")


@require_http_methods(["GET", "HEAD", "POST"])
def begin_check(request: PersonRequest) -> HttpResponse:
    """Say which computer this is; then it is checked."""
    require(request.rights, *CHECKERS)
    typed = request.POST if request.method == "POST" else None
    form = SeatCheckForm(typed, initial={"place": request.GET.get("place", "")})
    if form.is_valid():
        check = begin_seat_check(**form.cleaned_data, actor=request.person, now=timezone.now())
        return redirect("exams:seat_check", check.ref)
    context = {
        "form": form,
        "crumbs": [
            (_("考场"), reverse("exams:rooms")),
            (_("机位检测"), reverse("exams:seat_checks")),
            (_("检测本机"), ""),
        ],
    }
    return render(
        request, "exams/seat_check_form.html", context, status=422 if form.is_bound else 200
    )


@require_safe
def seat_check(request: PersonRequest, ref: str) -> HttpResponse:
    """One check: it runs in its checker's browser, afterwards the page says what it found."""
    check = seat_check_for(request.rights, ref)
    runs = not check.verdict and check.by_id == request.person.pk
    context: dict[str, Any] = {
        "check": check,
        "runs": runs,
        "probe_saves": PROBE_SAVES,
        "crumbs": [
            (_("考场"), reverse("exams:rooms")),
            (_("机位检测"), reverse("exams:seat_checks")),
            (f"{check.place} {check.seat}", ""),
        ],
    }
    return render(request, "exams/seat_check.html", context)


@require_POST
def save_probe(request: PersonRequest, ref: str) -> HttpResponse:
    """One save, committed as durably as an answer."""
    saves = count_save(own_seat_check(request.rights, ref))
    if not saves:
        return JsonResponse({"error": "over"}, status=409)
    now = timezone.now()
    return JsonResponse({"saves": saves, "server_now": int(now.timestamp() * 1000)})


@require_POST
def finish_check(request: PersonRequest, ref: str) -> HttpResponse:
    """Judge what the page found; it then shows the verdict."""
    check = own_seat_check(request.rights, ref)
    form = ShownForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": "malformed"}, status=422)
    finish_seat_check(check, form.shown(), actor=request.person, now=timezone.now())
    return JsonResponse({"next": reverse("exams:seat_check", args=[check.ref])})
