"""Deeds on roles: giving and ending them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from journal import actions as journal
from people import rules
from people.actions.agencies import lock_tree
from people.actions.facts import replace, withdraw
from people.actions.refused import Refused
from people.models import Agency, Assignment, Person
from people.rules import Ending, Grant, Refusal, Rights, Role, RoleTerms


@transaction.atomic
def grant_role(
    person: Person, agency: Agency, terms: RoleTerms, *, by: Rights | None, now: datetime
) -> Assignment:
    """Give the person a role over the agency's subtree. `by` is None for the system itself.

    Raises Refused: OWN_ROLE, NOT_YOURS_TO_GRANT, ROLE_HELD, ROLES_CLASH, AGENCY_CLOSED,
    DAY_BEFORE_START. The tree stands still meanwhile, so that no move brings about a clash unseen.
    """
    lock_tree()
    agency = Agency.objects.get(pk=agency.pk)
    person = Person.objects.select_for_update().get(pk=person.pk)
    refusal = _grant_refusal(person, agency, terms, by)
    if refusal:
        raise Refused(refusal)
    assignment = Assignment.objects.create(
        person=person,
        agency=agency,
        role=terms.role.value,
        valid_from=terms.valid_from,
        valid_to=terms.valid_to,
        reason=terms.reason,
        recorded_at=now,
        recorded_by_id=by.person_id if by else None,
    )
    facts = {
        "assignment": assignment.pk,
        "role": terms.role.value,
        "over": agency.pk,
        "from": terms.valid_from.isoformat(),
        "to": terms.valid_to.isoformat() if terms.valid_to else None,
        "reason": terms.reason,
    }
    _record(person, "people.grant_role", facts, by, now)
    return assignment


@transaction.atomic
def end_role(assignment: Assignment, ending: Ending, *, by: Rights | None, now: datetime) -> None:
    """Let the role end with the last day; a last day before today takes it away at once.

    A role that has never held by then is withdrawn.
    Raises Refused: NOT_YOURS_TO_GRANT, NO_LONGER_CURRENT, LAST_SYSTEM_ADMIN.
    """
    person = Person.objects.select_for_update().get(pk=assignment.person_id)
    held = Assignment.objects.select_related("agency").get(pk=assignment.pk)
    role = Role(held.role)
    if by is not None and not by.may_grant(role, held.agency.path):
        raise Refused(Refusal.NOT_YOURS_TO_GRANT)
    if is_last_system_admin(held, now):
        raise Refused(Refusal.LAST_SYSTEM_ADMIN)
    if ending.last_day < held.valid_from:
        withdraw(held, now=now)
    else:
        actor_id = by.person_id if by else None
        replace(held, now=now, by=actor_id, valid_to=ending.last_day, reason=ending.reason)
    facts = {
        "assignment": held.pk,
        "role": role.value,
        "over": held.agency_id,
        "last_day": ending.last_day.isoformat(),
        "reason": ending.reason,
    }
    _record(person, "people.end_role", facts, by, now)


def _grant_refusal(
    person: Person, agency: Agency, terms: RoleTerms, by: Rights | None
) -> Refusal | None:
    if by is not None and (refusal := by.grant_refusal(person.pk, terms.role, agency.path)):
        return refusal
    if agency.closed_on is not None:
        return Refusal.AGENCY_CLOSED
    if terms.valid_to is not None and terms.valid_to < terms.valid_from:
        return Refusal.DAY_BEFORE_START
    held = _held_meanwhile(person, terms)
    if any(grant.role == terms.role and grant.agency_id == agency.pk for grant in held):
        return Refusal.ROLE_HELD
    if rules.clashes(held, Grant(terms.role, agency.path, agency.pk)):
        return Refusal.ROLES_CLASH
    return None


def _held_meanwhile(person: Person, terms: RoleTerms) -> list[Grant]:
    """What the person holds on any day of the terms, not only today."""
    asked = (terms.valid_from, terms.valid_to)
    rows = Assignment.objects.current().filter(person=person).select_related("agency")
    return [
        Grant(Role(row.role), row.agency.path, row.agency_id)
        for row in rows
        if rules.overlap((row.valid_from, row.valid_to), asked)
    ]


def is_last_system_admin(held: Assignment, now: datetime) -> bool:
    """Whether nobody else, with an open account, administers the system without an end.

    All of them are locked, so that two who end each other's role do not both find the other.
    """
    if held.role != Role.SYSTEM_ADMIN.value:
        return False
    everybody = Assignment.objects.current().filter(role=Role.SYSTEM_ADMIN.value)
    list(everybody.select_for_update().order_by("pk").values_list("pk", flat=True))
    others = everybody.in_force(timezone.localdate(now)).filter(
        valid_to__isnull=True, person__user__is_active=True
    )
    return not others.exclude(person_id=held.person_id).exists()


def _record(
    person: Person, act: str, facts: dict[str, Any], by: Rights | None, now: datetime
) -> None:
    subject = f"people.person:{person.pk}"
    actor_id = by.person_id if by else None
    journal.record(actor_id, act, subject, facts, now=now, agency_id=person.agency_id)
