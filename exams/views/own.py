"""One's own exams, and the result of one attempt as its viewer may see it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exams.access import attempt_to_review, review_of
from exams.access.misconduct import misconduct_cases
from exams.access.objections import remarked_upon
from exams.access.review import ReviewSheet
from exams.actions.objecting import last_day_of
from exams.filters import OwnExamFilter
from exams.models import Attempt, Objection
from exams.models.attendance import granted_to
from exams.models.objections import OBJECTIONS
from exams.models.overview import OwnExam, own_candidacies
from exams.rules.conduct import SessionState
from exams.rules.review import Viewer
from exams.tables import OwnExamTable
from exchange.http import as_list, as_sheet, filtering
from people.http import PersonRequest


@require_safe
def mine(request: PersonRequest) -> HttpResponse:
    """The reader's exams: what is on now, what comes, what is behind."""
    now = timezone.now()
    rows = own_candidacies(request.person.pk)
    still = [OwnExam(row, now) for row in rows.filter(session__closes_at__gt=now)]
    ahead = sorted(
        (own for own in still if own.is_ahead), key=lambda own: own.candidate.session.opens_at
    )
    behind = rows.exclude(pk__in=[own.candidate.pk for own in ahead])
    chosen = OwnExamFilter(request.GET, queryset=behind)
    context = {
        "now": now,
        "ahead": ahead,
        "filter": chosen,
        "is_filtered": filtering(chosen),
        "table": as_list(
            request, OwnExamTable(chosen.qs, now=now), sheet=reverse("exams:mine_sheet")
        ),
        "has_misconduct": misconduct_cases(request.rights)
        .filter(candidate__person=request.person)
        .exists(),
        "active": next((own for own in ahead if own.state in ("open", "entry")), None),
    }
    return render(request, "exams/mine.html", context)


@require_safe
def mine_sheet(request: PersonRequest) -> HttpResponse:
    """All of the reader's exams, those to come too, as a sheet."""
    chosen = OwnExamFilter(request.GET, queryset=own_candidacies(request.person.pk))
    table = OwnExamTable(chosen.qs, now=timezone.now())
    return as_sheet(request, table, _("我的考试"), without=("act",))


def _crumbs(attempt: Attempt, viewer: Viewer) -> list[tuple[str, str]]:
    """A candidate comes from the own exams, staff and coordinators from the session's results."""
    if viewer is Viewer.CANDIDATE:
        return [(_("我的考试"), reverse("exams:mine")), (attempt.exam.title, "")]
    if viewer not in (Viewer.EXAM_STAFF, Viewer.COORDINATOR):
        return [(attempt.exam.title, ""), (attempt.person.name, "")]
    results = reverse("exams:results", args=[attempt.session.ref])
    return [(attempt.exam.title, ""), (_("成绩"), results), (attempt.person.name, "")]


@require_safe
def result(request: PersonRequest, ref: str) -> HttpResponse:
    """One attempt's result, each part only as far as it is released to this viewer."""
    attempt, viewer = attempt_to_review(request.rights, ref)
    now = timezone.now()
    sheet = review_of(attempt, viewer, now)
    own, granted = viewer is Viewer.CANDIDATE, granted_to(attempt)
    context = {
        "sheet": sheet,
        "attempt": attempt,
        "is_own": own,
        "missed": [place for place in sheet.places if place.is_right is False],
        "untold": any(not place.is_told for place in sheet.places),
        "objections": _own_objections(attempt) if own else (),
        "granted": granted,
        "voided": granted.is_voided,
        "may_object": own and _may_object(sheet, now),
        "crumbs": _crumbs(attempt, viewer),
    }
    if not sheet.is_released:
        return render(request, "exams/result_waiting.html", context, status=404)
    return render(request, "exams/result.html", context)


def _own_objections(attempt: Attempt) -> list[Objection]:
    """The candidate's objections; each with what is marked anew upon it."""
    found = OBJECTIONS.all(attempt.pk)
    prefetch_related_objects(found, "remarkings")
    for objection in found:
        objection.attempt = attempt
        has_any = bool(objection.remarkings.all())
        objection.remarked = remarked_upon(objection) if has_any else []  # type: ignore[attr-defined]
    return found


def _may_object(sheet: ReviewSheet, now: datetime) -> bool:
    """Whether the time for objections runs."""
    if sheet.attempt.session.state != SessionState.PUBLISHED:
        return False
    return timezone.localdate(now) <= last_day_of(sheet.attempt, sheet.last_shift)
