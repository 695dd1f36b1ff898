"""What is sealed, frozen and drawn, and whether it still holds: the readers of the exam's proof.

Everything here is read and reckoned anew from stored rows; nothing writes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Max, Sum

from exams.models import (
    Attempt,
    Candidate,
    Event,
    Exam,
    ExamSession,
    Exposure,
    KeySet,
    Paper,
    Result,
    RosterLock,
)
from exams.rules import drawing, generator, keeping, marking
from exams.rules.keeping import State
from journal import vault
from journal.rules import Fault, Row, canonical, digest, first_fault
from questionbank.models import OpenKey, Revision
from questionbank.rules.wording import content_hash

KEY_SET_PURPOSE = "exam key set"
SECRET_PURPOSE = "session secret"  # noqa: S105  # a purpose, not a secret


def pool_of(cells: Sequence[drawing.Cell]) -> list[drawing.PoolItem]:
    """Every question that may be drawn today for one of the cells, in order of revision ids."""
    kinds = {cell.kind for cell in cells}
    rows = (
        Revision.objects.drawable()
        .filter(kind__in=kinds)
        .prefetch_related("citations__article__version")
        .order_by("pk")
    )
    items = [_item(revision) for revision in rows]
    return [item for item in items if any(item.fits(cell) for cell in cells)]


def _item(revision: Revision) -> drawing.PoolItem:
    statutes = {citation.article.version.statute_id for citation in revision.citations.all()}
    return drawing.PoolItem(
        revision.pk,
        revision.kind,
        revision.difficulty,
        len(revision.shown_options()),
        frozenset(statutes),
        revision.content_sha256,
    )


def seal_body(exam: Exam) -> dict[str, Any]:
    """Everything that decides a paper, a mark or a deadline, as two persons sign it."""
    return {
        "exam": exam.ref,
        "title": exam.title,
        "cells": [asdict(cell) for cell in exam.blueprint.rule_cells()],
        "duration_minutes": exam.duration_minutes,
        "grace_seconds": exam.grace_seconds,
        "entry_minutes": exam.entry_minutes,
        "full_duration": exam.full_duration,
        "pass_marks": exam.pass_marks,
        "scoring": exam.scoring,
        "review_policy": exam.review_policy,
        "own_takeover": exam.own_takeover,
        "sessions": [
            {
                "ref": session.ref,
                "place": session.place,
                "opens_at": session.opens_at.isoformat(),
                "closes_at": session.closes_at.isoformat(),
            }
            for session in exam.sessions.all()
        ],
    }


def snapshot_of(session: ExamSession) -> dict[str, Any]:
    """The pool and the roster as they stand now, with how often each question was used before.

    The pool is what was sealed, less what has been retired since: nothing new comes in.
    """
    seal = session.exam.seal
    cells = [drawing.Cell(**cell) for cell in seal.body["cells"]]
    sealed = set(key_set(session.exam_id).keys())
    pool = [item for item in pool_of(cells) if item.revision_id in sealed]
    used = _exposures(session)
    return {
        "seal": seal.digest,
        "session": session.ref,
        "cells": seal.body["cells"],
        "pool": [
            {
                "revision": item.revision_id,
                "kind": item.kind,
                "difficulty": item.difficulty,
                "options": item.option_count,
                "statutes": sorted(item.statute_ids),
                "content": item.content,
                **used.get(item.revision_id, {"exposure": 0, "last_seen": ""}),
            }
            for item in pool
        ],
        "roster": sorted(session.candidates.values_list("ref", flat=True)),
    }


def _exposures(session: ExamSession) -> dict[int, dict[str, Any]]:
    """On how many papers each question stood in the sessions drawn before, and when last."""
    before = Exposure.objects.exclude(session=session).order_by().values("revision_id")
    rows = before.annotate(used=Sum("papers"), last=Max("session__opens_at"))
    return {
        row["revision_id"]: {"exposure": row["used"], "last_seen": row["last"].isoformat()}
        for row in rows
    }


def drawing_of(snapshot: dict[str, Any]) -> tuple[list[drawing.Cell], list[drawing.PoolItem]]:
    """Cells and pool of a snapshot, as the drawing rules take them."""
    cells = [drawing.Cell(**cell) for cell in snapshot["cells"]]
    pool = [
        drawing.PoolItem(
            item["revision"],
            item["kind"],
            item["difficulty"],
            item["options"],
            frozenset(item["statutes"]),
            item["content"],
        )
        for item in snapshot["pool"]
    ]
    return cells, pool


@lru_cache(maxsize=64)
def key_set(exam_id: int, version: int = 1) -> dict[int, tuple[int, ...]]:
    """The keys of a sealed exam by revision id. Sealed sets never change, so they are kept."""
    stored = KeySet.objects.get(exam_id=exam_id, version=version)
    plain = json.loads(vault.decrypt(stored.sealed, purpose=KEY_SET_PURPOSE))
    return {int(revision): tuple(right) for revision, right in plain["keys"].items()}


def hall_text(exam: Exam, places: Sequence[drawing.Place]) -> str:
    """The exact text that the hall sends: stems, options under their tokens, marks."""
    revisions = Revision.objects.in_bulk([place.revision_id for place in places])
    questions = [_hall_question(place, revisions[place.revision_id]) for place in places]
    return canonical({"exam": exam.title, "questions": questions}).decode()


def _hall_question(place: drawing.Place, revision: Revision) -> dict[str, Any]:
    texts = revision.shown_options()
    options = [
        {"token": token, "text": texts[option]}
        for token, option in zip(place.tokens, place.order, strict=True)
    ]
    return {
        "place": place.place,
        "kind": place.kind,
        "stem": revision.stem,
        "options": options,
        "marks": place.marks,
    }


def tokens_text(places: Iterable[drawing.Place]) -> str:
    """The short text by which a save is checked."""
    return canonical({str(p.place): [p.kind, list(p.tokens)] for p in places}).decode()


def base_hash(ref: str, paper: str, seal: str) -> str:
    """What the first event of an attempt's chain stands on: paper, sealed exam and attempt."""
    return digest({"attempt": ref, "paper": paper, "exam": seal})


