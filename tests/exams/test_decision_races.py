"""A decision about touched questions beside starts and the making of papers, on PostgreSQL."""

from __future__ import annotations

from datetime import timedelta

import pytest

from exams.actions import making, replacing, sitting
from exams.actions.signing import ActRefused
from exams.actions.sitting import SittingRefused
from exams.models import Attempt, ExamAmendment, Paper
from exams.proof import chain_fault, paper_fault, secret_of
from exams.rules.replacing import Choice
from tests.conftest import NINE
from tests.exams.makers import make_ready
from tests.exams.test_races import at_once
from tests.exams.touching import amend_law, make_touchable_bank, touched_ids

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
BEFORE = NINE - timedelta(minutes=30)
SEATED = ("li", "wang", "zhao", "coordinator", "neighbour", "marker")


def half_decided(cast, *, papers):
    """One officer has signed that both touched questions are replaced."""
    statute = make_touchable_bank(cast)
    exam, session = make_ready(cast, *(cast[who] for who in SEATED), papers=papers)
    amend_law(statute)
    decide(cast["exam_officer"], exam)()
    return exam, session


def decide(officer, exam):
    choices = dict.fromkeys(touched_ids(), Choice.REPLACE)
    words = {"choices": choices, "reason": "条文已修改", "now": BEFORE}
    return lambda: replacing.decide_questions(exam, actor=officer, **words)


def faults(session):
    secret = secret_of(session)
    papers = Paper.objects.filter(attempt__session=session).select_related("attempt__candidate")
    return [
        fault
        for paper in papers
        if (fault := paper_fault(session.roster_lock, secret, paper.attempt.candidate, paper))
    ]


def test_a_decision_beside_starts_is_taken_for_all_or_refused(cast):
    exam, session = half_decided(cast, papers=True)
    attempts = list(session.attempts.order_by("pk"))
    starts = [
        lambda attempt=attempt: sitting.start(attempt, device="d", now=NINE) for attempt in attempts
    ]
    done = at_once([*starts[:3], decide(cast["exam_officer_2"], exam), *starts[3:]], threads=7)
    unexpected = [row for row in done if isinstance(row, Exception)]
    unexpected = [row for row in unexpected if not isinstance(row, ActRefused | SittingRefused)]
    assert unexpected == []
    if ExamAmendment.objects.exists():
        gone = set(touched_ids())
        for attempt in Attempt.objects.select_related("paper"):
            assert not {p["revision"] for p in attempt.sat.body["places"]} & gone
    for attempt in Attempt.objects.filter(head_n__gt=0):
        assert chain_fault(attempt) is None
    assert faults(session) == []


def test_papers_made_beside_a_decision_hold_no_replaced_question(cast):
    exam, session = half_decided(cast, papers=False)

    def make():
        return making.make_papers(session, now=BEFORE)

    done = at_once([make, decide(cast["exam_officer_2"], exam), make], threads=3)
    assert [row for row in done if isinstance(row, Exception)] == []
    gone = set(touched_ids())
    for attempt in Attempt.objects.select_related("paper"):
        assert not {p["revision"] for p in attempt.sat.body["places"]} & gone
    assert Attempt.objects.count() == len(SEATED)
    assert faults(session) == []
