"""How the hall's requests prove themselves: the browser's device key, the lease, the arrival.

The device key is a random cookie of one browser for one attempt. The lease is a signed text that
only the page of the device holding the pen receives; saves carry it as a header and need no
session. `docs/hall.md` gives the reasons.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic, time
from typing import Any

import structlog
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import ResolverMatch, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exams.actions import outages, sitting
from exams.models import Attempt, Lease, Outage
from exams.rules import keeping, wire
from exams.rules.clocks import Watch
from journal.composed import Composed
from people.rules import Rights

PEN_COOKIE = "pen"  # not "device": sign-in keeps that one for every page of the site
DEVICE_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")
LEASE_HEADER = "X-Lease"
LEASE_DAYS = 1
LONGEST_SIZE = 6  # digits of a body's length
ARRIVAL_SLACK = timedelta(minutes=5)
WATCH = Watch(time() - monotonic())  # one for each process
log = structlog.get_logger(__name__)
SHORT_PATH = re.compile(r"/exams/attempts/(?P<ref>[A-Za-z0-9_-]{22})/(?P<deed>save|hand-in)/")

# What every reply of the short path carries; the same set as any page's, and no page may frame it.
SHORT_PATH_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

# What somebody in an open closed-book attempt may not look at.
CLOSED_ROOMS = frozenset({"statutes", "questionbank", "practice"})
CLOSED_READING = frozenset(
    f"training:{page}" for page in ("lesson", "beat", "lesson_page", "lesson_file", "material")
)
CLOSED_PAGES = CLOSED_READING | frozenset(
    f"exams:{page}"
    for page in (
        "result", "api_result", "object_to_result", "attempt_picture", "question_statistics",
    )
)  # fmt: skip

CLOSED_BOOK = Composed(
    lambda person: Attempt.objects.of(person).closed_book().select_related("exam").order_by("pk"),
    9_000_000_000_004,
)

# What an entry by ticket and room code opens: the hall of that one attempt.
HALL_ONLY = "hall_only"
HALL_ONLY_SECONDS = 8 * 3600
HALL_PAGES = frozenset(
    f"exams:{page}"
    for page in (
        "attempt", "start", "hall", "paper", "state", "save", "hand_in", "take_over", "receipt",
        "attempt_picture", "own_photo",
    )
)  # fmt: skip
ALWAYS_OPEN = frozenset({"account_logout", "set_language", "exams:enter"})

REFUSALS: dict[str, tuple[int, str | Promise]] = {
    "signed_out": (401, _("登录已失效，请重新登录。")),
    "lease": (401, _("作答凭据已失效，请刷新本页。")),
    "unknown": (404, _("没有找到这次考试，或者账号已停用。")),
    "not_open": (409, _("本次考试不在作答中。")),
    "elsewhere": (409, _("已在另一台设备上继续作答，本机不能作答或交卷。")),
    "malformed": (400, _("提交的内容格式不对，没有保存。")),
    "altered": (422, _("同一条作答记录前后内容不一致，没有保存。")),
    "too_large": (413, _("一次提交的内容过多，没有保存。")),
    "too_often": (429, _("提交过于频繁，请稍候，答案仍在本机。")),
    "busy": (503, _("考场服务器繁忙，请稍候，答案仍在本机。")),
}


class Refused(Exception):
    """A request of the hall's page was refused; `code` names the sentence and the status."""

    def __init__(self, code: str, *, retry_after: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after


def clock_is_steady() -> bool:
    """Whether a page or the worker may close an attempt by the clock now; a jump is logged."""
    steady = WATCH.is_steady(time(), monotonic())
    if not steady:
        log.error("clock jumped, nothing is closed by itself", ms=round(1000 * WATCH.jumped_by))
    return steady


def believed_now() -> datetime:
    """The time by which the hall judges: this computer's clock, but for a jump that it made."""
    return datetime.fromtimestamp(WATCH.believed(time(), monotonic()), UTC)


class Heart:
    """This process's signs of life, by the clock that nobody can set."""

    def __init__(self) -> None:
        self._beaten: float | None = None

    def beat(self, now: datetime) -> Outage | None:
        """Give one sign by a real write; the outage that it ends, if it ends one."""
        at = monotonic()
        awake = None if self._beaten is None else timedelta(seconds=at - self._beaten)
        outage = outages.beat(now=now, awake=awake)
        self._beaten = at
        return outage


HEART = Heart()


@dataclass(frozen=True)
class LeaseToken:
    """What a device proves with each save: which attempt, whose, and since which epoch."""

    ref: str
    person_id: int
    epoch: int


LEASES: dict[str, tuple[LeaseToken, float]] = {}  # found good by this process, and until when
LEASES_KEPT = 10_000


def refusal(refused: Refused) -> JsonResponse:
    """One sentence in JSON with the right status."""
    status, sentence = REFUSALS[refused.code]
    response = JsonResponse({"error": refused.code, "message": str(sentence)}, status=status)
    if refused.retry_after is not None:
        response["Retry-After"] = str(refused.retry_after)
    response["Cache-Control"] = "no-store"
    return response


# --- the device -------------------------------------------------------------------------------


def device_of(request: HttpRequest) -> str:
    """This browser's key for the attempt in the address, empty when it has none."""
    key = request.COOKIES.get(PEN_COOKIE, "")
    return key if DEVICE_SHAPE.fullmatch(key) else ""


def new_device() -> str:
    return secrets.token_urlsafe(32)


def keep_device(response: HttpResponse, ref: str, device: str) -> None:
    """Leave the key in the browser, for the pages of this attempt alone."""
    response.set_cookie(
        PEN_COOKIE,
        device,
        max_age=timedelta(days=LEASE_DAYS),
        path=reverse("exams:attempt", args=[ref]),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


HELD = Composed(
    lambda attempt, device: Lease.objects.filter(attempt=attempt, device_hash=device).values_list(
        "epoch"
    ),
    9_000_000_000_001,
    "a device's hash",
)


def epoch_held(request: HttpRequest, attempt: Attempt) -> int:
    """The newest epoch in which this browser held the pen; 0 when it never did."""
    device = device_of(request)
    if not device:
        return 0
    held = [epoch for (epoch,) in HELD.rows(attempt.pk, sitting.device_hash(device))]
    return max(held, default=0)


def holds_pen(request: HttpRequest, attempt: Attempt) -> bool:
    """Whether this browser is the one that may write now."""
    return attempt.epoch > 0 and epoch_held(request, attempt) == attempt.epoch


# --- the lease --------------------------------------------------------------------------------


def lease_text(lease: LeaseToken) -> str:
    """The lease as the page carries it."""
    return _signer().sign(f"{lease.ref}:{lease.person_id}:{lease.epoch}")


def lease_of(request: HttpRequest, ref: str) -> LeaseToken:
    """The lease that the request carries, for this attempt. Raises Refused."""
    return lease_in(request.headers.get(LEASE_HEADER, ""), ref)


def lease_in(text: str, ref: str) -> LeaseToken:
    """The lease of a text, for this attempt. Raises Refused.

    A text whose signature was found good is good until the lease ends: it is kept until then.
    """
    lease, until = LEASES.get(text) or _checked_lease(text)
    if lease.ref != ref or time() > until:
        raise Refused("lease")
    return lease


def _checked_lease(text: str) -> tuple[LeaseToken, float]:
    """The lease and the moment at which it ends. Raises Refused."""
    try:
        plain = _signer().unsign(text, max_age=timedelta(days=LEASE_DAYS))
    except signing.BadSignature:
        raise Refused("lease") from None
    named, person_id, epoch = plain.split(":")
    signed_at = signing.b62_decode(text.split(":")[3])
    found = LeaseToken(named, int(person_id), int(epoch)), signed_at + LEASE_DAYS * 86_400.0
    if len(LEASES) >= LEASES_KEPT:
        LEASES.clear()
    LEASES[text] = found
    return found


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="exams.lease")


# --- the batch --------------------------------------------------------------------------------


def batch_of(request: HttpRequest, lease: LeaseToken) -> list[keeping.Operation]:
    """The operations of the body; none of an epoch that this lease does not reach.

    Raises Refused: `too_large` above 64 KB or 50 operations, `malformed` for anything else.
    """
    if len(request.META.get("CONTENT_LENGTH") or "") > LONGEST_SIZE:  # never read that much
        raise Refused("too_large")
    return read_batch(request.body, lease)


def read_batch(body: bytes, lease: LeaseToken) -> list[keeping.Operation]:
    """The operations of a body that has been read; raises as `batch_of`."""
    if len(body) > keeping.MAX_BATCH_BYTES:
        raise Refused("too_large")
    try:
        operations = wire.read_batch(json.loads(body, parse_constant=_refuse_constant))
    except (ValueError, RecursionError):  # broken text, broken JSON, another shape
        raise Refused("malformed") from None
    if len(operations) > keeping.MAX_BATCH:
        raise Refused("too_large")
    if any(op.epoch > lease.epoch for op in operations):
        raise Refused("malformed")
    return operations


def _refuse_constant(name: str) -> Any:
    raise wire.Malformed(f"{name} is no number")


def arrival_of(meta: Mapping[str, Any], now: datetime) -> datetime:
    """When the request reached the edge: the proxy's stamp where one stands in front, else `now`.

    A stamp from the future, or older than five minutes, is not believed.
    """
    if not getattr(settings, "TRUST_ARRIVAL_HEADER", False):
        return now
    try:
        stamped = datetime.fromtimestamp(float(meta.get("HTTP_X_ARRIVAL", "")), UTC)
    except (ValueError, OverflowError, OSError):
        return now
    return stamped if now - ARRIVAL_SLACK <= stamped <= now else now


# --- the short path ---------------------------------------------------------------------------


class ClosedBookMiddleware:
    """Who sits an exam without books looks nothing up: no law, no question, no former result.

    One place for all rooms, so that a page added later is closed too. The attempt's own page of
    results stays: it says nothing before publication.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match, person = request.resolver_match, getattr(request, "person", None)
        if match is None or person is None:
            return None
        if match.app_name not in CLOSED_ROOMS and match.view_name not in CLOSED_PAGES:
            return None
        own = kwargs.get("ref", "")
        attempt = next((one for one in CLOSED_BOOK.all(person.pk) if one.ref != own), None)
        if attempt is None:
            return None
        return render(request, "exams/closed_book.html", {"attempt": attempt}, status=403)


class HallOnlyMiddleware:
    """Who came in by ticket and room code is in the hall of one attempt and nowhere else, and
    holds no role there. Stands before the second factor, which this entry does not ask for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = getattr(request, "person", None)
        if person is not None and HALL_ONLY in request.session:
            request.rights = Rights(person.pk)  # type: ignore[attr-defined]  # see PersonRequest
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        ref, match = request.session.get(HALL_ONLY), request.resolver_match
        if ref is None or match is None or match.view_name in ALWAYS_OPEN:
            return None
        if match.view_name in HALL_PAGES and kwargs.get("ref") == ref:
            return None
        return redirect("exams:attempt", ref)


class ShortPathMiddleware:
    """Answer saves and hand-ins that carry a lease before sessions and accounts are looked at.

    They prove themselves by the lease alone, so an idle session never ends an attempt, and a save
    costs a fraction of a page. It stands first; everything else goes the usual way.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._views: dict[str, ResolverMatch] = {}  # looked up once for each deed

    def __call__(self, request: HttpRequest) -> HttpResponse:
        found = _by_lease(request)
        if found is None:
            return self.get_response(request)
        request.get_host()  # refuses a foreign host, as on every page
        if found["deed"] not in self._views:
            self._views[found["deed"]] = resolve(request.path_info)
        request.resolver_match = match = self._views[found["deed"]]
        response: HttpResponse = match.func(request, found["ref"])
        for name, value in SHORT_PATH_HEADERS.items():
            response.headers[name] = value
        response.headers["Content-Length"] = str(len(response.content))
        return response


def came_by_lease(request: HttpRequest) -> bool:
    """Whether a request takes the short path."""
    return _by_lease(request) is not None


def _by_lease(request: HttpRequest) -> re.Match[str] | None:
    """The address of a save or hand-in that carries the header, and is encrypted where it must."""
    if "HTTP_X_LEASE" not in request.META or request.method != "POST":
        return None
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        return None
    return SHORT_PATH.fullmatch(request.path_info)