def places_of(paper: Paper) -> list[drawing.Place]:
    """The stored paper as the rules take it."""
    return [
        drawing.Place(
            place["place"],
            place["revision"],
            place["kind"],
            place["marks"],
            tuple(place["order"]),
            tuple(place["tokens"]),
        )
        for place in paper.body["places"]
    ]


def paper_fault(lock: RosterLock, secret: bytes, candidate: Candidate, paper: Paper) -> str | None:
    """Why a stored paper is not the one that seed and snapshot give, or None when it is.

    Says the first reason in the order: snapshot, secret, roster, drawn places, digests, texts.
    """
    if digest(lock.snapshot) != lock.digest:
        return "the snapshot was altered"
    if generator.commitment(secret) != lock.session.secret.commitment:
        return "the secret is not the one committed to"
    if candidate.ref not in lock.snapshot["roster"]:
        return "the candidate is not on the locked roster"
    cells, pool = drawing_of(lock.snapshot)
    seed = generator.session_seed(secret, lock.witness_number)
    drawn = drawing.draw(cells, pool, generator.candidate_seed(seed, candidate.ref))
    if drawn != places_of(paper):
        return "the paper is not the one that the seed gives"
    if digest(paper.body) != paper.digest:
        return "the paper's digest does not fit"
    if tokens_text(drawn) != paper.tokens:
        return "the option tokens were altered"
    if hall_text(lock.session.exam, drawn) != paper.hall:
        return "the text that the hall sends was altered"
    return None


def seal_fault(exam: Exam) -> str | None:
    """Why a sealed exam is no longer the one that two persons signed, or None when it is."""
    body = exam.seal.body
    if digest(body) != exam.seal.digest:
        return "the seal was altered"
    changed = [name for name, value in seal_body(exam).items() if body[name] != value]
    if changed:
        return f"changed since the seal: {', '.join(changed)}"
    keys = KeySet.objects.get(exam=exam, version=1)
    plain = vault.decrypt(keys.sealed, purpose=KEY_SET_PURPOSE)
    if not body["key_commitment"] == keys.commitment == generator.commitment(plain):
        return "the keys are not those committed to"
    secrets = {session.ref: session.secret.commitment for session in exam.sessions.all()}
    return None if body["secret_commitments"] == secrets else "a secret was exchanged"


def pool_fault(lock: RosterLock) -> str | None:
    """The first question of the frozen pool whose words are not those that were frozen."""
    frozen = {item["revision"]: item["content"] for item in lock.snapshot["pool"]}
    revisions = Revision.objects.in_bulk(frozen)
    for pk, content in frozen.items():
        revision = revisions.get(pk)
        if revision is None or content_hash(revision.wording(OpenKey((), ""))) != content:
            return f"question revision {pk} was altered"
    return None


def secret_of(session: ExamSession) -> bytes:
    """The session's secret in plain: for the proof after the exam, and for making papers."""
    return vault.decrypt(session.secret.sealed, purpose=SECRET_PURPOSE)


def chain_fault(attempt: Attempt) -> Fault | None:
    """The first broken link of an attempt's chain, or None."""
    return first_fault(
        rows_of(attempt),
        base=base_hash(attempt.ref, attempt.paper.digest, attempt.exam.seal.digest),
        head_n=attempt.head_n,
        head_hash=attempt.head_hash,
    )


def rows_of(attempt: Attempt) -> Iterator[Row]:
    """The attempt's events in order, as the verifier takes them."""
    events = Event.objects.filter(attempt_id=attempt.pk).order_by("n")
    for event in events.iterator(chunk_size=500):
        yield Row(event.n, event.body(), event.previous, event.hash)


