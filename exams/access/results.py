"""Whose results somebody may list."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
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
