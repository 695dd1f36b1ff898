"""What an auditor takes away of a session: files, their hashes, and the site's signature."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from exams.models import Attempt, Event, ExamSession, FairnessReport
from exams.proof import attempt_fault, recomputes, totals_of
from journal import vault
from journal.rules import canonical
from mingfa.auditing import access
from mingfa.models import Engagement

CODE = re.compile(r"[A-Za-z0-9_:.+=-]*")
BEGINNING = (1980, 1, 1, 0, 0, 0)  # of every file in the bundle: the same rows give the same bytes


@dataclass(frozen=True)
class Sampling:
    """By which seed, on which day, how many were drawn; the attempts in order."""

    seed: str
    day: str
    size: int
    attempts: Sequence[str]


def bundle(
    engagement: Engagement, session: ExamSession, sampling: Sampling | None, *, now: datetime
) -> tuple[bytes, str]:
    """A ZIP of the evidence and the SHA-256 of its manifest.

    Candidates stand in it by their refs alone; of a receipt, which bears a number, there is the
    hash. Nothing that somebody wrote in free words is in it: it could hold a name.

    `manifest.json` has the hash of every file; `manifest.sig` is the site's signature over it.
    """
    refs = sampling.attempts if sampling else ()
    taken = [_attempt(access.attempt_of(session, ref)) for ref in refs]
    files: dict[str, Any] = {
        "totals.json": [asdict(total) | {"agrees": total.agrees} for total in totals_of(session)],
        "roster.json": [_line(row) for row in access.rows_of(session).order_by("ref")],
        "heads.json": list(_heads(session)),
        "sample.json": asdict(sampling) if sampling else {},
        "attempts.json": taken,
        "reports.json": [_report(row) for row in session.fairness_reports.order_by("n")],
    }
    held = {name: canonical(_plain(value)) for name, value in files.items()}
    manifest = canonical(
        {
            "engagement": engagement.ref,
            "session": session.ref,
            "exam": session.exam.ref,
            "at": timezone.localtime(now).isoformat(timespec="seconds"),
            "public_key": vault.signing_public(),
            "files": {name: hashlib.sha256(data).hexdigest() for name, data in held.items()},
        }
    )
    held |= {"manifest.json": manifest, "manifest.sig": vault.sign(manifest).encode()}
    return _zip(held), hashlib.sha256(manifest).hexdigest()


def _zip(files: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, BEGINNING), data)
    return held.getvalue()


def _plain(value: Any) -> Any:
    """As JSON takes it: tuples as lists, moments as texts."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, datetime) else value


def _line(row: Any) -> dict[str, Any]:
    """A candidate by ref, without name or number."""
    outcome = {"outcome": row.outcome, "total": row.total, "attempt": row.attempt_ref}
    return {"candidate": row.ref, "agency": row.agency.name} | outcome


def _heads(session: ExamSession) -> Any:
    rows = session.attempts.order_by("ref")
    return rows.values("ref", "state", "head_n", "head_hash")


def _report(report: FairnessReport) -> dict[str, Any]:
    """A fairness report's figures, and the hash of the whole text that was signed."""
    facts = json.loads(report.body)["facts"]
    return {
        "n": report.n,
        "sha256": hashlib.sha256(report.body.encode()).hexdigest(),
        "signature": report.signature,
        "facts": {name: fact for name, fact in facts.items() if name != "session"},
    }


def _event(event: Event) -> dict[str, Any]:
    """An event of the chain; one that holds words by its hash alone."""
    told = event.body() if is_wordless(event.data) else {"type": event.type}
    return told | {"n": event.n, "hash": event.hash}


def is_wordless(value: Any) -> bool:
    """Whether there are only numbers, codes and hashes in it: what is written has a space, or
    letters beyond those of codes."""
    if isinstance(value, dict):
        return all(is_wordless(one) for one in value.values())
    if isinstance(value, list):
        return all(is_wordless(one) for one in value)
    return not isinstance(value, str) or bool(CODE.fullmatch(value))


def _attempt(attempt: Attempt) -> dict[str, Any]:
    """The record of one attempt, with what walking it found."""
    events = sorted(attempt.events.all(), key=lambda event: event.n)
    results = attempt.results.newest_first().reverse()
    return {
        "ref": attempt.ref,
        "candidate": attempt.candidate.ref,
        "paper": attempt.sat.body,
        "fault": attempt_fault(attempt) or "",
        "events": [_event(event) for event in events],
        "receipts": [
            {"sha256": hashlib.sha256(r.body.encode()).hexdigest(), "signature": r.signature}
            for r in attempt.receipts.all()
        ],
        "results": [
            {
                "key_version": result.key_version,
                "receipt_n": result.receipt_n,
                "marking_n": result.marking_n,
                "marks": result.marks,
                "total": result.total,
                "passed": result.passed,
                "recomputes": recomputes(result),
            }
            for result in results
        ],
    }
