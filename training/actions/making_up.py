"""Telling those who missed a half-day where they can make it up. Part of closing it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from people.models import Person
from training.actions.telling import tell_about
from training.models import Session, category_of, classes_to_come, makeups_among


def offer_make_up(
    session: Session, person_ids: Iterable[int], *, actor: Person | None, now: datetime
) -> int:
    """Tell each of the first class with the same content that they may join; how many were told.

    The demonstration's own deeds (no actor) tell nobody.
    """
    missed = list(person_ids)
    if actor is None or not missed:
        return 0
    offers = makeups_among([session], classes_to_come(now), now).get(session.pk, [])
    if not offers:
        return 0
    told, day = 0, timezone.localdate(now)
    for person in Person.objects.filter(pk__in=missed).select_related("agency"):
        category = category_of(person, day)
        for offer in offers:
            held = offer.training_class
            if held.meant_for.is_open_to(person.agency.path, category):
                words = {"missed": session.topic}
                tell_about(held, "make_up", [person.pk], actor=actor, now=now, **words)
                told += 1
                break
    return told
