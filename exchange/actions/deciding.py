"""The importer decides: commit all or nothing, and undo until first use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from exchange import files, rules
from exchange.actions import staging
from exchange.actions.collecting import without_collecting
from exchange.kinds import ChangedMeanwhile, Kind, Used
from exchange.models import Import, ImportedRecord, ImportRow
from exchange.rules import Made, Refusal, Refused, Resolution, Row, Standing, State
from journal import actions as journal

THINKING = 120  # seconds without a word to the database, while many rows are checked once more


@transaction.atomic
def decide(job: Import, *, now: datetime) -> None:
    """The importer wants the import committed; a job then does it. Raises Refused."""
    locked = Import.objects.select_for_update().get(pk=job.pk)
    refusal = rules.commit_refusal(State(locked.state), locked.rows.counts())
    if refusal:
        raise Refused(refusal)
    locked.state, locked.moved_at, locked.refusal = State.QUEUED, now, ""
    locked.save(update_fields=["state", "moved_at", "refusal"])


@without_collecting()
def commit(job: Import, kind: Kind, *, now: datetime) -> None:
    """Make all records of a decided import, or none.

    The rows are checked once more with the importer's rights of this moment. Where they no longer
    all fit, nothing is written and the import waits again, saying so. A job delivered twice, or an
    import that is not decided, is left as it is.
    """
    moved = Import.objects.filter(pk=job.pk, state=State.QUEUED)
    if not moved.update(state=State.COMMITTING, moved_at=now):
        return
    try:
        _write(job, kind, now)
    except (ChangedMeanwhile, IntegrityError):  # somebody else was quicker: nothing is written
        _wait_again(job, kind, now)


@transaction.atomic
def _write(job: Import, kind: Kind, now: datetime) -> None:
    _let_it_think()
    locked = Import.objects.select_for_update().get(pk=job.pk, state=State.COMMITTING)
    stored = staging.store_findings(locked, kind, now)
    counts = locked.rows.counts()
    if rules.commit_refusal(State.PREVIEWED, counts):
        raise ChangedMeanwhile
    made = kind.commit(_to_add(stored), locked.uploaded_by_id, now)
    records = _records(locked, stored, made)
    ImportedRecord.objects.bulk_create(records, batch_size=staging.CHUNK)
    stored_as = locked.stored_as
    locked.rows.all().delete()
    locked.state, locked.stored_as, locked.added = State.COMMITTED, "", len(made)
    locked.decided_at = locked.moved_at = now
    locked.save(update_fields=["state", "stored_as", "added", "decided_at", "moved_at"])
    _journal(locked, "commit_import", locked.uploaded_by_id, now)
    transaction.on_commit(lambda: files.remove(stored_as))


def _let_it_think() -> None:
    """PostgreSQL ends a transaction that is silent for ten seconds; checking fifty thousand rows
    once more takes longer on a busy machine. In this transaction alone it waits longer."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL idle_in_transaction_session_timeout = '{THINKING}s'")


@transaction.atomic
def _wait_again(job: Import, kind: Kind, now: datetime) -> None:
    locked = Import.objects.select_for_update().get(pk=job.pk, state=State.COMMITTING)
    staging.store_findings(locked, kind, now)
    give_back(locked, now=now)


@transaction.atomic
def give_back(job: Import, *, now: datetime) -> None:
    """Hand an import that could not be committed back to its importer; nothing was written."""
    locked = Import.objects.select_for_update().get(pk=job.pk)
    if locked.state not in (State.QUEUED, State.COMMITTING):
        return
    locked.state, locked.moved_at = State.PREVIEWED, now
    locked.refusal = Refusal.CHANGED_MEANWHILE
    locked.save(update_fields=["state", "moved_at", "refusal"])


@transaction.atomic
def undo(job: Import, kind: Kind, *, actor_id: int, reason: str, now: datetime) -> None:
    """Take back everything that an import made, while none of it is in use. Raises Refused."""
    locked = Import.objects.select_for_update().get(pk=job.pk)
    if locked.state != State.COMMITTED:
        raise Refused(Refusal.STATE)
    if not reason.strip():
        raise Refused(Refusal.REASON_MISSING)
    records = locked.records.standing()
    try:
        kind.undo(list(records.filter(added=True).values_list("key", flat=True)), actor_id, now)
    except Used as used:
        raise Refused(Refusal.USED, what=used.what) from used
    records.update(withdrawn_at=now)
    locked.state, locked.undone_at, locked.undo_reason = State.UNDONE, now, reason.strip()[:200]
    locked.moved_at = now
    locked.save(update_fields=["state", "undone_at", "undo_reason", "moved_at"])
    _journal(locked, "undo_import", actor_id, now)


def _to_add(stored: Sequence[ImportRow]) -> list[Row]:
    return [
        Row(row.n, row.cells, Resolution(row.resolution))
        for row in stored
        if rules.adds(Standing(row.standing), Resolution(row.resolution))
    ]


def _records(
    job: Import, stored: Sequence[ImportRow], made: Sequence[Made]
) -> list[ImportedRecord]:
    """What is remembered: the rows made, and those said to be about a record known before."""
    key_of = {m.n: m.key for m in made}
    same = {
        row.n: key_of.get(_row_number(row.key), row.key)
        for row in stored
        if row.resolution == Resolution.SAME and row.n not in key_of
    }
    return [
        ImportedRecord(
            of=job,
            kind=job.kind,
            n=row.n,
            identity=row.identity,
            key=key_of.get(row.n) or same[row.n],
            added=row.n in key_of,
        )
        for row in stored
        if row.n in key_of or row.n in same
    ]


def _row_number(key: str) -> int:
    """The number in a key that names an earlier row of the same file, else -1."""
    return int(key.removeprefix(rules.ROW_KEY)) if key.startswith(rules.ROW_KEY) else -1


def _journal(job: Import, act: str, actor_id: int, now: datetime) -> None:
    journal.record(
        actor_id,
        f"exchange.{act}",
        f"exchange.import:{job.ref}",
        {"kind": job.kind, "file": job.file_sha256, "added": job.added},
        now=now,
        agency_id=job.agency_id,
    )