def attempt_fault(attempt: Attempt) -> str | None:
    """Why the record of an attempt does not hold together, or None when it does.

    The chain first; then what lies beside it must say the same: operations, admissions, times,
    receipts.
    """
    if broken := chain_fault(attempt):
        return f"event {broken.n} {broken.why}"
    events = list(attempt.events.order_by("n"))
    return (
        _log_fault(attempt, events)
        or _admission_fault(attempt, events)
        or _time_fault(attempt, events)
        or _receipt_fault(attempt, events)
    )


def _log_fault(attempt: Attempt, events: Sequence[Event]) -> str | None:
    """Every operation stands in the chain with its content and disposition, and none is gone."""
    noted = {
        op_id: (content, verdict)
        for event in events
        if event.type == "save"
        for op_id, content, verdict in event.data["ops"]
    }
    for row in attempt.operations.all():
        op = keeping.Operation(
            row.op_id, row.epoch, row.seq, row.place, tuple(row.choices), row.flag
        )
        found = (digest(op.payload()), row.disposition)
        if noted.pop(row.op_id, None) != found or row.payload_hash != found[0]:
            return f"operation {row.op_id} is not as it was saved"
    return f"operation {min(noted)} is gone" if noted else None


def _admission_fault(attempt: Attempt, events: Sequence[Event]) -> str | None:
    noted = {op_id for event in events if event.type == "admit" for op_id in event.data["ops"]}
    stored = set(attempt.admissions.values_list("op_id", flat=True))
    return None if noted == stored else "the admissions are not those of its chain"


def _time_fault(attempt: Attempt, events: Sequence[Event]) -> str | None:
    """Start, grants, deadline, pen and close are those of the chain."""
    by_type: dict[str, list[Event]] = {}
    for event in events:
        by_type.setdefault(event.type, []).append(event)
    if [event.at for event in by_type.get("start", [])] != [attempt.started_at][: len(events)]:
        return "its start is not that of its chain"
    granted = [event.data["seconds"] for event in by_type.get("grant", [])]
    if granted != list(attempt.time_grants.order_by("pk").values_list("seconds", flat=True)):
        return "the time granted is not that of its chain"
    if events and attempt.deadline_at != deadline_of(attempt, granted=sum(granted)):
        return "its deadline is not start, duration and grants"
    if attempt.epoch != len(by_type.get("start", [])) + len(by_type.get("take_over", [])):
        return "the pen was handed over outside its chain"
    closed = [(event.at, event.data["reason"]) for event in by_type.get("close", [])]
    stored = [(attempt.closed_at, attempt.close_reason)] if attempt.state == State.CLOSED else []
    return None if closed == stored else "its close is not that of its chain"


def _receipt_fault(attempt: Attempt, events: Sequence[Event]) -> str | None:
    """Every receipt is the site's own and names a row of the chain; a closed attempt has one."""
    hashes = {event.n: event.hash for event in events}
    receipts = list(attempt.receipts.all())
    for receipt in receipts:
        body = json.loads(receipt.body)
        head = (body["attempt"], hashes.get(body["head_n"]))
        if head != (attempt.ref, body["head_hash"]):
            return f"receipt {receipt.n} does not fit its chain"
        if not vault.is_signed(receipt.body.encode(), receipt.signature):
            return f"receipt {receipt.n} does not bear the site's signature"
    is_missing = attempt.state == State.CLOSED and not receipts
    return "there is no receipt" if is_missing else None


def deadline_of(attempt: Attempt, *, granted: int) -> datetime:
    """The attempt's deadline with `granted` seconds in all; it must have been started."""
    if attempt.started_at is None:
        raise ValueError("an attempt that has not started has no deadline")
    return keeping.deadline(
        attempt.started_at,
        allowed=timedelta(minutes=attempt.exam.duration_minutes),
        granted=timedelta(seconds=granted),
        window_end=attempt.session.closes_at,
        full_duration=attempt.exam.full_duration,
    )


def mark_attempt(attempt: Attempt, key_version: int = 1) -> tuple[list[marking.PlaceMark], str]:
    """The marks of every place and the digest of the answers they rest on: pure, repeatable."""
    answers = keeping.fold(attempt.stored_log())
    marks = marking.mark_paper(
        places_of(attempt.paper),
        answers,
        key_set(attempt.exam_id, key_version),
        attempt.exam.scoring,
    )
    rested_on = [
        [place, answer.order[0], answer.order[1], sorted(answer.choices)]
        for place, answer in sorted(answers.items())
    ]
    return marks, digest(rested_on)


def recomputes(result: Result) -> bool:
    """Whether marking the attempt again gives the stored result to the byte."""
    marks, rested_on = mark_attempt(result.attempt, result.key_version)
    return (
        result.marks == plain_marks(marks)
        and result.total == marking.total(marks)
        and result.passed == marking.is_pass(result.total, result.attempt.exam.pass_marks)
        and result.operations_digest == rested_on
    )


def plain_marks(marks: Sequence[marking.PlaceMark]) -> list[list[int]]:
    """Marks as they are stored: place, earned, possible."""
    return [[mark.place, mark.marks, mark.of] for mark in marks]
