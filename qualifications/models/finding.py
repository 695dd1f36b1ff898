"""Whom a name or a number means, among the persons that the asker may ask about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from journal import vault
from people.models import IDENTITY, Person, PersonQuerySet
from qualifications.models.certificates import Certificate
from qualifications.rules.checking import Outcome, Sought

BATCH = 500
T = TypeVar("T")
Index = dict[str, list[Person]]


@dataclass(frozen=True)
class Found:
    """Who is meant: one person, or nobody for certain, and then why."""

    persons: tuple[Person, ...]
    why_not: Outcome | None = None

    @property
    def person(self) -> Person | None:
        return None if self.why_not else self.persons[0]


def find(persons: PersonQuerySet, wanted: Sequence[Sought]) -> list[Found]:
    """Whom each of the texts means among `persons`; nobody else exists here.

    A number goes before a name; both must be of one person. A few queries for every 500.
    """
    rows = persons.select_related("agency")
    by_staff = _index(rows, "staff_number", {one.staff_number for one in wanted})
    codes = {one.identity: vault.lookup(one.identity, purpose=IDENTITY) for one in wanted}
    by_code = _index(rows, "identity_lookup", {codes[one.identity] for one in wanted})
    by_identity = {number: by_code.get(code, []) for number, code in codes.items() if number}
    by_certificate = _by_certificate(rows, {t for one in wanted for t in (one.number, one.whole)})
    by_name = _index(rows, "name", {one.name for one in wanted if not one.number})
    return [_found(one, (by_staff, by_identity, by_certificate), by_name) for one in wanted]


def _found(one: Sought, numbers: Iterable[Index], by_name: Index) -> Found:
    if not one.number and not one.name:
        return Found((), Outcome.NOBODY)
    if not one.number:
        return _one_of(_in_unit(by_name.get(one.name, []), one.unit))
    numbered = [p for index in numbers for p in index.get(one.number, [])]
    if one.name:
        whole = [p for index in numbers for p in index.get(one.whole, [])]
        if whole:
            return _one_of(whole)
        if numbered and all(person.name != one.name for person in numbered):
            return Found((), Outcome.MISMATCH)
        numbered = [person for person in numbered if person.name == one.name]
    return _one_of(numbered)


def _in_unit(persons: list[Person], unit: str) -> list[Person]:
    """Of namesakes those of the unit named, if there are any."""
    return [person for person in persons if unit and person.agency.name == unit] or persons


def _one_of(persons: Iterable[Person]) -> Found:
    distinct = tuple({person.pk: person for person in persons}.values())
    if not distinct:
        return Found((), Outcome.NOBODY)
    return Found(distinct, Outcome.SEVERAL if len(distinct) > 1 else None)


def _index(rows: PersonQuerySet, column: str, values: set[str]) -> Index:
    found: Index = defaultdict(list)
    for part in _parts(sorted(values - {""})):
        for person in rows.filter(**{f"{column}__in": part}):
            found[getattr(person, column)].append(person)
    return found


def _by_certificate(rows: PersonQuerySet, numbers: set[str]) -> Index:
    """Holders by certificate number; one that was replaced or ended still names its holder."""
    found: Index = defaultdict(list)
    for part in _parts(sorted(numbers - {""})):
        pairs = Certificate.objects.filter(number__in=part, person__in=rows.values("pk"))
        held = list(pairs.values_list("number", "person_id"))
        holders = rows.in_bulk({person_id for _number, person_id in held})
        for number, person_id in held:
            found[number].append(holders[person_id])
    return found


def _parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), BATCH):
        yield values[start : start + BATCH]
