"""Telling ahead that certificates end: 90, 60 and 30 days before, each once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from notices.actions import Message, tell
from people.models import Assignment, Person
from people.rules import Role
from qualifications.models import Certificate, ExpiryNotice
from qualifications.rules.certificates import SOON_DAYS

BATCH = 500
KEEPERS = (Role.COORDINATOR, Role.LEGAL_AFFAIRS)


def announce_expiries(*, now: datetime) -> None:
    """Tell holders, their units' coordinators and the office of the certificates that have come
    within a step of their end. Done again it tells nothing twice; what breaks off is done next
    time."""
    today = timezone.localdate(now)
    for step in SOON_DAYS:
        while _announce(step, today, now):
            pass


@transaction.atomic
def _announce(step: int, today: date, now: datetime) -> bool:
    """Tell of some certificates at one step; whether there were any."""
    wanted = Certificate.objects.to_announce(today, step).order_by("pk")
    ids = list(wanted.values_list("pk", flat=True)[:BATCH])
    if not ids:
        return False
    list(Certificate.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    ending: list[Any] = list(
        Certificate.objects.filter(pk__in=ids)
        .to_announce(today, step)  # by another worker meanwhile?
        .select_related("person__agency")
        .order_by("pk")
    )
    ExpiryNotice.objects.bulk_create(
        [
            ExpiryNotice(certificate=row, last_day=row.terms_valid_to, step=step, at=now)
            for row in ending
        ]
    )
    page = reverse("qualifications:mine")
    for row in ending:
        words = {"number": row.number, "day": f"{row.terms_valid_to:%Y-%m-%d}", "step": step}
        tell([row.person_id], Message("qualifications.expiring", words, page), now=now)
    _tell_keepers(ending, step, today, now)
    return True


def _tell_keepers(ending: Sequence[Any], step: int, today: date, now: datetime) -> None:
    """One notice to each person who looks after any of the holders, with how many they are."""
    rows = Assignment.objects.in_force(today).filter(role__in=[str(role) for role in KEEPERS])
    paths: dict[int, set[str]] = defaultdict(set)
    for person_id, path in rows.values_list("person_id", "agency__path"):
        paths[person_id].add(path)
    keepers = Person.objects.filter(pk__in=list(paths)).in_bulk()
    page = f"{reverse('qualifications:certificates')}?ends={step}"
    for pk in sorted(keepers):
        mine = [row for row in ending if row.person.agency.path.startswith(tuple(paths[pk]))]
        if mine:
            words = {"count": len(mine), "step": step}
            tell([pk], Message("qualifications.expiring_in_unit", words, page), now=now)
