"""What two persons sealed: rules, keys and secrets, and whether they are still the same."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from exams.models import Exam, ExamSession, KeySet
from exams.rules import generator
from journal import vault
from journal.rules import digest

KEY_SET_PURPOSE = "exam key set"
SECRET_PURPOSE = "session secret"  # noqa: S105  # a purpose, not a secret


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


@lru_cache(maxsize=64)
def key_set(exam_id: int, version: int = 1) -> dict[int, tuple[int, ...]]:
    """The keys of a sealed exam by revision id. Sealed sets never change, so they are kept."""
    stored = KeySet.objects.get(exam_id=exam_id, version=version)
    plain = json.loads(vault.decrypt(stored.sealed, purpose=KEY_SET_PURPOSE))
    return {int(revision): tuple(right) for revision, right in plain["keys"].items()}


def secret_of(session: ExamSession) -> bytes:
    """The session's secret in plain: for the proof after the exam, and for making papers."""
    return vault.decrypt(session.secret.sealed, purpose=SECRET_PURPOSE)
