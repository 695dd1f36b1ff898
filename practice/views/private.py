"""That practice is one's own: its pictures, and its end."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from people.http import PersonRequest
from practice import access, actions
from practice.models import Card, Round
from questionbank.http import picture_response


@require_http_methods(["GET", "HEAD", "POST"])
def forget(request: PersonRequest) -> HttpResponse:
    """Delete everything that one has practised, after being told what goes."""
    if request.method == "POST":
        actions.forget(request.person)
        messages.success(request, _("您的练习记录已全部删除。"))
        return redirect("practice:practice")
    context = {
        "cards": Card.objects.of(request.person.pk).count(),
        "rounds": Round.objects.of(request.person.pk).count(),
        "crumbs": [(_("练习"), reverse("practice:practice")), (_("删除练习记录"), "")],
    }
    return render(request, "practice/forget.html", context)


@require_safe
def picture(request: PersonRequest, code: str, sha256: str) -> HttpResponse:
    """A picture of a question that was put to the reader."""
    return picture_response(access.picture_for(request.person, code, sha256))
