"""Applications for a qualification: the list, one with its steps, and what is done about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from exchange.deeds import Deed, typed
from exchange.http import as_list, as_sheet, filtering
from people.access import require
from people.http import PersonRequest
from people.models import Agency, Post
from qualifications import access, actions, wording
from qualifications.filters import ApplicationFilter
from qualifications.forms import DecisionForm
from qualifications.forms.applying import (
    ApplicationForm,
    GroundsForm,
    PublicityForm,
    grounds_today,
)
from qualifications.models import Application, ApplicationStep, StageChoice
from qualifications.models.applicants import applicant_on
from qualifications.models.exams import policy_on
from qualifications.rules.applying import CONFIRMED, ENDS, Stage, next_stage, steps_of, unmet
from qualifications.rules.matter import ENFORCEMENT
from qualifications.tables import ApplicationTable
from qualifications.views.deed import carry_out, words_of

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_GET
def applications(request: PersonRequest) -> HttpResponse:
    """The applications of the reader's subtrees, with what each has come to."""
    chosen = _filtered(request)
    sheet = reverse("qualifications:export_applications")
    context = {
        "filter": chosen,
        "table": as_list(request, ApplicationTable(chosen.qs), sheet=sheet),
        "active": filtering(chosen),
        "sort": request.GET.get("sort", ""),
        "waiting": chosen.queryset.exclude(stage__in=sorted(ENDS)).count(),
    }
    return render(request, "qualifications/applications.html", context)


@require_GET
def export_applications(request: PersonRequest) -> HttpResponse:
    """The list as filtered, all pages, as a spreadsheet."""
    return as_sheet(request, ApplicationTable(_filtered(request).qs), _("资格申请"))


def _filtered(request: PersonRequest) -> ApplicationFilter:
    require(request.rights, *access.READERS)
    rows = Application.objects.visible_to(request.rights, *access.READERS).with_stage()
    agencies = Agency.objects.visible_to(request.rights, *access.READERS)
    rows = rows.select_related("person", "agency")
    return ApplicationFilter(request.GET, queryset=rows, agencies=agencies)


@dataclass(frozen=True)
class ShownStep:
    """One step of the way: taken, next, or to come. `lacks` says what the next one still lacks."""

    label: str
    taken: ApplicationStep | None = None
    is_next: bool = False
    lacks: str = ""


@require_GET
def application(request: PersonRequest, ref: str) -> HttpResponse:
    """One application: every step, what the next one lacks, and what may be done."""
    shown = access.application_for(request.rights, ref)
    steps = list(shown.steps.select_related("by", "certificate"))
    today = timezone.localdate()
    policy = policy_on(today, shown.kind)
    following = next_stage([step.kind for step in steps], shown.kind, policy)
    stage = Stage(shown.stage)  # type: ignore[attr-defined]  # annotated
    is_own = shown.person_id == request.person.pk
    decides = access.may_decide(request.rights, shown.person.agency.path) and not is_own
    context = {
        "application": shown,
        "stage": _stage_words(stage, following),
        "tone": _tone(stage),
        "way": _way(shown, steps, following),
        "steps": [(step, wording.step_words(step.detail)) for step in steps],
        "next": following.value if following else "",
        "is_confirmed": following in CONFIRMED,
        "is_open": stage not in ENDS,
        "may_decide": decides,
        "may_withdraw": request.rights.covers(shown.person.agency.path, *access.READERS)
        and not is_own,
        "crumbs": [(_("资格申请"), reverse("qualifications:applications")), (shown.person.name, "")]
        if request.rights.has(*access.READERS)
        else [],
    }
    return render(request, "qualifications/application.html", context)


def _way(
    shown: Application, steps: list[ApplicationStep], following: Stage | None
) -> list[ShownStep]:
    today = timezone.localdate()
    policy = policy_on(today, shown.kind)
    taken = {step.kind: step for step in steps}
    way = []
    for stage in steps_of(shown.kind, policy):
        label, lacks = str(StageChoice(stage.value).label), ""
        if stage is following and stage in CONFIRMED:
            applicant = applicant_on(shown.person_id, shown.kind, today)
            reason = unmet(stage, applicant, shown.domains, policy, today)
            lacks = words_of(reason) if reason else ""
        way.append(ShownStep(label, taken.get(stage.value), stage is following, lacks))
    return way


def _stage_words(stage: Stage, following: Stage | None) -> str:
    """What waits to be done, or what it came to."""
    if following is None or stage in ENDS:
        return str(StageChoice(stage.value).label)
    return _("待办理：%(stage)s") % {"stage": StageChoice(following.value).label}


def _tone(stage: Stage) -> str:
    if stage in (Stage.GRANTED, Stage.ISSUED):
        return "done"
    return "danger" if stage in (Stage.REFUSED, Stage.WITHDRAWN) else "soon"


