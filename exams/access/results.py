"""Whose results somebody may list."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404

from exams.models import Candidate, ExamSession
from exams.models.overview import with_outcome
from people.access import require
from people.models import within
from people.rules import Rights, Role


def results_for(rights: Rights, ref: str, now: datetime) -> tuple[ExamSession, QuerySet[Any]]:
    """A session that is over, with the candidates whose outcome the reader may see.

    An examination officer over the exam sees all of them, but not the own one before it is
    published; a coordinator sees those of the own units, once published. Everybody else in these
    roles: 404.
    """
    require(rights, Role.EXAM_OFFICER, Role.COORDINATOR)
    rows = ExamSession.objects.select_related("exam__agency", "exam__blueprint", "publication")
    found = rows.filter(ref=ref).first()
    if found is None or found.closes_at > now:
        raise Http404("session")
    candidates = Candidate.objects.filter(session=found)
    published = hasattr(found, "publication")
    if not rights.covers(found.exam.agency.path, Role.EXAM_OFFICER):
        own = within(rights.paths(Role.COORDINATOR), "agency__path")
        candidates = candidates.filter(own)
        if not published or not candidates.exists():
            raise Http404("session")
    elif not published:
        candidates = candidates.exclude(person_id=rights.person_id)
    return found, with_outcome(candidates).select_related("person", "agency")


def sessions_with_results(rights: Rights, now: datetime) -> QuerySet[ExamSession]:
    """The sessions whose results the reader may list, with `seats`: how many of the own persons.

    What `results_for` opens: to an examination officer every session that is over, to a
    coordinator those published in which persons of the own units sat.
    """
    require(rights, Role.EXAM_OFFICER, Role.COORDINATOR)
    officers = within(rights.paths(Role.EXAM_OFFICER), "exam__agency__path")
    units = within(rights.paths(Role.COORDINATOR), "agency__path")
    there = Candidate.objects.filter(session=OuterRef("pk")).order_by()
    seen = there.filter(
        within(rights.paths(Role.EXAM_OFFICER), "session__exam__agency__path") | units
    )
    seats = seen.values("session").annotate(n=Count("pk")).values("n")
    rows = ExamSession.objects.filter(closes_at__lte=now).filter(
        officers | Q(Exists(there.filter(units)), publication__isnull=False)
    )
    return rows.select_related("exam__agency", "publication").annotate(
        seats=Coalesce(Subquery(seats, output_field=IntegerField()), Value(0))
    )
