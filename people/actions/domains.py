"""Deeds on the list of domains of enforcement."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from journal import actions as journal
from people.actions.agencies import lock_tree
from people.actions.refused import Refused
from people.models import Domain, Person
from people.rules import Ending, Refusal


@transaction.atomic
def add_domain(*, name: str, actor: Person | None, now: datetime) -> Domain:
    """Enter a domain of enforcement for the whole city. Raises Refused: DOMAIN_KNOWN."""
    lock_tree()
    if Domain.objects.filter(name=name).exists():
        raise Refused(Refusal.DOMAIN_KNOWN)
    domain = Domain.objects.create(name=name, recorded_at=now)
    _record(domain, "people.add_domain", {"title": name}, actor, now)
    return domain


@transaction.atomic
def close_domain(domain: Domain, ending: Ending, *, actor: Person | None, now: datetime) -> Domain:
    """Let a domain end with the last day; what was held in it stays on record.

    Raises Refused: DOMAIN_CLOSED.
    """
    domain = Domain.objects.select_for_update().get(pk=domain.pk)
    if domain.closed_on is not None:
        raise Refused(Refusal.DOMAIN_CLOSED)
    domain.closed_on = ending.last_day
    domain.save(update_fields=["closed_on"])
    facts = {"last_day": ending.last_day.isoformat(), "reason": ending.reason}
    _record(domain, "people.close_domain", facts, actor, now)
    return domain


def _record(
    domain: Domain, act: str, facts: dict[str, str], actor: Person | None, now: datetime
) -> None:
    actor_id = None if actor is None else actor.pk
    journal.record(actor_id, act, f"people.domain:{domain.pk}", facts, now=now)
