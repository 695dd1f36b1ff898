"""Entry into the hall by ticket and room code, for those who are let in but have no password."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from exams.actions.entering import EntryRefused, enter
from exams.forms.rooms import TicketForm
from exams.http import HALL_ONLY, HALL_ONLY_SECONDS
from people.actions import note_sign_in
from people.http import client_address, times_this_minute

TRIES_A_MINUTE = {"address": 60, "number": 5}  # a room of eighty may stand behind one address


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter_by_ticket(request: HttpRequest) -> HttpResponse:
    """Ticket number and room code; right, they open this one attempt and no other page."""
    typed = request.POST if request.method == "POST" else None
    form = TicketForm(typed, initial={"number": request.GET.get("number", "")[:20]})
    if request.method != "POST" or not form.is_valid():
        return render(
            request, "exams/enter.html", {"form": form}, status=422 if form.is_bound else 200
        )
    number, code = form.cleaned_data["number"], form.cleaned_data["code"]
    address, now = client_address(request), timezone.now()
    asked = {"address": address, "number": number[:20]}
    tries = {kind: times_this_minute(f"exams.enter:{kind}:{asked[kind]}", now) for kind in asked}
    if any(tries[kind] > TRIES_A_MINUTE[kind] for kind in asked):
        form.add_error(None, _("尝试次数过多，请一分钟后再试，或者告知监考员。"))
        return render(request, "exams/enter.html", {"form": form}, status=429)
    try:
        attempt = enter(number, code, address=address, now=now)
    except EntryRefused:
        form.add_error(
            None, _("准考证号或者考场码不对，或者您尚未经监考员核验入场。请核对，或者举手告知。")
        )
        return render(request, "exams/enter.html", {"form": form}, status=422)
    login(request, attempt.person.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    note_sign_in(attempt.person.user, now=now)
    request.session[HALL_ONLY] = attempt.ref
    request.session.set_expiry(HALL_ONLY_SECONDS)
    return redirect("exams:attempt", attempt.ref)
