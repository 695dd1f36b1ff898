"""The candidate's way through an exam: confirm, start, answer, go on elsewhere, receipt."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import segno
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from exams import access, http
from exams.access.rooms import entry_refused
from exams.actions import sitting
from exams.models import Attempt, Lease, Receipt, away_since_opening, entry_ends_at, kept_out
from exams.rules import keeping
from exams.rules.keeping import State
from exams.views.saving import in_json, standing
from journal.composed import Composed
from people.http import PersonRequest, client_address, times_asked

TAKEOVER_TRIES = 5
ANY = "any-attempt"
NO_PICTURE = "0" * 64  # stands in the address for the name of a picture
QR_MASK = 2
QR_BORDER = 2
DARK = re.compile(b"\x01+")  # modules beside each other in a row of the code
# Drawn here, in one stroke for each run: the library's own drawing takes three times as long.
QR = "data:image/svg+xml," + quote(
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='-2 -2.5 {side} {side}'>"
    "<path stroke='#000' d='{strokes}'/></svg>",
    safe="{}",
)
TAKEOVER_WINDOW = 300  # seconds


# What all candidates open at the same moment is asked by queries that are composed once.
SAMPLE = 9_000_000_000_001
RECEIPTS = Composed(lambda attempt: Receipt.objects.filter(attempt=attempt).order_by("-n"), SAMPLE)
HERE = (SAMPLE, "an attempt's name", "a device's hash")
OWN = Composed(lambda *asked: _own(*asked), *HERE)
OWN_WITH_TEXT = Composed(lambda *asked: _own(*asked).annotate(**TEXT), *HERE)
TEXT: Mapping[str, Any] = {"hall_text": F("paper__hall")}


def _own(person_id: int, ref: str, device_hash: str) -> QuerySet[Attempt]:
    """One's own attempt, and the newest epoch in which a device held its pen."""
    leases = Lease.objects.filter(attempt=OuterRef("pk"), device_hash=device_hash)
    held = {"held_epoch": Subquery(leases.order_by("-epoch").values("epoch")[:1])}
    return Attempt.objects.of(person_id).filter(ref=ref).annotate(**held)


@require_GET
def attempt(request: PersonRequest, ref: str) -> HttpResponse:
    """Who sits what, by which rules, until when; one button starts."""
    found = access.attempt_to_enter(request.person, ref)
    if found.state != State.READY:
        return _forward(request, found)
    barred = entry_refused(found, client_address(request))
    context = _check_in(found, http.believed_now(), barred or "")
    return render(request, "exams/hall_attempt.html", context)


def _forward(request: HttpRequest, found: Attempt) -> HttpResponse:
    """Where an attempt that is under way, or over, goes on."""
    if found.state != State.OPEN:
        return redirect("exams:receipt", found.ref)
    page = "exams:hall" if http.holds_pen(request, found) else "exams:take_over"
    return redirect(page, found.ref)


