"""The legal-affairs office sets what a year demands and what training counts for, from a day on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction

from journal import actions as journal
from people.actions.agencies import lock_tree
from people.models import Agency, Dated, DatedQuerySet, Person, PostKind
from people.rules import day_before
from training.actions.refused import Refused
from training.models import AttendancePolicy, Conversion, OnlinePolicy, Requirement
from training.rules import PROPOSED, Kind, Presence, Rate, Refusal, Target, Terms, Unit

D = TypeVar("D", bound=Dated)

PROPOSED_TARGET = Target(days=500, credit=6000)
PROPOSED_BASIS = "依法行政规划第四十五条：集中培训不少于 1 周；每人每年不少于 60 学时"
PROPOSED_FOR = (PostKind.ENFORCEMENT, PostKind.LEGAL, PostKind.RECONSIDERATION)


@dataclass(frozen=True)
class Change:
    """From which day a policy holds, on what basis, and why it is set."""

    valid_from: date
    basis: str
    reason: str


@dataclass(frozen=True)
class Demand:
    """A target, whether who joins within the year owes a share, and what may be carried over."""

    target: Target
    prorates: bool = False
    carry_over: int = 0


@transaction.atomic
def set_requirement(
    category: PostKind,
    demand: Demand | Target,
    change: Change,
    *,
    actor: Person | None,
    now: datetime,
) -> Requirement:
    """Let a demand hold for a kind of post from a day on; what held before ends the day before.

    Raises Refused: LATER_POLICY, SAME_POLICY.
    """
    columns = demanded(demand if isinstance(demand, Demand) else Demand(demand))
    rows = Requirement.objects.filter(category=category)
    before = _give_way(rows, change.valid_from, actor, now)
    if before is not None and all(getattr(before, n) == v for n, v in columns.items()):
        raise Refused(Refusal.SAME_POLICY)
    fresh = Requirement.objects.create(category=category, **columns, **_common(change, actor, now))
    _point_to(before, fresh)
    facts: dict[str, Any] = {"category": category}
    facts |= {"days" if n == "centralised_days" else n: v for n, v in columns.items()}
    _record("training.set_requirement", fresh, facts, change, actor, now)
    return fresh


@transaction.atomic
def set_conversion(
    kind: Kind, unit: Unit, rate: Rate, change: Change, *, actor: Person | None, now: datetime
) -> Conversion:
    """Let `rate` hold for a kind of training and a unit from a day on. Lines that are booked keep
    the conversion that made them. Raises Refused: LATER_POLICY, SAME_POLICY.
    """
    rows = Conversion.objects.filter(kind=kind, unit=unit)
    before = _give_way(rows, change.valid_from, actor, now)
    if before is not None and before.rate == rate:
        raise Refused(Refusal.SAME_POLICY)
    fresh = Conversion.objects.create(
        kind=kind,
        unit=unit,
        per=rate.per,
        credit=rate.credit,
        days=rate.days,
        **_common(change, actor, now),
    )
    _point_to(before, fresh)
    facts = {"kind": kind, "unit": unit, "per": rate.per, "credit": rate.credit, "days": rate.days}
    _record("training.set_conversion", fresh, facts, change, actor, now)
    return fresh


@transaction.atomic
def set_online(
    counts: bool, change: Change, *, actor: Person | None, now: datetime
) -> OnlinePolicy:
    """Let finished online pages count for hours from a day on, or no longer. What is booked stays.

    Raises Refused: LATER_POLICY, SAME_POLICY.
    """
    before = _give_way(OnlinePolicy.objects.all(), change.valid_from, actor, now)
    if counts == (before is not None and before.counts):
        raise Refused(Refusal.SAME_POLICY)
    fresh = OnlinePolicy.objects.create(counts=counts, **_common(change, actor, now))
    _point_to(before, fresh)
    _record("training.set_online", fresh, {"counts": counts}, change, actor, now)
    return fresh


@transaction.atomic
def set_attendance_policy(
    presence: Presence, change: Change, *, actor: Person | None, now: datetime
) -> AttendancePolicy:
    """Let a standard of attendance hold from a day on.

    Raises Refused: LATER_POLICY, SAME_POLICY.
    """
    before = _give_way(AttendancePolicy.objects.all(), change.valid_from, actor, now)
    if before is not None and before.presence == presence:
        raise Refused(Refusal.SAME_POLICY)
    columns = asdict(presence)
    fresh = AttendancePolicy.objects.create(**columns, **_common(change, actor, now))
    _point_to(before, fresh)
    _record("training.set_attendance_policy", fresh, columns, change, actor, now)
    return fresh


@transaction.atomic
def adopt_proposed(*, valid_from: date, actor: Person | None, now: datetime) -> None:
    """Adopt the proposed requirements and conversions where the city has none of the kind yet."""
    for category in PROPOSED_FOR:
        if not Requirement.objects.current().filter(category=category).exists():
            change = Change(valid_from, PROPOSED_BASIS, "采用建议标准")
            set_requirement(category, PROPOSED_TARGET, change, actor=actor, now=now)
    for terms in PROPOSED:
        if not _has_conversion(terms):
            change = Change(valid_from, terms.basis, "采用建议标准")
            set_conversion(terms.kind, terms.unit, terms.rate, change, actor=actor, now=now)


def demanded(demand: Demand) -> dict[str, int | bool]:
    """A demand as a requirement's columns."""
    least = dict(demand.target.subjects)
    return {
        "centralised_days": demand.target.days,
        "total": demand.target.credit,
        "public": least.get("public", 0),
        "special": least.get("special", 0),
        "new_law": least.get("new_law", 0),
        "prorates": demand.prorates,
        "carry_over": demand.carry_over,
    }


