"""Sealing an exam, and locking a roster before witnesses."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from exams.actions.planning import draft_of, open_roster
from exams.actions.signing import ActRefused, countersign, refuse_if, refuse_setter
from exams.models import (
    Exam,
    ExamSeal,
    ExamSession,
    KeySet,
    RosterLock,
    SessionSecret,
)
from exams.proof import (
    KEY_SET_PURPOSE,
    SECRET_PURPOSE,
    acquainted_in,
    drawing_of,
    exceeds_undecided,
    forms_left,
    forms_refusal,
    forms_shared,
    last_day,
    made_forms,
    missing_in,
    on_reserve,
    own_reason,
    pool_for,
    seal_body,
    snapshot_of,
    touched_in,
    undecided,
    unobserved_in,
)
from exams.rules import conduct, drawing, generator
from exams.rules.parallel import ENOUGH_ANSWERS
from exams.rules.purposes import Purpose, own_papers_refusal, pool_refusal
from journal import vault
from journal.actions import record
from journal.rules import canonical, digest
from people.models import Person
from questionbank.models import Key, OpenKey
from questionbank.rules.scoring import PER_BLANK_ANY_ORDER

SECRET_BYTES = 32
NAMED_CODES = 10


@transaction.atomic
def sign_seal(exam: Exam, *, actor: Person, now: datetime) -> ExamSeal | None:
    """Sign the exam as it stands; the second person's signature seals it for good.

    At the seal every key that may be drawn is frozen in an encrypted set, and each session gets a
    secret; of both only the hashes are shown. Raises ActRefused: no session, a blueprint that the
    pool cannot fill, a question that must be in and cannot, forms that are too few, outdated or
    not read by two, the same person twice, sealed already, a setter or reviewer of the pool.
    """
    held = draft_of(exam)
    body = seal_body(held)
    if not body["sessions"]:
        raise ActRefused(conduct.ActRefusal.NO_SESSION)
    pool = pool_for(held, last_day(held, timezone.localdate(now)))
    _refuse_draft(actor, held, pool)
    first = countersign(conduct.Act.SEAL, held.ref, body, actor=actor, now=now)
    if first is None:
        _note(actor, "exams.sign_seal", held, {"digest": digest(body)}, now)
        return None
    body["key_commitment"] = _freeze_keys(held, pool, now)
    body["secret_commitments"] = {s.ref: _commit_secret(s) for s in held.sessions.all()}
    seal = ExamSeal.objects.create(
        exam=held,
        body=body,
        digest=digest(body),
        first_by_id=first.person_id,
        second_by=actor,
        sealed_at=now,
    )
    held.state = conduct.ExamState.SEALED
    held.save(update_fields=["state"])
    facts = {
        "seal": seal.digest,
        "keys": body["key_commitment"],
        "secrets": body["secret_commitments"],
        "first_by": first.person_id,
    }
    _note(actor, "exams.seal", held, facts, now)
    return seal


def _refuse_draft(actor: Person, held: Exam, pool: Sequence[drawing.PoolItem]) -> None:
    """Raise ActRefused where the draft's papers cannot be made of the pool as it is asked."""
    cells, frame = held.blueprint.rule_cells(), held.blueprint.rule_frame()
    if missing := missing_in(pool, frame):
        raise ActRefused(conduct.ActRefusal.INCLUDE_MISSING, codes="、".join(missing))
    refuse_if(forms_refusal(held, cells, pool))
    if made_forms(held):
        refuse_if(conduct.ActRefusal.FORMS_SHARED if forms_shared(held, pool) else None)
        refuse_if(pool_refusal(held.purpose, frame.pool))
    else:
        _refuse_own_papers(held, frame.pool, pool)
    _refuse_pool(actor, cells, pool)


def _refuse_own_papers(held: Exam, pool_name: str, pool: Sequence[drawing.PoolItem]) -> None:
    """Raise ActRefused where a paper for each candidate may not be drawn from the pool; `codes`
    names the questions about whose difficulty too little is known."""
    unknown = [] if held.purpose == Purpose.PRACTICE else unobserved_in(pool)
    refusal = own_papers_refusal(
        held.purpose, reason=own_reason(held), pool=pool_name, unobserved=len(unknown)
    )
    named = "、".join(unknown[:NAMED_CODES])
    refuse_if(refusal, needed=ENOUGH_ANSWERS, n=len(unknown), codes=named)


def _refuse_pool(
    actor: Person, cells: Sequence[drawing.Cell], pool: Sequence[drawing.PoolItem]
) -> None:
    """Raise ActRefused where the pool cannot fill the cells, and for its setters and reviewers."""
    stock = drawing.Stock(cells, pool)
    supply = stock.supply()
    if any(line.short for line in supply):
        raise ActRefused(conduct.ActRefusal.INFEASIBLE, supply=supply)
    refuse_if(conduct.ActRefusal.INCLUDE_MISPLACED if stock.misplaced() else None)
    refuse_setter(actor, [item.revision_id for item in pool])


