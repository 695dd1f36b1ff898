"""Public holidays and moved working days, on which the terms of objections rest."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exams.actions import workdays as deeds
from exams.actions.signing import ActRefused
from exams.filters import SpecialDayFilter
from exams.forms.workdays import SpecialDayForm, WithdrawDayForm
from exams.models import SpecialDay
from exams.rules.conduct import ActRefusal
from exams.tables.workdays import SpecialDayTable
from exams.views.words import refusal_words
from exchange.http import as_list, as_sheet, filtering
from people.access import require_citywide
from people.http import PersonRequest
from people.rules import Role


@require_http_methods(["GET", "HEAD", "POST"])
def special_days(request: PersonRequest) -> HttpResponse:
    """The special days that stand, and the form that enters one more."""
    require_citywide(request.rights, Role.LEGAL_AFFAIRS)
    data = request.POST if request.method == "POST" else None
    form = SpecialDayForm(data)
    if data is None:
        return _show(request, form, 200)
    if not form.is_valid():
        return _show(request, form, 422)
    try:
        deeds.enter_special_day(form.entry(), actor=request.person, now=timezone.now())
    except ActRefused as refused:
        form.add_error("day", _words(refused))
        return _show(request, form, 409)
    messages.success(request, _("已登记。"))
    return redirect("exams:special_days")


@require_safe
def special_days_sheet(request: PersonRequest) -> HttpResponse:
    """The same rows, filtered and sorted, as a sheet."""
    require_citywide(request.rights, Role.LEGAL_AFFAIRS)
    return as_sheet(request, SpecialDayTable(_chosen(request).qs), _("节假日安排"))


@require_http_methods(["GET", "HEAD", "POST"])
def special_day(request: PersonRequest, special_day_id: int) -> HttpResponse:
    """One special day, and the form that withdraws it."""
    require_citywide(request.rights, Role.LEGAL_AFFAIRS)
    row = get_object_or_404(SpecialDay, pk=special_day_id)
    form = WithdrawDayForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            reason, now = form.cleaned_data["reason"], timezone.now()
            try:
                deeds.withdraw_special_day(row, reason=reason, actor=request.person, now=now)
            except ActRefused as refused:
                form.add_error("reason", _words(refused))
                status = 409
            else:
                messages.success(request, _("已撤销。"))
                return redirect("exams:special_days")
    crumbs = [(_("节假日安排"), reverse("exams:special_days")), (f"{row.day:%Y-%m-%d}", "")]
    context = {"row": row, "form": form, "crumbs": crumbs}
    return render(request, "exams/special_day.html", context, status=status)


def _chosen(request: PersonRequest) -> SpecialDayFilter:
    return SpecialDayFilter(request.GET, queryset=SpecialDay.objects.current())


def _words(refused: ActRefused) -> str:
    special = {
        ActRefusal.NOTHING_CHANGED: _("周一至周五本来上班、周六周日本来休息，无须登记。"),
        ActRefusal.WRONG_STATE: _("该登记已撤销。"),
    }
    return special.get(refused.reason) or refusal_words(refused.reason)


def _show(request: PersonRequest, form: SpecialDayForm, status: int) -> HttpResponse:
    chosen, year = _chosen(request), timezone.localdate().year
    rows = SpecialDay.objects.current()
    context: dict[str, Any] = {
        "filter": chosen,
        "active": filtering(chosen),
        "table": as_list(
            request, SpecialDayTable(chosen.qs), sheet=reverse("exams:special_days_sheet")
        ),
        "year": year,
        "count": rows.filter(day__year=year).count(),
        "form": form,
        "crumbs": [(_("考后规定"), reverse("exams:exam_policies")), (_("节假日安排"), "")],
    }
    return render(request, "exams/special_days.html", context, status=status)
