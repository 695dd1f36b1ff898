"""How a dated fact is corrected: the new row stands beside the old, which says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from people.actions.refused import Refused
from people.models import Dated
from people.rules import Refusal

D = TypeVar("D", bound=Dated)


def replace(fact: D, *, now: datetime, by: int | None, **changes: Any) -> D:
    """Supersede `fact` by a copy with `changes`. The caller holds the lock and records it.

    Raises Refused: NO_LONGER_CURRENT, DAY_BEFORE_START.
    """
    model = type(fact)
    locked = model._default_manager.select_for_update().get(pk=fact.pk)
    if locked.superseded_at is not None:
        raise Refused(Refusal.NO_LONGER_CURRENT)
    fresh = copied(locked, now=now, by=by, **changes)
    fresh.save(force_insert=True)
    locked.superseded_at, locked.superseded_by = now, fresh
    locked.save(update_fields=["superseded_at", "superseded_by"])
    return fresh


def replace_many(facts: Sequence[D], *, now: datetime, by: int | None, **changes: Any) -> list[D]:
    """Supersede current facts of one kind, all by copies with the same `changes`.

    The caller has locked them and records it. Raises Refused: DAY_BEFORE_START.
    """
    if not facts:
        return []
    manager = type(facts[0])._default_manager
    fresh = manager.bulk_create(copied(fact, now=now, by=by, **changes) for fact in facts)
    for fact, successor in zip(facts, fresh, strict=True):
        fact.superseded_at, fact.superseded_by = now, successor
    manager.bulk_update(facts, ["superseded_at", "superseded_by"], batch_size=200)
    return fresh


def copied(fact: D, *, now: datetime, by: int | None, **changes: Any) -> D:
    """A further fact like this one but for `changes`, not yet saved.

    Raises Refused: DAY_BEFORE_START.
    """
    values = {
        field.attname: getattr(fact, field.attname)
        for field in fact._meta.concrete_fields
        if not field.primary_key
    }
    values |= {"superseded_at": None, "superseded_by_id": None}
    values |= changes | {"recorded_at": now, "recorded_by_id": by}
    if values["valid_to"] is not None and values["valid_to"] < values["valid_from"]:
        raise Refused(Refusal.DAY_BEFORE_START)
    return type(fact)(**values)


def withdraw(fact: Dated, *, now: datetime) -> None:
    """Take back a fact that does not hold on any day. Raises Refused: NO_LONGER_CURRENT."""
    locked = type(fact)._default_manager.select_for_update().get(pk=fact.pk)
    if locked.superseded_at is not None:
        raise Refused(Refusal.NO_LONGER_CURRENT)
    locked.superseded_at = now
    locked.save(update_fields=["superseded_at"])