def _freeze_keys(exam: Exam, pool: Sequence[drawing.PoolItem], now: datetime) -> str:
    """Store the keys of the whole pool, encrypted, and return the salted commitment."""
    keys = {
        str(key.revision_id): _stored_key(key)
        for key in Key.objects.select_related("revision").filter(
            revision_id__in=[item.revision_id for item in pool]
        )
    }
    plain = canonical({"salt": secrets.token_hex(16), "keys": keys})
    commitment = generator.commitment(plain)
    KeySet.objects.create(
        exam=exam,
        version=1,
        sealed=vault.encrypt(plain, purpose=KEY_SET_PURPOSE),
        commitment=commitment,
        made_at=now,
    )
    return commitment


def _stored_key(key: Key) -> list[int] | dict[str, Any]:
    """A key as the set holds it; that of a case holds one for each sub-question."""
    plain, revision = key.open(), key.revision
    if not revision.parts:
        return _plain_key(plain, revision.scoring)
    parts = [_plain_key(plain.part(n), part["scoring"]) for n, part in enumerate(revision.parts)]
    return {"parts": parts}


def _plain_key(plain: OpenKey, rule: str) -> list[int] | dict[str, Any]:
    """The right options, what is accepted in the blanks, or the points with their worth."""
    if plain.blanks:
        blanks = [list(variants) for variants in plain.blanks]
        return {"blanks": blanks, "any_order": rule == PER_BLANK_ANY_ORDER}
    if plain.points:
        return {"points": [[point.words, point.marks] for point in plain.points]}
    return list(plain.right)


def _commit_secret(session: ExamSession) -> str:
    secret = secrets.token_bytes(SECRET_BYTES)
    commitment = generator.commitment(secret)
    SessionSecret.objects.create(
        session=session, sealed=vault.encrypt(secret, purpose=SECRET_PURPOSE), commitment=commitment
    )
    return commitment


@transaction.atomic
def sign_lock(
    session: ExamSession, *, actor: Person, now: datetime, witness_number: str = ""
) -> RosterLock | None:
    """Sign the roster and the pool as they stand; the second person enters the drawn number.

    The number is drawn before witnesses after the first signature, so nobody can try seeds. From
    the lock on neither roster nor pool moves, but for a question that two persons replace. Raises
    ActRefused: exam not sealed, nobody on the roster, a touched question or somebody who knows
    questions about which nobody has decided, pool too small by now, the number missing, the same
    person twice.
    """
    held = open_roster(session)
    exam = held.exam
    if exam.state != conduct.ExamState.SEALED:
        raise ActRefused(conduct.ActRefusal.WRONG_STATE)
    if not held.candidates.exists():
        raise ActRefused(conduct.ActRefusal.NO_CANDIDATES)
    refuse_if(conduct.ActRefusal.UNDECIDED if _is_touched(held, now) else None)
    snapshot = snapshot_of(held)
    _refuse_snapshot(actor, held, snapshot)
    first = countersign(conduct.Act.LOCK, held.ref, snapshot, actor=actor, now=now)
    if first is None:
        _note_session(actor, "exams.sign_lock", held, {"snapshot": digest(snapshot)}, now)
        return None
    number = witness_number.strip()
    refuse_if(conduct.witness_number_refusal(number))
    lock = RosterLock.objects.create(
        session=held,
        snapshot=snapshot,
        digest=digest(snapshot),
        witness_number=number,
        first_by_id=first.person_id,
        second_by=actor,
        locked_at=now,
    )
    held.state = conduct.SessionState.LOCKED
    held.save(update_fields=["state"])
    facts = {"snapshot": lock.digest, "witness_number": number, "first_by": first.person_id}
    _note_session(actor, "exams.lock", held, facts, now)
    return lock


def _is_touched(session: ExamSession, now: datetime) -> bool:
    return any(touched.session.pk == session.pk for touched in touched_in([session.exam], now))


def _refuse_snapshot(actor: Person, session: ExamSession, snapshot: dict[str, Any]) -> None:
    """Raise ActRefused as for the pool, where no form is left, for a reader on the roster, for
    somebody on it who knows questions and about whom nobody has decided, and for a budget of
    exposure that nobody decided to exceed."""
    _refuse_pool(actor, *drawing_of(snapshot))
    reserve = session.ref in on_reserve(session.exam)
    if snapshot["forms"] and not forms_left(session, on_reserve=reserve):
        raise ActRefused(conduct.ActRefusal.NO_FORM_LEFT)
    readers = {pk for form in snapshot["forms"] for pk in form["read_by"]}
    if session.candidates.filter(person__in=readers).exists():
        raise ActRefused(conduct.ActRefusal.READER_SITS)
    if exceeds_undecided(snapshot):
        raise ActRefused(conduct.ActRefusal.BUDGET_EXCEEDED)
    if undecided(acquainted_in(session)):
        raise ActRefused(conduct.ActRefusal.KNOWS_QUESTIONS)


def _note(actor: Person, act: str, exam: Exam, facts: dict[str, Any], now: datetime) -> None:
    record(actor.pk, act, f"exams.exam:{exam.pk}", facts, agency_id=exam.agency_id, now=now)


def _note_session(
    actor: Person, act: str, session: ExamSession, facts: dict[str, Any], now: datetime
) -> None:
    name = f"exams.examsession:{session.pk}"
    record(actor.pk, act, name, facts, agency_id=session.exam.agency_id, now=now)
