"""The pool that may be drawn from, as it stands, as it was frozen, and whether it still holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from exams.models import Exam, ExamSession, RosterLock
from exams.proof.apart import kept_apart
from exams.proof.exposure import UNUSED, exposures, seen_by, seen_of_late
from exams.proof.parallel import as_rule, forms_in, made_forms
from exams.proof.seals import decisions_of, key_set
from exams.rules import drawing
from exams.rules.allotting import portions_within
from exams.rules.blueprint import Frame, framed
from exams.rules.budget import WITHIN, Overrun, Sitting, overrun, overrun_of_forms
from exams.rules.generator import candidate_seed
from exams.rules.keeping import FILL_IN
from exams.rules.parallel import Form, in_force
from exams.rules.replacing import Basis, Choice, Sitter, Source, Step, chosen, remaining
from questionbank.models import Citation, OpenKey, Question, Revision, Topic
from questionbank.models.topics import SEPARATOR
from questionbank.rules.wording import Wording, answer_places, content_hash

EVERYBODY = Frame()


def pool_of(
    cells: Sequence[drawing.Cell], on: date, frame: Frame = EVERYBODY
) -> list[drawing.PoolItem]:
    """What may be drawn for the cells: of questions that are kept apart one, all others."""
    return kept_apart(_fitting(cells, on, frame))


def _fitting(
    cells: Sequence[drawing.Cell], on: date, frame: Frame, kept: Collection[int] = ()
) -> list[drawing.PoolItem]:
    """Every question that may be drawn for one of the cells, in order of revision ids.

    A question whose cited article reads otherwise on the day `on` is left out: it waits for review.
    Those of which two persons decided that they are `kept` stay nevertheless.
    """
    kinds = {cell.kind for cell in cells}
    unread = ["decision_note", "retired_reason"] + ([] if FILL_IN in kinds else ["stem"])
    drawable = Revision.objects.drawable(frame.pool).filter(kind__in=kinds)
    held = drawable.borne_out(on)
    held = held | drawable.filter(pk__in=kept) if kept else held
    rows = held.defer(*unread).order_by("pk")
    cited: dict[int, set[int]] = defaultdict(set)
    citations = Citation.objects.filter(revision__in=drawable.values("pk"))
    for revision_id, statute_id in citations.values_list(
        "revision_id", "article__version__statute_id"
    ):
        cited[revision_id].add(statute_id)
    topics = _topics(drawable) if any(cell.topic_id for cell in cells) else {}
    items = [
        replace(
            _item(revision, cited[revision.pk]),
            topic_ids=frozenset(topics.get(revision.pk, ())),
            is_required=revision.question_id in frame.include,
        )
        for revision in rows
        if frame.takes(revision.question_id, revision.categories)
    ]
    return [item for item in items if any(item.fits(cell) for cell in cells)]


def _topics(revisions: QuerySet[Revision]) -> dict[int, set[int]]:
    """By revision its topics and all above them."""
    numbers = dict(Topic.objects.values_list("path", "pk"))
    found: dict[int, set[int]] = defaultdict(set)
    named = revisions.filter(topics__isnull=False).values_list("pk", "topics__path")
    for revision_id, path in named:
        steps = path.split(SEPARATOR)
        above = {SEPARATOR.join(steps[:n]) for n in range(1, len(steps) + 1)}
        found[revision_id] |= {numbers[name] for name in above if name in numbers}
    return found


def missing_in(pool: Collection[drawing.PoolItem], frame: Frame) -> list[str]:
    """The codes of the questions that must be in and cannot be drawn at all."""
    there = [item.revision_id for item in pool if item.is_required]
    found = Revision.objects.filter(pk__in=there).values("question")
    missing = Question.objects.filter(pk__in=frame.include).exclude(pk__in=found)
    return list(missing.order_by("code").values_list("code", flat=True))


def pool_for(exam: Exam, on: date) -> list[drawing.PoolItem]:
    """What may be drawn in a draft exam: the bank's questions, or those of its forms alone."""
    pool = _fitting(exam.blueprint.rule_cells(), on, exam.blueprint.rule_frame())
    asked = {pk for form in as_rule(made_forms(exam)) for pk in form.revisions}
    return kept_apart([item for item in pool if item.revision_id in asked] if asked else pool)


def last_day(exam: Exam, today: date) -> date:
    """The day on which its questions must still hold: of its last session, if one is planned."""
    opens = [session.opens_at for session in exam.sessions.all()]
    return max([today, *map(timezone.localdate, opens)])


def _item(revision: Revision, statutes: set[int]) -> drawing.PoolItem:
    stem = revision.stem if revision.kind == FILL_IN else ""  # the others' is not read
    return drawing.PoolItem(
        revision.pk,
        revision.kind,
        revision.difficulty,
        len(answer_places(revision.kind, stem, revision.options)),
        frozenset(statutes),
        revision.content_sha256,
        tuple(_part(part) for part in revision.parts),
        level=revision.level,
    )


def _part(part: dict[str, Any]) -> drawing.Part:
    places = answer_places(part["kind"], part["stem"], part["options"])
    return drawing.Part(part["kind"], len(places), part["marks"])


