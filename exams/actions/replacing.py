"""Deciding about questions of a sealed exam that an amendment of the law touches: two persons
replace them, or keep them and say why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from exams.actions.amending import body_of, hold, note, store
from exams.actions.papers import draw_all_anew
from exams.actions.signing import ActRefused, countersign, refuse_if, refuse_setter
from exams.models import Attempt, Exam, ExamAmendment, ExamSession, RosterLock
from exams.proof import (
    Touched,
    decisions_of,
    drawing_of,
    forms_left,
    on_reserve,
    snapshot_of,
    touched_in,
)
from exams.rules import conduct, drawing, replacing
from exams.rules.replacing import QUESTIONS, Choice
from journal.rules import digest
from people.models import Person


@transaction.atomic
def decide_questions(
    exam: Exam, *, choices: Mapping[int, Choice], reason: str, actor: Person, now: datetime
) -> ExamAmendment | None:
    """Replace touched questions by the others of their cells, or keep them; `choices` by revision.

    The first call signs, a second person's equal call decides, for every session that nobody has
    begun. Papers that hold a replaced question are drawn anew; all others stay, and so does what
    was sealed, locked and drawn before. Raises ActRefused: a draft, no reason, nothing chosen,
    a question that asks for no decision, a session begun, cells that would be short (`supply`), a
    setter or reviewer of the question, the same person twice.
    """
    held = hold(exam)
    if held.state != conduct.ExamState.SEALED:
        raise ActRefused(conduct.ActRefusal.WRONG_STATE)
    if not reason.strip():
        raise ActRefused(conduct.ActRefusal.REASON_MISSING)
    list(Attempt.objects.select_for_update(of=("self",)).filter(exam=held).order_by("pk"))
    touched = touched_in([held], now)
    asked, late = (_questions(touched, begun=begun) for begun in (False, True))
    refuse_if(replacing.decision_refusal(choices, asked, late))
    refuse_setter(actor, choices.keys())
    standing = decisions_of(held)
    rows = [row for t in touched if not t.has_begun for row in _rows(t, choices)]
    _refuse_short(held, standing + rows)
    body = body_of(held, {QUESTIONS: standing}, {QUESTIONS: standing + rows}, reason)
    first = countersign(conduct.Act.AMEND, held.ref, body, actor=actor, now=now, reason=reason)
    if first is None:
        note(actor, "exams.sign_decide_questions", held, {"digest": digest(body)}, now)
        return None
    amendment = store(held, body, first.person_id, actor, now)
    facts = {
        "n": amendment.n,
        "digest": amendment.digest,
        "first_by": first.person_id,
        "decisions": rows,
        "reason": reason,
    }
    note(actor, "exams.decide_questions", held, facts | draw_all_anew(held, amendment), now)
    return amendment


def _questions(touched: list[Touched], *, begun: bool) -> set[int]:
    return {pk for row in touched if row.has_begun is begun for pk in row.questions}


def _rows(touched: Touched, choices: Mapping[int, Choice]) -> list[dict[str, Any]]:
    return [
        {"session": touched.session.ref, "revision": pk, "choice": str(choices[pk])}
        for pk in sorted(touched.questions & choices.keys())
    ]


def _refuse_short(exam: Exam, decisions: list[dict[str, Any]]) -> None:
    """Raise ActRefused where what remains of a session's pool does not fill the blueprint."""
    for session in exam.sessions.filter(ref__in={row["session"] for row in decisions}):
        gone = replacing.chosen(decisions, session.ref, Choice.REPLACE)
        if exam.seal.body["forms"]:
            reserve = session.ref in on_reserve(exam)
            if gone and not forms_left(session, gone, on_reserve=reserve):
                raise ActRefused(conduct.ActRefusal.NO_FORM_LEFT)
            continue
        supply = supply_without(session, gone)
        if any(line.short for line in supply):
            raise ActRefused(conduct.ActRefusal.INFEASIBLE, supply=supply)


def supply_without(session: ExamSession, gone: set[int]) -> list[drawing.CellSupply]:
    """Whether the session's cells can be filled without the questions `gone`."""
    lock = RosterLock.objects.filter(session=session).first()
    cells, pool = drawing_of(snapshot_of(session) if lock is None else lock.snapshot)
    return drawing.feasibility(cells, replacing.remaining(pool, gone))
