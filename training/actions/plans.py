"""Yearly plans: drafting, adopting the upper one, submitting, approving, spending, proving."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from exchange.actions.storing import store_file
from exchange.models import StoredFile
from journal import actions as journal
from people.models import Agency, Person
from people.rules import paths_above
from training import rules
from training.actions.booking import Scan
from training.actions.refused import Refused
from training.models import PlanItem, Proof, Spending, WorkReport, YearPlan
from training.rules import PlanState, Refusal


@dataclass(frozen=True)
class ItemTerms:
    """What is laid down of an item."""

    title: str
    form: str
    category: str
    content: str
    month: int
    persons: int
    credit: int
    budget: int


@dataclass(frozen=True)
class Expense:
    """Money spent: fen, the day, the voucher, what for."""

    amount: int
    day: date
    voucher: str
    note: str


@transaction.atomic
def add_plan(
    agency: Agency, year: int, meant_for: str, *, actor: Person, now: datetime
) -> YearPlan:
    """Draft a plan; the approved plan of the nearest agency above is adopted with its items.

    Raises Refused: PLAN_EXISTS.
    """
    if YearPlan.objects.filter(agency=agency, year=year, meant_for=meant_for).exists():
        raise Refused(Refusal.PLAN_EXISTS)
    upper = (
        YearPlan.objects.filter(
            agency__path__in=paths_above(agency.path)[:-1],
            year=year,
            meant_for=meant_for,
            state=PlanState.APPROVED,
        )
        .order_by("-agency__depth")
        .first()
    )
    made = YearPlan.objects.create(
        agency=agency,
        year=year,
        meant_for=meant_for,
        upper=upper,
        made_at=now,
        made_by_id=actor.pk,
    )
    for item in upper.items.standing() if upper else ():
        names = set(ItemTerms.__dataclass_fields__) - {"budget", "persons"}
        columns = {name: getattr(item, name) for name in names}
        PlanItem.objects.create(plan=made, adopts=item, persons=0, budget=0, **columns)
    facts = {"year": year, "kind": meant_for, "adopts": upper.pk if upper else None}
    _note("training.add_plan", made, facts, actor, now)
    return made


@transaction.atomic
def set_item(
    plan: YearPlan, item: PlanItem | None, terms: ItemTerms, *, actor: Person, now: datetime
) -> PlanItem:
    """Add an item to a draft, or let one take another's place, which stays as it was.

    Raises Refused: WRONG_STATE, FINES.
    """
    held = _locked(plan, PlanState.DRAFT)
    _refuse_fines(terms.title)
    before = None if item is None else _standing(item)
    columns = {name: getattr(terms, name) for name in ItemTerms.__dataclass_fields__}
    made = PlanItem.objects.create(plan=held, adopts=before and before.adopts, **columns)
    if before is not None:
        before.removed_at, before.superseded_by = now, made
        before.save(update_fields=["removed_at", "superseded_by"])
    facts = {"title": made.title, "budget": made.budget}
    facts |= {"replaces": before.pk} if before is not None else {}
    _note("training.set_item", held, facts, actor, now)
    return made


@transaction.atomic
def remove_item(item: PlanItem, *, reason: str, actor: Person, now: datetime) -> None:
    """Take an item out of a draft; it stays, with the reason. Raises Refused: WRONG_STATE."""
    held = _locked(item.plan, PlanState.DRAFT)
    row = _standing(item)
    row.removed_at, row.removed_because = now, reason
    row.save(update_fields=["removed_at", "removed_because"])
    facts = {"title": row.title, "reason": reason}
    _note("training.remove_item", held, facts, actor, now)


@transaction.atomic
def submit_plan(plan: YearPlan, *, actor: Person, now: datetime) -> YearPlan:
    """Submit a draft with at least one item. Raises Refused: WRONG_STATE, NO_ITEM."""
    held = _locked(plan, PlanState.DRAFT)
    if not held.items.standing().exists():
        raise Refused(Refusal.NO_ITEM)
    held.state, held.submitted_at, held.submitted_by_id = PlanState.SUBMITTED, now, actor.pk
    held.save(update_fields=["state", "submitted_at", "submitted_by_id"])
    _note("training.submit_plan", held, {}, actor, now)
    return held


@transaction.atomic
def decide_plan(
    plan: YearPlan, approve: bool, *, approval: str, actor: Person, now: datetime
) -> YearPlan:
    """Approve a submitted plan as another person, or return it. Raises Refused: WRONG_STATE,
    SAME_PERSON."""
    held = _locked(plan, PlanState.SUBMITTED)
    if held.submitted_by_id == actor.pk:
        raise Refused(Refusal.SAME_PERSON)
    if approve:
        held.state, held.approved_at, held.approved_by_id = PlanState.APPROVED, now, actor.pk
    else:
        held.state = PlanState.DRAFT
    held.approval = approval
    held.save(update_fields=["state", "approved_at", "approved_by_id", "approval"])
    _note("training.decide_plan", held, {"state": held.state, "reason": approval}, actor, now)
    return held


@transaction.atomic
def add_spending(item: PlanItem, expense: Expense, *, actor: Person, now: datetime) -> Spending:
    """Enter money spent on an item of an approved plan; a correction is a negative amount.

    Raises Refused: WRONG_STATE, FINES, DAY_IN_FUTURE, BAD_AMOUNT (less than nothing in all).
    """
    held = _locked(item.plan, PlanState.APPROVED)
    _standing(item)
    _refuse_fines(expense.note, expense.voucher)
    if expense.day > timezone.localdate(now):
        raise Refused(Refusal.DAY_IN_FUTURE)
    before = sum(item.spendings.values_list("amount", flat=True))
    if not expense.amount or before + expense.amount < 0:
        raise Refused(Refusal.BAD_AMOUNT)
    names = Expense.__dataclass_fields__
    columns = {name: getattr(expense, name) for name in names}
    made = Spending.objects.create(item=item, at=now, by_id=actor.pk, **columns)
    facts = {"title": item.title, "amount": expense.amount, "number": expense.voucher}
    _note("training.add_spending", held, facts, actor, now)
    return made


@transaction.atomic
def add_proof(
    item: PlanItem, part: str, said: str, scan: Scan, *, actor: Person, now: datetime
) -> Proof:
    """Keep what proves one of the five parts. Raises exchange's Refused for the scan."""
    held = _locked(item.plan, PlanState.APPROVED)
    stored = _stored(scan, f"training.planitem:{item.pk}", actor, now)
    made = Proof.objects.create(
        item=item, part=part, said=said, file=stored, at=now, by_id=actor.pk
    )
    facts = {"title": item.title, "part": part, "file": stored.sha256}
    _note("training.add_proof", held, facts, actor, now)
    return made


