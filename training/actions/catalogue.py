"""The city's shared catalogue: courses with materials, venues, trainers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from exchange.actions.storing import store_file
from journal import actions as journal
from people.models import Agency, Person
from statutes.models import Statute
from training.actions.booking import Scan
from training.actions.refused import Refused
from training.models import Course, Material, Trainer, Venue
from training.rules import Refusal

AnyEntry = Course | Venue | Trainer


@dataclass(frozen=True)
class CourseTerms:
    """What is laid down of a course."""

    agency: Agency
    title: str
    subject: str
    kind: str
    half_days: int
    outline: str
    statutes: tuple[Statute, ...] = ()


@dataclass(frozen=True)
class VenueTerms:
    """What is laid down of a venue."""

    agency: Agency
    name: str
    address: str
    capacity: int


@dataclass(frozen=True)
class TrainerTerms:
    """What is known of a trainer; `person` where it is an officer of the city."""

    agency: Agency
    name: str
    title: str
    field: str
    person: Person | None = None


Terms = CourseTerms | VenueTerms | TrainerTerms


@transaction.atomic
def list_entry(
    model: type[AnyEntry], terms: Terms, *, actor: Person | None, now: datetime
) -> AnyEntry:
    """Enter something in the catalogue. Raises Refused: ALREADY_LISTED."""
    _refuse_listed(model, terms, None)
    columns = _columns(terms)
    made = model(made_by_id=None if actor is None else actor.pk, made_at=now, **columns)
    made.save(force_insert=True)
    _teaches(made, terms)
    _note("training.list_entry", made, actor, now)
    return made


@transaction.atomic
def change_entry(entry: AnyEntry, terms: Terms, *, actor: Person, now: datetime) -> AnyEntry:
    """Change an entry that is in use. A venue keeps its name: the classes' sheets say it.

    Raises Refused: WRONG_STATE, ALREADY_LISTED.
    """
    held = _locked(entry)
    _refuse_listed(type(held), terms, held)
    columns = _columns(terms)
    if isinstance(held, Venue):
        columns["name"] = held.name
    for name, value in columns.items():
        setattr(held, name, value)
    held.save(update_fields=list(columns))
    _teaches(held, terms)
    _note("training.change_entry", held, actor, now)
    return held


@transaction.atomic
def retire_entry(entry: AnyEntry, *, reason: str, actor: Person, now: datetime) -> AnyEntry:
    """No new class uses the entry any more; those that do keep it. Raises Refused: WRONG_STATE."""
    held = _locked(entry)
    held.retired_at = now
    held.save(update_fields=["retired_at"])
    _note("training.retire_entry", held, actor, now, reason=reason)
    return held


@transaction.atomic
def add_material(
    course: Course, title: str, scan: Scan, *, actor: Person, now: datetime
) -> Material:
    """Keep a file with a course. Raises Refused: WRONG_STATE, and exchange's for the file."""
    _locked(course)
    held = course
    owner = ("training", f"training.course:{held.pk}")
    stored = store_file(scan.data, scan.file_name, owner=owner, actor_id=actor.pk, now=now)
    made = Material.objects.create(course=held, file=stored, title=title)
    _note("training.add_material", held, actor, now, file=stored.sha256)
    return made


@transaction.atomic
def remove_material(material: Material, *, actor: Person, now: datetime) -> None:
    """Show a file no more. Raises Refused: WRONG_STATE."""
    held = Material.objects.select_for_update(of=("self",)).get(pk=material.pk)
    if held.removed_at is not None:
        raise Refused(Refusal.WRONG_STATE)
    held.removed_at = now
    held.save(update_fields=["removed_at"])
    _note("training.remove_material", held.course, actor, now, file=held.file.sha256)


def _locked(entry: AnyEntry) -> AnyEntry:
    rows: QuerySet[Any] = type(entry)._default_manager.all()
    held: AnyEntry = rows.select_for_update().get(pk=entry.pk)
    if held.retired_at is not None:
        raise Refused(Refusal.WRONG_STATE)
    return held


def _columns(terms: Terms) -> dict[str, Any]:
    names = set(terms.__dataclass_fields__) - {"statutes"}
    return {name: getattr(terms, name) for name in sorted(names)}


def _teaches(made: AnyEntry, terms: Terms) -> None:
    if isinstance(made, Course) and isinstance(terms, CourseTerms):
        made.statutes.set(terms.statutes)


def _refuse_listed(model: type[AnyEntry], terms: Terms, but: AnyEntry | None) -> None:
    """Refused (ALREADY_LISTED) where an entry in use says the same; the tables hold it, too."""
    rows: QuerySet[Any] = model._default_manager.filter(retired_at__isnull=True)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    if isinstance(terms, CourseTerms):
        same = Q(agency=terms.agency, title=terms.title)
    elif isinstance(terms, VenueTerms):
        same = Q(name=but.name if isinstance(but, Venue) else terms.name)
    else:
        same = Q(name=terms.name, title=terms.title)
        same |= Q(person=terms.person) if terms.person else Q()
    if rows.filter(same).exists():
        raise Refused(Refusal.ALREADY_LISTED)


def _note(
    act: str,
    entry: AnyEntry,
    actor: Person | None,
    now: datetime,
    **facts: str,
) -> None:
    title = entry.title if isinstance(entry, Course) else entry.name
    journal.record(
        None if actor is None else actor.pk,
        act,
        f"training.{entry._meta.model_name}:{entry.pk}",
        {"title": title} | facts,
        agency_id=entry.agency_id,
        now=now,
    )
