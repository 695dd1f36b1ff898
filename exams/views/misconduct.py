"""Misconduct: witnessed at the desk, then notice, defence, decision, appeal and review."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from exams.access.misconduct import (
    candidate_at_desk,
    decides_on,
    misconduct_cases,
    misconduct_for,
)
from exams.actions import misconducting
from exams.actions.misconducting import StepRefused
from exams.actions.signing import ActRefused
from exams.filters import MisconductFilter
from exams.forms.misconduct import DecisionForm, MisconductForm, StepForm
from exams.models import Candidate, Misconduct, Signature, StepChoice
from exams.rules.conduct import Act
from exams.rules.misconduct import (
    Concerned,
    Step,
    StepRefusal,
    Taken,
    step_refusal,
)
from exams.tables.misconduct import MisconductTable
from exams.views.words import refusal_words
from exchange.deeds import Deed, Denial, Refusing, answer, typed
from exchange.http import as_list, as_sheet, filtering
from people.http import PersonRequest

STEP_REFUSALS: dict[StepRefusal, Promise] = {
    StepRefusal.NOT_YET: gettext_lazy("尚未到这一步：须先告知，陈述申辩或者申辩期满后作出决定。"),
    StepRefusal.TOO_LATE: gettext_lazy("期限已过。"),
    StepRefusal.DONE: gettext_lazy("这一步已经办理。"),
    StepRefusal.NOT_YOU: gettext_lazy("须由他人办理：见证人不作决定，作出决定的人不办理复核。"),
    StepRefusal.NO_EFFECT: gettext_lazy("请写明对成绩的影响。"),
}
WHY = {
    Step.NOTICE: gettext_lazy("写明查实的事实、拟作的处理和依据，告知考生有权在 5 日内陈述申辩。"),
    Step.DEFENCE: gettext_lazy("请写明您的陈述和申辩，可以写明证据。提交后不能改写。"),
    Step.DECISION: gettext_lazy(
        "写明认定的事实、采纳申辩的情况、依据和处理。即时生效，考生可以在 15 日内申请复核。"
    ),
    Step.APPEAL: gettext_lazy("请写明申请复核的理由。提交后不能改写。"),
    Step.REVIEW: gettext_lazy("由见证人和作出决定的人以外的人复核。复核决定取代原决定。"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def report_misconduct(request: PersonRequest, ref: str, candidate_ref: str) -> HttpResponse:
    """Say what one saw; the second witness sees the first one's words and signs the same."""
    candidate = candidate_at_desk(request.rights, ref, candidate_ref)
    first = _first_report(candidate)
    body = {name: first.body[name] for name in ("kind", "facts")} if first else {}
    form = MisconductForm(**typed(request), initial=body)
    opened: list[Misconduct] = []

    def act() -> str | None:
        data, now = form.cleaned_data, timezone.now()
        case = misconducting.report_misconduct(
            candidate, kind=data["kind"], facts=data["facts"], actor=request.person, now=now
        )
        opened.extend([case] if case else [])
        return reverse("exams:misconduct", args=[case.ref]) if case else None

    def done() -> str:
        if opened:
            return _("两名见证人已签署，已立案。")
        return _("您已签署；另一名见证人签署同样的内容后立案。")

    title, back = _("报告违纪"), _desk_of(candidate)
    deed = Deed(
        title=title,
        why=_why_to_sign(first),
        button=_("签署"),
        back=back,
        done=done,
        about=f"{candidate.person.name}　{candidate.number}",
        crumbs=[(_("考场"), back), (title, "")],
        grave=True,
    )
    return answer(request, form, deed, act, Refusing(ActRefused, _word))


def _first_report(candidate: Candidate) -> Signature | None:
    """What was signed last of what no case has been opened about."""
    signed = Signature.objects.filter(
        act=Act.MISCONDUCT, subject=candidate.ref, body__before=candidate.misconducts.count()
    )
    return signed.select_related("person").order_by("pk").last()


def _why_to_sign(first: Signature | None) -> str:
    if first is None:
        return _("由两名见证人签署同样的内容后立案，再告知考生。")
    words = _("%(name)s已签署以下内容，您核对无误后签署即立案；改动后须由两人重新签署。")
    return words % {"name": first.person.name}


