"""Signing in and out by the code on the room's screen: the screen, the scan, the officer's page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.http import PersonRequest, client_address, times_this_minute
from training import access, actions
from training.forms.classes import HeadcountForm
from training.models import DirectionChoice, Session, Signing, count_of
from training.rules import ClassState, Direction
from training.rules.signing import RESUME, may_resume, shown
from training.rules.signing import is_open as can_sign
from training.views.words import refusal_words

WAITING = "training.scan"  # in the browser's session: a scan that waits for its officer
GUESSES_A_MINUTE = 30  # codes that were never shown, from one address


@require_safe
def sign_screen(request: PersonRequest, ref: str) -> HttpResponse:
    """The code for a projector: full page, nothing to type, renewed by itself."""
    session = access.session_to_run(request.rights, ref)
    return render(request, "training/sign_screen.html", _screen(request, session))


@never_cache
@require_safe
def sign_code(request: PersonRequest, ref: str) -> HttpResponse:
    """What changes on the screen: the code, how many have signed in, the time."""
    session = access.session_to_run(request.rights, ref)
    return render(request, "training/_sign_code.html", _screen(request, session))


def _screen(request: PersonRequest, session: Session) -> dict[str, Any]:
    now = timezone.now()
    wanted = request.GET.get("direction", "")
    chosen = Direction(wanted) if wanted in DirectionChoice.values else None
    direction = shown(session.window, now)
    if chosen is not None:
        direction = chosen if can_sign(chosen, session.window, now) else None
    is_open = session.closed_at is None and session.training_class.state == ClassState.OPEN
    context: dict[str, Any] = {
        "session": session,
        "class": session.training_class,
        "direction": direction if is_open else None,
        "chosen": wanted if chosen else "",
        "count": count_of(session),
        "enrolled": session.training_class.enrolments.standing().count(),
        "now": now,
    }
    if direction is not None and is_open:
        code = actions.code_now(session, direction, now)
        path = context["path"] = reverse("training:scan", args=[session.ref, direction.value, code])
        image = segno.make(settings.ENVIRONMENT.base_url + path, error="m", micro=False)
        context["image"] = image.svg_data_uri(scale=8, border=2, dark="#000", light="#fff")
    return context


@login_not_required
@never_cache
@require_safe
def scan(request: HttpRequest, ref: str, direction: str, code: str) -> HttpResponse:
    """A scan comes in: now is what counts. Who is not signed in to the site does that first."""
    now = timezone.now()
    if direction not in DirectionChoice.values:
        raise Http404("direction")
    session = Session.objects.filter(ref=ref).first()
    step = actions.step_of(session, Direction(direction), code, now) if session else None
    if step is None:
        return _unknown(request, now)
    request.session[WAITING] = {
        "session": ref,
        "direction": direction,
        "step": step,
        "at": now.isoformat(),
    }
    onward = reverse("training:sign")
    if not request.user.is_authenticated:
        return redirect_to_login(onward)
    return redirect(onward)


def _unknown(request: HttpRequest, now: datetime) -> HttpResponse:
    """A code that does not hold: most often one that has just been renewed."""
    guesses = times_this_minute(f"training.scan:{client_address(request)}", now)
    too_often = guesses > GUESSES_A_MINUTE
    status = 429 if too_often else 409
    return render(request, "training/scan_failed.html", {"too_often": too_often}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: PersonRequest) -> HttpResponse:
    """The scan that waits in this browser, for whoever is signed in now; a POST signs."""
    now = timezone.now()
    waiting = _waiting(request, now)
    context: dict[str, Any] = {"scan": waiting, "minutes": int(RESUME.total_seconds() // 60)}
    if request.method != "POST":
        return render(request, "training/sign.html", context)
    if waiting is None:
        return render(request, "training/sign.html", context, status=409)
    del request.session[WAITING]
    try:
        made = actions.sign(waiting, request.person, now=now)
    except actions.Refused as refused:
        context = {"scan": None, "refusal": refusal_words(refused)}
        return render(request, "training/sign.html", context, status=409)
    return redirect("training:signed", made.session.ref)


def _waiting(request: HttpRequest, now: datetime) -> actions.CodeScan | None:
    """The scan that this browser brought less than ten minutes ago."""
    kept = request.session.get(WAITING)
    if not kept or not may_resume(datetime.fromisoformat(kept["at"]), now):
        return None
    rows = Session.objects.select_related("training_class")
    session = rows.filter(ref=kept["session"]).first()
    if session is None:
        return None
    at = datetime.fromisoformat(kept["at"])
    return actions.CodeScan(session, Direction(kept["direction"]), kept["step"], at)


@require_safe
def signed(request: PersonRequest, ref: str) -> HttpResponse:
    """When I signed in and out of a half-day."""
    rows = Signing.objects.filter(session__ref=ref, person=request.person).order_by("scanned_at")
    found = list(rows.select_related("session__training_class"))
    if not found:
        raise Http404("signing")
    context = {
        "session": found[0].session,
        "class": found[0].session.training_class,
        "last": found[-1],
        "rows": found,
        "crumbs": [(_("培训日历"), reverse("training:calendar")), (_("签到记录"), "")],
    }
    return render(request, "training/signed.html", context)


@require_POST
def count_heads(request: PersonRequest, ref: str) -> HttpResponse:
    """Note how many sit in the room."""
    session = access.session_to_run(request.rights, ref)
    form = HeadcountForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("在场人数应为 0 至 2000 的整数。"))
        return redirect("training:attendance", ref)
    try:
        heads = form.cleaned_data["heads"]
        actions.count_heads(session, heads, actor=request.person, now=timezone.now())
    except actions.Refused as refused:
        messages.error(request, refusal_words(refused))
    else:
        messages.success(request, _("在场人数已登记。"))
    return redirect("training:attendance", ref)
