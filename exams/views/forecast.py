"""What a blueprint's papers will be like for so many candidates, before anything is sealed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exams.access import blueprint_for
from exams.conflicts import conflict_in
from exams.figures import difficulty_bands, difficulty_figure, overlap_bands, overlap_figure
from exams.forms.forecast import USUAL, ForecastForm
from exams.models import Blueprint
from exams.proof import pool_of, shares_of, unobserved_in
from exams.rules.allotting import Stock, portions_within
from exams.rules.forecast import Forecast, simulated
from exams.rules.reach import Reach, reach
from exams.views.supply import Supply, supply_of
from people.http import PersonRequest, chart_page


@chart_page
@require_safe
def forecast(request: PersonRequest, blueprint_id: int) -> HttpResponse:
    """Whether the bank suffices for so many candidates, which lines stand against each other, how
    hard papers will be, and what two of them will have in common."""
    found = blueprint_for(request.rights, blueprint_id)
    asked = "candidates" in request.GET
    form = ForecastForm(request.GET if asked else None, initial={"candidates": USUAL})
    is_wrong = asked and not form.is_valid()
    more: dict[str, Any] = {}
    if not is_wrong:
        more = _told(found, form.cleaned_data["candidates"] if asked else USUAL)
    context = {
        "blueprint": found,
        "form": form,
        "crumbs": [
            (_("组卷方案"), reverse("exams:blueprints")),
            (found.title, reverse("exams:blueprint", args=[found.pk])),
            (_("预测"), ""),
        ],
    }
    page = "exams/forecast.html"
    return render(request, page, context | more, status=422 if is_wrong else 200)


def _told(found: Blueprint, candidates: int) -> dict[str, Any]:
    cells, frame = found.rule_cells(), found.rule_frame()
    pool = pool_of(cells, timezone.localdate(), frame)
    stock = Stock(cells, pool)
    supply = supply_of(stock.supply())
    far = reach(cells, pool, papers=candidates, most=frame.most_in_exam)
    told: dict[str, Any] = {
        "candidates": candidates,
        "supply": supply,
        "lines": list(zip(supply.lines, far.cells, strict=True)),
        "suffices": far.suffices,
        "conflict": _conflict(far, supply),
        "unobserved": len(unobserved_in(pool)),
        "pool": len(pool),
    }
    if supply.short or stock.misplaced():
        return told
    portions = portions_within(cells, pool, rosters=[candidates], most=frame.most_in_exam)
    seen = simulated(cells, pool, shares_of(pool), papers=candidates, portions=portions)
    return told | {"portions": portions} | _figures(seen)


def _conflict(far: Reach, supply: Supply) -> dict[str, Any] | None:
    """The smallest set of lines that cannot be filled together, in words."""
    found = conflict_in(far)
    if found is None:
        return None
    named = [_("第 %(n)s 行") % {"n": supply.lines[n].n} for n in found.cells]
    about = {"lines": _("、").join(named), "is_one": len(named) == 1}
    return about | {"wanted": found.wanted, "most": found.most}


def _figures(seen: Forecast) -> dict[str, Any]:
    """The figures and their rows; two papers are needed for what they have in common."""
    shares = difficulty_bands(seen.shares)
    told: dict[str, Any] = {
        "seen": seen,
        "lowest": min(seen.shares),
        "highest": max(seen.shares),
        "difficulty": difficulty_figure(shares),
        "difficulty_rows": shares.to_dict("records"),
    }
    if seen.overlaps:
        common = overlap_bands(seen.overlaps)
        told |= {"overlap": overlap_figure(common), "overlap_rows": common.to_dict("records")}
        told["most_common"] = max(seen.overlaps)
    return told