def _desk_of(candidate: Candidate) -> str:
    """The console of the candidate's room; without a seat, the session's list."""
    seat = getattr(candidate, "seat", None)
    if seat is None:
        return reverse("exams:room", args=[candidate.session.ref])
    return reverse("exams:console", args=[seat.room.ref])


def _word(refused: ActRefused) -> Denial:
    return Denial(refusal_words(refused.reason))


@require_safe
def misconducts(request: PersonRequest) -> HttpResponse:
    """The cases that one may see: one's own, those witnessed, those of one's exams."""
    found = MisconductFilter(request.GET, queryset=misconduct_cases(request.rights))
    context = {
        "table": as_list(
            request, MisconductTable(found.qs), sheet=reverse("exams:misconducts_sheet")
        ),
        "filter": found,
        "active": filtering(found),
        "crumbs": [(_("违纪处理"), "")],
    }
    return render(request, "exams/misconducts.html", context)


@require_safe
def misconducts_sheet(request: PersonRequest) -> HttpResponse:
    """The same rows as a sheet."""
    found = MisconductFilter(request.GET, queryset=misconduct_cases(request.rights))
    return as_sheet(request, MisconductTable(found.qs), _("违纪处理"))


@require_safe
def misconduct(request: PersonRequest, ref: str) -> HttpResponse:
    """One case: what was seen, every step, and what the reader may do next."""
    case = misconduct_for(request.rights, ref)
    steps = list(case.steps.select_related("by"))
    context = {
        "case": case,
        "steps": steps,
        "open": [
            (step.value, StepChoice(step.value).label)
            for step in Step
            if _may(request, case, step) is None
        ],
        "is_own": case.candidate.person_id == request.person.pk,
        "crumbs": [(_("违纪处理"), reverse("exams:misconducts")), (case.candidate.person.name, "")],
    }
    return render(request, "exams/misconduct.html", context)


def _may(request: PersonRequest, case: Misconduct, step: Step) -> StepRefusal | None:
    """Why the reader may not take the step now."""
    own = step in (Step.DEFENCE, Step.APPEAL)
    if not own and not decides_on(request.rights, case):
        return StepRefusal.NOT_YOU
    taken = [Taken(Step(row.kind), row.at, row.by_id) for row in case.steps.all()]
    about = Concerned(case.candidate.person_id, {case.first_by_id, case.second_by_id})
    return step_refusal(step, taken, about, by=request.person.pk, now=timezone.now())


@require_http_methods(["GET", "HEAD", "POST"])
def take_misconduct_step(request: PersonRequest, ref: str, step: str) -> HttpResponse:
    """Take one step of a case."""
    case = misconduct_for(request.rights, ref)
    if step not in set(Step):
        raise Http404("step")
    wanted = Step(step)
    own = wanted in (Step.DEFENCE, Step.APPEAL)
    is_mine = case.candidate.person_id == request.person.pk
    if is_mine != own or not (own or decides_on(request.rights, case)):
        raise Http404("step")
    kind = DecisionForm if wanted in (Step.DECISION, Step.REVIEW) else StepForm
    form = kind(**typed(request))

    def act() -> None:
        data: dict[str, Any] = form.cleaned_data
        effect = data.get("effect", "")
        words, actor, now = data["words"], request.person, timezone.now()
        misconducting.take_step(case, wanted, words=words, effect=effect, actor=actor, now=now)

    title = str(StepChoice(step).label)
    back = reverse("exams:misconduct", args=[case.ref])
    deed = Deed(
        title=title,
        why=WHY[wanted],
        button=_("提交") if own else _("签发"),
        back=back,
        done=_("已办理。"),
        about=f"{case.candidate.person.name}　{case.get_kind_display()}",
        crumbs=[(_("违纪处理"), reverse("exams:misconducts")), (title, "")],
        grave=True,
    )
    return answer(request, form, deed, act, Refusing(StepRefused, _step_word))


def _step_word(refused: StepRefused) -> Denial:
    return Denial(str(STEP_REFUSALS[refused.reason]))
