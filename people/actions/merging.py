"""Merging one agency into another: everything that it has goes on there."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from journal import actions as journal
from people.actions.agencies import hold_agency, lock_tree, refuse_meeting_roles
from people.actions.facts import copied, replace_many
from people.actions.refused import Refused
from people.actions.roles import is_last_system_admin
from people.models import Agency, AgencyQuerySet, Assignment, DatedQuerySet, Person, Post
from people.rules import Ending, Refusal, Role

Fact = TypeVar("Fact", Post, Assignment)


@dataclass(frozen=True)
class Estate:
    """How much a merger moves: persons, agencies below, posts; and how many staff roles end."""

    persons: int
    below: int
    posts: int
    staff_roles: int


def estate_of(agency: Agency, last_day: date) -> Estate:
    """What would move if the agency were merged into another one after the day."""
    roles = _lasting(Assignment.objects.filter(agency=agency), last_day)
    return Estate(
        persons=Person.objects.filter(agency=agency).count(),
        below=_below(agency).count(),
        posts=_lasting(Post.objects.filter(agency=agency), last_day).count(),
        staff_roles=roles.exclude(role=Role.OFFICER.value).count(),
    )


@transaction.atomic
def merge_agency(
    agency: Agency, into: Agency, ending: Ending, *, actor: Person | None, now: datetime
) -> Agency:
    """Close the agency with the last day; its persons, posts and agencies go on under `into`.

    What it was stays on record: posts end with the last day and begin anew on the next. The role
    of an officer follows; staff roles over the agency end, because what they would cover there is
    more than was given. Raises Refused: AGENCY_CLOSED, NOT_BELOW_ITSELF (`into` lies within it),
    DAY_IN_FUTURE, LAST_SYSTEM_ADMIN, DAY_BEFORE_START, ROLES_MEET.
    """
    lock_tree()
    agency, into = hold_agency(agency), hold_agency(into)
    if into.path.startswith(agency.path):
        raise Refused(Refusal.NOT_BELOW_ITSELF)
    if agency.closed_on is not None or into.closed_on is not None:
        raise Refused(Refusal.AGENCY_CLOSED)
    if ending.last_day > timezone.localdate(now):
        raise Refused(Refusal.DAY_IN_FUTURE)
    by = None if actor is None else actor.pk
    _lock_persons(agency)
    estate = Estate(
        persons=Person.objects.filter(agency=agency).update(agency=into),
        below=_move_below(agency, into, ending.last_day + timedelta(days=1)),
        posts=_move_posts(agency, into, ending, now=now, by=by),
        staff_roles=_end_roles(agency, into, ending, now=now, by=by),
    )
    agency.refresh_from_db()
    refuse_meeting_roles(Agency.objects.get(pk=into.pk), now)
    agency.closed_on, agency.merged_into = ending.last_day, into
    agency.save(update_fields=["closed_on", "merged_into"])
    facts = asdict(estate) | {
        "into": into.pk,
        "on": ending.last_day.isoformat(),
        "reason": ending.reason,
    }
    subject = f"people.agency:{agency.pk}"
    journal.record(by, "people.merge_agency", subject, facts, now=now, agency_id=agency.pk)
    return agency


def _lock_persons(agency: Agency) -> None:
    """Let every deed on somebody who belongs to the agency in any way wait."""
    belonging = Q(agency=agency) | Q(posts__agency=agency) | Q(assignments__agency=agency)
    ids = Person.objects.filter(belonging).values("pk")
    list(Person.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))


def _below(agency: Agency) -> AgencyQuerySet:
    """The agencies directly below that are still open."""
    rows: AgencyQuerySet = Agency.objects.inside(agency).open().filter(depth=agency.depth + 1)
    return rows


def _move_below(agency: Agency, into: Agency, on: date) -> int:
    moved = list(_below(agency).values_list("pk", flat=True))
    for pk in moved:  # each move shifts paths, so both ends are read anew
        Agency.objects.move(
            Agency.objects.get(pk=pk), Agency.objects.get(pk=into.pk), pos="last-child"
        )
    Agency.objects.filter(pk__in=moved).update(moved_on=on)
    return len(moved)


def _lasting(rows: DatedQuerySet[Fact], last_day: date) -> DatedQuerySet[Fact]:
    """Facts, as known now, that hold on some day after the last."""
    return rows.current().filter(Q(valid_to__isnull=True) | Q(valid_to__gt=last_day))


def _move_posts(
    agency: Agency, into: Agency, ending: Ending, *, now: datetime, by: int | None
) -> int:
    posts = list(_lasting(agency.posts.select_for_update(), ending.last_day))
    _carry_over(posts, into, ending, now=now, by=by)
    return len(posts)


def _end_roles(
    agency: Agency, into: Agency, ending: Ending, *, now: datetime, by: int | None
) -> int:
    """The staff roles that end. An officer's role goes on at `into` unless held there already."""
    held = list(_lasting(agency.assignments.select_for_update(), ending.last_day))
    if any(is_last_system_admin(row, now) for row in held):
        raise Refused(Refusal.LAST_SYSTEM_ADMIN)
    there = Assignment.objects.current().filter(agency=into, role=Role.OFFICER.value)
    officers = set(there.values_list("person_id", flat=True))
    staying = [r for r in held if r.role == Role.OFFICER.value and r.person_id not in officers]
    _carry_over(staying, into, ending, now=now, by=by)
    leaving = [row for row in held if row not in staying]
    _end(leaving, ending, now=now, by=by)
    return sum(row.role != Role.OFFICER.value for row in leaving)


def _carry_over(
    facts: list[Fact], into: Agency, ending: Ending, *, now: datetime, by: int | None
) -> None:
    """End the facts and let equal ones begin at `into` on the next day, or on their own day."""
    next_day = ending.last_day + timedelta(days=1)
    successors = [
        copied(
            fact,
            now=now,
            by=by,
            agency_id=into.pk,
            valid_from=max(fact.valid_from, next_day),
            reason=ending.reason,
        )
        for fact in facts
    ]
    _end(facts, ending, now=now, by=by)
    if successors:
        type(successors[0])._default_manager.bulk_create(successors)


def _end(facts: list[Fact], ending: Ending, *, now: datetime, by: int | None) -> None:
    """Let the facts end with the last day; those that would only begin later never held."""
    begun = [fact for fact in facts if fact.valid_from <= ending.last_day]
    replace_many(begun, now=now, by=by, valid_to=ending.last_day, reason=ending.reason)
    later = [fact.pk for fact in facts if fact.valid_from > ending.last_day]
    if later:
        type(facts[0])._default_manager.filter(pk__in=later).update(superseded_at=now)
