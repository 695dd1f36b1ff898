"""One's calendar feed: its page, and the file that another calendar reads."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.http import PersonRequest
from training import access, actions
from training.models import Feed, events_of
from training.rules import rendered


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feed(request: PersonRequest) -> HttpResponse:
    """Whether there is a feed; a POST makes a new one and shows its address this once."""
    address = ""
    if request.method == "POST":
        key = actions.make_feed(request.person, now=timezone.now())
        address = settings.ENVIRONMENT.base_url + reverse("training:feed_file", args=[key])
    held = Feed.objects.filter(person=request.person, revoked_at__isnull=True).first()
    context = {
        "feed": held,
        "address": address,
        "crumbs": [(_("培训日历"), reverse("training:calendar")), (_("日历订阅"), "")],
    }
    return render(request, "training/feed.html", context)


@require_POST
def revoke_feed(request: PersonRequest) -> HttpResponse:
    """End it."""
    actions.revoke_feed(request.person, now=timezone.now())
    messages.success(request, _("日历订阅已停用，原地址不再可用。"))
    return redirect("training:feed")


@login_not_required
@never_cache
@require_safe
def feed_file(request: HttpRequest, key: str) -> HttpResponse:
    """The calendar behind a secret address, for whoever holds it; else 404."""
    held = access.feed_behind(key)
    host = settings.ENVIRONMENT.base_url.split("//")[-1].split(":")[0]
    events = events_of(held.person, host, timezone.now())
    text = rendered(events, _("培训安排"))
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="mingfa.ics"'
    return response
