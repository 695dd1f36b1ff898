"""What somebody outside needs to derive a session's papers anew: no text of a question, no name."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from exams.models import Attempt, Event, ExamSession, RoomSeat, RosterLock
from exams.proof.attempts import rows_of
from exams.proof.seals import secret_of, steps_in
from exams.rules.replacing import Step

WITHOUT_TEXT = frozenset(
    {"start", "save", "close", "pay_back"}
)  # other events give a reason in free words


def bundle_of(lock: RosterLock) -> dict[str, Any]:
    """The bundle of a published session, as `exams/standalone/verify.py` reads it.

    Candidates stand under their refs; a question is its number and a hash salted for this bundle.
    An event that holds a reason in free words is given by its hash alone.
    """
    session, snapshot = lock.session, lock.snapshot
    salt = secrets.token_bytes(32)
    attempts = Attempt.objects.filter(session=session).select_related("candidate", "paper")
    rows = list(attempts.prefetch_related("papers").order_by("pk"))
    return {
        "format": 1,
        "session": session.ref,
        "seal": snapshot["seal"],
        "snapshot": lock.digest,
        "number": lock.witness_number,
        "commitment": session.secret.commitment,
        "secret": secret_of(session).hex(),
        "cells": snapshot["cells"],
        "forms": [
            {name: form[name] for name in ("reserve", "questions")} for form in snapshot["forms"]
        ],
        "most_in_exam": snapshot["most_in_exam"],
        "most_in_year": snapshot["most_in_year"],
        "portions": snapshot["portions"],
        "roster": snapshot["roster"],
        "seen": snapshot["seen"],
        "pool": [_question(item, salt) for item in snapshot["pool"]],
        "steps": [_step(step) for step in steps_in(session)],
        "papers": {row.candidate.ref: _papers(row) for row in rows},
        "seat_plan": _seat_plan(session),
        "seats": _seats(session),
        "chains": [_chain(row) for row in rows if row.head_n],
    }


def _step(step: Step) -> dict[str, Any]:
    withdrawn = sorted(step.withdrawn)
    return {"digest": step.digest, "withdrawn": withdrawn, "to_reserve": step.to_reserve}


def _question(item: dict[str, Any], salt: bytes) -> dict[str, Any]:
    content = hashlib.sha256(salt + item["content"].encode()).hexdigest()
    return {name: value for name, value in item.items() if name != "last_seen"} | {
        "content": content
    }


def _seat_plan(session: ExamSession) -> dict[str, Any] | None:
    """The newest plan of seats; units are numbers of this bundle alone."""
    plan = session.seat_plans.order_by("-n").first()
    if plan is None:
        return None
    numbers: dict[int, int] = {}
    roster = plan.roster
    if plan.seed:
        roster = [[ref, numbers.setdefault(unit, len(numbers))] for ref, unit in plan.roster]
    return {"seed": plan.seed, "roster": roster, "rooms": plan.rooms}


def _seats(session: ExamSession) -> dict[str, list[int]]:
    rows = RoomSeat.objects.filter(room__session=session).select_related("candidate", "room")
    return {row.candidate.ref: [row.room.ordinal, row.number] for row in rows}


def _papers(attempt: Attempt) -> list[str]:
    """The digests of the attempt's papers, the one that is sat last."""
    rows = sorted(attempt.papers.all(), key=lambda paper: paper.n)
    return [paper.digest for paper in rows if paper.pk != attempt.paper_id] + [attempt.sat.digest]


def _chain(attempt: Attempt) -> dict[str, Any]:
    types = dict(Event.objects.filter(attempt=attempt).values_list("n", "type"))
    return {
        "attempt": attempt.ref,
        "paper": attempt.sat.digest,
        "head_n": attempt.head_n,
        "head": attempt.head_hash,
        "events": [
            [row.n, row.previous, row.hash, row.body if _is_open(types[row.n], row.body) else None]
            for row in rows_of(attempt)
        ],
    }


def _is_open(type_: str, body: Any) -> bool:
    return type_ in WITHOUT_TEXT and not any(
        isinstance(value, str) and not value.isascii() for value in body["data"].values()
    )
