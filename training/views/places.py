"""Places of a class: what it counts for before one asks, asking, waiting, deciding, sharing out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exchange.deeds import Deed, typed
from exchange.http import as_list, as_sheet, filtering
from people.access import require
from people.http import PersonRequest
from people.models import Person
from training import access, actions
from training.filters import ApplicationFilter
from training.forms.catalogue import DecideForm, QuotaForm, SeatsForm
from training.models import (
    Application,
    Enrolment,
    Leave,
    Session,
    SubjectChoice,
    TrainingClass,
    category_of,
    may_answer,
    state_of,
)
from training.rules import ClassState, OpenClass, Worth, settles
from training.rules.surveys import is_open
from training.tables import ApplicationTable
from training.views.classes import address, crumbs_of, subject_worths, worth_of
from training.views.deed import carry_out
from training.views.words import refusal_words


@require_http_methods(["GET", "HEAD", "POST"])
def join_class(request: PersonRequest, ref: str) -> HttpResponse:
    """What a class counts for, for this reader, before they ask for a place; and asking for one."""
    category = category_of(request.person, timezone.localdate())
    found = access.class_to_join(request.person, ref, category)
    if request.method != "POST":
        return _offer(request, found, category)
    try:
        made = actions.join_class(found, request.person, now=timezone.now())
    except actions.Refused as refused:
        return _offer(request, found, category, refusal=refusal_words(refused))
    said = {"title": found.title}
    if isinstance(made, Enrolment):
        messages.success(request, _("已报名“%(title)s”。") % said)
    elif found.needs_approval:
        messages.success(request, _("“%(title)s”的报名已提交，等待审批。") % said)
    else:
        messages.success(request, _("“%(title)s”名额已满，您已列入候补，有空缺时自动递补。") % said)
    return redirect("training:join_class", ref)


def _offer(
    request: PersonRequest, found: TrainingClass, category: str | None, *, refusal: str = ""
) -> HttpResponse:
    """The page; a refusal stands on top (409)."""
    now = timezone.now()
    sessions = list(found.sessions.select_related("statute", "lecturer"))
    worth = worth_of(found, sessions)
    enrolled = found.enrolments.standing()
    mine = enrolled.filter(person=request.person).first()
    asked = found.applications.open().filter(person=request.person).first()
    may_enrol = found.state == ClassState.OPEN and bool(sessions) and sessions[0].starts_at > now
    fits = found.meant_for.is_open_to(request.person.agency.path, category)
    context = {
        "class": found,
        "sessions": sessions,
        "subjects": _subjects(sessions),
        "worth": worth,
        "left": _left(request.person, found, sessions, worth),
        "free": max(0, found.capacity - enrolled.count()),
        "waiting": found.applications.waiting().count(),
        "mine": mine,
        "asked": asked,
        "ahead": _ahead(asked),
        "may_join": may_enrol and fits and mine is None and asked is None,
        "may_ask_leave": found.state == ClassState.OPEN
        and any(session.ends_at > now and session.closed_at is None for session in sessions),
        "may_survey": bool(mine) and _may_survey(request.person, found, sessions, now),
        "leaves": _leaves(request.person, found) if mine else [],
        "materials": _materials(found),
        "refusal": refusal,
        "crumbs": [(_("培训日历"), reverse("training:calendar")), (found.title, "")],
    }
    return render(request, "training/join_class.html", context, status=409 if refusal else 200)


def _left(
    person: Person, found: TrainingClass, sessions: list[Session], worth: Worth | None
) -> dict[str, Any]:
    """What the reader owes now, and would owe after the class; empty where nothing is owed."""
    state = state_of(person, timezone.localdate())
    if state.target is None or worth is None or not sessions:
        return {"state": state}
    offered = OpenClass(found.ref, sessions[0].day, worth, subject_worths([found])[found.pk])
    return {"state": state, "after": next(iter(settles(state, [offered])), None)}


def _subjects(sessions: list[Session]) -> list[tuple[str, int]]:
    """How many half-days fall to each subject."""
    counted = [(choice, sum(s.subject == choice for s in sessions)) for choice in SubjectChoice]
    return [(str(choice.label), n) for choice, n in counted if n]


def _ahead(asked: Application | None) -> int:
    """How many wait before this one."""
    if asked is None:
        return 0
    waiting = asked.training_class.applications.waiting()
    return waiting.filter(asked_at__lte=asked.asked_at).exclude(pk=asked.pk).count()


def _materials(found: TrainingClass) -> list[Any]:
    if found.course is None:
        return []
    return list(found.course.materials.filter(removed_at__isnull=True).select_related("file"))


def _may_survey(
    person: Person, found: TrainingClass, sessions: list[Session], now: datetime
) -> bool:
    """Whether the class is over, somebody was there, and has not said yet what they think."""
    return bool(sessions) and is_open(sessions[-1].ends_at, now) and may_answer(person, found)


def _leaves(person: Person, found: TrainingClass) -> list[Leave]:
    rows = Leave.objects.filter(person=person, session__training_class=found)
    return list(rows.select_related("session").order_by("session__starts_at", "id"))


@require_POST
def give_up(request: PersonRequest, ref: str) -> HttpResponse:
    """Ask for a place no more."""
    found = access.own_application(request.rights, ref)
    try:
        actions.give_up(found, actor=request.person, now=timezone.now())
    except actions.Refused as refused:
        messages.error(request, refusal_words(refused))
    else:
        messages.success(request, _("已放弃报名。"))
    return redirect("training:join_class", found.training_class.ref)


@require_safe
def applications(request: PersonRequest) -> HttpResponse:
    """Who asks and who waits, of one's own persons and for one's own classes."""
    chosen = _filtered(request)
    sheet = reverse("training:applications_sheet")
    context = {
        "filter": chosen,
        "active": filtering(chosen),
        "asked": _rows(request).filter(state="asked").count(),
        "table": as_list(request, ApplicationTable(chosen.qs), sheet=sheet),
        "crumbs": [(_("培训班"), reverse("training:classes")), (_("报名审批"), "")],
    }
    return render(request, "training/applications.html", context)


@require_safe
def applications_sheet(request: PersonRequest) -> HttpResponse:
    """The list as filtered, as a sheet."""
    return as_sheet(request, ApplicationTable(_filtered(request).qs), _("报名"))


def _rows(request: PersonRequest) -> Any:
    require(request.rights, access.ORGANISER)
    return Application.objects.visible_to(request.rights, access.ORGANISER)


def _filtered(request: PersonRequest) -> ApplicationFilter:
    rows = _rows(request).select_related("person", "agency", "training_class")
    return ApplicationFilter(request.GET, queryset=rows)


@require_http_methods(["GET", "HEAD", "POST"])
def decide_application(request: PersonRequest, ref: str) -> HttpResponse:
    """Approve or refuse somebody's wish for a place."""
    found = access.application_to_decide(request.rights, ref)
    form = DecideForm(**typed(request))
    back = reverse("training:applications")
    said = {"name": found.person.name, "title": found.training_class.title}
    deed = Deed(
        title=_("审批报名"),
        why=_("同意后有名额的列入名单，名额已满的按报名先后候补。结果告知报名人员。"),
        button=_("提交"),
        back=back,
        done=_("报名已审批。"),
        about=_("%(name)s报名“%(title)s”") % said,
        crumbs=[(_("报名审批"), back), (found.person.name, "")],
    )

    def act() -> None:
        values = form.cleaned_data
        actions.decide_application(
            found,
            values["answer"] == "admit",
            reason=values["reason"],
            actor=request.person,
            now=timezone.now(),
        )

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def change_seats(request: PersonRequest, ref: str) -> HttpResponse:
    """More or fewer places."""
    found = access.class_to_run(request.rights, ref)
    form = SeatsForm(**typed(request), initial={"capacity": found.capacity})
    deed = Deed(
        title=_("调整名额"),
        why=_("增加的名额按报名先后自动递补候补人员，并告知本人。"),
        button=_("保存"),
        back=address(found),
        done=_("名额已调整。"),
        crumbs=crumbs_of(found, (_("调整名额"), "")),
    )

    def act() -> None:
        seats = form.cleaned_data["capacity"]
        actions.change_seats(found, seats, actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def set_quota(request: PersonRequest, ref: str) -> HttpResponse:
    """At most how many places for one unit."""
    found = access.class_to_run(request.rights, ref)
    form = QuotaForm(**typed(request), rights=request.rights, training_class=found)
    deed = Deed(
        title=_("分配名额"),
        why=_("规定一个单位（含下级）至多可列入多少人。未分配的单位不受限制。"),
        button=_("保存"),
        back=address(found),
        done=_("名额已分配。"),
        crumbs=crumbs_of(found, (_("分配名额"), "")),
    )

    def act() -> None:
        values = form.cleaned_data
        actions.set_quota(
            found, values["agency"], values["seats"], actor=request.person, now=timezone.now()
        )

    return carry_out(request, form, deed, act)


@require_safe
def class_text(request: PersonRequest, ref: str) -> HttpResponse:
    """A text to copy into a group: when, where, who."""
    found = access.class_to_see(request.rights, ref)
    context = {
        "class": found,
        "sessions": list(found.sessions.all()),
        "crumbs": crumbs_of(found, (_("拟写通知"), "")),
    }
    return render(request, "training/class_text.html", context)
