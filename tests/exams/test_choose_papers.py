"""Parallel forms or a paper for each: what an exam's purpose asks, and what a resit never meets."""

from __future__ import annotations

from datetime import timedelta

import pytest

from exams.actions import parallel, planning, sealing
from exams.actions.signing import ActRefused
from exams.models import FormSet
from exams.proof import made_forms
from exams.rules.conduct import ActRefusal
from exams.rules.drawing import Frame
from journal.models import Entry
from questionbank.models import Observation, Question, Revision
from tests.conftest import NINE
from tests.exams.makers import make_bank, make_exam

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE = NINE - timedelta(hours=1)
BOTH = ("exam_officer", "exam_officer_2")


def observed(*codes, answers=100):
    """So many answers to each of the questions, or to all."""
    rows = Revision.objects.all()
    rows = rows.filter(question__code__in=codes) if codes else rows
    Observation.objects.all().delete()
    Observation.objects.bulk_create(
        Observation(revision=row, uses=1, papers=answers, answered=answers, facility=0.7, at=NINE)
        for row in rows
    )


def seal(cast, exam):
    for who in BOTH:
        sealing.sign_seal(exam, actor=cast[who], now=BEFORE)
    exam.refresh_from_db()


def make(cast, exam, **words):
    return parallel.make_forms(exam, actor=cast["exam_officer"], now=BEFORE, **words)


def read(cast, exam):
    for form in made_forms(exam):
        for who in ("setter", "reviewer"):
            parallel.read_form(form, actor=cast[who], now=BEFORE)


def test_a_qualification_exam_is_not_sealed_without_forms_or_a_written_reason(cast):
    make_bank(cast)
    exam = make_exam(cast, purpose="qualification")
    observed()
    with pytest.raises(ActRefused, match="forms_expected"):
        seal(cast, exam)
    with pytest.raises(ActRefused, match="reason_missing"):
        make(cast, exam, count=0, reason=" ")
    assert not FormSet.objects.exists()
    make(cast, exam, count=0, reason="补考仅一人")
    seal(cast, exam)
    assert exam.seal.body["own_papers"] == "补考仅一人"
    assert exam.seal.body["purpose"] == "qualification"
    assert Entry.objects.get(act="exams.make_forms").facts["reason"] == "补考仅一人"


def test_own_papers_ask_nothing_about_which_too_little_is_known(cast):
    make_bank(cast)
    exam = make_exam(cast, purpose="annual")
    observed("single-1", "single-2", "multiple-0", answers=100)
    Observation.objects.filter(revision__question__code="single-2").update(answered=99)
    with pytest.raises(ActRefused, match="not_observed") as refused:
        seal(cast, exam)
    told = refused.value.details
    assert (told["needed"], told["n"]) == (100, 16)
    assert "single-2" in told["codes"]
    assert "single-1" not in told["codes"]
    assert told["codes"].count("、") == 9
    observed()
    seal(cast, exam)


def test_forms_need_no_answers_and_practice_neither(cast):
    make_bank(cast, singles=12, multiples=6, true_falses=6)
    exam = make_exam(cast, purpose="qualification")
    make(cast, exam, count=1)
    read(cast, exam)
    seal(cast, exam)
    seal(cast, make_exam(cast, title="摸底", purpose="practice"))


def test_public_questions_serve_practice_alone(cast):
    make_bank(cast)
    Question.objects.update(pool="practice")
    observed()
    exam = make_exam(cast, purpose="annual", frame=Frame(pool="practice"))
    with pytest.raises(ActRefused, match="practice_pool"):
        seal(cast, exam)
    seal(cast, make_exam(cast, title="模拟", frame=Frame(pool="practice")))


def test_a_resit_meets_no_question_of_the_forms_before(cast):
    """Two exams of one blueprint in a year: what stood on the first one's forms is not dealt."""
    make_bank(cast, singles=16, multiples=8, true_falses=8)
    first = make_exam(cast, purpose="qualification")
    make(cast, first, count=1)
    read(cast, first)
    seal(cast, first)
    form, _reserve = made_forms(first)
    sat = {pk for pk, _marks in form.questions}
    words = {"agency": first.agency, "title": "补考", "blueprint": first.blueprint}
    officer = cast["exam_officer"]
    resit = planning.make_exam(draft=planning.ExamDraft(**words), actor=officer, now=BEFORE)
    opens = NINE + timedelta(days=20)
    planning.add_session(
        resit, place="机房", opens_at=opens, closes_at=opens + timedelta(hours=2),
        actor=officer, now=BEFORE,
    )  # fmt: skip
    make(cast, resit, count=1)
    assert all(sat.isdisjoint(pk for pk, _m in row.questions) for row in made_forms(resit))
    with pytest.raises(ActRefused) as refused:
        make(cast, resit, count=3)
    assert refused.value.reason == ActRefusal.INFEASIBLE
    next_year = opens.replace(year=opens.year + 1)
    resit.sessions.update(opens_at=next_year, closes_at=next_year + timedelta(hours=2))
    make(cast, resit, count=3)


def test_forms_made_before_a_session_was_added_may_share_no_question_with_it(cast):
    make_bank(cast, singles=16, multiples=8, true_falses=8)
    exam = make_exam(cast, purpose="qualification")
    make(cast, exam, count=2, common=6)
    read(cast, exam)
    opens = NINE + timedelta(hours=4)
    planning.add_session(
        exam, place="机房", opens_at=opens, closes_at=opens + timedelta(hours=2),
        actor=cast["exam_officer"], now=BEFORE,
    )  # fmt: skip
    with pytest.raises(ActRefused, match="forms_shared"):
        seal(cast, exam)


def test_what_must_be_in_and_has_left_the_bank_keeps_the_seal_away(cast):
    make_bank(cast)
    question = Revision.objects.get(question__code="single-3").question
    exam = make_exam(cast, frame=Frame(include=frozenset({question.pk})))
    Revision.objects.filter(question=question).update(
        state="retired", retired_reason="过时", retired_by_id=cast["reviewer"].pk, retired_at=BEFORE
    )
    with pytest.raises(ActRefused, match="include_missing") as refused:
        seal(cast, exam)
    assert refused.value.details["codes"] == "single-3"
