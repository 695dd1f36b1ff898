"""Changing a key after an exam: propose, see what it would change, sign by two, mark all anew."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from exams.actions.amending import hold, note
from exams.actions.remarking import are_settled, open_for_change, scripts_of
from exams.actions.signing import ActRefused, countersign, refuse_if, refuse_setter
from exams.models import (
    HALL_TEXTS,
    Attempt,
    ChangeKind,
    Exam,
    HandMark,
    KeyChange,
    KeyProposal,
    KeySet,
    Logged,
    MarkingJob,
    Objection,
    Receipt,
    Result,
)
from exams.models.reading import ids_of, with_logs
from exams.proof import (
    KEY_SET_PURPOSE,
    change_body,
    key_set,
    keys_in,
    marks_under,
    newest_keys,
    passes,
    places_of,
)
from exams.rules import conduct, generator, marking, rekeying
from exams.rules.conduct import ActRefusal
from exams.rules.hand_marking import FIRST_MARKING
from exams.rules.keeping import State
from exams.rules.marking import Alternatives, Blanks, Key, Points, Withdrawn
from exams.rules.rekeying import Standing
from journal import vault
from journal.rules import canonical, digest
from people.models import Person
from questionbank.models import Revision
from questionbank.rules.wording import answer_places

REPORT_EVERY = 20  # attempts between two reports of progress


@dataclass(frozen=True)
class Wish:
    """Which key should stand for which question, or sub-question of a case (from 1), why, and upon
    whose objection."""

    revision: Revision
    key: Key
    reason: str
    objection: Objection | None = None
    part: int = 0


@transaction.atomic
def propose_key_change(exam: Exam, wish: Wish, *, actor: Person, now: datetime) -> KeyProposal:
    """Propose another key for a question of a sealed exam, or its withdrawal. Nothing changes yet.

    Raises ActRefused: a draft, no reason, a question that was not sealed, a key that does not fit
    it, the key that counts already, a setter, reviewer, marker or candidate.
    """
    held = hold(exam)
    if held.state != conduct.ExamState.SEALED:
        raise ActRefused(ActRefusal.WRONG_STATE)
    if not wish.reason.strip():
        raise ActRefused(ActRefusal.REASON_MISSING)
    revision, key = wish.revision, wish.key
    part = 0 if isinstance(key, Withdrawn) else wish.part
    _refuse_involved(actor, held, revision.pk)
    version = newest_keys(held.pk)
    former = rekeying.part_of(key_set(held.pk, version).get(revision.pk), part)
    if former is None:
        raise ActRefused(ActRefusal.NO_SUCH_KEY)
    kind, options = _asked(revision, part)
    refuse_if(rekeying.key_refusal(kind, former, key, options))
    plain = _with_key(KeySet.objects.get(exam=held, version=version), revision.pk, part, key)
    proposal = KeyProposal.objects.create(
        exam=held,
        version=version + 1,
        revision=revision,
        part=part,
        kind=_kind_of(key),
        sealed=vault.encrypt(plain, purpose=KEY_SET_PURPOSE),
        commitment=generator.commitment(plain),
        reason=wish.reason.strip(),
        objection=wish.objection,
        made_by=actor,
        made_at=now,
    )
    facts = {"version": proposal.version, "kind": proposal.kind, "keys": proposal.commitment}
    note(actor, "exams.propose_key_change", held, facts, now)
    return proposal


def _kind_of(key: Key) -> ChangeKind:
    if isinstance(key, Withdrawn):
        return ChangeKind.WITHDRAW
    return ChangeKind.POINTS if isinstance(key, Points) else ChangeKind.CORRECT


def _asked(revision: Revision, part: int) -> tuple[str, int]:
    """The kind of a question, or of a sub-question, and among how many places it is answered."""
    kind, stem, options = revision.kind, revision.stem, revision.options
    if part:
        asked = revision.parts[part - 1]
        kind, stem, options = asked["kind"], asked["stem"], asked["options"]
    return kind, len(answer_places(kind, stem, options))


def _refuse_involved(actor: Person, exam: Exam, revision_id: int) -> None:
    """Nobody changes the key of a question written, approved or marked by the same person, nor of
    an exam sat oneself."""
    refuse_setter(actor, [revision_id])
    if exam.attempts.filter(person=actor).exists():
        raise ActRefused(ActRefusal.CANDIDATE_HIMSELF)
    marked = HandMark.objects.filter(script__attempt__exam=exam, script__revision=revision_id)
    if marked.filter(marker=actor).exists():
        raise ActRefused(ActRefusal.OWN_MARKS)


def _with_key(keys: KeySet, revision_id: int, part: int, key: Key) -> bytes:
    """The whole set with one key in the place of another, under a new salt."""
    stored = json.loads(vault.decrypt(keys.sealed, purpose=KEY_SET_PURPOSE))["keys"]
    if part:
        stored[str(revision_id)]["parts"][part - 1] = _stored(key)
    else:
        stored[str(revision_id)] = _stored(key)
    return canonical({"salt": secrets.token_hex(16), "keys": stored})


def _stored(key: Key) -> Any:
    if isinstance(key, Withdrawn):
        return {"withdrawn": True}
    if isinstance(key, Alternatives):
        return {"any": [list(way) for way in key.keys]}
    if isinstance(key, Blanks):
        return {"blanks": [list(each) for each in key.accepted], "any_order": key.any_order}
    if isinstance(key, Points):
        return {"points": [list(point) for point in zip(key.words, key.worths, strict=True)]}
    return list(key)


def run_preview(proposal: KeyProposal, *, now: datetime) -> None:
    """Mark every handed-in paper under the proposed keys and keep whose result would be another.

    Delivered twice it does nothing; what goes wrong unforeseen ends it without an outcome.
    """
    rows = KeyProposal.objects.filter(pk=proposal.pk, finished_at=None)
    if not rows.update(standing=standing_of(proposal.exam)):
        return
    outcome = None
    try:
        outcome = preview_of(proposal, report=lambda done, of: rows.update(done=done, total=of))
    finally:
        rows.update(outcome=outcome, finished_at=now)


def preview_of(
    proposal: KeyProposal, report: Callable[[int, int], object] | None = None
) -> dict[str, Any]:
    """Whose result would be another, and how; a pure function of the log and both sets of keys.

    Where persons will mark anew by other points: whose verdict may turn, at the least or the most
    that they can give.
    """
    counting = key_set(proposal.exam_id, newest_keys(proposal.exam_id))
    proposed = keys_in(bytes(proposal.sealed))
    ids = ids_of(proposal.exam.attempts.filter(state=State.CLOSED))
    rows, holding, nothing_left = [], 0, 0
    by_hand = proposal.kind == ChangeKind.POINTS
    for done, (attempt, log) in enumerate(with_logs(ids, _marked())):
        if report is not None and done % REPORT_EVERY == 0:
            report(done, len(ids))
        if not any(p["revision"] == proposal.revision_id for p in attempt.sat.body["places"]):
            continue
        holding += 1
        if by_hand:
            before, after = _turned(attempt, counting, log, proposal)
        else:
            before, after = _standing(attempt, counting, log), _standing(attempt, proposed, log)
        nothing_left += after is not None and not after.of
        if before is not None and after is not None and before != after:
            rows.append([attempt.pk, _plain(before), _plain(after)])
    found = {"attempts": len(ids), "holding": holding, "nothing_left": nothing_left, "rows": rows}
    return found | {"scripts": scripts_of(proposal).count()} if by_hand else found


def _plain(standing: Standing) -> list[int]:
    return [standing.total, standing.of, int(standing.passed)]


def _standing(attempt: Attempt, keys: marking.Keys, log: list[Logged]) -> Standing | None:
    """The result under the keys; None while it is unmarked."""
    marks = _marks(attempt, keys, log)
    return None if marks is None else _stands(attempt, marks)


def _marks(
    attempt: Attempt, keys: marking.Keys, log: list[Logged]
) -> list[marking.PlaceMark] | None:
    try:
        return marks_under(attempt, keys, log, _marking_of(attempt))[0]
    except marking.Unmarked:
        return None


def _stands(attempt: Attempt, marks: list[marking.PlaceMark]) -> Standing:
    of = sum(mark.of for mark in marks)
    return Standing(marking.total(marks), of, passes(attempt, marks))


def _turned(
    attempt: Attempt, keys: marking.Keys, log: list[Logged], proposal: KeyProposal
) -> tuple[Standing | None, Standing | None]:
    """The result as it is, and the one with another verdict that markers can bring about."""
    marks = _marks(attempt, keys, log)
    if marks is None:
        return None, None
    named = {(place.place, place.revision_id, place.part) for place in places_of(attempt.sat)}
    written = {script.place for script in attempt.scripts.all()}
    wanted = proposal.revision_id, proposal.part
    places = {n for n, *which in named if tuple(which) == wanted and n in written}
    before = _stands(attempt, marks)
    low, high = (_stands(attempt, end) for end in rekeying.extremes(marks, places))
    return before, rekeying.turned(before, low, high)


def _marked() -> QuerySet[Attempt]:
    """Attempts with their papers and what persons gave them."""
    rows = Attempt.objects.select_related("exam", "paper")
    by_hand = "scripts__hand_marks", "scripts__remarkings"
    return _with_marking(rows).prefetch_related("admissions", *by_hand)


def _with_marking(attempts: QuerySet[Attempt]) -> QuerySet[Attempt]:
    """Add `counted_marking`: the marking by hand on which the result that counts rests."""
    counted = Result.objects.filter(attempt=OuterRef("pk")).newest_first()
    return attempts.annotate(counted_marking=Subquery(counted.values("marking_n")[:1]))


def _marking_of(attempt: Attempt) -> int:
    return getattr(attempt, "counted_marking", None) or FIRST_MARKING


def standing_of(exam: Exam) -> str:
    """A short code of what a preview rests on: it differs after every proper change."""
    closed = exam.attempts.filter(state=State.CLOSED)
    results = Result.objects.filter(attempt__exam=exam)
    return digest(
        {
            "version": newest_keys(exam.pk),
            "closed": closed.count(),
            "receipts": Receipt.objects.filter(attempt__exam=exam).count(),
            "results": results.aggregate(n=Count("pk"), newest=Max("pk")),
        }
    )


@transaction.atomic
def sign_key_change(proposal: KeyProposal, *, actor: Person, now: datetime) -> KeyChange | None:
    """Sign what the preview shows; with a second person's signature the new keys count.

    Every handed-in paper of the exam is then put into the outbox of marking under the new version.
    All attempts are locked, so that whoever hands in meanwhile is marked by it, too. Raises
    ActRefused: not looked at or changed since, somebody still sitting, the change before not
    reckoned through yet, nothing left on a paper, a person involved, the same person twice.
    """
    held = hold(proposal.exam)
    found = KeyProposal.objects.select_for_update().get(pk=proposal.pk)
    found.exam = held
    _refuse_involved(actor, held, found.revision_id)
    list(Attempt.objects.select_for_update(of=("self",)).filter(exam=held).order_by("pk"))
    _refuse_unready(found)
    former = KeySet.objects.get(exam=held, version=found.version - 1)
    body = change_body(found, former.commitment)
    first = countersign(
        conduct.Act.REKEY, found.ref, body, actor=actor, now=now, reason=found.reason
    )
    facts = {"version": found.version, "kind": found.kind, "digest": digest(body)}
    if first is None:
        note(actor, "exams.sign_key_change", held, facts, now)
        return None
    change = _put_in_force(found, body, first.person_id, actor, now)
    note(actor, "exams.change_key", held, facts | {"first_by": first.person_id}, now)
    return change


def _put_in_force(
    proposal: KeyProposal, body: dict[str, Any], first_by_id: int, second_by: Person, now: datetime
) -> KeyChange:
    """The new set of keys, and every closed attempt in the outbox of marking."""
    keys = KeySet.objects.create(
        exam=proposal.exam,
        version=proposal.version,
        sealed=proposal.sealed,
        commitment=proposal.commitment,
        made_at=now,
    )
    change = KeyChange.objects.create(
        exam=proposal.exam,
        proposal=proposal,
        key_set=keys,
        body=body,
        digest=digest(body),
        first_by_id=first_by_id,
        second_by=second_by,
        at=now,
    )
    _ask_for_marking(change, now)
    return change


def _ask_for_marking(change: KeyChange, now: datetime) -> None:
    """Every closed attempt into the outbox under the new keys; where its answer is marked by other
    points, with the marking that is opened for it."""
    closed = change.exam.attempts.filter(state=State.CLOSED)
    anew: dict[int, int] = {}
    if change.proposal.kind == ChangeKind.POINTS:
        held = closed.defer(*HALL_TEXTS)
        anew = open_for_change(change, held, actor=change.second_by, now=now)
    newest = _with_marking(closed).annotate(receipt_n=Max("receipts__n")).order_by("pk")
    MarkingJob.objects.bulk_create(
        (
            MarkingJob(
                attempt_id=pk,
                key_version=change.key_set.version,
                receipt_n=receipt_n or 1,
                marking_n=anew.get(pk, marking_n or FIRST_MARKING),
                asked_at=now,
            )
            for pk, receipt_n, marking_n in newest.values_list("pk", "receipt_n", "counted_marking")
        ),
        batch_size=1000,
        ignore_conflicts=True,
    )


def _refuse_unready(proposal: KeyProposal) -> None:
    if proposal.version != newest_keys(proposal.exam_id) + 1:
        raise ActRefused(ActRefusal.CHANGED_SINCE)
    if proposal.outcome is None:
        raise ActRefused(ActRefusal.NOT_PREVIEWED)
    if proposal.exam.attempts.filter(state=State.OPEN).exists():
        raise ActRefused(ActRefusal.STILL_OPEN)
    if proposal.kind == ChangeKind.POINTS and not are_settled(proposal):
        raise ActRefused(ActRefusal.STILL_UNMARKED)
    if is_regrading(proposal.exam):
        raise ActRefused(ActRefusal.STILL_REGRADING)
    if proposal.standing != standing_of(proposal.exam):
        raise ActRefused(ActRefusal.CHANGED_SINCE)
    if proposal.outcome["nothing_left"]:
        raise ActRefused(ActRefusal.NOTHING_LEFT)


def is_regrading(exam: Exam) -> bool:
    """Whether papers wait to be marked under a later version of the keys, or after others have
    marked them anew."""
    later = Q(key_version__gt=1) | Q(marking_n__gt=FIRST_MARKING)
    return MarkingJob.objects.filter(later, attempt__exam=exam, done_at=None).exists()
