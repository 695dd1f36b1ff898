"""The statistics of a session: how reliable the test was, and who and what did how well."""

from __future__ import annotations

from typing import Any

import pandas as pd
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exams.access import items_of, may_ask, statistics_for
from exams.figures import discrimination_bands, discrimination_figure, rates_figure
from exams.filters import ItemFilter
from exams.models import ExamSession, Tabulation
from exams.rules.cut import FEWEST_AT_CUT
from exams.rules.uses import FEWEST_FOR_DISCRIMINATION, FEWEST_FOR_SHARES
from exams.tables.items import ItemTable
from exams.views.sessions import crumbs_of, session_name
from exchange.http import as_list, as_sheet, filtering
from people.http import PersonRequest, chart_page
from people.models import PostKind
from people.rules import Rights, Role

Told = dict[str, Any]


@chart_page
@require_safe
def session_statistics(request: PersonRequest, ref: str) -> HttpResponse:
    """The test's figures, then candidates by agency and category, then questions in every way."""
    found = statistics_for(request.rights, ref)
    listed = _items(request, found)
    told = _told(found)
    is_staff = request.rights.covers(found.exam.agency.path, Role.EXAM_OFFICER)
    groups = _groups(found, told, request.rights)
    asks = may_ask(request.rights, found, timezone.now())
    table = ItemTable(listed.qs, rights=request.rights, results=_results(found) if asks else "")
    sheet = reverse("exams:session_statistics_sheet", args=[found.ref])
    context = {
        "session": found,
        "tabulation": getattr(found, "tabulation", None),
        "is_published": hasattr(found, "publication"),
        "told": told,
        "few_for_shares": FEWEST_FOR_SHARES,
        "few_for_discrimination": FEWEST_FOR_DISCRIMINATION,
        "few_at_cut": FEWEST_AT_CUT,
        "groups": groups,
        "places": _places(told),
        "subjects": _subjects(told, _results(found) if asks else ""),
        "table": as_list(request, table, sheet=sheet),
        "filter": listed,
        "active": filtering(listed),
        "results_url": f"{_results(found)}?outcome=marked" if is_staff else "",
        "crumbs": _crumbs(found, is_staff),
    }
    return render(request, "exams/session_statistics.html", context | _charts(found, groups))


@require_safe
def session_statistics_sheet(request: PersonRequest, ref: str) -> HttpResponse:
    """The same questions as a sheet."""
    found = statistics_for(request.rights, ref)
    table = ItemTable(_items(request, found).qs, rights=request.rights)
    return as_sheet(request, table, _("各题统计"))


def _results(found: ExamSession) -> str:
    return reverse("exams:results", args=[found.ref])


def _items(request: PersonRequest, found: ExamSession) -> ItemFilter:
    return ItemFilter(request.GET, queryset=items_of(found), session=found)


def _told(found: ExamSession) -> Told:
    """The figures as reckoned, empty before publication and until they are ready."""
    tabulation: Tabulation | None = getattr(found, "tabulation", None)
    if tabulation is None or not hasattr(found, "publication"):
        return {}
    body: Told = tabulation.body
    return body


def _crumbs(found: ExamSession, is_staff: bool) -> list[tuple[str, str]]:
    """An officer comes from the session; for others there is nothing above."""
    if not is_staff:
        return []
    above = (session_name(found), reverse("exams:session", args=[found.ref]))
    return crumbs_of(found.exam, above, (_("统计"), ""))


def _groups(found: ExamSession, told: Told, rights: Rights) -> list[Told]:
    """Candidates by agency and by category; each number leads to its results, for who may read."""
    groups = told.get("groups", {})
    may_open = rights.covers(found.exam.agency.path, Role.EXAM_OFFICER)
    results = _results(found)

    def led(row: Told, query: str) -> Told:
        return row | {"url": f"{results}?{query}" if may_open else ""}

    agencies = [led(row, f"agency={row['key']}") for row in groups.get("agency", [])]
    words = dict(PostKind.choices) | {"": _("无岗位记录")}
    categories = [
        led(row | {"name": words[row["key"]]}, f"category={row['key'] or 'none'}")
        for row in groups.get("category", [])
    ]
    found_groups: list[Told] = [
        {"id": "agency", "title": _("各单位（含下级单位）"), "rows": agencies},
        {"id": "category", "title": _("各类人员"), "rows": categories},
    ]
    for group in found_groups:
        rows = group.pop("rows")
        group["shown"] = [row for row in rows if row["rate"] is not None]
        group["few"] = [row for row in rows if row["rate"] is None]
    return found_groups


def _subjects(told: Told, results: str) -> list[Told]:
    """Questions by statute and topic; each leads to its questions below, the number of candidates
    to the results of who met one, for who may know."""
    groups = told.get("groups", {})
    titles = (("statute", _("各部法规")), ("topic", _("各知识点")))
    return [
        {
            "id": kind,
            "title": title,
            "rows": [
                row
                | {
                    "url": f"?{kind}={row['key']}#items",
                    "results": results and f"{results}?{kind}={row['key']}&outcome=marked#rows",
                }
                for row in groups.get(kind, [])
            ],
        }
        for kind, title in titles
    ]


def _places(told: Told) -> list[Told]:
    """The places in order; each leads to the questions that stood there."""
    asked = told.get("asked", [])
    return [
        place
        | {"n": n, "questions": len(asked[n - 1]) if asked else None, "url": f"?place={n}#items"}
        for n, place in enumerate(told.get("places", []), start=1)
    ]


def _charts(found: ExamSession, groups: list[Told]) -> Told:
    """The figures that have something to show."""
    held = items_of(found).filter(discrimination__isnull=False)
    bands = discrimination_bands(
        [r for r in held.values_list("discrimination", flat=True) if r is not None]
    )
    rates = [
        row | {"url": row["url"] and f"{row['url']}&outcome=marked"} for row in groups[0]["shown"]
    ]
    return {
        "bands": bands.to_dict("records"),
        "items_chart": discrimination_figure(bands) if bands["questions"].sum() else None,
        "rates_chart": rates_figure(pd.DataFrame(rates)) if len(rates) > 1 else None,
    }
