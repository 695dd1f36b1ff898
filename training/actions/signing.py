"""Signing in and out of a half-day by the code on its screen; how many sit there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from journal import vault
from people.models import Person
from training.actions.attending import locked_session
from training.actions.planning import note
from training.actions.refused import Refused
from training.models import Headcount, Session, Signing, listed_at
from training.rules import ClassState, Direction, Refusal
from training.rules import signing as rules

PURPOSE = "training.sign"  # of the key from which a half-day's codes are made


@dataclass(frozen=True)
class Scan:
    """A code that held when it came in: for which half-day and direction, of which step."""

    session: Session
    direction: Direction
    step: int
    at: datetime


def code_now(session: Session, direction: Direction, now: datetime) -> str:
    """The code that the half-day's screen shows at the moment."""
    return rules.code(_key(session), direction, rules.step_at(now))


def step_of(session: Session, direction: Direction, code: str, at: datetime) -> int | None:
    """The step whose code came in; None where it does not hold."""
    return rules.step_of(_key(session), direction, code, at)


@transaction.atomic
def sign(scan: Scan, person: Person, *, now: datetime) -> Signing:
    """Sign somebody in or out; when the scan came in is what counts. Again changes nothing.

    Raises Refused: WRONG_STATE, NOT_ON_ROSTER, CODE_EXPIRED, SIGNING_CLOSED.
    """
    held = locked_session(scan.session, ClassState.OPEN)
    if held.closed_at is not None:
        raise Refused(Refusal.WRONG_STATE)
    if person.pk not in listed_at(held):
        raise Refused(Refusal.NOT_ON_ROSTER)
    if not rules.may_resume(scan.at, now):
        raise Refused(Refusal.CODE_EXPIRED)
    if not rules.is_open(scan.direction, held.window, scan.at):
        raise Refused(Refusal.SIGNING_CLOSED)
    earlier = held.signings.filter(person=person, direction=scan.direction).first()
    if earlier is not None:
        return earlier
    made = Signing.objects.create(
        session=held,
        person=person,
        direction=scan.direction,
        step=scan.step,
        scanned_at=scan.at,
        signed_at=now,
    )
    facts = {"session": held.pk, "direction": scan.direction, "scanned_at": scan.at.isoformat()}
    note(held.training_class, "training.sign", facts, person, now)
    return made


@transaction.atomic
def count_heads(session: Session, heads: int, *, actor: Person, now: datetime) -> Headcount:
    """Note how many sit in the room. Raises Refused: WRONG_STATE, TOO_EARLY."""
    held = locked_session(session, ClassState.OPEN)
    if held.closed_at is not None:
        raise Refused(Refusal.WRONG_STATE)
    if now < held.starts_at - rules.OPENS:
        raise Refused(Refusal.TOO_EARLY)
    made = Headcount.objects.create(session=held, heads=heads, at=now, by_id=actor.pk)
    note(held.training_class, "training.count_heads", {"heads": heads}, actor, now)
    return made


def _key(session: Session) -> bytes:
    return bytes.fromhex(vault.lookup(session.ref, purpose=PURPOSE))
