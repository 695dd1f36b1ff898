"""One's own exams, and the result of one attempt as its viewer may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exams.access import attempt_to_review, review_of
from exams.models import Attempt, Candidate
from exams.models.overview import own_candidacies
from exams.rules.keeping import State
from exams.rules.review import Viewer
from people.http import PersonRequest

PER_PAGE = 20


@dataclass(frozen=True)
class OwnExam:
    """One of the reader's exams: where it stands, and where the button leads."""

    candidate: Candidate
    now: datetime

    @property
    def ref(self) -> str:
        return getattr(self.candidate, "attempt_ref", None) or ""

    @property
    def state(self) -> str:
        """open, entry, coming, closed, absent, published."""
        session, kept = self.candidate.session, getattr(self.candidate, "attempt_state", None)
        if hasattr(session, "publication"):
            return "published"
        if kept == State.OPEN:
            return "open"
        if kept == State.CLOSED:
            return "closed"
        if self.now < session.opens_at:
            return "coming"
        entry_ends = session.opens_at + timedelta(minutes=session.exam.entry_minutes)
        return "entry" if self.now <= min(entry_ends, session.closes_at) else "absent"

    @property
    def is_ahead(self) -> bool:
        return self.state in ("open", "entry", "coming")

    @property
    def starts_in(self) -> float:
        """Seconds until the session opens."""
        return (self.candidate.session.opens_at - self.now).total_seconds()


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
    page = Paginator(behind, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "now": now,
        "ahead": ahead,
        "behind": [OwnExam(row, now) for row in page.object_list],
        "page": page,
        "active": next((own for own in ahead if own.state in ("open", "entry")), None),
    }
    return render(request, "exams/mine.html", context)


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
    sheet = review_of(attempt, viewer, timezone.now())
    own = viewer is Viewer.CANDIDATE
    context = {
        "sheet": sheet,
        "attempt": attempt,
        "is_own": own,
        "missed": [place for place in sheet.places if not place.is_right],
        "crumbs": _crumbs(attempt, viewer),
    }
    if not sheet.is_released:
        return render(request, "exams/result_waiting.html", context, status=404)
    return render(request, "exams/result.html", context)
