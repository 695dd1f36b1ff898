"""What the bank holds against its plan: the page, its sheet, and the plan for one statute."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exchange.http import attachment
from exchange.sheets import write_table
from people.http import PersonRequest
from people.rules import Role
from questionbank import access, actions
from questionbank.forms import PlanForm
from questionbank.models import Kind, Level, Revision, Target
from questionbank.rules import kinds
from questionbank.rules.coverage import Count, Coverage, cover
from statutes.models import Statute


@dataclass(frozen=True)
class Line:
    """One statute of the page: its sum, and a count with the address of its rows for each kind."""

    title: str
    statute_id: int
    total: Count
    cells: list[tuple[str, Count, str]]
    unlevelled: int


@require_safe
def coverage(request: PersonRequest) -> HttpResponse:
    """Statute by statute and kind by kind what is planned and usable; `?level=` looks at one."""
    agency = access.agency_of_bank(request.rights)
    found = _coverage(request)
    level = request.GET.get("level", "")
    chosen = kinds.Level(level) if level in set(kinds.Level) else None
    ids = dict(Statute.objects.values_list("title", "pk"))
    lines = [_line(found, title, ids[title], chosen) for title in found.statutes]
    context = {
        "agency": agency,
        "lines": lines,
        "whole": found.of(level=chosen),
        "short": sum(1 for _place, count in found.places.items() if count.missing),
        "unlevelled": sum(found.unlevelled.values()),
        "kinds": [kind.label for kind in Kind],
        "levels": [(value, str(word), value == chosen) for value, word in Level.choices],
        "chosen": chosen,
        "others": [(title, pk) for title, pk in sorted(ids.items()) if title not in found.statutes],
        "may_plan": request.rights.covers(agency.path, Role.REVIEWER),
    }
    return render(request, "questionbank/coverage.html", context)


def _coverage(request: PersonRequest) -> Coverage:
    agency = access.agency_of_bank(request.rights)
    usable = Revision.objects.drawable().borne_out(timezone.localdate())
    rows = Revision.objects.newest_for(request.rights)
    held = rows.filter(question__in=usable.values("question")).counted()
    return cover(Target.objects.plan(agency), held)


def _line(found: Coverage, title: str, statute_id: int, level: kinds.Level | None) -> Line:
    questions = reverse("questionbank:questions")
    cells = []
    for kind in kinds.Kind:
        rows = {"statute": statute_id, "kind": kind, "use": "drawable"}
        rows |= {"level": level} if level else {}
        count = found.of(title, kind, level)
        cells.append((str(Kind(kind).label), count, f"{questions}?{urlencode(rows)}"))
    unlevelled = found.unlevelled.get(title, 0)
    return Line(title, statute_id, found.of(title, level=level), cells, unlevelled)


@require_safe
def coverage_sheet(request: PersonRequest) -> HttpResponse:
    """Every place of the plan and of the bank as a sheet."""
    access.bank(request.rights)
    found = _coverage(request)
    rows = (
        (
            place.statute, str(Kind(place.kind).label), str(Level(place.level).label),
            count.planned, count.held, count.missing,
        )
        for place, count in found.places.items()
    )  # fmt: skip
    head = [_("法规"), _("题型"), _("认知层次"), _("计划题数"), _("可用题数"), _("缺口")]
    title = _("题库建设进度")
    return attachment(write_table(title, head, rows), title)


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: PersonRequest, statute_id: int) -> HttpResponse:
    """How many questions there shall be on one statute, by kind and level."""
    agency = access.agency_to_plan_for(request.rights)
    statute = get_object_or_404(Statute, pk=statute_id)
    planned = Target.objects.plan(agency)
    form = PlanForm(request.POST or None, statute=statute.title, plan=planned)
    if request.method == "POST" and form.is_valid():
        changed = actions.set_targets(
            statute,
            form.wanted(),
            agency=agency,
            actor_id=request.person.pk,
            now=timezone.now(),
        )
        if changed:
            messages.success(request, _("已保存《%s》的命题计划。") % statute.title)
        else:
            messages.info(request, _("计划没有变动。"))
        return redirect("questionbank:coverage")
    context = {
        "statute": statute,
        "form": form,
        "levels": [str(word) for _value, word in Level.choices],
    }
    return render(request, "questionbank/plan.html", context, status=422 if request.POST else 200)
