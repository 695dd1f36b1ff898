"""A file comes in, is read and checked, and is mended until its importer decides."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from exchange import files, rules
from exchange.actions.collecting import without_collecting
from exchange.kinds import Kind
from exchange.models import Import, ImportedRecord, ImportRow, open_cells, seal_cells
from exchange.reading.tables import FileRefused
from exchange.rules import Finding, Refusal, Refused, Resolution, Row, Standing, State
from journal import vault

CHUNK = 500  # rows stored in one transaction, between two reports of progress
IDENTITY_PURPOSE = "import identity"


def receive(
    kind: Kind, data: bytes, file_name: str, *, actor_id: int, agency_id: int | None, now: datetime
) -> Import:
    """Keep an uploaded file and open its import; a job then reads it. Raises Refused, FileRefused.

    Nobody may keep more than a score of imports open or upload without end.
    """
    own = Import.objects.of(actor_id)
    refusal = rules.upload_refusal(
        unfinished=own.unfinished().count(),
        last_hour=own.uploaded_since(now - timedelta(hours=1)).count(),
    )
    if refusal:
        raise Refused(refusal)
    if not data:
        raise FileRefused("empty")
    if len(data) > rules.LARGEST_FILE:
        raise FileRefused("too_large")
    return Import.objects.create(
        kind=kind.name,
        uploaded_by_id=actor_id,
        agency_id=agency_id,
        file_name=rules.clean_file_name(file_name),
        file_sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        stored_as=files.keep(data),
        uploaded_at=now,
        moved_at=now,
    )


@without_collecting()
def read(job: Import, kind: Kind, *, now: datetime) -> None:
    """Read the file, check its rows and stage them; a file that is refused fails the import.

    Does nothing unless the import still waits to be read, so a job delivered twice is harmless.
    """
    if not _claim(job, State.UPLOADED, State.READING, now):
        return
    try:
        rows = kind.read(files.fetch(job.stored_as), job.file_name)
    except FileRefused as refused:
        fail(job, refused.code, refused.params, now=now)
        return
    kind.keep(job.uploaded_by_id, now)
    Import.objects.filter(pk=job.pk).update(unread=list(kind.unread))
    _progress(job, 0, len(rows), now)
    identities = identities_of(job.kind, rows)
    rows = recognised(job.kind, rows, identities)
    findings = kind.check(rows, job.uploaded_by_id, now)
    for start in range(0, len(rows), CHUNK):
        part = slice(start, start + CHUNK)
        with transaction.atomic():
            ImportRow.objects.bulk_create(
                _staged(job, row, identity, finding)
                for row, identity, finding in zip(
                    rows[part], identities[part], findings[part], strict=True
                )
            )
            _progress(job, min(start + CHUNK, len(rows)), len(rows), now)
    _claim(job, State.READING, State.PREVIEWED, now)


@transaction.atomic
def fail(job: Import, code: str, params: Mapping[str, object], *, now: datetime) -> None:
    """End an import whose file cannot be read; nothing of it is kept."""
    locked = Import.objects.select_for_update().get(pk=job.pk)
    if locked.state in (State.COMMITTED, State.UNDONE):
        return
    locked.rows.all().delete()
    _end(locked, State.FAILED, now)
    locked.refusal, locked.refusal_params = code, dict(params)
    locked.save(update_fields=["refusal", "refusal_params"])
    transaction.on_commit(lambda: files.remove(job.stored_as))


@transaction.atomic
def mend(job: Import, kind: Kind, n: int, cells: Mapping[str, str], *, now: datetime) -> None:
    """Replace cells of one row; check it and what hangs together with it anew. Raises Refused."""
    locked = lock_previewed(job)
    row = _row(locked, n)
    if row.standing == Standing.UNCHANGED:
        raise Refused(Refusal.ROW_SETTLED)
    if not set(cells) <= {column.name for column in kind.columns}:
        raise Refused(Refusal.UNKNOWN_COLUMN)
    before = row.cells
    kept = before | {name: rules.clean_text(text) for name, text in cells.items()}
    row.cells_cipher = seal_cells(kept)
    row.resolution, row.key = Resolution.NONE, ""
    row.save(update_fields=["cells_cipher", "resolution", "key"])
    touched = {*kind.bonds(Row(n, before)), *kind.bonds(Row(n, kept))}
    recheck(locked, kind, touched, now)


@transaction.atomic
def resolve(
    job: Import,
    kind: Kind,
    ns: Sequence[int],
    resolution: Resolution,
    *,
    key: str = "",
    now: datetime,
) -> None:
    """Decide about rows: the same person (as `key`, else as the first candidate), a different one,
    left out of the import, or undecided again. What hangs together with them is checked anew.
    Raises Refused.
    """
    locked = lock_previewed(job)
    found = list(locked.rows.filter(n__in=ns))
    if not ns or len(found) != len(set(ns)):
        raise Refused(Refusal.UNKNOWN_ROW)
    for row in found:
        refusal = rules.resolution_refusal(Standing(row.standing), resolution)
        if refusal:
            raise Refused(refusal)
        row.resolution = resolution
        if resolution is Resolution.SAME:
            row.key = _candidate(row, key)
        elif row.standing != Standing.UNCHANGED:
            row.key = ""
    ImportRow.objects.bulk_update(found, ["resolution", "key"], batch_size=CHUNK)
    touched = {text for row in found for text in kind.bonds(Row(row.n, row.cells))}
    recheck(locked, kind, touched, now)


@transaction.atomic
def discard(job: Import, *, now: datetime) -> None:
    """Give up an import that has not been committed; its rows and its file go. Raises Refused."""
    locked = lock_previewed(job)
    locked.rows.all().delete()
    _end(locked, State.DISCARDED, now)
    transaction.on_commit(lambda: files.remove(job.stored_as))


def lock_previewed(job: Import) -> Import:
    """The import, locked, while it waits for its importer. Raises Refused."""
    locked = Import.objects.select_for_update().get(pk=job.pk)
    if locked.state != State.PREVIEWED:
        raise Refused(Refusal.STATE)
    return locked


def recheck(job: Import, kind: Kind, touched: Collection[str], now: datetime) -> None:
    """Check anew the rows that a change of the touched texts can reach, and no others."""
    sealed = job.rows.values_list("n", "cells_cipher")
    bonds = {n: kind.bonds(Row(n, open_cells(cipher))) for n, cipher in sealed}
    reached = sorted(rules.rows_bound(bonds, touched))
    stored: list[ImportRow] = []
    for start in range(0, len(reached), CHUNK):
        stored += job.rows.filter(n__in=reached[start : start + CHUNK])
    _check(job, kind, stored, now)


def _as_checked(job: Import, stored: Sequence[ImportRow]) -> list[Row]:
    """Stored rows as a kind checks them, known ones recognised."""
    rows = [Row(row.n, row.cells, Resolution(row.resolution)) for row in stored]
    return recognised(job.kind, rows, [row.identity for row in stored])


def store_findings(job: Import, kind: Kind, now: datetime) -> list[ImportRow]:
    """Check all rows anew and store what has changed; the rows as they stand now."""
    stored = list(job.rows.all())
    _check(job, kind, stored, now)
    return stored


def _check(job: Import, kind: Kind, stored: Sequence[ImportRow], now: datetime) -> None:
    findings = kind.check(_as_checked(job, stored), job.uploaded_by_id, now)
    changed = [row for row, finding in zip(stored, findings, strict=True) if _take(row, finding)]
    ImportRow.objects.bulk_update(
        changed, ["standing", "faults", "candidates", "key", "resolution"], batch_size=CHUNK
    )
    Import.objects.filter(pk=job.pk).update(moved_at=now)


def identities_of(kind_name: str, rows: Sequence[Row]) -> list[str]:
    """By what each row is known again; keyed, so that nobody can guess cells from it."""
    texts = rules.identity_texts(kind_name, [row.cells for row in rows])
    return [vault.lookup(text, purpose=IDENTITY_PURPOSE) for text in texts]


def recognised(kind_name: str, rows: Sequence[Row], identities: Sequence[str]) -> list[Row]:
    """The rows, each with the record that an earlier import made of it, if that stands."""
    known: dict[str, str] = {}
    for start in range(0, len(identities), CHUNK):
        found = ImportedRecord.objects.standing().filter(
            kind=kind_name, identity__in=identities[start : start + CHUNK]
        )
        known.update(found.values_list("identity", "key"))
    return [
        Row(row.n, row.cells, row.resolution, known.get(identity, ""))
        for row, identity in zip(rows, identities, strict=True)
    ]


def _staged(job: Import, row: Row, identity: str, finding: Finding) -> ImportRow:
    staged = ImportRow(of=job, n=row.n, cells_cipher=seal_cells(row.cells), identity=identity)
    _take(staged, finding)
    return staged


def _take(row: ImportRow, finding: Finding) -> bool:
    """Note a finding on a row; whether anything changed. An answer to a vanished question goes."""
    candidates = [{"key": c.key, "label": c.label} for c in finding.candidates]
    keys = {c.key for c in finding.candidates}
    stays = row.resolution in ("", "skip") or (
        finding.standing is Standing.NAMESAKE and (row.resolution == "different" or row.key in keys)
    )
    resolution = row.resolution if stays else ""
    after = {
        "standing": finding.standing.value,
        "faults": [fault.as_json() for fault in finding.faults],
        "candidates": candidates,
        "key": row.key if resolution == Resolution.SAME else finding.key,
        "resolution": resolution,
    }
    changed = any(getattr(row, name) != value for name, value in after.items())
    for name, value in after.items():
        setattr(row, name, value)
    return changed


def _row(job: Import, n: int) -> ImportRow:
    row = job.rows.filter(n=n).first()
    if row is None:
        raise Refused(Refusal.UNKNOWN_ROW)
    return row


def _candidate(row: ImportRow, key: str) -> str:
    keys = [candidate["key"] for candidate in row.candidates]
    if key and key not in keys:
        raise Refused(Refusal.NO_CHOICE)
    return str(key or keys[0])


def _claim(job: Import, before: State, after: State, now: datetime) -> bool:
    """Move the import on if it stands where it must; whether it did."""
    moved = Import.objects.filter(pk=job.pk, state=before).update(state=after, moved_at=now)
    return bool(moved)


def _progress(job: Import, done: int, total: int, now: datetime) -> None:
    Import.objects.filter(pk=job.pk).update(done=done, total=total, moved_at=now)


def _end(locked: Import, state: State, now: datetime) -> None:
    locked.state, locked.stored_as, locked.moved_at = state, "", now
    locked.save(update_fields=["state", "stored_as", "moved_at"])
