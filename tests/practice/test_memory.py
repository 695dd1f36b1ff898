"""When a missed question comes again. No database."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from practice.rules.memory import LONGEST_DAYS, Memory, after

DAY = date(2026, 11, 23)
days = st.integers(min_value=0, max_value=400)
histories = st.lists(st.tuples(st.booleans(), days), min_size=1, max_size=30)


def told(history):
    """The memories after each answer; every answer so many days after the last."""
    memory, on, found = None, DAY, []
    for right, later in history:
        on += timedelta(days=later)
        memory = after(memory, right, on)
        found.append(memory)
    return found


def test_a_missed_question_comes_again_on_the_next_day():
    assert after(None, False, DAY).due_on == DAY + timedelta(days=1)


def test_answered_rightly_each_time_it_comes_it_stays_away_ever_longer():
    memory, gaps = after(None, False, DAY), []
    for _ in range(12):
        memory = after(memory, True, memory.due_on)
        gaps.append((memory.due_on - memory.seen_on).days)
    assert gaps == sorted(gaps)
    assert gaps[0] < 7
    assert gaps[-1] == LONGEST_DAYS


@given(histories)
def test_it_comes_after_the_answer_and_within_the_longest_time(history):
    for memory in told(history):
        assert 1 <= (memory.due_on - memory.seen_on).days <= LONGEST_DAYS
        assert 1 <= memory.difficulty <= 10
        assert memory.stability > 0


@given(histories)
def test_the_same_answers_lead_to_the_same_day(history):
    assert told(history) == told(history)


@given(histories, days)
def test_a_wrong_answer_never_brings_it_later_than_a_right_one(history, later):
    memory = told(history)[-1]
    on = memory.seen_on + timedelta(days=later)
    assert after(memory, False, on).due_on <= after(memory, True, on).due_on
    assert after(memory, False, on).stability <= after(memory, True, on).stability


@given(histories, days)
def test_an_answer_with_a_clock_that_went_back_counts_as_on_the_last_day(history, earlier):
    memory = told(history)[-1]
    assert after(memory, True, memory.seen_on - timedelta(days=earlier)) == after(
        memory, True, memory.seen_on
    )


def test_what_is_kept_is_enough_to_go_on_from():
    known = after(None, False, DAY)
    again = Memory(known.stability, known.difficulty, known.seen_on, known.due_on)
    assert after(again, True, known.due_on) == after(known, True, known.due_on)
