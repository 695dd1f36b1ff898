"""A running session as its desk sees it: one seat for each candidate."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from exams.models.attempts import Attempt, Lease, Operation, TimeGrant
from exams.models.outages import PayBack
from exams.models.planning import Candidate, ExamSession, Invigilation
from exams.rules.conduct import SessionState
from exams.rules.keeping import Disposition, State, Stored, answered, fold
from people.models import within
from people.rules import Rights, Role

AT_DESK = (SessionState.DRAWN, SessionState.PUBLISHED)
TOO_LATE = (Disposition.LATE, Disposition.CLOSED)


def seats_of(session: ExamSession) -> QuerySet[Candidate]:
    """The roster with `attempt_ref`, `attempt_state`, `deadline_at`, `closed_at`, `last_save`,
    `moves` (take-overs), `fenced`, `late` (operations) and `granted` (seconds) of each seat."""
    sat = Attempt.objects.filter(candidate=OuterRef("pk")).order_by("-ordinal")
    logged = Operation.objects.filter(attempt__candidate=OuterRef("pk")).order_by()
    leases = Lease.objects.filter(attempt__candidate=OuterRef("pk"), epoch__gt=1).order_by()
    grants = TimeGrant.objects.filter(attempt__candidate=OuterRef("pk")).order_by()
    back = PayBack.objects.filter(attempt__candidate=OuterRef("pk")).order_by()
    per_seat = "attempt__candidate"
    return Candidate.objects.filter(session=session).annotate(
        attempt_id=Subquery(sat.values("pk")[:1]),
        attempt_ref=Subquery(sat.values("ref")[:1]),
        attempt_state=Coalesce(Subquery(sat.values("state")[:1]), Value(State.READY.value)),
        deadline_at=Subquery(sat.values("deadline_at")[:1]),
        closed_at=Subquery(sat.values("closed_at")[:1]),
        last_save=Subquery(
            logged.values(per_seat).annotate(at=Max("arrival_at")).values("at"),
            output_field=models.DateTimeField(),
        ),
        moves=_number(leases.values(per_seat).annotate(n=Count("pk"))),
        fenced=_operations(logged.filter(disposition=Disposition.FENCED)),
        late=_operations(logged.filter(disposition__in=TOO_LATE)),
        granted=_number(grants.values(per_seat).annotate(n=Sum("seconds")))
        + _number(back.values(per_seat).annotate(n=Sum("outage__seconds"))),
    )


def _operations(rows: QuerySet[Operation]) -> Coalesce:
    return _number(rows.values("attempt__candidate").annotate(n=Count("op_id")))


def _number(rows: QuerySet[models.Model, dict[str, object]]) -> Coalesce:
    return Coalesce(Subquery(rows.values("n"), output_field=models.IntegerField()), Value(0))


def answered_in(attempt_ids: Iterable[int]) -> dict[int, int]:
    """How many places each of the attempts has answered so far; two queries for all of them."""
    ids = list(attempt_ids)
    admitted = set(
        Attempt.objects.filter(pk__in=ids, admissions__isnull=False).values_list(
            "pk", "admissions__op_id"
        )
    )
    counts = Q(disposition=Disposition.APPLIED)
    if admitted:
        counts |= Q(op_id__in=[op_id for _pk, op_id in admitted])
    rows = Operation.objects.filter(counts, attempt_id__in=ids).values_list(
        "attempt_id", "place", "epoch", "seq", "choices", "disposition", "op_id"
    )
    logs: dict[int, list[Stored]] = {pk: [] for pk in ids}
    for pk, place, epoch, seq, choices, verdict, op_id in rows:
        known = (pk, op_id) in admitted
        stored = Stored(place, epoch, seq, tuple(choices), False, Disposition(verdict), known)
        logs[pk].append(stored)
    return {pk: answered(fold(log)) for pk, log in logs.items()}


def awaiting_decision(attempt: Attempt) -> QuerySet[Operation]:
    """Operations that do not count now but could: while the attempt is open fenced ones whose
    places were not answered since, after its close late ones that are not admitted yet."""
    rows = Operation.objects.none()
    if attempt.state == State.OPEN:
        fenced = Operation.objects.filter(attempt=attempt, disposition=Disposition.FENCED)
        rows = fenced.not_answered_since()
    elif attempt.state == State.CLOSED:
        late = Operation.objects.filter(attempt=attempt, disposition__in=TOO_LATE)
        rows = late.exclude(op_id__in=attempt.admissions.values("op_id"))
    return rows.order_by(F("epoch"), F("seq"))


def sessions_supervised(rights: Rights, since: datetime) -> QuerySet[ExamSession]:
    """Sessions that end after `since` and whose desk the reader may enter: those supervised, and
    those of one's own exams once their papers are made; the next one first."""
    own = within(rights.paths(Role.EXAM_OFFICER), "exam__agency__path") & Q(state__in=AT_DESK)
    if rights.has(Role.INVIGILATOR):
        mine = Invigilation.objects.filter(person_id=rights.person_id)
        own |= Q(pk__in=mine.values("session_id"))
    rows = ExamSession.objects.filter(own, closes_at__gt=since)
    return rows.select_related("exam__agency").order_by("opens_at", "pk")
