"""The board month by month, and reminding with one click."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people.access import require
from people.http import PersonRequest
from training import access, actions
from training.models import months_of
from training.views.board import MOST_REMINDED, asked_for


@require_safe
def forecast(request: PersonRequest) -> HttpResponse:
    """How many had met the demand at the end of each month, and will have."""
    asked = asked_for(request)
    months = months_of(
        asked.agency,
        asked.on,
        timezone.now(),
        category=asked.wanted["category"],
        own_only=bool(asked.level),
    )
    context = {
        "board": asked,
        "months": months,
        "end": months[-1],
        "query": asked.query(),
        "crumbs": [
            (_("培训进度"), reverse("training:board") + asked.query()),
            (_("按月进度和预测"), ""),
        ],
    }
    return render(request, "training/forecast.html", context)


@require_POST
def send_reminder(request: PersonRequest) -> HttpResponse:
    """Tell those ticked, or all that the filters leave, what they owe."""
    require(request.rights, access.ORGANISER)
    asked = asked_for(request)
    access.agency_to_remind(request.rights, asked.agency)
    picked = {int(pk) for pk in request.POST.getlist("pick") if pk.isascii() and pk.isdigit()}
    named = list(asked.owing(picked)[:MOST_REMINDED])
    told = actions.send_reminder(asked.agency, named, actor=request.person, now=timezone.now())
    said = {"told": told, "kept": len(named) - told}
    messages.success(request, _("已提醒 %(told)d 人；%(kept)d 人一天内已提醒过。") % said)
    return redirect(reverse("training:board") + asked.query())
