"""What surrounds every page: its headers and its language."""

from __future__ import annotations

from collections.abc import Callable

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render, resolve_url
from django.utils import translation

PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)

KEPT_PLANS = ("/account/login/", "/exams/attempts/", "/exams/mine/")
ASKED_BEFORE, MOST_PLANS = 0, 200


class StandingPolicyMiddleware(CSPMiddleware):
    """`Content-Security-Policy` of a page that asks for none of its own: put together once, not for
    each answer anew. What a page adds (`people.http`) is seen to by the package."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(get_response)
        self._standing = build_policy()

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if any(name.startswith("_csp") for name in (*vars(response), *vars(request))):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self._standing)
        return response


class PageHeadersMiddleware:
    """Set `Cache-Control: no-store` and `Permissions-Policy` on every page.

    A page for the public may say `Cache-Control: public`; it holds nothing about its reader.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "public" not in response.get("Cache-Control", ""):
            response["Cache-Control"] = "no-store"
        response["Permissions-Policy"] = PERMISSIONS
        return response


class KeptPlansMiddleware:
    """Let PostgreSQL keep its plans of what the pages ask that everybody opens at the same moment.

    Signing in and sitting ask by keys alone, where one plan is right for every value, and to plan
    costs it five times as much as to answer. Lists and searches are planned anew each time.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session = connection.connection if connection.vendor == "postgresql" else None
        if session is None or not request.path_info.startswith(KEPT_PLANS):
            return self.get_response(request)
        session.prepare_threshold, session.prepared_max = ASKED_BEFORE, MOST_PLANS
        try:
            return self.get_response(request)
        finally:
            session.prepare_threshold = None


class PlainAddressMiddleware:
    """Refuse an address with a NUL in its query: no honest page sends one, and PostgreSQL cannot
    compare with it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or "\x00" in query:
            raise BadRequest("NUL in the query")
        return self.get_response(request)


class ChosenLanguageMiddleware:
    """Speak Chinese, unless the reader chose another language here; the browser is not asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        code = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = code
        with translation.override(code):
            response = self.get_response(request)
        response.setdefault("Content-Language", code)
        return response


class SignedOutMiddleware:
    """Tell a page that asks for a part of itself that its reader is not signed in any more, with a
    link back to where it stands: the sign-in page has no place inside another page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        asks, sign_in = request.htmx, resolve_url(settings.LOGIN_URL)  # type: ignore[attr-defined]
        is_sent_away = response.get("Location", "").startswith(sign_in)
        if not asks or not is_sent_away or request.user.is_authenticated:
            return response
        context = {"sign_in": sign_in, "here": asks.current_url_abs_path or request.path}
        told = render(request, "_ui/signed_out.html", context)
        told["HX-Reselect"] = "#signed-out"  # whatever part the page wanted
        return told
