"""Deeds on many records at once, for imports: entering them, and taking them back unused."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from journal import actions as journal
from journal import vault
from journal.actions import Act
from people import rules
from people.actions.agencies import lock_tree
from people.actions.gating import pass_gates
from people.actions.posts import post_columns
from people.actions.refused import Refused
from people.models import (
    IDENTITY,
    PHONE,
    AccountState,
    Agency,
    AgencyName,
    Assignment,
    Person,
    Post,
    User,
)
from people.rules import Details, Entrant, Grant, PostTerms, Refusal, Rights, Role

BATCH = 500


class InUse(Exception):
    """A record to be taken back is in use by now; nothing was changed. `record` says which."""

    def __init__(self, record: Person | Agency) -> None:
        super().__init__(record.pk)
        self.record = record


@dataclass(frozen=True)
class Placement:
    """A further post of a person to be entered: a former one, or one held beside the first."""

    agency: Agency
    post: PostTerms


@dataclass(frozen=True)
class Arrival:
    """A person to be entered in `agency`, with the roles held over it from today."""

    agency: Agency
    entrant: Entrant
    roles: tuple[Role, ...] = ()
    further: tuple[Placement, ...] = ()

    @property
    def placements(self) -> tuple[Placement, ...]:
        """All posts, the one in `agency` first."""
        return (Placement(self.agency, self.entrant.post), *self.further)


@transaction.atomic
def add_persons(arrivals: Sequence[Arrival], *, by: Rights, now: datetime) -> list[Person]:
    """Enter many persons, in this order, or none; every one has an own entry in the journal.

    Raises Refused: NOT_YOURS_TO_GRANT (a role, or a place outside the subtrees), AGENCY_CLOSED,
    DAY_BEFORE_START, MAIN_POST_OVERLAPS, ROLES_CLASH, IDENTITY_INVALID, IDENTITY_TAKEN,
    PHONE_INVALID, POSTING_GATED (somebody new has passed nothing).
    """
    _hold_agencies(arrivals)
    for terms in {(p.post.kind, p.post.valid_from): p.post for p in _all_of(arrivals)}.values():
        pass_gates(None, terms)
    for arrival in arrivals:
        _refuse_arrival(arrival, by, now)
    _refuse_taken_identities(a.entrant.details for a in arrivals)
    numbers = _free_numbers(len(arrivals))
    persons = _created([_person(a, number) for a, number in zip(arrivals, numbers, strict=True)])
    pairs = list(zip(persons, arrivals, strict=True))
    User.objects.bulk_create(
        [
            User(username=p.staff_number, person=p, date_joined=now, password=make_password(None))
            for p in persons
        ],
        batch_size=BATCH,
    )
    Post.objects.bulk_create(
        [_post(p, placement, by, now) for p, a in pairs for placement in a.placements],
        batch_size=BATCH,
    )
    Assignment.objects.bulk_create(
        [_assignment(p, a, role, by, now) for p, a in pairs for role in a.roles], batch_size=BATCH
    )
    journal.record_many([_entry(p, a, by) for p, a in pairs], now=now)
    return persons


@transaction.atomic
def take_back_persons(persons: Sequence[Person], *, by: Rights, now: datetime) -> None:
    """Remove persons who were entered by mistake and of whom no use has been made yet.

    Post, roles and account go with them; the journal keeps that they were entered and taken back.
    Raises InUse.
    """
    ids = sorted(person.pk for person in persons)
    for part in _parts(ids):
        list(Person.objects.select_for_update().filter(pk__in=part).values_list("pk", flat=True))
    used = next(_used_persons(ids), None)
    if used is not None:
        raise InUse(Person.objects.get(pk=used))
    for part in _parts(ids):
        for model in (Assignment, Post, User):
            model._default_manager.filter(person_id__in=part).delete()
        Person.objects.filter(pk__in=part).delete()
    _record_taken_back("person", [(p.pk, p.agency_id) for p in persons], by, now)


@transaction.atomic
def take_back_agencies(agencies: Sequence[Agency], *, by: Rights, now: datetime) -> None:
    """Remove agencies that were entered by mistake and hold nobody and nothing yet.

    Raises InUse, also for an agency with another below it that is not to go.
    """
    lock_tree()
    ids = [agency.pk for agency in agencies]
    staying = next((a for a in agencies if _has_others_below(a, ids)), None)
    used = staying or next(
        (a for a in agencies if a.names.count() != 1 or a.closed_on is not None), None
    )
    foreign = next(_referred_to(Agency, ids, besides=(AgencyName,)), None)
    if used is not None or foreign is not None:
        raise InUse(used or Agency.objects.get(pk=foreign))
    AgencyName.objects.filter(agency_id__in=ids).delete()
    for agency in sorted(agencies, key=lambda a: a.path, reverse=True):
        Agency.objects.filter(pk=agency.pk).delete()
    _record_taken_back("agency", [(pk, pk) for pk in ids], by, now)


def _all_of(arrivals: Sequence[Arrival]) -> list[Placement]:
    return [placement for arrival in arrivals for placement in arrival.placements]


def _hold_agencies(arrivals: Sequence[Arrival]) -> None:
    """Hold all places until the end, in one order. Raises Refused: AGENCY_CLOSED."""
    places = {one.agency.pk for one in _all_of(arrivals)}
    held = Agency.objects.select_for_update(no_key=True).filter(pk__in=places).order_by("pk")
    if any(agency.closed_on is not None for agency in held):
        raise Refused(Refusal.AGENCY_CLOSED)


def _created(persons: list[Person]) -> list[Person]:
    """Written down, unless somebody was entered at the same moment. Raises Refused."""
    try:
        with transaction.atomic():
            return Person.objects.bulk_create(persons, batch_size=BATCH)
    except IntegrityError:
        raise Refused(Refusal.IDENTITY_TAKEN) from None


def _refuse_arrival(arrival: Arrival, by: Rights, now: datetime) -> None:
    """What one arrival alone can be refused for."""
    agency, details = arrival.agency, arrival.entrant.details
    _refuse_placements(arrival.placements, by)
    number = rules.tidy_identity(details.identity_number)
    if number and rules.identity_fault(number, on=timezone.localdate(now)):
        raise Refused(Refusal.IDENTITY_INVALID)
    if details.phone and not rules.is_phone(details.phone):
        raise Refused(Refusal.PHONE_INVALID)
    held: list[Grant] = []
    for role in arrival.roles:
        if not by.may_grant(role, agency.path):
            raise Refused(Refusal.NOT_YOURS_TO_GRANT)
        held.append(Grant(role, agency.path, agency.pk))
        if rules.clashes(held[:-1], held[-1]):
            raise Refused(Refusal.ROLES_CLASH)


def _refuse_placements(placements: Sequence[Placement], by: Rights) -> None:
    """A post is refused as if it were entered by itself; main posts follow one another."""
    mains: list[tuple[date, date | None]] = []
    for agency, post in ((one.agency, one.post) for one in placements):
        if not by.covers(agency.path, *rules.MANAGERS):
            raise Refused(Refusal.NOT_YOURS_TO_GRANT)
        if agency.closed_on is not None:
            raise Refused(Refusal.AGENCY_CLOSED)
        if post.valid_to is not None and post.valid_to < post.valid_from:
            raise Refused(Refusal.DAY_BEFORE_START)
        if post.is_main:
            days = (post.valid_from, post.valid_to)
            if any(rules.overlap(days, other) for other in mains):
                raise Refused(Refusal.MAIN_POST_OVERLAPS)
            mains.append(days)


def _refuse_taken_identities(details: Iterable[Details]) -> None:
    lookups = [_identity_lookup(d) for d in details if d.identity_number]
    if len(set(lookups)) < len(lookups):
        raise Refused(Refusal.IDENTITY_TAKEN)
    for part in _parts(lookups):
        if Person.objects.filter(identity_lookup__in=part).exists():
            raise Refused(Refusal.IDENTITY_TAKEN)


def _free_numbers(count: int) -> list[str]:
    """So many different staff numbers that nobody has."""
    found: set[str] = set()
    while len(found) < count:
        span = rules.LAST_NUMBER - rules.FIRST_NUMBER + 1
        wanted = count - len(found)
        fresh = {
            rules.staff_number(rules.FIRST_NUMBER + secrets.randbelow(span)) for _ in range(wanted)
        }
        for part in _parts(sorted(fresh)):
            taken = Person.objects.filter(staff_number__in=part)
            fresh -= set(taken.values_list("staff_number", flat=True))
        found |= fresh
    return secrets.SystemRandom().sample(sorted(found), count)


def _person(arrival: Arrival, number: str) -> Person:
    details = arrival.entrant.details
    person = Person(agency=arrival.agency, staff_number=number, name=details.name)
    if details.identity_number:
        tidy = rules.tidy_identity(details.identity_number)
        person.identity_cipher = vault.encrypt(tidy.encode(), purpose=IDENTITY)
        person.identity_lookup = _identity_lookup(details)
    if details.phone:
        person.phone_cipher = vault.encrypt(details.phone.encode(), purpose=PHONE)
    return person


def _identity_lookup(details: Details) -> str:
    return vault.lookup(rules.tidy_identity(details.identity_number), purpose=IDENTITY)


def _post(person: Person, placement: Placement, by: Rights, now: datetime) -> Post:
    return Post(
        person=person,
        agency=placement.agency,
        recorded_at=now,
        recorded_by_id=by.person_id,
        **post_columns(placement.post),
    )


def _assignment(
    person: Person, arrival: Arrival, role: Role, by: Rights, now: datetime
) -> Assignment:
    return Assignment(
        person=person,
        agency=arrival.agency,
        role=role.value,
        valid_from=timezone.localdate(now),
        recorded_at=now,
        recorded_by_id=by.person_id,
    )


def _entry(person: Person, arrival: Arrival, by: Rights) -> Act:
    facts: dict[str, Any] = {
        "number": person.staff_number,
        "agency": arrival.agency.pk,
        "roles": [role.value for role in arrival.roles],
    }
    if arrival.further:
        facts["further_posts"] = [
            {"agency": one.agency.pk, "from": one.post.valid_from.isoformat()}
            for one in arrival.further
        ]
    subject = f"people.person:{person.pk}"
    return Act(by.person_id, "people.add_person", subject, facts, arrival.agency.pk)


def _record_taken_back(
    what: str, records: Sequence[tuple[int, int]], by: Rights, now: datetime
) -> None:
    journal.record_many(
        [
            Act(by.person_id, f"people.take_back_{what}", f"people.{what}:{pk}", {}, agency_id)
            for pk, agency_id in records
        ],
        now=now,
    )


def _used_persons(ids: Sequence[int]) -> Iterator[int]:
    """Persons with anything that was not written down at the moment when they were entered."""
    for part in _parts(ids):
        asked = Person.objects.filter(pk__in=part)
        pending = asked.in_account_state(AccountState.PENDING).filter(user__last_login=None)
        yield from asked.exclude(pk__in=pending.values("pk")).values_list("pk", flat=True)
        for model in (Post, Assignment):
            later = ~models.Q(recorded_at=models.F("person__user__date_joined"))
            changed = later | models.Q(superseded_at__isnull=False)
            rows = model._default_manager.filter(changed, person_id__in=part)
            yield from rows.values_list("person_id", flat=True)
    yield from _referred_to(Person, ids, besides=(User, Post, Assignment))
    accounts = dict(User.objects.filter(person_id__in=ids).values_list("pk", "person_id"))
    for account in _referred_to(User, list(accounts), besides=()):
        yield accounts[account] or 0


def _referred_to(
    model: type[models.Model], ids: Sequence[int], *, besides: tuple[type[models.Model], ...]
) -> Iterator[int]:
    """Which of the records any other table refers to, whatever room it belongs to."""
    for relation in model._meta.related_objects:
        table: Any = relation.related_model
        if table in besides:
            continue
        name = relation.field.name
        for part in _parts(ids):
            rows = table._base_manager.filter(**{f"{name}__in": part})
            yield from rows.values_list(f"{name}_id", flat=True)[:1]


def _has_others_below(agency: Agency, going: Sequence[int]) -> bool:
    below = Agency.objects.inside(agency).exclude(pk=agency.pk)
    return bool(below.exclude(pk__in=going).exists())


def _parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), BATCH):
        yield values[start : start + BATCH]
