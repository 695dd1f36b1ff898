"""Whom the rows of a sheet are about: the persons on record, as the importer may know them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from exchange.rules import Row
from journal import vault
from people.models import IDENTITY, Person
from people.rules import Rights, Role
from qualifications.rules.incoming import Holder, IncomingFacts

DECIDERS = (Role.LEGAL_AFFAIRS,)
BATCH = 500


def persons_of(rows: Sequence[Row], facts: IncomingFacts) -> dict[int, Person]:
    """The person of each row, with the agency."""
    ids = {}
    for row in rows:
        found = facts.by_staff_number.get(row.get("staff_number")) or facts.by_identity.get(
            row.get("identity")
        )
        if found is not None and found.is_visible:
            ids[row.n] = found.id
    persons: dict[int, Person] = {}
    for part in batches(sorted(set(ids.values()))):
        persons |= Person.objects.select_related("agency").in_bulk(part)
    return {n: persons[pk] for n, pk in ids.items()}


def holder(person: Person, rights: Rights) -> Holder:
    """The person as the importer may know them."""
    return Holder(
        id=person.pk,
        name=person.name,
        staff_number=person.staff_number,
        agency_name=person.agency.name,
        path=person.agency.path,
        is_visible=rights.covers(person.agency.path, *DECIDERS),
    )


def by_column(rows: Sequence[Row], column: str, field: str, rights: Rights) -> dict[str, Holder]:
    """Persons by a column of the file and a field of theirs."""
    found = {}
    for part in batches(sorted({row.get(column) for row in rows} - {""})):
        for person in Person.objects.select_related("agency").filter(**{f"{field}__in": part}):
            found[str(getattr(person, field))] = holder(person, rights)
    return found


def by_identity(rows: Sequence[Row], rights: Rights) -> dict[str, Holder]:
    numbers = {row.get("identity") for row in rows} - {""}
    number_of = {vault.lookup(number, purpose=IDENTITY): number for number in numbers}
    found = {}
    for part in batches(sorted(number_of)):
        for person in Person.objects.select_related("agency").filter(identity_lookup__in=part):
            found[number_of[person.identity_lookup or ""]] = holder(person, rights)
    return found


def namesakes(rows: Sequence[Row], rights: Rights) -> Mapping[str, Sequence[Holder]]:
    """Who in sight bears the names of rows that say nothing more of their holder."""
    names = {row.get("name") for row in rows if not row.get("staff_number")}
    names -= {row.get("name") for row in rows if row.get("identity")} | {""}
    found: dict[str, list[Holder]] = {}
    for part in batches(sorted(names)):
        mine = Person.objects.governed_by(rights, *DECIDERS).select_related("agency")
        for person in mine.filter(name__in=part).order_by("staff_number"):
            found.setdefault(person.name, []).append(holder(person, rights))
    return found


def batches(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), BATCH):
        yield values[start : start + BATCH]
