"""Results of a session: the list, the figure, and the same rows as a sheet."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exams.access import may_ask, results_for, sessions_with_results
from exams.figures import bands_of, totals_figure
from exams.filters import ResultFilter, SessionFilter
from exams.models import ExamSession
from exams.models.overview import Outcome
from exams.rules.conduct import SessionState
from exams.tables import ResultSessionTable, ResultTable
from exams.views.sessions import crumbs_of, session_name
from exchange.http import as_list, as_sheet, filtering
from people.http import PersonRequest, chart_page
from people.models import Agency
from people.rules import Role, paths_above


@require_safe
def result_sessions(request: PersonRequest) -> HttpResponse:
    """The sessions that are over, each leading to the results that the reader may see."""
    found = _sessions(request)
    table = as_list(
        request, ResultSessionTable(found.qs), sheet=reverse("exams:result_sessions_sheet")
    )
    context = {"table": table, "filter": found, "active": filtering(found)}
    return render(request, "exams/result_sessions.html", context)


@require_safe
def result_sessions_sheet(request: PersonRequest) -> HttpResponse:
    """The same rows as a sheet."""
    return as_sheet(request, ResultSessionTable(_sessions(request).qs), _("各场次成绩"))


def _sessions(request: PersonRequest) -> SessionFilter:
    rows = sessions_with_results(request.rights, timezone.now())
    return SessionFilter(request.GET, queryset=rows)


@chart_page
@require_safe
def results(request: PersonRequest, ref: str) -> HttpResponse:
    """Who got how much: the rows that the reader may see, and how the totals lie."""
    found, rows = results_for(request.rights, ref, timezone.now())
    listed = _filtered(request, found, rows)
    sheet = reverse("exams:results_sheet", args=[found.ref])
    is_staff = request.rights.covers(found.exam.agency.path, Role.EXAM_OFFICER)
    context = {
        "session": found,
        "publication": getattr(found, "publication", None),
        "summary": _summary(rows),
        "table": as_list(request, ResultTable(listed.qs), sheet=sheet),
        "filter": listed,
        "active": filtering(listed),
        "may_publish": is_staff and found.state == SessionState.DRAWN,
        "may_read_statistics": is_staff and found.state == SessionState.PUBLISHED,
        "crumbs": _crumbs(found, is_staff),
    }
    return render(request, "exams/results.html", context | _chart(found, rows))


def _crumbs(found: ExamSession, is_staff: bool) -> list[tuple[str, str]]:
    """An officer comes from the session, a coordinator from the list of results."""
    if not is_staff:
        return [(_("成绩"), reverse("exams:result_sessions")), (found.exam.title, "")]
    above = (session_name(found), reverse("exams:session", args=[found.ref]))
    return crumbs_of(found.exam, above, (_("成绩"), ""))


def _filtered(request: PersonRequest, found: ExamSession, rows: QuerySet[Any]) -> ResultFilter:
    units = rows.order_by().values_list("agency__path", flat=True).distinct()
    above = {path for unit in units for path in paths_above(unit)[1:]}
    agencies = Agency.objects.filter(path__in=above).order_by("path")
    return ResultFilter(
        request.GET,
        queryset=rows,
        agencies=agencies,
        session=found,
        on=timezone.localdate(found.opens_at),
        asks=may_ask(request.rights, found, timezone.now()),
    )


def _summary(rows: QuerySet[Any]) -> dict[str, Any]:
    """How many passed, failed, wait and never came."""
    counts = {row["outcome"]: row["n"] for row in rows.values("outcome").annotate(n=Count("pk"))}
    passed, failed = counts.get(Outcome.PASSED, 0), counts.get(Outcome.FAILED, 0)
    sat = passed + failed
    return {
        "passed": passed,
        "failed": failed,
        "pending": counts.get(Outcome.PENDING, 0),
        "absent": counts.get(Outcome.ABSENT, 0),
        "sat": sat,
        "rate": round(100 * passed / sat) if sat else None,
    }


def _chart(found: ExamSession, rows: QuerySet[Any]) -> dict[str, Any]:
    """The histogram with its table; nothing while nobody is marked."""
    totals = [total for total in rows.values_list("total", flat=True) if total is not None]
    if not totals:
        return {"chart": None, "bands": []}
    cells = found.exam.blueprint.rule_cells()
    bands = bands_of(totals, sum(cell.count * cell.marks for cell in cells))
    return {"chart": totals_figure(bands, found.exam.pass_marks), "bands": bands}


@require_safe
def results_sheet(request: PersonRequest, ref: str) -> HttpResponse:
    """The same rows as a sheet."""
    found, rows = results_for(request.rights, ref, timezone.now())
    return as_sheet(request, ResultTable(_filtered(request, found, rows).qs), _("成绩"))
