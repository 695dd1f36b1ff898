"""Persons who stand for a seat: an account without a name, for a test that is sat by number."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import QuerySet

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
def add_stand_ins(agency: Agency, labels: Sequence[str], *, now: datetime) -> list[Person]:
    """The same for many seats at once, in the order of the labels; their accounts open by nothing:
    who sits there enters by ticket. The caller records the act."""
    numbers: set[str] = set()
    while len(numbers) < len(labels):
        numbers.add(_free_number())
    persons = Person.objects.bulk_create(
        Person(agency=agency, name=label, staff_number=number, is_stand_in=True)
        for label, number in zip(labels, sorted(numbers), strict=True)
    )
    shut = make_password(None)
    User.objects.bulk_create(
        User(username=person.staff_number, person=person, password=shut, date_joined=now)
        for person in persons
    )
    return persons


@transaction.atomic
def close_stand_ins(persons: QuerySet[Person]) -> int:
    """Let none of these accounts open anything any more; how many did."""
    users = User.objects.filter(person__in=persons.filter(is_stand_in=True), is_active=True)
    return users.update(is_active=False)


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
