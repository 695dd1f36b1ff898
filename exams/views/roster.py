"""Who sits and who supervises: putting persons on a session's lists and taking them off."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from exams.access import (
    candidate_in,
    invigilation_in,
    invigilators_for,
    officers_below,
    persons_named,
    session_for,
)
from exams.actions import clearing, planning
from exams.actions.signing import ActRefused
from exams.forms import AgencyEnrolForm, InvigilatorForm, ReasonForm
from exams.models import ExamSession
from exams.proof import acquainted_in
from exams.views.sessions import crumbs_of, session_name, session_page
from exams.views.words import refusal_words
from people.forms.choosing import PersonsForm
from people.http import PersonRequest
from people.models import Person


@require_POST
def enrol(request: PersonRequest, ref: str) -> HttpResponse:
    """Put the ticked persons on the roster; one outside one's scope refuses them all."""
    found = session_for(request.rights, ref)
    form = PersonsForm(request.POST)
    if not form.is_valid():
        return session_page(request, found, refusal=_("请先勾选人员，再编入名单。"))
    persons = persons_named(request.rights, form.cleaned_data["persons"])
    return _enrol(request, found, persons)


@require_POST
def enrol_agency(request: PersonRequest, ref: str) -> HttpResponse:
    """Put every enforcement officer of an agency and of all below it on the roster."""
    found = session_for(request.rights, ref)
    form = AgencyEnrolForm(request.POST, rights=request.rights)
    if not form.is_valid():
        return session_page(request, found, refusal=_("请选择管辖范围内的单位。"))
    agency = form.cleaned_data["agency"]
    return _enrol(request, found, officers_below(request.rights, agency, timezone.localdate()))


def _enrol(request: PersonRequest, found: ExamSession, persons: list[Person]) -> HttpResponse:
    def act() -> str:
        added = planning.enrol(found, persons, actor=request.person, now=timezone.now())
        kept = len(persons) - len(added)
        words = _("已编入 %(added)s 人。") % {"added": len(added)}
        if kept:
            words += _("%(kept)s 人已在本考试名单中，未重复编入。") % {"kept": kept}
        return words

    return _do(request, found, act)


@require_POST
def withdraw(request: PersonRequest, ref: str, candidate_ref: str) -> HttpResponse:
    """Take somebody off a roster that is not locked."""
    found = session_for(request.rights, ref)
    candidate = candidate_in(found, candidate_ref)

    def act() -> str:
        planning.withdraw(candidate, actor=request.person, now=timezone.now())
        return _("已将%(name)s移出名单。") % {"name": candidate.person.name}

    return _do(request, found, act)


@require_http_methods(["GET", "HEAD", "POST"])
def clear(request: PersonRequest, ref: str, candidate_ref: str) -> HttpResponse:
    """Say what a candidate knows of the pool, and decide for a reason that they sit."""
    found = session_for(request.rights, ref)
    candidate = candidate_in(found, candidate_ref)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]

        def act() -> str:
            clearing.clear(candidate, reason=reason, actor=request.person, now=timezone.now())
            return _("已准许%(name)s参加考试。") % {"name": candidate.person.name}

        return _do(request, found, act)
    known = [each for each in acquainted_in(found) if each.candidate == candidate]
    if not known:
        raise Http404("nothing to decide")
    context = {
        "session": found,
        "known": known[0],
        "form": form,
        "crumbs": crumbs_of(
            found.exam,
            (session_name(found), reverse("exams:session", args=[found.ref])),
            (_("准许参考"), ""),
        ),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "exams/clear.html", context, status=status)


@require_POST
def appoint_invigilator(request: PersonRequest, ref: str) -> HttpResponse:
    """Let a holder of the role supervise the session."""
    found = session_for(request.rights, ref)
    choices = invigilators_for(request.rights, found, timezone.localdate())
    form = InvigilatorForm(request.POST, choices=choices, rooms=found.rooms.all())
    if not form.is_valid():
        return session_page(request, found, refusal=_("请在名单中选择一名监考员。"))
    person, room = form.cleaned_data["person"], form.cleaned_data.get("room")

    def act() -> str:
        actor, now = request.person, timezone.now()
        planning.appoint_invigilator(found, person, actor=actor, now=now, room=room)
        return _("已安排%(name)s监考。") % {"name": person.name}

    return _do(request, found, act)


@require_POST
def release_invigilator(request: PersonRequest, ref: str, invigilation_id: int) -> HttpResponse:
    """End a person's supervision of the session."""
    found = session_for(request.rights, ref)
    invigilation = invigilation_in(found, invigilation_id)

    def act() -> str:
        planning.release_invigilator(invigilation, actor=request.person, now=timezone.now())
        return _("已取消%(name)s的监考安排。") % {"name": invigilation.person.name}

    return _do(request, found, act)


def _do(request: PersonRequest, found: ExamSession, act: Callable[[], str]) -> HttpResponse:
    """Do it and go back to the session; a refusal is said on the session's page."""
    try:
        messages.success(request, act())
    except ActRefused as refused:
        words = refusal_words(refused.reason)
        if "names" in refused.details:
            words = words % {"names": refused.details["names"]}
        return session_page(request, found, refusal=words)
    return redirect("exams:session", ref=found.ref)
