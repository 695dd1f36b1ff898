"""The site's addresses, and some behind which things go wrong."""

from __future__ import annotations

from typing import NoReturn

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.urls import path

from mingfa import urls
from mingfa.urls import handler400, handler403, handler404, handler500
from people.access import require
from people.http import chart_page
from people.rules import Role

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def fails(request: HttpRequest) -> NoReturn:
    raise RuntimeError("planted")


def malformed(request: HttpRequest) -> NoReturn:
    raise BadRequest("planted")


def guarded(request: HttpRequest) -> HttpResponse:
    require(request.rights, Role.EXAM_OFFICER, Role.INVIGILATOR)
    return HttpResponse("inside")


def takes_a_form(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(len(request.POST)))


@chart_page
def chart(request: HttpRequest) -> HttpResponse:
    return HttpResponse("chart")


def for_the_public(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open", headers={"Cache-Control": "public, max-age=60"})


urlpatterns = [
    *urls.urlpatterns,
    path("fails/", login_not_required(fails)),
    path("malformed/", malformed),
    path("guarded/", guarded),
    path("form/", takes_a_form),
    path("chart/", chart),
    path("public/", login_not_required(for_the_public)),
]
