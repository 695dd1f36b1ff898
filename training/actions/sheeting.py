"""Sheets that were signed by hand: their scans are kept as evidence beside the marks."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from exchange.actions.storing import store_file
from people.models import Person
from training.actions.booking import Scan
from training.actions.planning import locked, note
from training.models import SignedSheet, TrainingClass
from training.rules import ClassState


@transaction.atomic
def add_signed_sheet(
    training_class: TrainingClass, said: str, scan: Scan, *, actor: Person, now: datetime
) -> SignedSheet:
    """Keep the scan of a signed sheet. Raises Refused: WRONG_STATE, and exchange's for the scan."""
    held = locked(training_class, ClassState.OPEN, ClassState.FINISHED)
    owner = ("training", f"training.trainingclass:{held.pk}")
    stored = store_file(scan.data, scan.file_name, owner=owner, actor_id=actor.pk, now=now)
    made = SignedSheet.objects.create(
        training_class=held, file=stored, said=said, at=now, by_id=actor.pk
    )
    facts = {"said": said, "file": stored.sha256}
    note(held, "training.add_signed_sheet", facts, actor, now)
    return made