def snapshot_of(session: ExamSession) -> dict[str, Any]:
    """The pool and the roster as they stand now, with how often each question was used before.

    The pool is what was sealed, less what has been retired or replaced, or is no longer borne out
    by the law of the session's day without two persons having kept it: nothing new comes in. Of
    questions kept apart since, one goes out; sealed forms stay as two have read them.
    """
    seal = session.exam.seal
    cells = [drawing.Cell(**cell) for cell in seal.body["cells"]]
    frame = framed(seal.body["frame"])
    sealed = set(key_set(session.exam_id).keys())
    on = timezone.localdate(session.opens_at)
    decisions = decisions_of(session.exam)
    kept = chosen(decisions, session.ref, Choice.KEEP)
    sealed -= chosen(decisions, session.ref, Choice.REPLACE)
    forms = _forms_of(session)
    if forms:
        sealed &= {pk for form in forms_in(forms) for pk in form.revisions}
    pool = [item for item in _fitting(cells, on, frame, kept) if item.revision_id in sealed]
    pool = pool if forms else kept_apart(pool)
    used, asked = exposures(session), {item.revision_id for item in pool}
    rosters = [other.candidates.count() for other in session.exam.sessions.all()]
    wanted = 1 if forms else portions_within(cells, pool, rosters=rosters, most=frame.most_in_exam)
    snapshot = {
        "seal": seal.digest,
        "session": session.ref,
        "cells": seal.body["cells"],
        "pool": [_row(item) | used.get(item.revision_id, UNUSED) for item in pool],
        "forms": forms,
        "most_in_exam": frame.most_in_exam,
        "most_in_year": frame.most_in_year,
        "portions": wanted,
        "seen": seen_of_late(session, asked),
        "roster": sorted(session.candidates.values_list("ref", flat=True)),
    }
    over = _overrun(snapshot, rosters)
    return snapshot | {"overrun": over.plain() | {"reason": _reason(session, over)}}


def _overrun(snapshot: dict[str, Any], rosters: list[int]) -> Overrun:
    """By how much the frozen pool is too small for the budget of exposure."""
    cells, pool = drawing_of(snapshot)
    most = snapshot["most_in_exam"]
    if forms := forms_in(snapshot["forms"]):
        return overrun_of_forms(forms, pool, len(snapshot["roster"]), most)
    return overrun(cells, pool, Sitting(rosters, most, snapshot["portions"]))


def _reason(session: ExamSession, over: Overrun) -> str:
    """Why somebody decided that the budget gives way by just so much; empty where nobody did."""
    if over == WITHIN:
        return ""
    newest = session.budget_decisions.order_by("-pk").first()
    holds = newest is not None and over == Overrun(newest.papers, newest.spent)
    return newest.reason if newest is not None and holds else ""


def exceeds_undecided(snapshot: dict[str, Any]) -> bool:
    """Whether the budget gives way and nobody has decided that it does."""
    over = snapshot["overrun"]
    return bool(over["papers"] or over["spent"]) and not over["reason"]


def overrun_of(session: ExamSession) -> Overrun:
    """By how much a session whose roster is open exceeds the budget, as things stand."""
    kept = snapshot_of(session)["overrun"]
    return Overrun(kept["papers"], kept["spent"])


def _row(item: drawing.PoolItem) -> dict[str, Any]:
    """A question of the pool as the snapshot names it, without its former uses."""
    return {
        "revision": item.revision_id,
        "kind": item.kind,
        "difficulty": item.difficulty,
        "options": item.option_count,
        "statutes": sorted(item.statute_ids),
        "content": item.content,
        "parts": [[part.kind, part.option_count, part.worth] for part in item.parts],
        "topics": sorted(item.topic_ids),
        "level": item.level,
        "required": item.is_required,
    }


def _forms_of(session: ExamSession) -> list[dict[str, Any]]:
    """The sealed forms that the session may sit: its own and the reserve."""
    forms = session.exam.seal.body["forms"]
    return [row for row in forms if row["session"] == session.ref or row["reserve"]]


def forms_left(session: ExamSession, gone: Collection[int] = (), *, on_reserve: bool) -> list[Form]:
    """The forms of a sealed session that may still be sat, of the reserve or of the others, when
    besides what was taken out before the questions `gone` are."""
    lock = RosterLock.objects.filter(session=session).first()
    snapshot = snapshot_of(session) if lock is None else lock.snapshot
    out = chosen(decisions_of(session.exam), session.ref, Choice.REPLACE) | set(gone)
    pool = remaining(drawing_of(snapshot)[1], out)
    return in_force(forms_in(snapshot["forms"]), pool, on_reserve=on_reserve)


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
            tuple(drawing.Part(*part) for part in item["parts"]),
            item["exposure"],
            item["in_exam"] >= snapshot["most_in_exam"]
            or item["in_year"] >= snapshot["most_in_year"],
            frozenset(item["topics"]),
            item["level"],
            item["required"],
        )
        for item in snapshot["pool"]
    ]
    return cells, pool


def source_of(lock: RosterLock, seed: bytes, steps: Sequence[Step]) -> Source:
    """All that a locked session's papers are drawn from; `seed` is the session's."""
    snapshot = lock.snapshot
    forms = forms_in(snapshot["forms"])
    return Source(Basis(*drawing_of(snapshot), forms, snapshot["portions"], seed), steps)


def sitter_of(snapshot: dict[str, Any], candidate_ref: str, session_seed: bytes) -> Sitter:
    """Whose paper it is; raises ValueError for one who is not on the roster."""
    own = candidate_seed(session_seed, candidate_ref)
    place = snapshot["roster"].index(candidate_ref)
    return Sitter(own, place, seen_by(snapshot, candidate_ref))


def pool_fault(lock: RosterLock) -> str | None:
    """The first question of the frozen pool whose words are not those that were frozen."""
    frozen = {item["revision"]: item["content"] for item in lock.snapshot["pool"]}
    revisions = Revision.objects.with_basis().in_bulk(frozen)
    for pk, content in frozen.items():
        revision = revisions.get(pk)
        if revision is None or content_hash(_wording(revision)) != content:
            return f"question revision {pk} was altered"
    return None


def _wording(revision: Revision) -> Wording:
    """What was frozen of a question: its words and its basis, without the key."""
    return revision.wording(OpenKey((), ""))