def _check_in(found: Attempt, now: datetime, refused: str = "") -> dict[str, Any]:
    """What the page before the start says. The end shown is the true one, late or not."""
    exam, session = found.exam, found.session
    session.exam = exam
    away, begins = away_since_opening(session, now), max(now, session.opens_at)
    until = entry_ends_at(session, now, away)
    closes_at = session.closes_at + timedelta(seconds=kept_out(session, begins, away))
    waiting = keeping.start_refusal(
        now=now,
        opens_at=session.opens_at,
        entry_ends_at=until,
        window_end=closes_at,
        state=State(found.state),
        has_paper=found.paper_id is not None,
    )
    ends_at = keeping.deadline(
        begins,
        allowed=timedelta(minutes=exam.duration_minutes),
        granted=timedelta(0),
        window_end=closes_at,
        full_duration=exam.full_duration,
    )
    return {
        "attempt": found,
        "refusal": refused or waiting or "",
        "has_photo": found.has_photo,
        "is_late": now > session.opens_at,
        "is_cut": ends_at - begins < timedelta(minutes=exam.duration_minutes),
        "entry_ends_at": until,
        "ends_at": ends_at,
        "minutes": max(0, int((ends_at - begins).total_seconds() // 60)),
        "opens_in_ms": keeping.remaining_ms(now, session.opens_at),
    }


@require_POST
def start(request: PersonRequest, ref: str) -> HttpResponse:
    """Open the attempt for this browser and go to the hall; a second click changes nothing."""
    found = access.attempt_to_enter(request.person, ref)
    device = http.device_of(request) or http.new_device()
    now = http.believed_now()
    barred = entry_refused(found, client_address(request))
    try:
        if barred and found.state == State.READY:
            raise sitting.SittingRefused(barred)
        opened = sitting.start(found, device=device, now=now)
    except sitting.SittingRefused as refused:
        found.refresh_from_db(fields=["state"])
        if found.state != State.READY:
            return _forward(request, found)
        context = _check_in(found, now, refused.reason)
        return render(request, "exams/hall_attempt.html", context, status=409)
    response = redirect("exams:hall", opened.ref)
    http.keep_device(response, opened.ref, device)
    return response


@require_GET
def hall(request: PersonRequest, ref: str) -> HttpResponse:
    """The page on which the paper is answered; only on the device that holds the pen."""
    found = _settled(access.own_attempt(request.person, ref), http.believed_now())
    if found.state == State.READY:
        return redirect("exams:attempt", ref)
    if found.state != State.OPEN or not http.holds_pen(request, found):
        return _forward(request, found)
    lease = http.LeaseToken(ref, request.person.pk, found.epoch)
    context = {
        "attempt": found,
        "has_photo": found.has_photo,
        "hall": _addresses(ref) | _lease_words(lease),
    }
    return render(request, "exams/hall.html", context)


def _settled(found: Attempt, now: datetime) -> Attempt:
    """The attempt, closed if its time and grace are over by a clock that can be believed."""
    overdue = found.deadline_at is not None and now > found.deadline_at
    if found.state == State.OPEN and overdue and http.clock_is_steady():
        closed = sitting.close_if_overdue(found, now=now)
        found.state = closed.state
    return found


def _addresses(ref: str) -> dict[str, str]:
    """Where the page's modules send and ask."""
    return {page: address.replace(ANY, ref) for page, address in _addresses_of_any().items()}


@functools.cache
def _addresses_of_any() -> dict[str, str]:
    """The same with a name that stands for any attempt's."""
    pages = ("paper", "state", "save", "hand_in", "take_over", "receipt")
    picture = reverse("exams:attempt_picture", args=[ANY, NO_PICTURE])
    return {page: reverse(f"exams:{page}", args=[ANY]) for page in pages} | {"picture": picture}


def _lease_words(lease: http.LeaseToken) -> dict[str, Any]:
    return {
        "ref": lease.ref,
        "epoch": lease.epoch,
        "lease": http.lease_text(lease),
        "first_seq": keeping.FIRST_CLIENT_SEQ,
        "max_batch": keeping.MAX_BATCH,
        "max_bytes": keeping.MAX_BATCH_BYTES,
    }


@login_not_required  # answers 401 in JSON, not with the sign-in page
@require_GET
@in_json
def paper(request: HttpRequest, ref: str) -> HttpResponse:
    """The frozen text of the paper: only while open, only on the device that holds the pen."""
    found = _open_here(request, ref, OWN_WITH_TEXT)
    return HttpResponse(found.hall_text, content_type="application/json")


@login_not_required  # answers 401 in JSON, not with the sign-in page
@require_GET
@in_json
def state(request: HttpRequest, ref: str) -> HttpResponse:
    """How the attempt stands and what is answered, for the page that has just been opened."""
    found = _open_here(request, ref, OWN)
    answers = keeping.fold(found.stored_log())
    folded = {
        str(place): {"choices": list(answer.choices), "flag": answer.flag}
        for place, answer in sorted(answers.items())
    }
    return JsonResponse(
        standing(
            ref,
            state=found.state,
            epoch=found.epoch,
            head=(found.head_n, found.head_hash),
            deadline_at=found.deadline_at,
            now=http.believed_now(),
        )
        | {"answers": folded, "last_seq": found.last_seq}
    )


def _open_here(request: HttpRequest, ref: str, own: Composed[Attempt]) -> Attempt:
    """The person's own open attempt on the device that holds the pen. Raises Refused."""
    person = getattr(request, "person", None)
    if person is None:
        raise http.Refused("signed_out")
    device = http.device_of(request)
    found = own.first(person.pk, ref, sitting.device_hash(device) if device else "")
    if found is None:
        raise http.Refused("unknown")
    found = _settled(found, http.believed_now())
    if found.state != State.OPEN:
        raise http.Refused("not_open")
    if not found.epoch or found.held_epoch != found.epoch:
        raise http.Refused("elsewhere")
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: PersonRequest, ref: str) -> HttpResponse:
    """Go on at this computer: with the invigilator's code, or the password where allowed."""
    now = http.believed_now()
    found = _settled(access.attempt_to_enter(request.person, ref), now)
    if found.state != State.OPEN:
        return redirect("exams:attempt", ref)
    if request.method != "POST":
        return render(request, "exams/hall_take_over.html", _elsewhere(request, found))
    refused, device = "", http.device_of(request) or http.new_device()
    try:
        sitting.take_over(found, device=device, code=_proof(request, found), now=now)
    except sitting.SittingRefused as refusal:
        refused = refusal.reason
    if refused:
        context = _elsewhere(request, found) | {"refusal": refused}
        status = 429 if refused == "too_often" else 422
        return render(request, "exams/hall_take_over.html", context, status=status)
    cache.set(_tries_key(found), 0, TAKEOVER_WINDOW)
    response = redirect("exams:hall", ref)
    http.keep_device(response, ref, device)
    return response


def _elsewhere(request: PersonRequest, found: Attempt) -> dict[str, Any]:
    """What the page says; a device that held the pen once gets its lease, to send what is left."""
    context: dict[str, Any] = {
        "attempt": found,
        "here": http.holds_pen(request, found),
        "paused": found.pauses.running().exists(),
    }
    if epoch := http.epoch_held(request, found):
        lease = http.LeaseToken(found.ref, request.person.pk, epoch)
        context["hall"] = _addresses(found.ref) | _lease_words(lease)
    return context


def _proof(request: PersonRequest, found: Attempt) -> str | None:
    """The code as typed, or None after the password was right. Raises SittingRefused."""
    _count_try(found)
    if barred := entry_refused(found, client_address(request)):
        raise sitting.SittingRefused(barred)
    if "password" not in request.POST:
        return request.POST.get("code", "")[:40]
    if not found.exam.own_takeover:
        raise sitting.SittingRefused("code_needed")
    if not request.user.check_password(request.POST["password"]):
        raise sitting.SittingRefused("password_wrong")
    return None


def _count_try(found: Attempt) -> None:
    """At most five tries in five minutes."""
    if times_asked(_tries_key(found), TAKEOVER_WINDOW) > TAKEOVER_TRIES:
        raise sitting.SittingRefused("too_often")


def _tries_key(found: Attempt) -> str:
    return f"exams.take_over:{found.ref}"


@require_GET
def receipt(request: PersonRequest, ref: str) -> HttpResponse:
    """The signed receipt, the same however often it is opened; a later one stands above it."""
    found = _settled(access.own_attempt(request.person, ref), http.believed_now())
    if found.state in (State.READY, State.OPEN):
        return redirect("exams:attempt", ref)
    receipts = RECEIPTS.all(found.pk)
    context: dict[str, Any] = {
        "attempt": found,
        "receipts": [{"row": row, "facts": json.loads(row.body)} for row in receipts],
        "qr": _qr(json.loads(receipts[0].body)) if receipts else "",
    }
    if epoch := http.epoch_held(request, found):
        lease = http.LeaseToken(ref, request.person.pk, epoch)
        context["hall"] = _addresses(ref) | _lease_words(lease)
    return render(request, "exams/hall_receipt.html", context)


def _qr(facts: dict[str, Any]) -> str:
    """The attempt's name and the end of its chain, as an image in the page's own text.

    The mask is given: to try all eight takes ten times as long, and every reader reads any.
    """
    text = f"{facts['attempt']} {facts['head_hash']}"
    code = segno.make(text, error="m", micro=False, mask=QR_MASK)
    strokes = (
        f"M{run.start()},{y}h{run.end() - run.start()}"
        for y, row in enumerate(code.matrix)
        for run in DARK.finditer(row)
    )
    return QR.format(side=len(code.matrix) + 2 * QR_BORDER, strokes="".join(strokes))
