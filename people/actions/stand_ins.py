"""Persons who stand for a seat: an account without a name, for a test that is sat by number."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from people import rules
from people.models import Agency, Person, User


@transaction.atomic
def add_stand_in(agency: Agency, label: str, *, now: datetime) -> Person:
    """Make a person that stands for a seat, with an account that opens by a code alone.

    The caller records the act in its own words: the journal of persons must not count them.
    """
    person = Person(agency=agency, name=label, staff_number=_free_number(), is_stand_in=True)
    person.save(force_insert=True)
    user = User(username=person.staff_number, person=person, date_joined=now)
    user.set_unusable_password()
    user.save(force_insert=True)
    return person


@transaction.atomic
def close_stand_in(person: Person) -> None:
    """Let the account open nothing any more, once the seat has served."""
    held = User.objects.select_for_update().filter(person=person, person__is_stand_in=True).first()
    if held is not None and held.is_active:
        held.is_active = False
        held.save(update_fields=["is_active"])


def _free_number() -> str:
    """A random staff number that nobody has."""
    while True:
        place = rules.FIRST_NUMBER + secrets.randbelow(rules.LAST_NUMBER - rules.FIRST_NUMBER + 1)
        number = rules.staff_number(place)
        if not Person.objects.filter(staff_number=number).exists():
            return number
