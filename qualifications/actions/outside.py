"""Results from elsewhere: entered twice and independently or taken from the issuer's file, and
withdrawn by two persons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from exchange.actions.storing import store_file
from journal import actions as journal
from journal.actions import Act
from people.models import Domain, Person
from qualifications.actions.refused import Refused, refuse_own
from qualifications.models import OutsideResult, OutsideWay, OutsideWithdrawal
from qualifications.models.bodies import new_ref
from qualifications.rules.deeds import Refusal

BATCH = 500
ACT = "qualifications.enter_outside_result"
LAST = 2  # the second word withdraws


@dataclass(frozen=True)
class Paper:
    """What the paper says of a result: `total` in hundredths of a mark."""

    part: str
    domain: str
    day: date
    total: int
    passed: bool
    supervised: bool
    organ: str
    document: str


@transaction.atomic
def enter_outside_result(
    person: Person, paper: Paper, scan: tuple[bytes, str], *, actor: Person, now: datetime
) -> OutsideResult:
    """Enter a result from elsewhere off its paper, with the scan (bytes and name of the file).

    It counts once a second person has entered the same; nobody sees the other's entry before.
    Raises Refused: OWN_MATTER, DAY_IN_FUTURE, DOMAIN_UNKNOWN, SAME_HAND, ALREADY_ENTERED; and the
    refusals of `store_file`.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    refuse_own(person, actor)
    if paper.day > timezone.localdate(now):
        raise Refused(Refusal.DAY_IN_FUTURE)
    if paper.domain and not Domain.objects.filter(name=paper.domain).exists():
        raise Refused(Refusal.DOMAIN_UNKNOWN)
    said = vars(paper) | {"turn": _turn_of(person, paper)}
    alike = OutsideResult.objects.filter(person=person, **said)
    if alike.confirmed().exists():
        raise Refused(Refusal.ALREADY_ENTERED)
    if alike.filter(entered_by=actor).exists():
        raise Refused(Refusal.SAME_HAND)
    ref, (data, name) = new_ref(), scan
    owner = ("qualifications", f"outside:{ref}")
    stored = store_file(data, name, owner=owner, actor_id=actor.pk, now=now)
    made = OutsideResult.objects.create(
        ref=ref, person=person, scan=stored, entered_by=actor, entered_at=now, **said
    )
    facts = _facts(paper) | {"file": stored.sha256}
    subject = f"people.person:{person.pk}"
    journal.record(actor.pk, ACT, subject, facts, now=now, agency_id=person.agency_id)
    return made


@transaction.atomic
def add_outside_results(
    results: Sequence[tuple[Person, Paper]], *, actor: Person, now: datetime
) -> list[OutsideResult]:
    """Enter the results of an issuer's file, all or none: they count at once, as of the file.

    Raises Refused: OWN_MATTER, ALREADY_ENTERED.
    """
    _hold(person.pk for person, _paper in results)
    rows = []
    for person, paper in results:
        refuse_own(person, actor)
        said: dict[str, Any] = vars(paper) | {"turn": _turn_of(person, paper)}
        if OutsideResult.objects.filter(person=person, **said).confirmed().exists():
            raise Refused(Refusal.ALREADY_ENTERED)
        rows.append(
            OutsideResult(
                person=person, way=OutsideWay.FILE, entered_by=actor, entered_at=now, **said
            )
        )
    made = OutsideResult.objects.bulk_create(rows, batch_size=BATCH)
    acts = [
        Act(
            actor_id=actor.pk,
            act=ACT,
            subject=f"people.person:{person.pk}",
            facts=_facts(paper) | {"source": str(OutsideWay.FILE)},
            agency_id=person.agency_id,
        )
        for person, paper in results
    ]
    journal.record_many(acts, now=now)
    return made


@transaction.atomic
def withdraw_outside_result(
    result: OutsideResult, *, reason: str, actor: Person, now: datetime
) -> OutsideWithdrawal:
    """Say that a result from elsewhere was entered wrongly. The second person's word withdraws it:
    it counts no longer, and what was earned on it becomes a matter for the office.

    Raises Refused: OWN_MATTER, NO_LONGER_CURRENT (it never counted, or is withdrawn already),
    SAME_SIGNER.
    """
    person = Person.objects.select_for_update().get(pk=result.person_id)
    refuse_own(person, actor)
    held = OutsideResult.objects.confirmed().filter(pk=result.pk).first()
    if held is None:
        raise Refused(Refusal.NO_LONGER_CURRENT)
    former = held.withdrawals.last()
    if former is None or former.n == LAST:
        words = {"round": former.round + 1 if former else 1, "n": 1}
        return _word(held, words, "doubt", reason, actor, now)
    if former.by_id == actor.pk:
        raise Refused(Refusal.SAME_SIGNER)
    return _word(held, {"round": former.round, "n": LAST}, "withdraw", reason, actor, now)


@transaction.atomic
def uphold_outside_result(
    result: OutsideResult, *, reason: str, actor: Person, now: datetime
) -> OutsideWithdrawal:
    """Say, as the second person, that a result whose withdrawal was proposed is right after all.

    Raises Refused: OWN_MATTER, NO_LONGER_CURRENT (nothing is proposed), SAME_SIGNER.
    """
    person = Person.objects.select_for_update().get(pk=result.person_id)
    refuse_own(person, actor)
    doubt = OutsideWithdrawal.objects.open().filter(result=result).first()
    if doubt is None:
        raise Refused(Refusal.NO_LONGER_CURRENT)
    if doubt.by_id == actor.pk:
        raise Refused(Refusal.SAME_SIGNER)
    words = {"round": doubt.round, "n": LAST, "upholds": True}
    return _word(doubt.result, words, "uphold", reason, actor, now)


def _word(
    held: OutsideResult, words: dict[str, int], deed: str, reason: str, actor: Person, now: datetime
) -> OutsideWithdrawal:
    made = OutsideWithdrawal.objects.create(result=held, reason=reason, by=actor, at=now, **words)
    facts = {"document": held.document, "day": held.day.isoformat(), "reason": reason}
    subject, act = f"people.person:{held.person_id}", f"qualifications.{deed}_outside_result"
    agency = held.person.agency_id
    journal.record(actor.pk, act, subject, facts, now=now, agency_id=agency)
    return made


def _turn_of(person: Person, paper: Paper) -> int:
    """Which entry of the same result this is: the first, or the one after it was withdrawn."""
    alike = OutsideResult.objects.filter(person=person, **vars(paper))
    return 1 + OutsideWithdrawal.objects.filter(result__in=alike, n=LAST, upholds=False).count()


def _hold(ids: Iterable[int]) -> None:
    """Lock the persons, in order."""
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), BATCH):
        rows = Person.objects.select_for_update().filter(pk__in=ordered[start : start + BATCH])
        list(rows.order_by("pk").values_list("pk", flat=True))


def _facts(paper: Paper) -> dict[str, str]:
    return {"part": paper.part, "document": paper.document, "day": paper.day.isoformat()}
