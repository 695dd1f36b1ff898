"""What two persons sealed: rules, keys and secrets, and whether they are still the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from exams.models import Exam, ExamAmendment, ExamSession, KeySet, Signature
from exams.proof.parallel import forms_body, own_reason
from exams.rules import amending, generator
from exams.rules.conduct import Act
from exams.rules.marking import Alternatives, Blanks, Key, Keys, Parts, Points, Withdrawn
from exams.rules.replacing import QUESTIONS, RESERVE, Step, steps_of
from journal import vault
from journal.composed import Composed
from journal.rules import digest

KEY_SET_PURPOSE = "exam key set"
SECRET_PURPOSE = "session secret"  # noqa: S105  # a purpose, not a secret


def seal_body(exam: Exam) -> dict[str, Any]:
    """Everything that decides a paper, a mark or a deadline, as two persons sign it."""
    sessions = list(exam.sessions.all())
    return {
        "exam": exam.ref,
        "title": exam.title,
        "purpose": exam.purpose,
        "own_papers": own_reason(exam),
        "cells": [asdict(cell) for cell in exam.blueprint.rule_cells()],
        "frame": exam.blueprint.rule_frame().plain(),
        "post_list": _list_behind(exam),
        "duration_minutes": exam.duration_minutes,
        "grace_seconds": exam.grace_seconds,
        "entry_minutes": exam.entry_minutes,
        "full_duration": exam.full_duration,
        "pass_marks": exam.pass_marks,
        "scoring": exam.scoring,
        "review_policy": exam.review_policy,
        "own_takeover": exam.own_takeover,
        "open_book": exam.open_book,
        "on_site": exam.on_site,
        "sessions": [
            {
                "ref": session.ref,
                "place": session.place,
                "opens_at": session.opens_at.isoformat(),
                "closes_at": session.closes_at.isoformat(),
            }
            for session in sessions
        ],
        "forms": forms_body(exam, sessions),
    }


def _list_behind(exam: Exam) -> dict[str, Any] | None:
    """The list of what must be known for a post by which the blueprint was made."""
    found = exam.blueprint.post_list
    return None if found is None else found.plain()


def seal_fault(exam: Exam) -> str | None:
    """Why a sealed exam is no longer the one that two persons signed, or None when it is."""
    body = exam.seal.body
    if digest(body) != exam.seal.digest:
        return "the seal was altered"
    amendments = list(exam.amendments.order_by("n"))
    if fault := _amendment_fault(exam, amendments):
        return fault
    standing = amending.folded(body, [row.body for row in amendments])
    changed = [name for name, value in seal_body(exam).items() if standing[name] != value]
    if changed:
        return f"changed since the seal: {', '.join(changed)}"
    keys = KeySet.objects.get(exam=exam, version=1)
    plain = vault.decrypt(keys.sealed, purpose=KEY_SET_PURPOSE)
    if not body["key_commitment"] == keys.commitment == generator.commitment(plain):
        return "the keys are not those committed to"
    secrets = {session.ref: session.secret.commitment for session in exam.sessions.all()}
    return None if body["secret_commitments"] == secrets else "a secret was exchanged"


def _amendment_fault(exam: Exam, amendments: Sequence[ExamAmendment]) -> str | None:
    """Each amendment rests on the one before, replaces what stood, and two persons signed it."""
    rows = Signature.objects.filter(act=Act.AMEND, subject=exam.ref)
    signed = set(rows.values_list("digest", "person_id"))
    standing, previous = exam.seal.body, exam.seal.digest
    for n, row in enumerate(amendments, 1):
        said = (digest(row.body), *(row.body.get(name) for name in ("exam", "n", "previous")))
        if said != (row.digest, exam.ref, n, previous):
            return f"amendment {n} was altered"
        if any(standing.get(name, []) != value for name, value in row.body["before"].items()):
            return f"amendment {n} does not replace what stood"
        if not {(row.digest, row.first_by_id), (row.digest, row.second_by_id)} <= signed:
            return f"amendment {n} was not signed by two"
        standing, previous = amending.folded(standing, [row.body]), row.digest
    newest = amendments[-1].pk if amendments else None
    return None if exam.amendment_id == newest else "the amendment in force is not the last one"


def decisions_of(exam: Exam) -> list[dict[str, Any]]:
    """What two persons each time decided about questions of the sealed exam, all of it."""
    bodies = exam.amendments.order_by("n").values_list("body", flat=True)
    return list(amending.folded({}, bodies).get(QUESTIONS, []))


def on_reserve(exam: Exam) -> list[str]:
    """The refs of the sessions that two persons let sit the reserve form."""
    bodies = exam.amendments.order_by("n").values_list("body", flat=True)
    return list(amending.folded({}, bodies).get(RESERVE, []))


def steps_in(session: ExamSession) -> list[Step]:
    """Which questions each amendment took out of the session's pool, in order."""
    rows = ExamAmendment.objects.filter(exam=session.exam_id).order_by("n")
    return steps_of(rows.values_list("digest", "body"), session.ref)


def head_of(exam: Exam) -> str:
    """The digest of the last amendment, or of the seal: what the next amendment rests on."""
    newest = exam.amendments.order_by("n").last()
    return exam.seal.digest if newest is None else newest.digest


@lru_cache(maxsize=64)
def key_set(exam_id: int, version: int = 1) -> Keys:
    """The keys of a sealed exam by revision id. Sealed sets never change, so they are kept."""
    return keys_in(bytes(KeySet.objects.get(exam_id=exam_id, version=version).sealed))


VERSIONS = Composed(
    lambda exam: KeySet.objects.filter(exam_id=exam).values_list("version"), 9_000_000_000_001
)


def newest_keys(exam_id: int) -> int:
    """The version of the keys that count."""
    return max(int(version) for (version,) in VERSIONS.rows(exam_id))


def keys_in(sealed: bytes) -> Keys:
    """What an encrypted set of keys holds."""
    plain = json.loads(vault.decrypt(sealed, purpose=KEY_SET_PURPOSE))
    return {
        int(revision): Parts(tuple(map(_key, stored["parts"])))
        if "parts" in stored
        else _key(stored)
        for revision, stored in plain["keys"].items()
    }


def _key(stored: Any) -> Key:
    """A key as marking takes it: right options, what is accepted in the blanks, or points."""
    if "blanks" in stored:
        accepted = tuple(tuple(variants) for variants in stored["blanks"])
        return Blanks(accepted, stored["any_order"])
    if "withdrawn" in stored:
        return Withdrawn()
    if "any" in stored:
        return Alternatives(tuple(map(tuple, stored["any"])))
    if "points" in stored:
        words, worths = zip(*stored["points"], strict=True)
        return Points(words, worths)
    return tuple(stored)


def secret_of(session: ExamSession) -> bytes:
    """The session's secret in plain: for the proof after the exam, and for making papers."""
    return vault.decrypt(session.secret.sealed, purpose=SECRET_PURPOSE)
