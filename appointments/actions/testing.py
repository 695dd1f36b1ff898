"""Ordering a test or waiving it; results of tests taken elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from appointments.actions.refused import Refused, acting, held_open, note, refuse
from appointments.models import (
    CarriedPass,
    Case,
    Decision,
    EntryWithdrawal,
    OutsideEntry,
    TestDecision,
    agreed_entries,
    passes_known_to,
    standing_of,
)
from appointments.rules.terms import WORKERS, MemberRole, Refusal
from appointments.rules.testing import Standing, order_refusal, waiver_refusal
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
    turn = _turn_of(case, read.document)
    if case.outside_entries.filter(document=read.document, turn=turn, by=actor).exists():
        raise Refused(Refusal.SAME_PERSON)
    data, name = scan
    owner = ("appointments", case.subject)
    stored = store_file(data, name, owner=owner, actor_id=actor.pk, now=now)
    entry = OutsideEntry.objects.create(
        case=case,
        organ=read.organ,
        document=read.document,
        turn=turn,
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


def _turn_of(case: Case, document: str) -> int:
    """Which turn an entry of the paper belongs to: the next, once two took the last one back."""
    turns = [e for e in agreed_entries(case) if e.document == document]
    newest = max(turns, key=lambda one: one.turn, default=None)
    if newest is None:
        return 1
    return newest.turn + 1 if newest.is_withdrawn else newest.turn


@transaction.atomic
def withdraw_result(
    case: Case, document: str, *, reason: str, actor: Person, now: datetime
) -> EntryWithdrawal:
    """Say that a result from elsewhere was entered wrongly. With a second person's word it counts
    no longer; the entries stay, and the paper may be entered anew.

    Raises Refused: NOT_OPEN, WRONG_ROLE, NO_RESULT (nothing of this paper stands), SAME_PERSON.
    """
    case = held_open(case)
    acting(case, actor, *WORKERS)
    standing = [e for e in agreed_entries(case) if e.document == document and not e.is_withdrawn]
    if not standing:
        raise Refused(Refusal.NO_RESULT)
    entries = standing[-1]
    if entries.doubt is not None and entries.doubt.by_id == actor.pk:
        raise Refused(Refusal.SAME_PERSON)
    ended = max((word.round for word in entries.withdrawals if word.upholds), default=0)
    words = {"document": document, "turn": entries.turn, "round": ended + 1}
    return _word(case, words, reason, actor, now)


@transaction.atomic
def uphold_result(
    case: Case, document: str, *, reason: str, actor: Person, now: datetime
) -> EntryWithdrawal:
    """Say, as the second person, that a result whose withdrawal was proposed was read rightly.

    Raises Refused: NOT_OPEN, WRONG_ROLE, NO_RESULT (nothing is proposed), SAME_PERSON.
    """
    case = held_open(case)
    acting(case, actor, *WORKERS)
    doubts = [e.doubt for e in agreed_entries(case) if e.document == document and e.doubt]
    if not doubts:
        raise Refused(Refusal.NO_RESULT)
    doubt = doubts[-1]
    if doubt.by_id == actor.pk:
        raise Refused(Refusal.SAME_PERSON)
    words = {"document": document, "turn": doubt.turn, "round": doubt.round, "upholds": True}
    return _word(case, words, reason, actor, now)


def _word(
    case: Case, words: dict[str, Any], reason: str, actor: Person, now: datetime
) -> EntryWithdrawal:
    made = EntryWithdrawal.objects.create(case=case, reason=reason, by=actor, at=now, **words)
    facts = {"document": made.document, "reason": reason}
    act = "appointments.uphold_result" if made.upholds else "appointments.withdraw_result"
    note(case, actor, act, facts, now=now)
    return made


@transaction.atomic
def carry_pass(case: Case, key: str, *, actor: Person, now: datetime) -> CarriedPass:
    """Let the pass of an earlier case of the candidate count, by its key among those that the lead
    knows (`passes_known_to`). Raises Refused: NOT_OPEN, WRONG_ROLE, PASSED_ALREADY, NO_RESULT."""
    case = held_open(case)
    acting(case, actor, MemberRole.LEAD)
    today = timezone.localdate(now)
    if standing_of(case, today).standing is Standing.PASSED:
        raise Refused(Refusal.PASSED_ALREADY)
    known = {found.key for found in passes_known_to(case, actor.pk, today)}
    if key not in known or CarriedPass.objects.filter(case=case).exists():
        raise Refused(Refusal.NO_RESULT)
    origin, number = key.split("-")
    column = {"seat": "seat_id", "entry": "entry_id"}[origin]
    made = CarriedPass.objects.create(case=case, by=actor, at=now, **{column: int(number)})
    note(case, actor, "appointments.carry_pass", {}, now=now)
    return made
