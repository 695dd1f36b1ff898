"""Half-days of a class: planning them, and who was there."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exchange.deeds import Deed, typed
from people.http import PersonRequest
from training import access, actions
from training.forms.classes import AttendanceForm, CorrectMarkForm, SessionForm
from training.models import Attendance, RollLine, Session, count_of, roll_of
from training.rules import ClassState, Mark
from training.rules.signing import kept_until, shown
from training.views.classes import address, class_page, crumbs_of
from training.views.deed import carry_out
from training.views.rolls import ROLL_UNTIL, milliseconds
from training.views.words import refusal_words


@require_http_methods(["GET", "HEAD", "POST"])
def add_session(request: PersonRequest, ref: str) -> HttpResponse:
    """Add a half-day to a class."""
    found = access.class_to_run(request.rights, ref)
    form = SessionForm(**typed(request))
    deed = Deed(
        title=_("增加课次"),
        why=_("“%(title)s”，%(venue)s。") % {"title": found.title, "venue": found.venue},
        button=_("登记"),
        back=address(found),
        done=_("课次已登记。"),
        crumbs=crumbs_of(found, (_("增加课次"), "")),
    )

    def act() -> None:
        actions.add_session(found, form.terms(), actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def change_session(request: PersonRequest, ref: str) -> HttpResponse:
    """Change a half-day without attendance."""
    session = access.session_to_run(request.rights, ref)
    found = session.training_class
    form = SessionForm(**typed(request), initial=SessionForm.values_of(session))
    deed = Deed(
        title=_("修改课次"),
        why=_("登记考勤之前可以修改。"),
        button=_("保存"),
        back=address(found),
        done=_("课次已修改。"),
        crumbs=crumbs_of(found, (_("修改课次"), "")),
    )

    def act() -> None:
        actions.change_session(session, form.terms(), actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_POST
def remove_session(request: PersonRequest, ref: str) -> HttpResponse:
    """Take a half-day out of a class that is not open yet."""
    session = access.session_to_run(request.rights, ref)
    try:
        actions.remove_session(session, actor=request.person, now=timezone.now())
    except actions.Refused as refused:
        return class_page(request, session.training_class, refusal=refusal_words(refused))
    messages.success(request, _("课次已删除。"))
    return redirect(address(session.training_class))


@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: PersonRequest, ref: str) -> HttpResponse:
    """The whole roster of a half-day on one page; saving may be repeated, closing books."""
    session = access.session_to_run(request.rights, ref)
    form = _form(request, session)
    if not form.is_bound:
        return _page(request, session, form)
    if not form.is_valid():
        return _page(request, session, form, refusal=_("考勤只能从所列各项中选择。"), status=422)
    now = timezone.now()
    try:
        count = actions.take_attendance(session, form.marks(), actor=request.person, now=now)
        if "close" not in request.POST:
            messages.success(request, _("已保存，新增或者更改 %(n)d 人。") % {"n": count})
            return redirect("training:attendance", ref=session.ref)
        booked = actions.close_session(session, actor=request.person, now=now)
    except actions.Refused as refused:
        return _page(request, session, form, refusal=refusal_words(refused), status=409)
    messages.success(request, _("考勤已确认，已为 %(n)d 人登记学时。") % {"n": len(booked)})
    return redirect("training:attendance", ref=session.ref)


@require_http_methods(["GET", "HEAD", "POST"])
def decide_mark(request: PersonRequest, ref: str, person_id: int) -> HttpResponse:
    """Two accounts of one person differ: say which holds, and how that is known."""
    session = access.session_to_run(request.rights, ref)
    line = next((x for x in roll_of(session, timezone.now()) if x.person.pk == person_id), None)
    if line is None:
        raise Http404("line")
    form = CorrectMarkForm(**typed(request), initial={"mark": line.chosen})
    back = reverse("training:attendance", args=[ref])
    deed = Deed(
        title=_("核定考勤"),
        why=_("各项记录都保留，以核定为准，须写明理由。"),
        button=_("核定"),
        back=back,
        done=_("考勤已核定。"),
        about=_accounts(line),
        crumbs=crumbs_of(session.training_class, (session.topic, back), (_("核定考勤"), "")),
    )

    def act() -> None:
        values = form.cleaned_data
        actions.decide_mark(
            session,
            line.person,
            Mark(values["mark"]),
            reason=values["reason"],
            actor=request.person,
            now=timezone.now(),
        )

    return carry_out(request, form, deed, act)


def _accounts(line: RollLine) -> str:
    """What each source says of one person."""
    said = [_("名册：%(mark)s") % {"mark": line.mark_words or _("未登记")}]
    if line.other:
        said.append(_("另一设备点名：%(mark)s") % {"mark": line.other_words})
    for words, at in ((_("扫码签到 %(at)s"), line.came), (_("扫码签退 %(at)s"), line.left)):
        said += [words % {"at": f"{timezone.localtime(at):%H:%M}"}] if at else []
    if line.leave is not None:
        said.append(_("请假：%(state)s") % {"state": line.leave.get_state_display()})
    if line.proposed:
        said.append(_("按标准应为%(mark)s") % {"mark": line.proposed_words})
    return _("%(name)s：%(said)s。") % {"name": line.person.name, "said": "；".join(said)}


@require_safe
def mark(request: PersonRequest, attendance_id: int) -> HttpResponse:
    """Where a mark stands: on its half-day's page."""
    row = access.attendance_to_correct(request.rights, attendance_id)
    return redirect("training:attendance", row.session.ref)


