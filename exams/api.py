"""Results for other programs, read only: the same doors and the same sheet as the pages.

What a viewer may see is decided in one place (`exams/rules/review.py`); what is not released is not
in the answer. Marks are hundredths. Form and codes: `docs/results-api.md`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import InvalidPage, Paginator
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from exams.access import attempt_to_review, results_for, review_of
from exams.access.review import ReviewedOption, ReviewedPlace, ReviewSheet
from exams.models.attendance import is_voided
from people.http import PersonRequest

PAGE = 500  # candidates in one answer; house default
REFUSED = {
    401: ("signed_out", _("请先登录。")),
    403: ("forbidden", _("您没有查阅成绩的权限。")),
    404: ("unknown", _("没有找到，或者尚未向您公布。")),
}
Told = dict[str, Any]


def in_json(view: Callable[..., JsonResponse]) -> Callable[..., JsonResponse]:
    """Answer in JSON whatever comes: who is not signed in 401, a door that is shut 403 or 404."""

    @wraps(view)
    def answered(request: HttpRequest, **named: str) -> JsonResponse:
        if not hasattr(request, "person"):
            return _refused(401)
        try:
            response = view(request, **named)
        except PermissionDenied:
            return _refused(403)
        except Http404:
            return _refused(404)
        response["Cache-Control"] = "no-store"
        return response

    return answered


def _refused(status: int) -> JsonResponse:
    code, sentence = REFUSED[status]
    return JsonResponse({"error": code, "message": str(sentence)}, status=status)


@login_not_required  # answers 401 in JSON, not with the sign-in page
@require_safe
@in_json
def api_result(request: PersonRequest, ref: str) -> JsonResponse:
    """One attempt's result as far as it is released to this viewer; before that 404."""
    attempt, viewer = attempt_to_review(request.rights, ref)
    sheet = review_of(attempt, viewer, timezone.now())
    if not sheet.is_released:
        raise Http404("result")
    return JsonResponse(
        {
            "attempt": ref,
            "exam": attempt.exam.title,
            "viewer": viewer,
            "moment": sheet.moment,
            "released": sorted(sheet.released),
            "result": _result(sheet),
            "questions": [_question(place) for place in sheet.places],
        }
    )


def _result(sheet: ReviewSheet) -> Told:
    return {
        "total": sheet.total,
        "of": sheet.of,
        "pass_line": sheet.pass_line,
        "passed": sheet.passed,
        "voided": is_voided(sheet.attempt),
        "key_version": sheet.key_version,
        "receipt_n": sheet.receipt_n,
        "marking_n": sheet.marking_n,
        "scoring": dict(sheet.rules),
        "former": [
            {
                "total": row.total,
                "of": row.of,
                "passed": row.passed,
                "key_version": row.key_version,
                "marking_n": row.marking_n,
            }
            for row in sheet.former
        ],
    }


def _question(place: ReviewedPlace) -> Told:
    """One question; a part that is not released has no name in it."""
    told: Told = {
        "place": place.place,
        "kind": place.kind,
        "material": place.material,
        "stem": place.stem,
        "withdrawn": place.is_withdrawn,
        "of": place.of,
        "marks": place.marks,
        "right": place.is_right,
        "options": [_option(option) for option in place.options],
    }
    if place.points:
        told["points"] = list(place.points)
    if place.rationale is not None:
        told["rationale"] = place.rationale
    if place.articles is not None:
        told["articles"] = [
            {"statute": a.statute, "version": a.version, "number": a.number, "text": a.text}
            for a in place.articles
        ]
    return told


def _option(option: ReviewedOption) -> Told:
    told: Told = {"text": option.text, "chosen": option.chosen}
    if option.is_right is not None:
        told["right"] = option.is_right
    if option.accepted:
        told["accepted"] = option.accepted
    return told


@login_not_required  # answers 401 in JSON, not with the sign-in page
@require_safe
@in_json
def api_results(request: PersonRequest, ref: str) -> JsonResponse:
    """The results of a session as its list shows them to this reader, some hundred at a time."""
    found, rows = results_for(request.rights, ref, timezone.now())
    pages = Paginator(rows.order_by("number", "pk"), PAGE)
    try:
        page = pages.page(request.GET.get("page", 1))
    except InvalidPage:
        raise Http404("page") from None
    publication = getattr(found, "publication", None)
    return JsonResponse(
        {
            "session": ref,
            "exam": found.exam.title,
            "place": found.place,
            "opens_at": found.opens_at,
            "published_at": publication.at if publication else None,
            "count": pages.count,
            "page": page.number,
            "pages": pages.num_pages,
            "results": [_line(row) for row in page],
        }
    )


def _line(row: Any) -> Told:
    """A candidate as in the list, and nothing more."""
    return {
        "number": row.number,
        "name": row.person.name,
        "agency": row.agency.name,
        "attempt": row.attempt_ref,
        "total": row.total,
        "outcome": row.outcome,
    }
