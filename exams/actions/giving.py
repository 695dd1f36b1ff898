"""Time that is given to an open attempt, by whomever: row, event and deadline together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from exams.actions.chaining import append_event
from exams.models import Accommodation, Attempt, TimeGrant, seconds_granted
from exams.proof import deadline_of
from journal.composed import Composed
from people.models import Person

MAX_GRANT_SECONDS = 4 * 3600
ACCOMMODATIONS = Composed(
    lambda candidate: (
        Accommodation.objects.filter(candidate=candidate).select_related("second_by").order_by("pk")
    ),
    9_000_000_000_001,
)


@dataclass(frozen=True)
class Given:
    """How much, of which kind, why, and who signed first."""

    seconds: int
    kind: str
    reason: str
    first_by: int


def give_time(held: Attempt, given: Given, *, second: Person, now: datetime) -> TimeGrant:
    """Add the grant and move the deadline, which is reckoned anew. Under the attempt's lock."""
    before = seconds_granted(held)
    grant = TimeGrant.objects.create(
        attempt=held,
        seconds=given.seconds,
        kind=given.kind,
        reason=given.reason,
        first_by_id=given.first_by,
        second_by=second,
        at=now,
    )
    held.deadline_at = deadline_of(held, granted=before + given.seconds)
    facts = {"seconds": given.seconds, "kind": given.kind, "first_by": given.first_by}
    append_event(held, "grant", facts, actor_id=second.pk, now=now)
    held.save(update_fields=["deadline_at"])
    return grant


def give_in_advance(attempt: Attempt, *, now: datetime) -> None:
    """What two persons gave the candidate before the exam becomes time of this attempt."""
    for row in ACCOMMODATIONS.all(attempt.candidate_id):
        given = Given(row.seconds, "accommodation", row.reason, row.first_by_id)
        give_time(attempt, given, second=row.second_by, now=now)
