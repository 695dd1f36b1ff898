"""Sessions of seats: called for by the personnel office, opened by two exam officers, and their
door. No page but the door, and the case's own, knows who sits where."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from appointments import access
from appointments.actions import Refused, sessions
from appointments.actions import calls as deeds
from appointments.forms.cases import PlainForm
from appointments.forms.testing import CallForm, DoorForm, NumberForm, OpenForm
from appointments.models import TestCall
from appointments.views.deed import carry_out, exam_refusals
from appointments.wording import refusal_words
from exams.proof import unread_forms
from exams.rules.conduct import ExamState, SessionState
from exchange.deeds import Deed, typed
from people.http import PersonRequest
from people.rules import Role


def _crumbs(*further: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("任职前测试"), reverse("appointments:calls")), *further]


def step_of(call: TestCall, now: datetime) -> str:
    """Where a call stands: withdrawn, asked, unread, opened, sealed, locked, over."""
    if call.withdrawn_at:
        return "withdrawn"
    if call.session is None:
        return "over" if now >= call.opens_at else "asked"
    if call.session.state == SessionState.PUBLISHED:
        return "over"
    if call.session.exam.state == ExamState.DRAFT:
        return "unread" if unread_forms(call.session.exam) else "opened"
    return "sealed" if call.session.state == SessionState.PLANNED else "locked"


@never_cache
@require_GET
def calls(request: PersonRequest) -> HttpResponse:
    """The sessions of seats that concern the reader, newest first."""
    now = timezone.now()
    rows = access.calls_for(request.rights).order_by("-opens_at")[:100]
    context = {
        "rows": [(row, step_of(row, now), row.seats.count()) for row in rows],
        "waiting": access.calls_for(request.rights).filter(session=None, opens_at__gt=now).count(),
        "may_ask": request.rights.has(*access.OPENERS),
    }
    return render(request, "appointments/calls.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def request_call(request: PersonRequest) -> HttpResponse:
    """Call for a session with seats for one's cases."""
    form = CallForm(**typed(request), cases=access.cases_to_seat(request.rights))
    deed = Deed(
        title=_("安排任职前测试"),
        why=_(
            "考务人员只看到席位号，人选的身份只有案件知悉人员和入场核验人知道。一场不超过 10 席。"
        ),
        button=_("安排"),
        back=reverse("appointments:calls"),
        done=_("已安排，等待两名考务员开设场次。"),
        crumbs=_crumbs((_("安排"), "")),
    )

    def act() -> str:
        values = form.cleaned_data
        draft = deeds.CallDraft(
            values["template"], values["place"], form.opens_at(), values["checker"]
        )
        cases = list(values["cases"])
        made = deeds.request_call(draft, cases, actor=request.person, now=timezone.now())
        return reverse("appointments:call", args=[made.ref])

    return carry_out(request, form, deed, act)


@never_cache
@require_GET
def call(request: PersonRequest, ref: str) -> HttpResponse:
    """One session of seats: numbers and steps, and no name of a candidate."""
    found = access.call_for(request.rights, ref)
    now = timezone.now()
    is_officer = request.rights.covers(found.template.agency.path, Role.EXAM_OFFICER)
    context = {
        "call": found,
        "step": step_of(found, now),
        "seats": found.seats.order_by("n").values_list("n", flat=True),
        "is_officer": is_officer,
        "may_withdraw": found.asked_by_id == request.person.pk and found.session is None,
        "crumbs": _crumbs((found.template.title, "")),
    }
    return render(request, "appointments/call.html", context)


def _deed(found: TestCall, title: str, why: str, done: str) -> Deed:
    here = reverse("appointments:call", args=[found.ref])
    day = timezone.localtime(found.opens_at)
    return Deed(
        title=title,
        why=why,
        button=title,
        back=here,
        done=done,
        about=f"{found.template.title}　{day:%Y-%m-%d %H:%M}　{found.place}",
        crumbs=_crumbs((found.template.title, here), (title, "")),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def open_session(request: PersonRequest, ref: str) -> HttpResponse:
    """The first officer opens the session."""
    found = access.call_to_open(request.rights, ref)
    form = OpenForm(**typed(request))
    why = _(
        "按批准的模板建立考试、场次和考场，席位列入名单，生成平行卷。须先由两人通读，再由两名考务员签署。"
    )
    deed = _deed(found, _("开设场次"), why, _("已开设，请安排两人通读平行卷。"))

    def act() -> None:
        values = form.cleaned_data
        papers = sessions.Papers(values["count"], values["no_forms"])
        words = {"network": values["network"], "actor": request.person, "now": timezone.now()}
        with exam_refusals():
            sessions.open_session(found, papers, **words)

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_session(request: PersonRequest, ref: str) -> HttpResponse:
    """One of two officers signs; with the second signature the exam is sealed."""
    found = access.call_to_open(request.rights, ref)
    form = PlainForm(**typed(request))
    why = _("两名考务员签署后，考试封存，席位名单首签。之后当众抽取见证数字，由另一名考务员登记。")
    deed = _deed(found, _("签署场次"), why, _("已签署。"))

    def act() -> None:
        with exam_refusals():
            sessions.sign_session(found, actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def draw_session(request: PersonRequest, ref: str) -> HttpResponse:
    """The other officer enters the number that was drawn."""
    found = access.call_to_open(request.rights, ref)
    form = NumberForm(**typed(request))
    why = _("登记后试卷即可生成，名单不再变更。")
    deed = _deed(found, _("登记见证数字"), why, _("场次已锁定。"))

    def act() -> None:
        number = form.cleaned_data["number"]
        with exam_refusals():
            sessions.draw_session(found, number, actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_call(request: PersonRequest, ref: str) -> HttpResponse:
    """Take back a call that nobody has opened yet."""
    found = access.own_call(request.rights, ref)
    form = PlainForm(**typed(request))
    deed = _deed(found, _("撤回场次"), _("撤回后席位作废，可以另行安排。"), _("已撤回。"))

    def act() -> None:
        deeds.withdraw_call(found, actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@never_cache
@require_GET
def door(request: PersonRequest, ref: str) -> HttpResponse:
    """Who sits where, for the checker, while the door is open."""
    found = access.door_for(request.rights, ref, timezone.now())
    context = {
        "call": found,
        "seats": found.seats.select_related("case__person", "door_check", "stand_in"),
    }
    return render(request, "appointments/door.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_door(request: PersonRequest, ref: str, n: int) -> HttpResponse:
    """Let one candidate in: the papers were seen, the seat's code is shown once."""
    found = access.door_for(request.rights, ref, timezone.now())
    seat = access.seat_at(found, n)
    form = DoorForm(**typed(request))
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        document = form.cleaned_data["document"]
        try:
            slip = sessions.check_door(seat, document, actor=request.person, now=timezone.now())
        except Refused as refused:
            form.add_error(None, refusal_words(refused.reason))
            status = 409
        else:
            context = {"call": found, "seat": seat, "slip": slip}
            return render(request, "appointments/door_slip.html", context)
    context = {"call": found, "seat": seat, "form": form}
    return render(request, "appointments/door_check.html", context, status=status)
