"""Taking a seat to make up for a missed half-day, and giving it up."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from exchange.deeds import Deed, typed
from people.http import PersonRequest
from training import access, actions
from training.access import attendance as doors
from training.forms.leaves import MakeUpForm
from training.models import makeups_of
from training.rules import COUNTED
from training.views.deed import carry_out
from training.views.words import refusal_words


@require_http_methods(["GET", "HEAD", "POST"])
def make_up(request: PersonRequest, attendance_id: int) -> HttpResponse:
    """Choose one of the half-days to come that have the content of the missed one."""
    row = access.own_attendance(request.rights, attendance_id)
    if row.mark in COUNTED:
        raise Http404("missed")
    now = timezone.now()
    found = makeups_of(request.person, [row.session], now).get(row.session_id, [])
    form = MakeUpForm(**typed(request), sessions=found)
    back = reverse("training:hours")
    deed = Deed(
        title=_("预约补训"),
        why=_("只参加所选的这一课次，到课后按该班考勤登记学时。")
        if found
        else _("目前没有内容相同、面向您的课次，有新安排后可以预约。"),
        button=_("预约"),
        back=back,
        done=_("补训已预约，请按时参加。"),
        about=_("%(day)s“%(topic)s”") % {"day": row.session.day, "topic": row.session.topic},
        crumbs=[(_("我的学时"), back), (_("预约补训"), "")],
    )

    def act() -> None:
        actions.make_up(row, form.chosen(), person=request.person, now=now)

    return carry_out(request, form, deed, act)


@require_POST
def give_up_make_up(request: PersonRequest, ref: str) -> HttpResponse:
    """Give the seat up."""
    seat = doors.own_make_up(request.rights, ref)
    try:
        actions.give_up_make_up(seat, actor=request.person, now=timezone.now())
    except actions.Refused as refused:
        messages.error(request, refusal_words(refused))
    else:
        messages.success(request, _("补训预约已取消。"))
    return redirect("training:hours")
