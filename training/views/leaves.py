"""Leave from half-days: asking, deciding, who missed how much of a class."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exchange.deeds import Deed, typed
from exchange.http import as_download, as_list, as_sheet, filtering
from people.access import require
from people.http import PersonRequest
from training import access, actions
from training.access import attendance as doors
from training.filters import AbsenceFilter, LeaveFilter
from training.forms.leaves import DecideLeaveForm, LeaveForm
from training.models import (
    AttendancePolicy,
    Enrolment,
    Leave,
    LeaveChoice,
    TrainingClass,
    share_that_may_be_missed,
)
from training.rules import ClassState, misses_too_much
from training.tables import AbsenceTable, LeaveTable
from training.views.classes import crumbs_of
from training.views.deed import carry_out
from training.views.words import refusal_words

REMOVABLE = (ClassState.OPEN, ClassState.FINISHED)  # from such a class one may be removed


@require_http_methods(["GET", "HEAD", "POST"])
def ask_leave(request: PersonRequest, ref: str) -> HttpResponse:
    """Ask to be away from half-days of a class that one goes to."""
    found = doors.class_attended(request.person, ref)
    now = timezone.now()
    asked = Leave.objects.filter(
        person=request.person, state__in=[LeaveChoice.ASKED, LeaveChoice.GRANTED]
    )
    sessions = found.sessions.filter(closed_at__isnull=True, ends_at__gt=now)
    sessions = sessions.exclude(pk__in=asked.values("session"))
    form = LeaveForm(**typed(request), sessions=sessions)
    back = reverse("training:join_class", args=[ref])
    deed = Deed(
        title=_("请假"),
        why=_(
            "由本单位或者主办单位的培训管理员审批。请假的课次不计学时，可以参加内容相同的课次补训。"
        ),
        button=_("提交请假"),
        back=back,
        done=_("请假已提交，请等待审批。"),
        about=found.title,
        crumbs=[(found.title, back), (_("请假"), "")],
    )

    def act() -> None:
        values = form.cleaned_data
        actions.ask_leave(
            found,
            list(values["sessions"]),
            request.person,
            because=values["because"],
            scan=form.scanned(),
            now=now,
        )

    return carry_out(request, form, deed, act)


@require_POST
def give_up_leave(request: PersonRequest, ref: str) -> HttpResponse:
    """Take one's own wish back."""
    found = doors.own_leave(request.rights, ref)
    try:
        actions.give_up_leave(found, actor=request.person, now=timezone.now())
    except actions.Refused as refused:
        messages.error(request, refusal_words(refused))
    else:
        messages.success(request, _("请假已撤回。"))
    return redirect("training:join_class", found.session.training_class.ref)


@require_safe
def leaves(request: PersonRequest) -> HttpResponse:
    """Who asks for leave, of one's own persons and from one's own classes."""
    chosen = _filtered(request)
    sheet = reverse("training:leaves_sheet")
    context = {
        "filter": chosen,
        "active": filtering(chosen),
        "asked": Leave.objects.visible_to(request.rights, access.ORGANISER).asked().count(),
        "table": as_list(request, LeaveTable(chosen.qs), sheet=sheet),
        "crumbs": [(_("培训班"), reverse("training:classes")), (_("请假审批"), "")],
    }
    return render(request, "training/leaves.html", context)


@require_safe
def leaves_sheet(request: PersonRequest) -> HttpResponse:
    """The list as filtered, as a sheet."""
    return as_sheet(request, LeaveTable(_filtered(request).qs), _("请假"))


def _filtered(request: PersonRequest) -> LeaveFilter:
    require(request.rights, access.ORGANISER)
    rows = Leave.objects.visible_to(request.rights, access.ORGANISER)
    rows = rows.select_related("person__agency", "session__training_class")
    return LeaveFilter(request.GET, queryset=rows)


@require_http_methods(["GET", "HEAD", "POST"])
def decide_leave(request: PersonRequest, ref: str) -> HttpResponse:
    """Grant leave or refuse it."""
    found = doors.leave_to_decide(request.rights, ref)
    session, held = found.session, found.session.training_class
    form = DecideLeaveForm(**typed(request))
    back = reverse("training:leaves")
    said = {
        "name": found.person.name,
        "at": f"{timezone.localtime(session.starts_at):%Y-%m-%d %H:%M}",
        "topic": session.topic,
        "because": found.because,
    }
    deed = Deed(
        title=_("审批请假"),
        why=_share_words(found, held.sessions.count()),
        button=_("提交"),
        back=back,
        done=_("请假已审批，结果已告知本人。"),
        about=_("%(name)s，%(at)s“%(topic)s”。理由：%(because)s") % said,
        crumbs=[(_("请假审批"), back), (found.person.name, "")],
    )

    def act() -> None:
        values = form.cleaned_data
        actions.decide_leave(
            found,
            values["answer"] == "grant",
            reason=values["reason"],
            actor=request.person,
            now=timezone.now(),
        )

    return carry_out(request, form, deed, act)


def _share_words(found: Leave, half_days: int) -> str:
    """How much of the class would be missed, and whether that is allowed."""
    policy = AttendancePolicy.objects.presence(found.session.day)
    missed = actions.missed_with(found)
    said = {"missed": missed, "all": half_days, "one_in": policy.one_in}
    if misses_too_much(missed, half_days, policy.one_in):
        return _("准假后共缺课 %(missed)d 次（全班 %(all)d 次），超过 1/%(one_in)d。") % said
    return _("准假后共缺课 %(missed)d 次（全班 %(all)d 次），未超过 1/%(one_in)d。") % said


@require_safe
def leave_file(request: PersonRequest, ref: str) -> HttpResponse:
    """The scan behind a wish for leave, as an attachment."""
    return as_download(doors.leave_file(request.rights, ref))


@require_safe
def absences(request: PersonRequest, ref: str) -> HttpResponse:
    """Who has missed how much of a class; those beyond the part allowed first."""
    found = access.class_to_run(request.rights, ref)
    terms = share_that_may_be_missed(found)
    chosen = _missed(request, found, terms)
    table = AbsenceTable(chosen.qs, terms=terms, may_withdraw=found.state in REMOVABLE)
    half_days, one_in = terms
    context = {
        "class": found,
        "filter": chosen,
        "active": filtering(chosen),
        "over": chosen.queryset.filter(missed__gt=half_days // one_in).count(),
        "one_in": one_in,
        "half_days": half_days,
        "table": as_list(request, table, sheet=reverse("training:absences_sheet", args=[ref])),
        "crumbs": crumbs_of(found, (_("缺课情况"), "")),
    }
    return render(request, "training/absences.html", context)


@require_safe
def absences_sheet(request: PersonRequest, ref: str) -> HttpResponse:
    """The list as filtered, as a sheet."""
    found = access.class_to_run(request.rights, ref)
    terms = share_that_may_be_missed(found)
    chosen = _missed(request, found, terms)
    table = AbsenceTable(chosen.qs, terms=terms, may_withdraw=False)
    return as_sheet(request, table, _("缺课情况"))


def _missed(request: PersonRequest, found: TrainingClass, terms: tuple[int, int]) -> AbsenceFilter:
    rows = Enrolment.objects.standing().filter(training_class=found).with_missed()
    rows = rows.select_related("person", "agency").order_by("-missed", "agency__path")
    return AbsenceFilter(request.GET, queryset=rows, most=terms[0] // terms[1])
