"""What an auditor takes away of a session: files, their hashes, and the site's signature."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from exams.models import Attempt, ExamSession
from exams.proof import attempt_fault, recomputes, totals_of
from journal import vault
from journal.rules import canonical
from mingfa.auditing import access
from mingfa.models import Engagement

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
    hash.

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
        "reports.json": list(session.fairness_reports.values("n", "body", "signature")),
    }
    held = {name: canonical(_plain(value)) for name, value in files.items()}
    manifest = canonical(
        {
            "engagement": engagement.ref,
            "purpose": engagement.purpose,
            "session": session.ref,
            "exam": session.exam.title,
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


def _attempt(attempt: Attempt) -> dict[str, Any]:
    """The record of one attempt, with what walking it found."""
    events = sorted(attempt.events.all(), key=lambda event: event.n)
    results = attempt.results.newest_first().reverse()
    return {
        "ref": attempt.ref,
        "candidate": attempt.candidate.ref,
        "paper": attempt.sat.body,
        "fault": attempt_fault(attempt) or "",
        "events": [event.body() | {"n": event.n, "hash": event.hash} for event in events],
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
