"""Pages for what went wrong: what happened, and how to go on."""

from __future__ import annotations

import logging

from django.core.exceptions import (
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext

from people.models import RoleChoice

log = logging.getLogger(__name__)

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400; 413 for what is too large to take in."""
    if isinstance(exception, TOO_LARGE):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, naming the roles that may enter where the door says which."""
    roles = [RoleChoice(role).label for role in getattr(exception, "roles", ())]
    return render(request, "403.html", {"roles": roles}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, the same for what is not there and for what is not the reader's."""
    return render(request, "404.html", status=404)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose proof of origin is missing or has run out."""
    return render(request, "403_csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, without the database and without the frame: either may be what failed.

    Where even the page cannot be made (static files not collected), the bare sentence is given.
    """
    try:
        page: str = render_to_string("500.html")
    except Exception:
        log.exception("the page for faults could not be made")
        page = gettext("暂时无法办理。平台出现故障，这一次的操作没有完成。请稍后再试。")
    return HttpResponseServerError(page)
