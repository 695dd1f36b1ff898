"""Deeds on persons: entering, correcting, showing what is kept masked."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from journal import actions as journal
from journal import vault
from people import rules
from people.actions.agencies import hold_open_agency
from people.actions.posts import enter_post
from people.actions.refused import Refused
from people.models import IDENTITY, PHONE, Agency, Person, User
from people.rules import Details, Entrant, Refusal


@transaction.atomic
def add_person(agency: Agency, entrant: Entrant, *, actor: Person | None, now: datetime) -> Person:
    """Enter a person with a main post in `agency` and an account that has no password yet.

    Raises Refused: AGENCY_CLOSED, IDENTITY_INVALID, IDENTITY_TAKEN, PHONE_INVALID, NUMBER_TAKEN.
    IDENTITY_TAKEN never says by whom: who may see that person finds them by `with_identity`.
    """
    agency = hold_open_agency(agency)
    person = Person(agency=agency, staff_number=_free_number(entrant.staff_number))
    _write_details(person, entrant.details, now=now)
    with _unless_taken(person):
        person.save(force_insert=True)
    user = User(username=person.staff_number, person=person, date_joined=now)
    user.set_unusable_password()
    user.save(force_insert=True)
    actor_id = None if actor is None else actor.pk
    post = enter_post(person, agency, entrant.post, now=now, by=actor_id)
    journal.record(
        actor_id,
        "people.add_person",
        f"people.person:{person.pk}",
        {"number": person.staff_number, "post": post.pk, "agency": agency.pk},
        now=now,
        agency_id=agency.pk,
    )
    return person


@transaction.atomic
def correct_person(
    person: Person, details: Details, *, reason: str, actor: Person | None, now: datetime
) -> Person:
    """Correct the name, identity number or telephone; an empty value leaves what is there.

    Raises Refused: IDENTITY_INVALID, IDENTITY_TAKEN, PHONE_INVALID.
    """
    locked = (
        Person.objects.select_for_update(of=("self",)).select_related("agency").get(pk=person.pk)
    )
    changed = _write_details(locked, details, now=now)
    if changed:
        with _unless_taken(locked):
            locked.save(update_fields=changed)
        journal.record(
            None if actor is None else actor.pk,
            "people.correct_person",
            f"people.person:{locked.pk}",
            {"fields": [name for name in changed if name != "identity_lookup"], "reason": reason},
            now=now,
            agency_id=locked.agency_id,
        )
    return locked


@transaction.atomic
def reveal_identity(person: Person, *, reason: str, actor: Person, now: datetime) -> str:
    """The identity number in plain, for a stated reason that the journal keeps.

    Raises Refused: NO_IDENTITY.
    """
    number = person.identity_number
    if not number:
        raise Refused(Refusal.NO_IDENTITY)
    journal.record(
        actor.pk,
        "people.reveal_identity",
        f"people.person:{person.pk}",
        {"reason": reason},
        now=now,
        agency_id=person.agency_id,
    )
    return number


@contextmanager
def _unless_taken(person: Person) -> Iterator[None]:
    """Refuse what somebody else entered at the same moment; the table's constraints see it.

    Raises Refused: IDENTITY_TAKEN, NUMBER_TAKEN.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        others = Person.objects.exclude(pk=person.pk)
        if others.filter(staff_number=person.staff_number).exists():
            raise Refused(Refusal.NUMBER_TAKEN) from None
        if not others.filter(identity_lookup=person.identity_lookup or "").exists():
            raise
        raise Refused(Refusal.IDENTITY_TAKEN) from None


def _write_details(person: Person, details: Details, *, now: datetime) -> list[str]:
    """Set what is given and differs; the names of the fields changed."""
    changed = []
    if details.name and details.name != person.name:
        person.name = details.name
        changed.append("name")
    number = rules.tidy_identity(details.identity_number)
    if number:
        if rules.identity_fault(number, on=timezone.localdate(now)):
            raise Refused(Refusal.IDENTITY_INVALID)
        if Person.objects.with_identity(number).exclude(pk=person.pk).exists():
            raise Refused(Refusal.IDENTITY_TAKEN)
        person.identity_cipher = vault.encrypt(number.encode(), purpose=IDENTITY)
        person.identity_lookup = vault.lookup(number, purpose=IDENTITY)
        changed += ["identity_cipher", "identity_lookup"]
    if details.phone:
        if not rules.is_phone(details.phone):
            raise Refused(Refusal.PHONE_INVALID)
        person.phone_cipher = vault.encrypt(details.phone.encode(), purpose=PHONE)
        changed.append("phone_cipher")
    return changed


def _free_number(wanted: str) -> str:
    """The wanted staff number, or a random one that nobody has. Raises Refused: NUMBER_TAKEN."""
    if wanted:
        if Person.objects.filter(staff_number=wanted).exists():
            raise Refused(Refusal.NUMBER_TAKEN)
        return wanted
    while True:
        place = rules.FIRST_NUMBER + secrets.randbelow(rules.LAST_NUMBER - rules.FIRST_NUMBER + 1)
        number = rules.staff_number(place)
        if not Person.objects.filter(staff_number=number).exists():
            return number
