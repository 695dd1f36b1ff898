"""What the hall's page sends while an attempt runs: answers, and the hand-in."""

from __future__ import annotations

import functools
import math
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from exams import access, http
from exams.actions import outages, sitting
from exams.actions.saving import AttemptUnknown, BatchRefused, Saved
from exams.actions.saving import save as save_operations
from exams.models import Attempt, Operation
from exams.rules import keeping, pacing
from exams.rules.keeping import State
from journal.composed import Composed
from people.models import Person

PACE = pacing.Pace()
RETRY = math.ceil(1 / pacing.PER_SECOND)  # seconds; nobody has to wait longer
BATCH_CODES = {"batch_size": "too_large", "altered": "altered"}

Page = Callable[..., HttpResponse]


def in_json(view: Page) -> Page:
    """Answer every refusal with one sentence in JSON and the right status, never a 500."""

    @functools.wraps(view)
    def answer(request: HttpRequest, ref: str) -> HttpResponse:
        try:
            return after_outage(view, request, ref)
        except http.Refused as refused:
            return http.refusal(refused)
        except AttemptUnknown:
            return http.refusal(http.Refused("unknown"))
        except BatchRefused as refused:
            return http.refusal(http.Refused(BATCH_CODES.get(refused.why, "malformed")))
        except sitting.SittingRefused as refused:
            return http.refusal(http.Refused(refused.reason))
        except (OperationalError, outages.PulseStale):
            return http.refusal(http.Refused("busy", retry_after=1))

    return answer


def after_outage(view: Page, request: HttpRequest, *names: str) -> HttpResponse:
    """The page; where it would judge by the clock and the site has only just come back, first note
    for how long it was away."""
    try:
        return view(request, *names)
    except outages.PulseStale:
        http.HEART.beat(http.believed_now())
        return view(request, *names)


@require_POST
@in_json
def save(request: HttpRequest, ref: str) -> HttpResponse:
    """Store a batch of operations; an empty batch asks how the attempt stands.

    With a lease it comes by `http.ShortPathMiddleware`: no session, no token of a form, because no
    other site can send the lease's header. Without a lease it goes the usual way and is refused.
    """
    now = http.believed_now()
    lease = http.lease_of(request, ref)
    if PACE.wait(ref, time.monotonic()):
        return too_often()
    operations = http.batch_of(request, lease)
    if not operations:
        return JsonResponse(_news(lease, now))
    arrival = http.arrival_of(request.META, now)
    saved = save_operations(ref, lease.person_id, operations, arrival=arrival, now=now)
    return JsonResponse(reply(ref, saved, now))


def too_often() -> HttpResponse:
    """What whoever comes too often is told, in one sentence: the next second is soon enough."""
    return http.refusal(http.Refused("too_often", retry_after=RETRY))


def reply(ref: str, saved: Saved, now: datetime) -> dict[str, Any]:
    """What a save is answered with."""
    return standing(
        ref,
        state=saved.state,
        epoch=saved.epoch,
        head=(saved.head_n, saved.head_hash),
        deadline_at=saved.deadline_at,
        now=now,
    ) | {"dispositions": saved.dispositions}


def standing(
    ref: str,
    *,
    state: str,
    epoch: int,
    head: tuple[int, str],
    deadline_at: datetime | None,
    now: datetime,
) -> dict[str, Any]:
    """How an attempt stands, as every reply says it: time by the server's clock alone."""
    return {
        "state": state,
        "epoch": epoch,
        "head_n": head[0],
        "head_hash": head[1],
        "server_now": stamp(now),
        "deadline_at": stamp(deadline_at) if deadline_at else None,
        "remaining_ms": keeping.remaining_ms(now, deadline_at) if deadline_at else 0,
        "receipt": reverse("exams:receipt", args=[ref]) if state == State.CLOSED else None,
    }


def stamp(moment: datetime) -> str:
    """A moment in UTC, always of the same length."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


STANDING = Composed(
    lambda person, ref: (
        Attempt.objects.of(person)
        .filter(ref=ref, person__user__is_active=True)
        .values_list("state", "epoch", "head_n", "head_hash", "deadline_at")
    ),
    9_000_000_000_001,
    "how an attempt stands",
)


def _news(lease: http.LeaseToken, now: datetime) -> dict[str, Any]:
    """The attempt's standing for a page that has nothing to send. One query."""
    found = STANDING.rows(lease.person_id, lease.ref)
    if not found:
        raise http.Refused("unknown")
    state, epoch, head_n, head_hash, deadline_at = found[0]
    if state == State.OPEN and deadline_at and now >= deadline_at:
        deadline_at = outages.pay_back_one(lease.ref, now=now)
    return standing(
        lease.ref,
        state=state,
        epoch=epoch,
        head=(head_n, head_hash),
        deadline_at=deadline_at,
        now=now,
    ) | {"dispositions": {}}


@require_POST
def hand_in(request: HttpRequest, ref: str) -> HttpResponse:
    """Close the attempt for good: by the hall's page with its lease, or by the plain form."""
    if http.came_by_lease(request):
        return _hand_in_by_lease(request, ref)
    return after_outage(_hand_in_by_form, request, ref)


@in_json
def _hand_in_by_lease(request: HttpRequest, ref: str) -> HttpResponse:
    now = http.believed_now()
    lease = http.lease_of(request, ref)
    operations = http.batch_of(request, lease)
    sitting.hand_in(
        ref,
        lease.person_id,
        operations,
        arrival=http.arrival_of(request.META, now),
        now=now,
        epoch=lease.epoch,
    )
    return JsonResponse(_news(lease, now) | {"dispositions": _became(ref, operations)})


def _became(ref: str, operations: list[keeping.Operation]) -> dict[str, str]:
    """What became of the operations that came with the hand-in."""
    if not operations:
        return {}
    ids = [op.op_id for op in operations]
    rows = Operation.objects.filter(attempt__ref=ref, op_id__in=ids)
    return dict(rows.values_list("op_id", "disposition"))


def _hand_in_by_form(request: HttpRequest, ref: str) -> HttpResponse:
    """The same without scripts; only from the device that holds the pen."""
    now = http.believed_now()
    person: Person = request.person  # type: ignore[attr-defined]  # signed in: see PersonRequest
    attempt = access.own_attempt(person, ref)
    if attempt.state == State.READY:
        return redirect("exams:attempt", ref)
    arrival = http.arrival_of(request.META, now)
    epoch = http.epoch_held(request, attempt)
    try:
        sitting.hand_in(ref, person.pk, [], arrival=arrival, now=now, epoch=epoch)
    except sitting.SittingRefused:
        return redirect("exams:take_over", ref)
    return redirect("exams:receipt", ref)
