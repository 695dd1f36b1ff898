"""From the seal to a published result, by deeds alone."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest

from exams.actions import making, results, saving, sealing, sitting
from exams.actions.signing import ActRefused
from exams.models import Paper, Publication, Result
from exams.proof import chain_fault, paper_fault, secret_of
from tests.conftest import NINE
from tests.exams.makers import answer_all, checked, make_bank, make_exam, make_ready, started
from tests.remembered import remembered

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


@pytest.fixture
@remembered
def ready(cast):
    make_bank(cast)
    return make_ready(cast, cast["li"], cast["wang"], cast["zhao"])


def test_an_officer_who_answers_everything_rightly_gets_full_marks(cast, ready):
    _exam, session = ready
    attempt = started(session, cast["li"])
    operations = answer_all(attempt)
    saved = saving.save(
        attempt.ref, cast["li"].pk, operations, arrival=NINE + HOUR / 2, now=NINE + HOUR / 2
    )
    assert set(saved.dispositions.values()) == {"applied"}
    receipt = sitting.hand_in(attempt.ref, cast["li"].pk, [], arrival=NINE + HOUR, now=NINE + HOUR)
    assert '"answered":8' in receipt.body
    assert results.mark_waiting(now=NINE + HOUR) == 1
    result = Result.objects.get()
    assert (result.total, result.passed) == (10_000, True)
    attempt.refresh_from_db()
    assert chain_fault(attempt) is None


def test_wrong_answers_earn_nothing_and_nobody_is_marked_twice(cast, ready):
    _exam, session = ready
    attempt = started(session, cast["li"])
    sitting.hand_in(
        attempt.ref,
        cast["li"].pk,
        answer_all(attempt, right=False),
        arrival=NINE + HOUR,
        now=NINE + HOUR,
    )
    assert results.mark_waiting(now=NINE + HOUR) == 1
    assert results.mark_waiting(now=NINE + HOUR) == 0
    assert Result.objects.get().total == 0


def test_every_paper_is_derived_again_from_seed_and_snapshot(ready):
    _exam, session = ready
    papers = Paper.objects.select_related("attempt__candidate")
    lock, secret = session.roster_lock, secret_of(session)
    assert papers.count() == 3
    assert [paper_fault(lock, secret, p.attempt.candidate, p) for p in papers] == [None] * 3
    assert making.make_papers(session, now=NINE) == 0


def test_the_next_draw_knows_how_often_and_when_last_a_question_stood_on_a_paper(cast, ready):
    _exam, next_session = make_ready(cast, cast["li"], opens_at=NINE + timedelta(days=1))
    stood = Counter(
        place["revision"]
        for paper in Paper.objects.filter(attempt__session=ready[1])
        for place in paper.body["places"]
    )
    frozen = next_session.roster_lock.snapshot["pool"]
    assert {item["revision"]: item["exposure"] for item in frozen if item["exposure"]} == stood
    last = {item["last_seen"] for item in frozen if item["exposure"]}
    assert {datetime.fromisoformat(moment) for moment in last} == {NINE}
    assert {item["last_seen"] for item in frozen if not item["exposure"]} <= {""}


def test_results_are_published_by_two_persons_after_the_checks(cast, ready):
    _exam, session = ready
    first, second = cast["exam_officer"], cast["exam_officer_2"]
    attempt = started(session, cast["li"])
    started(session, cast["wang"])
    after = NINE + 3 * HOUR
    sitting.hand_in(attempt.ref, cast["li"].pk, [], arrival=NINE, now=NINE)
    with pytest.raises(ActRefused, match="not_checked"):
        results.publish(session, actor=first, now=after)
    assert checked(session, first, now=after).outcome["open"] == 1
    with pytest.raises(ActRefused, match="still_open"):
        results.publish(session, actor=first, now=after)
    assert sitting.close_overdue(now=after) == 1
    with pytest.raises(ActRefused, match="check_outdated"):
        results.publish(session, actor=first, now=after)
    assert checked(session, first, now=after).outcome["unmarked"] == 2
    with pytest.raises(ActRefused, match="still_unmarked"):
        results.publish(session, actor=first, now=after)
    results.mark_waiting(now=after)
    assert checked(session, second, now=after).outcome["unmarked"] == 0
    assert results.publish(session, actor=first, now=after) is None
    with pytest.raises(ActRefused, match="same_person"):
        results.publish(session, actor=first, now=after)
    publication = results.publish(session, actor=second, now=after)
    assert publication == Publication.objects.get()
    assert session.attempts.get(person=cast["zhao"]).state == "void"


def test_one_person_cannot_seal_alone(cast):
    make_bank(cast)
    exam = make_exam(cast)
    assert sealing.sign_seal(exam, actor=cast["exam_officer"], now=NINE) is None
    with pytest.raises(ActRefused, match="same_person"):
        sealing.sign_seal(exam, actor=cast["exam_officer"], now=NINE)


def test_an_exam_that_the_pool_cannot_fill_is_not_sealed(cast):
    make_bank(cast, singles=3)
    exam = make_exam(cast)
    with pytest.raises(ActRefused, match="infeasible") as refused:
        sealing.sign_seal(exam, actor=cast["exam_officer"], now=NINE)
    line = refused.value.details["supply"][0]
    assert (line.fitting, line.short) == (3, 1)
