"""Whose results somebody may list."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404

from exams.access.review import moment_of_session
from exams.models import Candidate, ExamSession
from exams.models.overview import with_outcome
from exams.rules.review import POLICIES, Field, Viewer
from people.access import require
from people.models import within
from people.rules import Rights, Role


def results_for(rights: Rights, ref: str, now: datetime) -> tuple[ExamSession, QuerySet[Any]]:
    """A session that is over, with the candidates whose outcome the reader may see: list, sheet and
    interface are made of these rows.

    The exam's review policy decides, as for a single result: to an examination officer over the
    exam the mark is shown once the session is over, to a coordinator the own units' once published,
    and the own one as to any candidate. Where nothing is shown, and to everybody else: 404.
    """
    require(rights, Role.EXAM_OFFICER, Role.COORDINATOR)
    rows = ExamSession.objects.real().select_related(
        "exam__agency", "exam__blueprint", "publication"
    )
    found = rows.filter(ref=ref).first()
    if found is None or found.closes_at > now:
        raise Http404("session")
    is_staff = rights.covers(found.exam.agency.path, Role.EXAM_OFFICER)
    moment = moment_of_session(found, now)
    policy = POLICIES[found.exam.review_policy]
    shown = {viewer for viewer in Viewer if policy.can_see(Field.MARK, moment, viewer)}
    candidates = Candidate.objects.filter(session=found)
    if is_staff and Viewer.EXAM_STAFF not in shown:
        raise Http404("session")
    if not is_staff:
        candidates = candidates.filter(within(rights.paths(Role.COORDINATOR), "agency__path"))
        if Viewer.COORDINATOR not in shown or not candidates.exists():
            raise Http404("session")
    if Viewer.CANDIDATE not in shown:
        candidates = candidates.exclude(person_id=rights.person_id)
    return found, with_outcome(candidates).select_related("person", "agency")


def may_ask(rights: Rights, session: ExamSession, now: datetime) -> bool:
    """Whether a reader may know who of a session met which question: an examination officer over
    the exam, once right and wrong are released to them."""
    policy, moment = POLICIES[session.exam.review_policy], moment_of_session(session, now)
    is_staff = rights.covers(session.exam.agency.path, Role.EXAM_OFFICER)
    return is_staff and policy.can_see(Field.RIGHTNESS, moment, Viewer.EXAM_STAFF)


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
    rows = (
        ExamSession.objects.real()
        .filter(closes_at__lte=now)
        .filter(officers | Q(Exists(there.filter(units)), publication__isnull=False))
    )
    return rows.select_related("exam__agency", "publication").annotate(
        seats=Coalesce(Subquery(seats, output_field=IntegerField()), Value(0))
    )
