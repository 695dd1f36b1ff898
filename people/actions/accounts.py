"""Deeds on accounts: activation codes, passwords, closing and reopening."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from journal import actions as journal
from journal import vault
from people import rules
from people.actions.refused import Refused
from people.models import ActivationCode, Assignment, Person, User
from people.rules import Refusal, Rights

CODE = "people.activation"  # purpose of the key in `journal.vault`


@dataclass(frozen=True)
class Slip:
    """What is printed once for one person: after this nobody can read the code again."""

    person: Person
    code: str
    expires_at: datetime


@transaction.atomic
def issue_codes(persons: Sequence[Person], *, by: Rights | None, now: datetime) -> list[Slip]:
    """A fresh code for everybody, or for nobody; codes issued before open nothing any more.

    Raises Refused (with the person): OUTRANKED, YOURSELF, DEACTIVATED.
    """
    slips = []
    for person in sorted(persons, key=lambda one: one.pk):
        user = _reachable_account(person, by, now)
        if not user.is_active:
            raise Refused(Refusal.DEACTIVATED, person)
        _void_codes(user, now)
        code = rules.new_code(secrets.choice)
        expires_at = now + rules.CODE_LIFE
        ActivationCode.objects.create(
            user=user,
            code_hash=vault.lookup(code, purpose=CODE),
            issued_by_id=by.person_id if by else None,
            issued_at=now,
            expires_at=expires_at,
        )
        slips.append(Slip(person, rules.spoken_code(code), expires_at))
    for slip in slips:
        facts = {"expires": slip.expires_at.isoformat()}
        _record(slip.person, "people.issue_code", facts, by, now)
    order = {person.pk: place for place, person in enumerate(persons)}
    return sorted(slips, key=lambda slip: order[slip.person.pk])


@transaction.atomic
def activate(number: str, code: str, password: str, *, now: datetime) -> User:
    """Set the password of the account by its one-time code; every session of it ends.

    An unknown number, a wrong, used, replaced or expired code and a closed account are one and
    the same refusal after one and the same look-up.
    Raises Refused: CODE_WRONG; ValidationError when the password is too weak (the code stays).
    """
    usable = ActivationCode.objects.usable_at(now).filter(
        code_hash=vault.lookup(rules.tidy_code(code), purpose=CODE),
        user__username=number,
        user__is_active=True,
    )
    found = usable.first()
    if found is None:
        raise Refused(Refusal.CODE_WRONG)
    user = (
        User.objects.select_for_update(of=("self",))
        .select_related("person__agency")
        .get(pk=found.user_id)
    )
    if not usable.exists():  # asked again under the account's lock, the first of every deed here
        raise Refused(Refusal.CODE_WRONG)
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    found.used_at = now
    found.save(update_fields=["used_at"])
    _end_sessions(user)
    person = user.person
    if person is not None:
        subject = f"people.person:{person.pk}"
        journal.record(person.pk, "people.activate", subject, now=now, agency_id=person.agency_id)
    return user


@transaction.atomic
def change_password(user: User, password: str, *, now: datetime) -> None:
    """Store a new password that its owner chose; other sessions end with the next click."""
    user.set_password(password)
    user.save(update_fields=["password"])
    person = user.person
    if person is not None:
        subject = f"people.person:{person.pk}"
        journal.record(
            person.pk, "people.change_password", subject, now=now, agency_id=person.agency_id
        )


@transaction.atomic
def record_second_factor(person: Person, act: str, *, now: datetime) -> None:
    """Note that the owner set up (`set_up`) or gave up (`give_up`) the second factor."""
    subject = f"people.person:{person.pk}"
    journal.record(
        person.pk, f"people.{act}_second_factor", subject, now=now, agency_id=person.agency_id
    )


@transaction.atomic
def deactivate_account(person: Person, *, reason: str, by: Rights | None, now: datetime) -> None:
    """Close the account: sessions end, codes and the password open nothing, at once.

    Raises Refused: OUTRANKED, YOURSELF, DEACTIVATED.
    """
    user = _reachable_account(person, by, now)
    if not user.is_active:
        raise Refused(Refusal.DEACTIVATED, person)
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])
    _void_codes(user, now)
    _end_sessions(user)
    _record(person, "people.deactivate_account", {"reason": reason}, by, now)


@transaction.atomic
def reactivate_account(person: Person, *, reason: str, by: Rights | None, now: datetime) -> None:
    """Open a closed account again; its owner needs a fresh code.

    Raises Refused: OUTRANKED, YOURSELF, NOT_DEACTIVATED.
    """
    user = _reachable_account(person, by, now)
    if user.is_active:
        raise Refused(Refusal.NOT_DEACTIVATED, person)
    user.is_active = True
    user.save(update_fields=["is_active"])
    _record(person, "people.reactivate_account", {"reason": reason}, by, now)


@transaction.atomic
def reset_second_factor(person: Person, *, reason: str, by: Rights | None, now: datetime) -> None:
    """Forget a lost second factor; its owner sets up a new one at the next sign-in.

    Raises Refused: OUTRANKED, YOURSELF.
    """
    user = _reachable_account(person, by, now)
    Authenticator.objects.filter(user=user).delete()
    _end_sessions(user)
    _record(person, "people.reset_second_factor", {"reason": reason}, by, now)


def _reachable_account(person: Person, by: Rights | None, now: datetime) -> User:
    """The locked account, if `by` may handle it."""
    user = User.objects.select_for_update().get(person=person)
    if by is None:
        return user
    if by.person_id == person.pk:
        raise Refused(Refusal.YOURSELF, person)
    today = timezone.localdate(now)
    held = Assignment.objects.filter(person=person).not_ended_by(today).as_grants()
    if not by.may_handle_account(person.agency.path, held):
        raise Refused(Refusal.OUTRANKED, person)
    return user


def _void_codes(user: User, now: datetime) -> None:
    open_codes = ActivationCode.objects.filter(
        user=user, used_at__isnull=True, voided_at__isnull=True
    )
    open_codes.update(voided_at=now)


def _end_sessions(user: User) -> None:
    sessions = UserSession.objects.filter(user=user)
    Session.objects.filter(session_key__in=sessions.values("session_key")).delete()
    sessions.delete()


def _record(
    person: Person, act: str, facts: dict[str, Any], by: Rights | None, now: datetime
) -> None:
    subject = f"people.person:{person.pk}"
    actor_id = by.person_id if by else None
    journal.record(actor_id, act, subject, facts, now=now, agency_id=person.agency_id)