@require_http_methods(["GET", "HEAD", "POST"])
def correct_attendance(request: PersonRequest, attendance_id: int) -> HttpResponse:
    """Correct a mark of a closed half-day; the ledger follows."""
    row = access.attendance_to_correct(request.rights, attendance_id)
    session = row.session
    form = CorrectMarkForm(**typed(request), initial={"mark": row.mark})
    back = reverse("training:attendance", args=[session.ref])
    deed = Deed(
        title=_("更正考勤"),
        why=_(
            "更正“%(name)s”在“%(topic)s”的考勤，现为“%(mark)s”。原记录保留；学时随之登记或者冲销。"
        )
        % {"name": row.person.name, "topic": session.topic, "mark": row.get_mark_display()},
        button=_("更正"),
        back=back,
        done=_("考勤已更正，学时已随之调整。"),
        crumbs=crumbs_of(session.training_class, (session.topic, back), (_("更正考勤"), "")),
        grave=True,
    )

    def act() -> None:
        values = form.cleaned_data
        actions.correct_attendance(
            row,
            Mark(values["mark"]),
            reason=values["reason"],
            actor=request.person,
            now=timezone.now(),
        )

    return carry_out(request, form, deed, act)


def _form(request: PersonRequest, session: Session) -> AttendanceForm:
    data, now = request.POST if request.method == "POST" else None, timezone.now()
    return AttendanceForm(data, roll=roll_of(session, now), at=now)


def _page(
    request: PersonRequest,
    session: Session,
    form: AttendanceForm,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    until = _kept_until(session, now)
    rows = Attendance.objects.current().filter(session=session).select_related("person__agency")
    context = {
        "session": session,
        "class": session.training_class,
        "form": form,
        "at": str(milliseconds(form.at)),
        "until": until,
        "undecided": sum(line.conflict for line, _name, _chosen in form.rows),
        "count": count_of(session),
        "has_screen": shown(session.window, now) is not None and session.closed_at is None,
        "closed": rows.order_by("person__agency__path", "person__staff_number")
        if session.closed_at
        else None,
        "is_over": session.ends_at <= now,
        "has_begun": session.starts_at <= now,
        "refusal": refusal,
        "crumbs": crumbs_of(session.training_class, (session.topic, "")),
    }
    response = render(request, "training/attendance.html", context, status=status)
    if until:
        response[ROLL_UNTIL] = until
    return response


def _kept_until(session: Session, now: datetime) -> str:
    """Until when a device may keep the roll, in milliseconds; nothing where it may not."""
    if session.closed_at is not None or session.training_class.state != ClassState.OPEN:
        return ""
    last = kept_until(session.window, now)
    return str(milliseconds(last)) if last else ""
