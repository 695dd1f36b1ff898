"""One question after another, and what came of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.http import PersonRequest
from practice import access, actions
from practice.models import Item, RefusalWords, Round
from practice.rules import mock as mock_rules
from practice.rules.answering import Refusal
from practice.views.showing import asked, given_by

HAND_IN = "end"  # where to go from a question of a mock exam, instead of to another one


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: PersonRequest, ref: str, place: int) -> HttpResponse:
    """One question: to be answered, or answered, with why and by which article."""
    now = timezone.now()
    found = access.own_round(request.person, ref)
    item = access.item_of(found, place)
    if found.is_overdue(now):
        actions.close(found, now=now)
    if found.is_overdue(now) or (found.is_mock and found.closed_at):
        return _to_result(request, found)
    if request.method == "POST":
        return _answered(request, item)
    return _shown(request, item)


def _answered(request: PersonRequest, item: Item) -> HttpResponse:
    given = given_by(item, request.POST)
    try:
        item = actions.answer(item, given, now=timezone.now())
    except actions.Refused as refused:
        if refused.reason == Refusal.CLOSED and item.round.is_mock:
            return _to_result(request, item.round)
        if refused.reason != Refusal.ANSWERED:
            words = RefusalWords(refused.reason.value).label
            return _shown(request, item, refusal=words, status=422)
        item = access.item_of(item.round, item.place)  # twice sent: the first answer stands
    if item.round.is_mock and request.POST.get("to") == HAND_IN:
        actions.close(item.round, now=timezone.now())
        return _to_result(request, item.round)
    if item.round.is_mock:
        return redirect("practice:question", item.round.ref, _wanted(request, item))
    if _is_part(request):
        return _shown(request, item)
    return redirect("practice:question", item.round.ref, item.place)


def _wanted(request: PersonRequest, item: Item) -> int:
    """The place to go to: the one asked for, where there is one."""
    asked_for = request.POST.get("to", "")
    places = item.round.items.count()
    return min(max(int(asked_for), 1), places) if asked_for.isdecimal() else item.place


def _is_part(request: Any) -> bool:
    """Whether the page itself asks and needs no more than the question."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def _to_result(request: Any, found: Round) -> HttpResponse:
    address = reverse("practice:result", args=[found.ref])
    if _is_part(request):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


def _shown(request: PersonRequest, item: Item, *, refusal: object = "", status: int = 200
) -> HttpResponse:  # fmt: skip
    key = access.key_of(item)
    articles = access.articles_under([item.revision], timezone.localdate()) if key else {}
    places = list(item.round.items.values_list("place", "answered_at", "given"))
    left = [n for n, answered_at, _given in places if answered_at is None and n != item.place]
    context = {
        "asked": asked(item, key, articles.get(item.revision_id, ())),
        "item": item,
        "round": item.round,
        "is_told": key is not None,
        "all": len(places),
        "next": next((n for n in left if n > item.place), left[0] if left else 0),
        "refusal": refusal,
    }
    if item.round.is_mock:
        context |= _mock(item, places)
    name = "_question" if _is_part(request) else "question"
    return render(request, f"practice/{name}.html", context, status=status)


def _mock(item: Item, places: list[tuple[int, Any, Any]]) -> dict[str, object]:
    """What the page of a mock exam has besides: the answer sheet and the time left."""
    deadline = item.round.deadline_at
    left = deadline - timezone.now() if deadline else None
    return {
        "places": [(n, any(answer != "" for answer in given or [])) for n, _at, given in places],
        "left_ms": max(0, int(left.total_seconds() * 1000)) if left else 0,
        "before": max(1, item.place - 1),
        "after": min(len(places), item.place + 1),
    }


@require_POST
def end(request: PersonRequest, ref: str) -> HttpResponse:
    """Hand in a mock exam, or end a round early."""
    found = access.own_round(request.person, ref)
    actions.close(found, now=timezone.now())
    return redirect("practice:result", found.ref)


@require_safe
def result(request: PersonRequest, ref: str) -> HttpResponse:
    """What came of a round: how many were right, and every other question with its article."""
    now = timezone.now()
    found = access.own_round(request.person, ref)
    if found.is_overdue(now):
        actions.close(found, now=now)
        found = access.own_round(request.person, ref)
    if found.closed_at is None:
        left = found.items.filter(answered_at__isnull=True).order_by("place").first()
        return redirect("practice:question", found.ref, left.place if left else 1)
    items = list(found.items.with_question())
    for item in items:
        item.round = found
    seen = items if found.is_mock else [item for item in items if item.is_answered]
    missed = [item for item in seen if not item.right]
    articles = access.articles_under([item.revision for item in missed], timezone.localdate())
    context = {
        "round": found,
        "answered": len([item for item in items if item.is_answered]),
        "all": len(items),
        "right": len([item for item in seen if item.right]),
        "missed": [asked(i, access.key_of(i), articles[i.revision_id]) for i in missed],
        "crumbs": [(_("练习"), reverse("practice:practice")), (found.get_purpose_display(), "")],
    }
    if found.is_mock:
        earned, full = sum(item.earned for item in items), sum(item.of for item in items)
        passed = mock_rules.is_pass(earned, full)
        context |= {"earned": earned, "full": full, "passed": passed}
    return render(request, "practice/result.html", context)
