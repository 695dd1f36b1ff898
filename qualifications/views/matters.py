"""Results lowered after the fact, for the legal-affairs office: the list and the decision."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from exams.models import ResultChange
from exchange.deeds import Deed, typed
from exchange.http import as_list, as_sheet
from people.access import require
from people.http import PersonRequest
from qualifications import access
from qualifications.actions.matters import decide_matter as decide
from qualifications.filters import MatterFilter
from qualifications.forms.matters import MatterForm
from qualifications.models import MatterChoice, Qualification
from qualifications.models.matters import earned_on, lowered_results
from qualifications.tables import MatterTable
from qualifications.views.deed import carry_out


@require_GET
def matters(request: PersonRequest) -> HttpResponse:
    """Every lowered result in the reader's subtrees, with what was earned on it."""
    chosen = _filtered(request)
    table = MatterTable(chosen.qs, earned=earned_on(chosen.qs))
    context = {
        "filter": chosen,
        "table": as_list(request, table, sheet=reverse("qualifications:export_matters")),
        "waiting": _rows(request).filter(ruling=None).count(),
        "active": any(request.GET.get(name) for name in chosen.filters),
        "sort": request.GET.get("sort", ""),
    }
    return render(request, "qualifications/matters.html", context)


@require_GET
def export_matters(request: PersonRequest) -> HttpResponse:
    """The list as filtered, all pages, as a spreadsheet."""
    chosen = _filtered(request)
    table = MatterTable(chosen.qs, earned=earned_on(chosen.qs))
    return as_sheet(request, table, _("成绩降低事项"))


def _rows(request: PersonRequest) -> QuerySet[Any]:
    require(request.rights, *access.DECIDERS)
    return lowered_results(request.rights, *access.DECIDERS)


def _filtered(request: PersonRequest) -> MatterFilter:
    return MatterFilter(request.GET, queryset=_rows(request))


@require_http_methods(["GET", "HEAD", "POST"])
def decide_matter(request: PersonRequest, change_id: int) -> HttpResponse:
    """Decide what becomes of one lowered result."""
    found = _rows(request).filter(pk=change_id).first()
    if found is None:
        raise Http404("matter")
    form = MatterForm(**typed(request))
    deed = Deed(
        title=_("处理成绩降低事项"),
        why=_why(found, earned_on([found]).get(found.attempt_id, [])),
        button=_("登记处理结论"),
        back=reverse("qualifications:matters"),
        done=_("处理结论已登记。"),
        about=_("%(name)s：%(exam)s") % _names(found),
        grave=True,
    )

    def act() -> None:
        values = form.cleaned_data
        ruling = MatterChoice(values["ruling"])
        now = timezone.now()
        decide(found, ruling=ruling, reason=values["reason"], actor=request.person, now=now)

    return carry_out(request, form, deed, act)


def _names(found: ResultChange) -> dict[str, str]:
    return {"name": found.attempt.person.name, "exam": found.attempt.exam.title}


def _why(found: ResultChange, earned: list[Qualification]) -> str:
    """What happened, and what rests on it."""
    if not earned:
        return _("成绩由合格变为不合格。未见据以取得的资格。")
    domains = "、".join(name for row in earned for name in row.domains)
    return _(
        "成绩由合格变为不合格。据以取得的资格：%(domains)s。资格不因成绩变更自动改变；"
        "须取消资格的，另在人员页面登记决定。"
    ) % {"domains": domains}
