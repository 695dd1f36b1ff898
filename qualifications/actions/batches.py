"""A sheet of persons is checked at once: taken in, answered whole or not at all, forgotten."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from exchange import files
from exchange.reading.tables import FileRefused, read_cells
from exchange.rules import LARGEST_FILE, clean_file_name
from journal import actions as journal
from journal.rules import digest
from people.models import Person, PersonQuerySet
from qualifications.actions.checking import Asker, answers_about, midnight, new_check
from qualifications.actions.refused import Refused
from qualifications.models import BatchRow, BatchState, Check, CheckBatch, Found, find, seal_row
from qualifications.rules.checking import Outcome, Purpose, Question, outcome_of
from qualifications.rules.deeds import Refusal
from qualifications.rules.sheets import Places, agreed, find_head, sought_of

MOST_ROWS = 10_000  # house default
BATCHES_A_DAY = 10  # of one person; house default
CHUNK = 500  # rows between two reports of progress
WRITTEN_TOGETHER = 1000
ORPHANED_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Sheet:
    """An uploaded sheet as it was read: its head, where names and numbers stand, its rows."""

    titles: Sequence[str]
    places: Places
    rows: Sequence[tuple[int, Sequence[str]]]


@transaction.atomic
def open_batch(
    data: bytes, file_name: str, question: Question, *, actor: Person, now: datetime
) -> CheckBatch:
    """Keep an uploaded sheet for a job that will check it.

    Raises Refused (BATCHES_SPENT) and FileRefused (empty, too_large).
    """
    Person.objects.select_for_update().get(pk=actor.pk)
    if CheckBatch.objects.of_asker(actor.pk).since(midnight(now)).count() >= BATCHES_A_DAY:
        raise Refused(Refusal.BATCHES_SPENT)
    if not data:
        raise FileRefused("empty")
    if len(data) > LARGEST_FILE:
        raise FileRefused("too_large")
    return CheckBatch.objects.create(
        asked_by=actor,
        agency_id=actor.agency_id,
        asked_at=now,
        moved_at=now,
        purpose=question.purpose,
        reason=question.reason,
        day=question.day,
        domain=question.domain,
        file_name=clean_file_name(file_name),
        sha256=hashlib.sha256(data).hexdigest(),
        stored_as=files.keep(data, purpose=files.CHECKING),
    )


def run_batch(batch: CheckBatch, persons: PersonQuerySet, *, now: datetime) -> None:
    """Read the sheet and answer for every row, among `persons` alone; recorded as one act.

    Nothing is written before all is answered. Does nothing unless the batch still waits, so a job
    delivered twice is harmless.
    """
    waiting = CheckBatch.objects.filter(pk=batch.pk, state=BatchState.WAITING)
    if not waiting.update(state=BatchState.WORKING, moved_at=now):
        return
    batch.refresh_from_db()
    try:
        sheet = _read(files.fetch(batch.stored_as, purpose=files.CHECKING))
    except FileRefused as refused:
        fail_batch(batch, refused.code, refused.params, now=now)
        return
    _report(batch, 0, len(sheet.rows), now)
    made: list[tuple[BatchRow, Check | None]] = []
    for part in _parts(sheet.rows):
        made += _answered(batch, sheet.places, part, persons)
        _report(batch, len(made), len(sheet.rows), now)
    _enter(batch, sheet, made, now)


@transaction.atomic
def fail_batch(
    batch: CheckBatch, code: str, params: Mapping[str, object], *, now: datetime
) -> None:
    """End a batch that could not be checked; nothing of its sheet is kept."""
    locked = CheckBatch.objects.select_for_update().get(pk=batch.pk)
    if not locked.is_under_way:
        return
    locked.state, locked.refusal, locked.refusal_params = BatchState.FAILED, code, dict(params)
    _forget_file(locked)
    locked.moved_at = now
    names = ["state", "refusal", "refusal_params", "stored_as", "moved_at"]
    locked.save(update_fields=names)


def sweep_batches(*, now: datetime) -> None:
    """End what was lost; forget rows and files whose time is over."""
    for batch in CheckBatch.objects.lost(now):
        fail_batch(batch, "interrupted", {}, now=now)
    for batch in CheckBatch.objects.expired(now):
        _forget(batch, now)
    wanted = set(CheckBatch.objects.exclude(stored_as="").values_list("stored_as", flat=True))
    old = (now - ORPHANED_AFTER).timestamp()
    for path in files.stored(purpose=files.CHECKING):
        if path.name not in wanted and path.stat().st_mtime < old:
            path.unlink(missing_ok=True)


@transaction.atomic
def _forget(batch: CheckBatch, now: datetime) -> None:
    """Erase the sheet and its rows. Each row's check, which holds nothing of the sheet, stays."""
    locked = CheckBatch.objects.select_for_update().get(pk=batch.pk)
    locked.rows.all().delete()
    _forget_file(locked)
    locked.state, locked.titles, locked.moved_at = BatchState.FORGOTTEN, [], now
    locked.save(update_fields=["state", "titles", "stored_as", "moved_at"])


