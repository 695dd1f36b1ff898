"""The conduct record: the list, one entry with its steps, entering, confirming, objecting."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from exchange.deeds import Deed, typed
from exchange.http import as_download, as_list, as_sheet, filtering
from people.access import require
from people.http import PersonRequest
from people.models import Agency
from qualifications import access, actions
from qualifications.filters import ConductFilter
from qualifications.forms.conduct import ConductForm, StepForm
from qualifications.models import Conduct
from qualifications.rules.conduct import ANOTHER_HAND, FROM, ConductState, ConductStep
from qualifications.tables import ConductTable
from qualifications.views.deed import carry_out

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_GET
def conduct_list(request: PersonRequest) -> HttpResponse:
    """Entries about persons of the reader's subtrees."""
    chosen = _filtered(request)
    sheet = reverse("qualifications:export_conduct")
    waiting = [ConductState.PENDING.value, ConductState.OBJECTED.value]
    context = {
        "filter": chosen,
        "table": as_list(request, ConductTable(chosen.qs), sheet=sheet),
        "active": filtering(chosen),
        "sort": request.GET.get("sort", ""),
        "waiting": chosen.queryset.filter(state__in=waiting).count(),
    }
    return render(request, "qualifications/conduct_list.html", context)


@require_GET
def export_conduct(request: PersonRequest) -> HttpResponse:
    """The list as filtered, all pages, as a spreadsheet."""
    return as_sheet(request, ConductTable(_filtered(request).qs), _("执法表现记录"))


def _filtered(request: PersonRequest) -> ConductFilter:
    require(request.rights, *access.READERS)
    rows = Conduct.objects.governed_by(request.rights, *access.READERS).with_state()
    agencies = Agency.objects.visible_to(request.rights, *access.READERS)
    return ConductFilter(
        request.GET, queryset=rows.select_related("person__agency"), agencies=agencies
    )


@require_GET
def conduct(request: PersonRequest, ref: str) -> HttpResponse:
    """One entry: what it says, its evidence, what happened to it, and what may be done."""
    shown = access.conduct_for(request.rights, ref)
    is_own = shown.person_id == request.person.pk
    decides = access.may_decide(request.rights, shown.person.agency.path) and not is_own
    state = ConductState(shown.state)  # type: ignore[attr-defined]  # annotated
    steps = list(shown.steps.select_related("by"))
    objected = any(step.step == ConductStep.OBJECT for step in steps)
    deeds = [
        (reverse("qualifications:conduct_step", args=[ref, step.value]), TITLES[step])
        for step in ConductStep
        if state in FROM[step]
        and (is_own and not objected if step is ConductStep.OBJECT else decides)
        and not (step in ANOTHER_HAND and shown.entered_by_id == request.person.pk)
    ]
    context = {
        "conduct": shown,
        "steps": steps,
        "deeds": deeds,
        "counts": state is ConductState.CONFIRMED,
        "is_own": is_own,
    }
    return render(request, "qualifications/conduct.html", context)


@require_GET
def conduct_scan(request: PersonRequest, ref: str) -> HttpResponse:
    """The evidence, as an attachment."""
    shown = access.conduct_for(request.rights, ref)
    return as_download(shown.scan)


@require_http_methods(GET_OR_POST)
def enter_conduct(request: PersonRequest, person_id: int) -> HttpResponse:
    about = access.person_to_propose(request.rights, person_id)
    form = ConductForm(**typed(request), initial={"day": timezone.localdate()})
    deed = Deed(
        title=gettext_lazy("登记执法表现"),
        why=gettext_lazy("登记后由法制机构另一名经办人确认，确认前不作为依据；本人可以提出异议。"),
        button=gettext_lazy("登记"),
        back=reverse("qualifications:person", args=[about.pk]),
        done=gettext_lazy("已登记，待确认。"),
        about=f"{about.name}　{about.agency.name}",
    )

    def act() -> str:
        made = actions.enter_conduct(
            about, form.report(), form.evidence(), actor=request.person, now=timezone.now()
        )
        return reverse("qualifications:conduct", args=[made.ref])

    return carry_out(request, form, deed, act)


TITLES: dict[ConductStep, Promise] = {
    ConductStep.CONFIRM: gettext_lazy("确认"),
    ConductStep.OBJECT: gettext_lazy("提出异议"),
    ConductStep.REJECT: gettext_lazy("异议不成立，维持"),
    ConductStep.ANNUL: gettext_lazy("撤销记录"),
}
WHY: dict[ConductStep, Promise] = {
    ConductStep.CONFIRM: gettext_lazy("核对证据后确认。确认后作为考核和任职的依据。"),
    ConductStep.OBJECT: gettext_lazy("写明异议的理由。异议处理前，这项记录不作为依据。"),
    ConductStep.REJECT: gettext_lazy("异议不成立的，记录维持，重新作为依据。"),
    ConductStep.ANNUL: gettext_lazy("记录保留备查，不再作为依据。"),
}


@require_http_methods(GET_OR_POST)
def conduct_step(request: PersonRequest, ref: str, step: str) -> HttpResponse:
    """The officer objects; the office confirms, upholds or annuls."""
    if step not in {one.value for one in ConductStep}:
        raise Http404("step")
    taken = ConductStep(step)
    objects = taken is ConductStep.OBJECT
    door = access.own_conduct if objects else access.conduct_to_decide
    about = door(request.rights, ref)
    form = StepForm(**typed(request))
    deed = Deed(
        title=TITLES[taken],
        why=WHY[taken],
        button=TITLES[taken],
        back=reverse("qualifications:conduct", args=[ref]),
        done=gettext_lazy("已登记。"),
        about=f"{about.person.name}　{about.get_kind_display()}　{about.document}",
        grave=taken is ConductStep.ANNUL,
    )

    def act() -> None:
        reason = form.cleaned_data["reason"]
        actions.take_conduct_step(about, taken, reason, actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)
