"""Ordering a test or waiving it; results of tests taken elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from appointments.actions.refused import Refused, acting, held_open, note, refuse
from appointments.models import Case, Decision, OutsideEntry, TestDecision, standing_of
from appointments.rules.terms import WORKERS, MemberRole, Refusal
from appointments.rules.testing import order_refusal, waiver_refusal
from exchange.actions.storing import store_file
from people.models import Person


@transaction.atomic
def order_test(case: Case, *, reason: str, actor: Person, now: datetime) -> TestDecision:
    """Order a test, the first or a resit. Raises Refused: NOT_OPEN, WRONG_ROLE, ORDERED_ALREADY,
    PASSED_ALREADY, TRIES_USED_UP."""
    case = held_open(case)
    acting(case, actor, MemberRole.LEAD)
    refuse(order_refusal(standing_of(case, timezone.localdate(now))))
    return _decide(case, Decision.ORDERED, reason, actor, now)


@transaction.atomic
def waive_test(case: Case, *, reason: str, actor: Person, now: datetime) -> TestDecision:
    """Waive the test, with a reason that is printed. Raises Refused: NOT_OPEN, WRONG_ROLE, and
    where a test was ordered, passed or failed for good."""
    case = held_open(case)
    acting(case, actor, MemberRole.LEAD)
    refuse(waiver_refusal(standing_of(case, timezone.localdate(now))))
    return _decide(case, Decision.WAIVED, reason, actor, now)


def _decide(
    case: Case, decision: Decision, reason: str, actor: Person, now: datetime
) -> TestDecision:
    made = TestDecision.objects.create(
        case=case, decision=decision, reason=reason, by=actor, at=now
    )
    act = "appointments.order_test"
    if decision is Decision.WAIVED:
        act = "appointments.waive_test"
    note(case, actor, act, {"reason": reason}, now=now)
    return made


@dataclass(frozen=True)
class Transcript:
    """What somebody read off a paper from elsewhere; marks in hundredths."""

    organ: str
    document: str
    day: date
    total: int
    of: int


@transaction.atomic
def enter_result(
    case: Case, read: Transcript, scan: tuple[bytes, str], *, actor: Person, now: datetime
) -> OutsideEntry:
    """Enter a result from elsewhere with its scan (bytes and name of the file).

    It counts once a second person has read the same off the paper. Raises Refused: NOT_OPEN,
    WRONG_ROLE, BAD_MARKS, DAY_IN_FUTURE, SAME_PERSON (who entered this paper already); and the
    refusals of `store_file`.
    """
    case = held_open(case)
    acting(case, actor, *WORKERS)
    if not 0 <= read.total <= read.of or read.of == 0:
        raise Refused(Refusal.BAD_MARKS)
    if read.day > timezone.localdate(now):
        raise Refused(Refusal.DAY_IN_FUTURE)
    if case.outside_entries.filter(document=read.document, by=actor).exists():
        raise Refused(Refusal.SAME_PERSON)
    data, name = scan
    owner = ("appointments", case.subject)
    stored = store_file(data, name, owner=owner, actor_id=actor.pk, now=now)
    entry = OutsideEntry.objects.create(
        case=case,
        organ=read.organ,
        document=read.document,
        day=read.day,
        total=read.total,
        of=read.of,
        scan=stored,
        by=actor,
        at=now,
    )
    facts = {"document": read.document, "file": stored.sha256}
    note(case, actor, "appointments.enter_result", facts, now=now)
    return entry
