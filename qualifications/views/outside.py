"""Results from elsewhere: the list, one with its entries and what rests on it, entering,
withdrawing."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from exchange.deeds import Deed, typed
from exchange.http import as_download, as_list, as_sheet, filtering
from people.access import require
from people.http import PersonRequest
from people.models import Agency
from qualifications import access, actions
from qualifications.filters import OutsideFilter
from qualifications.filters.outside import OPEN_STATES
from qualifications.forms import ReasonForm
from qualifications.forms.outside import OutsideResultForm
from qualifications.models import OutsideResult, OutsideState
from qualifications.models.matters import earned_on, resting_on
from qualifications.tables import OutsideTable
from qualifications.views.deed import carry_out

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_GET
def outside_results(request: PersonRequest) -> HttpResponse:
    """Results from elsewhere of persons in the office's subtrees."""
    chosen = _filtered(request)
    table = OutsideTable(chosen.qs, reader_id=request.person.pk)
    context = {
        "filter": chosen,
        "table": as_list(request, table, sheet=reverse("qualifications:export_outside_results")),
        "active": filtering(chosen),
        "sort": request.GET.get("sort", ""),
        "waiting": chosen.queryset.filter(state__in=OPEN_STATES).count(),
    }
    return render(request, "qualifications/outside_results.html", context)


@require_GET
def export_outside_results(request: PersonRequest) -> HttpResponse:
    """The list as filtered, all pages, as a spreadsheet."""
    table = OutsideTable(_filtered(request).qs, reader_id=request.person.pk)
    return as_sheet(request, table, _("外部成绩"))


def _filtered(request: PersonRequest) -> OutsideFilter:
    require(request.rights, *access.DECIDERS)
    rows = OutsideResult.objects.governed_by(request.rights, *access.DECIDERS).listed()
    agencies = Agency.objects.visible_to(request.rights, *access.DECIDERS)
    return OutsideFilter(
        request.GET,
        queryset=rows.with_state().select_related("person__agency"),
        agencies=agencies,
    )


@require_GET
def outside_result(request: PersonRequest, ref: str) -> HttpResponse:
    """One result: what it says, who entered it, what was said against it, what rests on it."""
    shown = access.outside_result_for(request.rights, ref)
    state = OutsideState(shown.state)  # type: ignore[attr-defined]  # annotated
    names, persons = [shown.as_evidence], [shown.person_id]
    withdrawals = list(shown.withdrawals.select_related("by"))
    is_mine = state is OutsideState.DOUBTED and withdrawals[-1].by_id == request.person.pk
    may_withdraw = (
        state in (OutsideState.COUNTED, OutsideState.DOUBTED)
        and shown.person_id != request.person.pk
        and not is_mine
    )
    context = {
        "result": shown,
        "state": state,
        "is_shown": access.may_read_outside(shown, request.rights),
        "entries": access.entries_of(shown, request.rights),
        "withdrawals": withdrawals,
        "may_withdraw": may_withdraw,
        "qualifications": earned_on(names, persons).get(shown.as_evidence, []),
        "applications": resting_on(names, persons).get(shown.as_evidence, []),
    }
    return render(request, "qualifications/outside_result.html", context)


@never_cache
@require_GET
def outside_scan(request: PersonRequest, ref: str) -> HttpResponse:
    """The scan of an entry, as an attachment."""
    return as_download(access.outside_scan_for(request.rights, ref))


@require_http_methods(GET_OR_POST)
def enter_outside_result(request: PersonRequest, person_id: int) -> HttpResponse:
    about = access.person_to_decide(request.rights, person_id)
    form = OutsideResultForm(**typed(request))
    deed = Deed(
        title=gettext_lazy("录入外部成绩"),
        why=gettext_lazy(
            "省级考试或者以前的成绩，按成绩文件录入。两名经办人各自录入、内容一致的，方作为依据；"
            "成绩始终标明来源。没有监考的成绩不作为依据。"
        ),
        button=gettext_lazy("录入外部成绩"),
        back=reverse("qualifications:person", args=[about.pk]),
        done=gettext_lazy("成绩已录入，另一名经办人录入一致后生效。"),
        about=f"{about.name}　{about.agency.name}",
    )

    def act() -> None:
        now = timezone.now()
        actions.enter_outside_result(
            about, form.paper(), form.evidence(), actor=request.person, now=now
        )

    return carry_out(request, form, deed, act)


@require_http_methods(GET_OR_POST)
def withdraw_outside_result(request: PersonRequest, ref: str) -> HttpResponse:
    about = access.outside_result_for(request.rights, ref)
    form = ReasonForm(**typed(request))
    deed = Deed(
        title=gettext_lazy("撤销外部成绩"),
        why=gettext_lazy(
            "登记有误的，由两名经办人先后提出和确认。撤销后不再作为依据，原登记保留备查；"
            "据以取得的资格列入待处理事项，由法制机构另行决定。"
        ),
        button=gettext_lazy("撤销外部成绩"),
        back=reverse("qualifications:outside_result", args=[ref]),
        done=gettext_lazy("已登记。"),
        about=f"{about.person.name}　{about.organ}　{about.document}",
        grave=True,
    )

    def act() -> None:
        reason = form.cleaned_data["reason"]
        actions.withdraw_outside_result(
            about, reason=reason, actor=request.person, now=timezone.now()
        )

    return carry_out(request, form, deed, act)


@require_http_methods(GET_OR_POST)
def uphold_outside_result(request: PersonRequest, ref: str) -> HttpResponse:
    about = access.outside_result_for(request.rights, ref)
    form = ReasonForm(**typed(request))
    deed = Deed(
        title=gettext_lazy("维持外部成绩"),
        why=gettext_lazy("对照原件核对无误的，不予撤销，成绩继续作为依据。"),
        button=gettext_lazy("维持外部成绩"),
        back=reverse("qualifications:outside_result", args=[ref]),
        done=gettext_lazy("已登记。"),
        about=f"{about.person.name}　{about.organ}　{about.document}",
    )

    def act() -> None:
        reason = form.cleaned_data["reason"]
        actions.uphold_outside_result(
            about, reason=reason, actor=request.person, now=timezone.now()
        )

    return carry_out(request, form, deed, act)