@require_http_methods(GET_OR_POST)
def file_application(request: PersonRequest, person_id: int) -> HttpResponse:
    """The unit applies for one of its persons."""
    about = access.person_to_propose(request.rights, person_id)
    today = timezone.localdate()
    posts = Post.objects.in_force(today).filter(person=about, kind=ENFORCEMENT)
    domains = sorted({name for post in posts for name in post.domains})
    first = grounds_today(today, request.person.agency.name) | {"domains": domains}
    form = ApplicationForm(**typed(request), initial=first)
    deed = Deed(
        title=gettext_lazy("申报资格"),
        why=gettext_lazy(
            "由单位申报，法制机构逐项审查：编制、培训、考试、公示，合格的授予资格。"
            "工勤、合同制和劳务派遣人员不得申请（河南省行政执法条例第二十条）。"
        ),
        button=gettext_lazy("申报"),
        back=reverse("qualifications:person", args=[about.pk]),
        done=gettext_lazy("资格申请已提交法制机构。"),
        about=f"{about.name}　{about.agency.name}",
    )

    def act() -> str:
        made = actions.file_application(
            about, form.claim(), form.grounds(), actor=request.person, now=timezone.now()
        )
        return _address(made.ref)

    return carry_out(request, form, deed, act)


@require_http_methods(GET_OR_POST)
def advance(request: PersonRequest, ref: str, stage: str) -> HttpResponse:
    """The office confirms one step."""
    if stage not in {one.value for one in CONFIRMED}:
        raise Http404("stage")
    about, step = access.application_to_decide(request.rights, ref), Stage(stage)
    form_class = PublicityForm if step is Stage.PUBLICISED else GroundsForm
    first = grounds_today(timezone.localdate(), request.person.agency.name)
    form = form_class(**typed(request), initial=first)
    title = StageChoice(stage).label
    deed = _deed(
        about, title=title, why=WHY[step], done=gettext_lazy("这一环节已登记。"), button=_("确认")
    )

    def act() -> None:
        actions.advance(about, step, form.grounds(), actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


WHY: dict[Stage, Promise] = {
    Stage.VERIFIED: gettext_lazy(
        "核验其在编在职，以及法律规定的任职条件。不符合的，请办理不予授予，并写明依据。"
    ),
    Stage.TRAINED: gettext_lazy("确认其已完成岗前培训；资格条件规定了学时的，以学时台账为准。"),
    Stage.PROFESSIONAL: gettext_lazy("以有监考、已公布的合格成绩为据，成绩随这一环节留存。"),
    Stage.PUBLIC: gettext_lazy("以有监考、已公布的合格成绩为据，成绩随这一环节留存。"),
    Stage.PUBLICISED: gettext_lazy("公示期满无异议的，方可授予资格。"),
}


@require_http_methods(GET_OR_POST)
def grant_application(request: PersonRequest, ref: str) -> HttpResponse:
    """The office qualifies the applicant."""
    about = access.application_to_decide(request.rights, ref)
    today = timezone.localdate()
    form = DecisionForm(**typed(request), initial={"decided_on": today, "effective_on": today})
    deed = _deed(
        about,
        title=gettext_lazy("授予资格"),
        why=gettext_lazy("各环节都已完成、公示期满的，授予资格。证件由发证机关颁发后另行登记。"),
        done=gettext_lazy("资格已授予。"),
    )

    def act() -> None:
        actions.grant_application(about, form.decision(), actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_http_methods(GET_OR_POST)
def refuse_application(request: PersonRequest, ref: str) -> HttpResponse:
    about = access.application_to_decide(request.rights, ref)
    deed = _deed(
        about,
        title=gettext_lazy("不予授予资格"),
        why=gettext_lazy("写明依据和理由。本人、单位可以申请复核，复核改变结论的，恢复办理。"),
        done=gettext_lazy("已登记不予授予。"),
        grave=True,
    )
    return _ending(request, about, deed, actions.refuse_application)


@require_http_methods(GET_OR_POST)
def reopen_application(request: PersonRequest, ref: str) -> HttpResponse:
    about = access.application_to_decide(request.rights, ref)
    deed = _deed(
        about,
        title=gettext_lazy("恢复办理"),
        why=gettext_lazy("复核撤销了不予授予的结论的，从原来的环节继续办理。"),
        done=gettext_lazy("已恢复办理。"),
    )
    return _ending(request, about, deed, actions.reopen_application)


@require_http_methods(GET_OR_POST)
def withdraw_application(request: PersonRequest, ref: str) -> HttpResponse:
    about = access.application_to_withdraw(request.rights, ref)
    deed = _deed(
        about,
        title=gettext_lazy("撤回申请"),
        why=gettext_lazy("撤回后不再办理；以后可以重新申报。"),
        done=gettext_lazy("申请已撤回。"),
        grave=True,
    )
    return _ending(request, about, deed, actions.withdraw_application)


def _ending(
    request: PersonRequest, about: Application, deed: Deed, do: Callable[..., ApplicationStep]
) -> HttpResponse:
    """A deed that needs nothing but its grounds."""
    first = grounds_today(timezone.localdate(), request.person.agency.name)
    form = GroundsForm(**typed(request), initial=first)

    def act() -> None:
        now: datetime = timezone.now()
        do(about, form.grounds(), actor=request.person, now=now)

    return carry_out(request, form, deed, act)


def _deed(
    about: Application,
    *,
    title: object,
    why: object,
    done: object,
    grave: bool = False,
    button: str = "",
) -> Deed:
    back = _address(about.ref)
    named: Any = [about.person.name, about.get_kind_display(), "、".join(about.domains)]
    return Deed(
        title=str(title),
        why=str(why),
        button=button or str(title),
        back=back,
        done=str(done),
        about="　".join(part for part in named if part),
        crumbs=[(_("资格申请"), back), (str(title), "")],
        grave=grave,
    )


def _address(ref: str) -> str:
    return reverse("qualifications:application", kwargs={"ref": ref})
