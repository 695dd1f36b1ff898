"""The request as our pages know it: a signed-in person with today's rights is attached."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from ipaddress import ip_address, ip_network
from typing import TypeVar

from allauth.mfa.utils import is_mfa_enabled
from csp.decorators import csp_update
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from people.models import Person, grants_of
from people.rules import Rights

# What may be reached without a person, and what more while the second factor is still missing.
WAY_OUT = frozenset({"account_logout", "set_language"})
SETTING_UP = WAY_OUT | {
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "account_reauthenticate",
}

MINUTE = 60  # seconds
View = Callable[..., HttpResponseBase]


class PersonRequest(HttpRequest):
    """A request of somebody signed in."""

    person: Person
    rights: Rights


class PersonMiddleware:
    """Attach `request.person` (loaded with the account) and `request.rights`; at most one query.

    Rights are read anew each time, so a role that is taken away is gone with the next click. An
    account without a person gets one plain page, so no view ever sees None. A closed account is
    not signed in any more, wherever its session came from.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            person = request.user.person
            if person is not None:
                attach(request, person)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: object, kwargs: object
    ) -> HttpResponseBase | None:
        if not request.user.is_authenticated or hasattr(request, "person"):
            return None
        if _page(request) in WAY_OUT:
            return None
        return render(request, "people/no_person.html", status=403)


class SecondFactorMiddleware:
    """Staff without a second factor reach nothing but its set-up, where the site demands one.

    Signed in means that the password was right; a second factor that exists has been asked for
    before that (allauth's login stages), so what is left to hold is the one not yet set up.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: object, kwargs: object
    ) -> HttpResponseBase | None:
        rights: Rights | None = getattr(request, "rights", None)
        if not settings.ENVIRONMENT.staff_second_factor or rights is None or not rights.is_staff:
            return None
        if _page(request) in SETTING_UP or is_mfa_enabled(request.user):
            return None
        return redirect("mfa_activate_totp")


def attach(request: HttpRequest, person: Person) -> None:
    """Set the person on the request, and the rights valid today (the city's calendar): read when
    they are first asked for, because a candidate's own pages need none."""
    today = timezone.localdate()
    request.person = person  # type: ignore[attr-defined]  # declared on PersonRequest
    request.rights = SimpleLazyObject(  # type: ignore[attr-defined]
        lambda: Rights(person.pk, grants_of(person.pk, today))
    )


def client_address(request: HttpRequest) -> str:
    """Where the request comes from: what the proxy says when there is one, else the connection.

    Only `X-Real-IP` counts, which our proxy always overwrites; `X-Forwarded-For` is hearsay. Where
    the proxies' own addresses are configured, nobody else is believed.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    told = request.headers.get("X-Real-IP", "") if settings.ENVIRONMENT.behind_proxy else ""
    return told if told and _is_proxy(peer) else peer


def times_asked(key: str, seconds: int) -> int:
    """How often this was asked, with this call, since it was first asked within so many seconds;
    counted in the cache that all processes share."""
    cache.add(key, 0, seconds)
    try:
        return int(cache.incr(key))
    except ValueError:  # ran out in between
        return 1


def times_this_minute(key: str, now: datetime) -> int:
    """How often this was asked in the minute of the clock that `now` lies in, with this call."""
    return times_asked(f"{key}:{now:%H%M}", 2 * MINUTE)


def _is_proxy(peer: str) -> bool:
    """Whether a connection comes from a configured proxy; where none is named, from any."""
    proxies = settings.ENVIRONMENT.proxies
    try:
        return not proxies or any(ip_address(peer) in ip_network(each) for each in proxies)
    except ValueError:  # no address: a socket of this computer
        return True


def _page(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


# plotly's toolbar makes an empty <style>; this is the digest of the empty string.
EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
Page = TypeVar("Page", bound=Callable[..., HttpResponse])


def chart_page(view: Page) -> Page:
    """Let the page of a plotly figure, and no other, do what plotly needs."""
    return csp_update({"style-src": [EMPTY_STYLE]})(view)  # type: ignore[return-value]  # wraps it