def _has_conversion(terms: Terms) -> bool:
    return Conversion.objects.current().filter(kind=terms.kind, unit=terms.unit).exists()


def _give_way(
    rows: DatedQuerySet[D], valid_from: date, actor: Person | None, now: datetime
) -> D | None:
    """Make room from the day on: what held until then ends, what began that very day is replaced.

    The row that is replaced, when there is one; a policy of a later day stands in the way. One
    change waits for the other, also where there is no row yet to wait for.
    """
    lock_tree()
    standing = list(rows.current().select_for_update().order_by("valid_from"))
    if any(row.valid_from > valid_from for row in standing):
        raise Refused(Refusal.LATER_POLICY)
    if not standing:
        return None
    newest = standing[-1]
    if newest.valid_to is not None and newest.valid_to < valid_from:
        return newest
    newest.superseded_at = now  # first, because of one day only one row may be current
    newest.save(update_fields=["superseded_at"])
    if newest.valid_from < valid_from:
        newest.superseded_by = _ended(newest, day_before(valid_from), actor, now)
        newest.save(update_fields=["superseded_by"])
    return newest


def _ended(row: D, last_day: date, actor: Person | None, now: datetime) -> D:
    """The same policy with its last day."""
    model = type(row)
    values = {
        field.attname: getattr(row, field.attname)
        for field in model._meta.concrete_fields
        if not field.primary_key
    }
    values |= {"valid_to": last_day, "superseded_at": None, "recorded_at": now}
    values |= {"recorded_by_id": None if actor is None else actor.pk}
    return model._default_manager.create(**values)


def _point_to(before: D | None, fresh: D) -> None:
    """A row replaced on its own first day names what stands instead."""
    if before is not None and before.valid_from == fresh.valid_from:
        before.superseded_by = fresh
        before.save(update_fields=["superseded_by"])


def _common(change: Change, actor: Person | None, now: datetime) -> dict[str, Any]:
    return {
        "valid_from": change.valid_from,
        "basis": change.basis,
        "reason": change.reason,
        "recorded_at": now,
        "recorded_by_id": None if actor is None else actor.pk,
    }


def _record(
    act: str,
    row: Requirement | Conversion | OnlinePolicy | AttendancePolicy,
    facts: dict[str, Any],
    change: Change,
    actor: Person | None,
    now: datetime,
) -> None:
    root = Agency.objects.filter(depth=1).values_list("pk", flat=True).first()
    subject = f"training.{row._meta.model_name}:{row.pk}"
    facts |= {"from": change.valid_from.isoformat(), "basis": change.basis, "reason": change.reason}
    actor_id = None if actor is None else actor.pk
    journal.record(actor_id, act, subject, facts, agency_id=root, now=now)
