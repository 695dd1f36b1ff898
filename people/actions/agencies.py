"""Deeds on the agency tree. One at a time: the roots of the tree are the lock."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from journal import actions as journal
from people.actions.facts import replace
from people.actions.refused import Refused
from people.models import Agency, AgencyName, Assignment, Person, Post, within
from people.rules import Days, Ending, Grant, Refusal, Role, clash_among, day_before

MOST_NAMED = 20  # persons named in one refusal


def lock_tree() -> None:
    """Make changes to the tree wait for one another. Before any lock on an agency or a person."""
    roots = Agency.objects.select_for_update(no_key=True).filter(depth=1)
    list(roots.values_list("pk", flat=True))


def hold_agency(agency: Agency) -> Agency:
    """The agency as it is now, held until the deed is done; before any lock on a person."""
    held: Agency = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    return held


def hold_open_agency(agency: Agency) -> Agency:
    """The same where somebody is about to come in. Raises Refused: AGENCY_CLOSED."""
    held = hold_agency(agency)
    if held.closed_on is not None:
        raise Refused(Refusal.AGENCY_CLOSED)
    return held


def _actor_id(actor: Person | None) -> int | None:
    return None if actor is None else actor.pk


@transaction.atomic
def add_agency(
    *, parent: Agency | None, code: str, name: str, kind: str, actor: Person | None, now: datetime
) -> Agency:
    """Enter an agency below `parent` (as a root if None), named so from today on.

    Raises Refused: CODE_TAKEN, AGENCY_CLOSED (the parent).
    """
    lock_tree()
    if Agency.objects.filter(code=code).exists():
        raise Refused(Refusal.CODE_TAKEN)
    values = {"code": code, "name": name, "kind": kind}
    agency: Agency
    if parent is None:
        agency = Agency.objects.add_root(values)
    else:
        above = Agency.objects.get(pk=parent.pk)
        if above.closed_on is not None:
            raise Refused(Refusal.AGENCY_CLOSED)
        agency = Agency.objects.add_child(above, values)
    AgencyName.objects.create(
        agency=agency,
        name=name,
        valid_from=timezone.localdate(now),
        recorded_at=now,
        recorded_by_id=_actor_id(actor),
    )
    journal.record(
        _actor_id(actor),
        "people.add_agency",
        f"people.agency:{agency.pk}",
        values | {"parent": parent.pk if parent else None},
        now=now,
        agency_id=agency.pk,
    )
    return agency


@transaction.atomic
def rename_agency(
    agency: Agency, name: str, *, valid_from: date, reason: str, actor: Person | None, now: datetime
) -> Agency:
    """Call the agency `name` from the day on; what it was called before stays on record.

    Raises Refused: SAME_NAME, DAY_IN_FUTURE, DAY_BEFORE_START (of the present name).
    """
    lock_tree()
    agency = Agency.objects.get(pk=agency.pk)
    if name == agency.name:
        raise Refused(Refusal.SAME_NAME)
    if valid_from > timezone.localdate(now):
        raise Refused(Refusal.DAY_IN_FUTURE)
    former = agency.names.current().order_by("-valid_from", "-id").first()
    if former is not None:
        if valid_from <= former.valid_from:
            raise Refused(Refusal.DAY_BEFORE_START)
        replace(former, valid_to=day_before(valid_from), now=now, by=_actor_id(actor))
    AgencyName.objects.create(
        agency=agency,
        name=name,
        valid_from=valid_from,
        reason=reason,
        recorded_at=now,
        recorded_by_id=_actor_id(actor),
    )
    facts = {"from": agency.name, "to": name, "on": valid_from.isoformat(), "reason": reason}
    agency.name = name
    agency.save(update_fields=["name"])
    _record(agency, "people.rename_agency", facts, actor, now)
    return agency


@transaction.atomic
def move_agency(
    agency: Agency, parent: Agency, *, reason: str, actor: Person | None, now: datetime
) -> Agency:
    """Put the agency with everything below it under another one; rights follow at once.

    Raises Refused: NOT_BELOW_ITSELF, AGENCY_CLOSED (the new parent), ROLES_MEET (with the persons
    who would hold roles there that may not stand beside each other).
    """
    lock_tree()
    agency, above = Agency.objects.get(pk=agency.pk), Agency.objects.get(pk=parent.pk)
    if above.path.startswith(agency.path):
        raise Refused(Refusal.NOT_BELOW_ITSELF)
    if above.closed_on is not None:
        raise Refused(Refusal.AGENCY_CLOSED)
    former = Agency.objects.get_parent(agency)
    Agency.objects.move(agency, above, pos="last-child")
    facts = {"from": former.pk if former else None, "to": above.pk, "reason": reason}
    moved: Agency = Agency.objects.get(pk=agency.pk)
    moved.moved_on = timezone.localdate(now)
    moved.save(update_fields=["moved_on"])
    refuse_meeting_roles(moved, now)
    _record(moved, "people.move_agency", facts, actor, now)
    return moved


@transaction.atomic
def close_agency(agency: Agency, ending: Ending, *, actor: Person | None, now: datetime) -> Agency:
    """Close an agency that nobody works in and nothing open hangs below.

    Raises Refused: AGENCY_CLOSED, AGENCY_IN_USE, DAY_IN_FUTURE.
    """
    lock_tree()
    agency = hold_agency(agency)
    today = timezone.localdate(now)
    if agency.closed_on is not None:
        raise Refused(Refusal.AGENCY_CLOSED)
    if ending.last_day > today:
        raise Refused(Refusal.DAY_IN_FUTURE)
    open_below = Agency.objects.inside(agency).exclude(pk=agency.pk).open()
    working = Post.objects.current().exclude(valid_to__lte=ending.last_day).filter(agency=agency)
    if open_below.exists() or working.exists():
        raise Refused(Refusal.AGENCY_IN_USE)
    agency.closed_on = ending.last_day
    agency.save(update_fields=["closed_on"])
    facts = {"on": ending.last_day.isoformat(), "reason": ending.reason}
    _record(agency, "people.close_agency", facts, actor, now)
    return agency


def refuse_meeting_roles(moved: Agency, now: datetime) -> None:
    """Refuse a move by which roles over the moved agencies would meet others of the same person.

    Only what holds today or later counts. Must run after the move, under the tree's lock. Raises
    Refused: ROLES_MEET.
    """
    lasting = Assignment.objects.not_ended_by(timezone.localdate(now)).select_related("agency")
    there = lasting.filter(within((moved.path,), "agency__path")).values("person_id")
    held: dict[int, list[tuple[Grant, Days]]] = defaultdict(list)
    for row in lasting.filter(person_id__in=there):
        grant = Grant(Role(row.role), row.agency.path, row.agency_id)
        held[row.person_id].append((grant, (row.valid_from, row.valid_to)))
    meeting = [person_id for person_id, grants in held.items() if clash_among(grants)]
    if meeting:
        persons = list(Person.objects.filter(pk__in=meeting)[:MOST_NAMED])
        raise Refused(Refusal.ROLES_MEET, persons=persons)


def _record(
    agency: Agency, act: str, facts: dict[str, Any], actor: Person | None, now: datetime
) -> None:
    subject = f"people.agency:{agency.pk}"
    journal.record(_actor_id(actor), act, subject, facts, now=now, agency_id=agency.pk)
