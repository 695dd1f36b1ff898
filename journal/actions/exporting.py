"""Taking entries out of the journal is itself an act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from journal.actions.recording import record
from journal.models import Entry


@transaction.atomic
def export_entries(
    actor_id: int, *, purpose: str, rows: int, conditions: Mapping[str, str], now: datetime
) -> Entry:
    """Record that somebody took `rows` entries away, chosen by `conditions`, for a purpose."""
    facts = {"purpose": purpose, "rows": rows, "conditions": dict(conditions)}
    return record(actor_id, "journal.export_entries", "journal.entry:list", facts, now=now)