@transaction.atomic
def add_report(
    agency: Agency, meeting: str, day: date, scan: Scan, *, actor: Person, now: datetime
) -> WorkReport:
    """Enter a report that the executive meeting heard, with its minutes. Raises Refused:
    DAY_IN_FUTURE, ALREADY_LISTED."""
    if day > timezone.localdate(now):
        raise Refused(Refusal.DAY_IN_FUTURE)
    if WorkReport.objects.filter(agency=agency, day=day).exists():
        raise Refused(Refusal.ALREADY_LISTED)
    stored = _stored(scan, f"people.agency:{agency.pk}", actor, now)
    made = WorkReport.objects.create(
        agency=agency, meeting=meeting, day=day, file=stored, at=now, by_id=actor.pk
    )
    facts = {"title": meeting, "day": day.isoformat(), "file": stored.sha256}
    subject = f"training.workreport:{made.pk}"
    journal.record(actor.pk, "training.add_report", subject, facts, agency_id=agency.pk, now=now)
    return made


def _stored(scan: Scan, subject: str, actor: Person, now: datetime) -> StoredFile:
    owner = ("training", subject)
    return store_file(scan.data, scan.file_name, owner=owner, actor_id=actor.pk, now=now)


def _locked(plan: YearPlan, *states: PlanState) -> YearPlan:
    held = YearPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if held.state not in states:
        raise Refused(Refusal.WRONG_STATE)
    return held


def _standing(item: PlanItem) -> PlanItem:
    """The item under lock, as long as it stands; else Refused (WRONG_STATE)."""
    held = PlanItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if held.removed_at is not None:
        raise Refused(Refusal.WRONG_STATE)
    return held


def _refuse_fines(*texts: str) -> None:
    if rules.mentions_fines(*texts):
        raise Refused(Refusal.FINES)


def _note(act: str, plan: YearPlan, facts: dict[str, Any], actor: Person, now: datetime) -> None:
    subject = f"training.yearplan:{plan.pk}"
    journal.record(actor.pk, act, subject, facts, agency_id=plan.agency_id, now=now)
