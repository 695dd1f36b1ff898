"""The organiser's roll on a device: marks arrive in small batches, perhaps later."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people.http import PersonRequest
from training import access, actions
from training.rules import Mark
from training.views.words import refusal_words

MOST_CALLS = 200  # of one batch
OP_ID = re.compile(r"[0-9a-f]{32}")
ROLL_UNTIL = "Roll-Until"  # milliseconds: until when a device may keep the page (js/kept.js)
LONGEST_AGO = 7 * 24 * 60 * 60 * 1000  # milliseconds


@require_POST
def call_roll(request: PersonRequest, ref: str) -> HttpResponse:
    """Store a batch of marks; the answer says of each what became of it.

    400 not a batch of ours, 409 refused; what the device keeps stays there.
    """
    session = access.session_to_run(request.rights, ref)
    now = timezone.now()
    try:
        calls = _calls(json.loads(request.body), now)
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"said": _("点名记录不完整，请刷新页面后重新登记。")}, status=400)
    try:
        done = actions.call_roll(session, calls, actor=request.person, now=now)
    except actions.Refused as refused:
        return JsonResponse({"said": refusal_words(refused)}, status=409)
    # Read anew: a page that was made before these marks stood must look older than they are.
    return JsonResponse({"became": done, "at": milliseconds(timezone.now())})


def milliseconds(moment: datetime) -> int:
    """A moment as devices reckon it."""
    return int(moment.timestamp() * 1000)


def _calls(body: dict[str, Any], now: datetime) -> list[actions.Call]:
    """The batch. Raises ValueError, KeyError or TypeError where it is none."""
    given = body["calls"]
    if not isinstance(given, list) or len(given) > MOST_CALLS:
        raise ValueError(len(given))
    return [_call(one, now) for one in given]


def _call(one: dict[str, Any], now: datetime) -> actions.Call:
    op_id, person, ago = one["op_id"], one["person"], one["ago_ms"]
    if not OP_ID.fullmatch(op_id) or type(person) is not int or type(ago) is not int:
        raise ValueError(op_id)
    seen_at = now - timedelta(milliseconds=min(max(0, ago), LONGEST_AGO))
    knew = Mark(one["knew"]) if one["knew"] else None
    return actions.Call(op_id, person, Mark(one["mark"]), knew, seen_at)


@require_safe
def roll_worker(request: PersonRequest) -> HttpResponse:
    """The script that opens a roll without a line. Its address is its reach: it answers for the
    pages below it and for none beside them, so that no other part of the site is ever kept."""
    script = Path(str(finders.find("js/training/roll-worker.js"))).read_text(encoding="utf-8")
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")