def _forget_file(batch: CheckBatch) -> None:
    """The file goes once the transaction has ended well; the caller saves `stored_as`."""
    name, batch.stored_as = batch.stored_as, ""
    transaction.on_commit(lambda: files.remove(name, purpose=files.CHECKING))


def _read(data: bytes) -> Sheet:
    """The filled rows below the head, with their numbers in the file. Raises FileRefused."""
    table = read_cells(data)
    head = find_head(table)
    if head is None:
        raise FileRefused("no_person_column")
    n, places = head
    rows = [
        (i, row) for i, row in enumerate(table[n + 1 :], start=n + 2) if any(map(str.strip, row))
    ]
    if not rows:
        raise FileRefused("no_rows")
    if len(rows) > MOST_ROWS:
        raise FileRefused("too_many_rows", most=MOST_ROWS)
    return Sheet(table[n], places, rows)


def _answered(
    batch: CheckBatch,
    places: Places,
    rows: Sequence[tuple[int, Sequence[str]]],
    persons: PersonQuerySet,
) -> Iterator[tuple[BatchRow, Check | None]]:
    """The rows with their outcomes and checks, nothing saved."""
    named = _named(rows, places, persons)
    question = Question(Purpose(batch.purpose), batch.reason, batch.day, batch.domain)
    known = {found.person.pk: found.person for found in named if found.person is not None}
    answers = answers_about(known, question, now=batch.asked_at)
    asker = Asker(batch.asked_by, batch.asked_at, batch)
    for (n, cells), found in zip(rows, named, strict=True):
        row = BatchRow(batch=batch, n=n, cells_cipher=seal_row(cells))
        if found.person is None:
            row.outcome = found.why_not or Outcome.NOBODY
            yield row, None
            continue
        told = answers[found.person.pk]
        row.outcome = outcome_of(told)
        yield row, new_check(asker, question, found.person, outcome_of(told), told)


def _named(
    rows: Sequence[tuple[int, Sequence[str]]], places: Places, persons: PersonQuerySet
) -> list[Found]:
    """Whom each row means: looked up together, then put together row by row."""
    asked = [sought_of(cells, places) for _n, cells in rows]
    found = iter(find(persons, [one for several in asked for one in several]))
    named = []
    for several in asked:
        mine = [next(found) for _ in several]
        pk, why = agreed([(one.person.pk if one.person else None, one.why_not) for one in mine])
        person = next((one.person for one in mine if one.person and one.person.pk == pk), None)
        named.append(Found((person,) if person else (), why))
    return named


@transaction.atomic
def _enter(
    batch: CheckBatch, sheet: Sheet, made: Sequence[tuple[BatchRow, Check | None]], now: datetime
) -> None:
    """Write all checks and rows and the one act; the sheet as it came in is no longer needed."""
    locked = CheckBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.state != BatchState.WORKING:
        return
    checks = [check for _row, check in made if check is not None]
    Check.objects.bulk_create(checks, batch_size=WRITTEN_TOGETHER)
    for row, check in made:
        row.check_made = check
    BatchRow.objects.bulk_create([row for row, _check in made], batch_size=WRITTEN_TOGETHER)
    locked.counts = dict(Counter(str(row.outcome) for row, _check in made))
    locked.state, locked.moved_at, locked.done = BatchState.DONE, now, len(made)
    locked.titles, locked.places = list(sheet.titles), sheet.places.as_kept()
    _forget_file(locked)
    locked.save(
        update_fields=["counts", "state", "moved_at", "done", "titles", "places", "stored_as"]
    )
    journal.record(
        batch.asked_by_id,
        "qualifications.check_batch",
        f"qualifications.checkbatch:{batch.pk}",
        _facts(locked, checks),
        now=now,
        agency_id=batch.agency_id,
    )


def _facts(batch: CheckBatch, checks: Sequence[Check]) -> dict[str, object]:
    """What the journal says: no name. `digest` covers a commitment for each check, salted by the
    check's random mark, so that any one of them can be proved and none can be guessed."""
    commitments = [
        digest([check.ref, check.number, check.person_id, str(check.outcome), check.answers])
        for check in checks
    ]
    return {
        "occasion": str(batch.purpose),
        "reason": batch.reason,
        "day": batch.day.isoformat(),
        "rows": batch.total,
        "counts": batch.counts,
        "file": batch.sha256,
        "digest": digest(commitments),
    }


def _report(batch: CheckBatch, done: int, total: int, now: datetime) -> None:
    CheckBatch.objects.filter(pk=batch.pk).update(done=done, total=total, moved_at=now)


def _parts(
    rows: Sequence[tuple[int, Sequence[str]]],
) -> Iterator[Sequence[tuple[int, Sequence[str]]]]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]
