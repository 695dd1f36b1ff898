"""How a dated fact is corrected: the new row stands beside the old, which says so."""

from __future__ import annotations

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
    values = {
        field.attname: getattr(locked, field.attname)
        for field in model._meta.concrete_fields
        if not field.primary_key
    }
    values |= changes | {"recorded_at": now, "recorded_by_id": by}
    if values["valid_to"] is not None and values["valid_to"] < values["valid_from"]:
        raise Refused(Refusal.DAY_BEFORE_START)
    fresh = model._default_manager.create(**values)
    locked.superseded_at, locked.superseded_by = now, fresh
    locked.save(update_fields=["superseded_at", "superseded_by"])
    return fresh


def withdraw(fact: Dated, *, now: datetime) -> None:
    """Take back a fact that does not hold on any day. Raises Refused: NO_LONGER_CURRENT."""
    locked = type(fact)._default_manager.select_for_update().get(pk=fact.pk)
    if locked.superseded_at is not None:
        raise Refused(Refusal.NO_LONGER_CURRENT)
    locked.superseded_at = now
    locked.save(update_fields=["superseded_at"])
