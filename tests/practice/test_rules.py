"""Which questions are asked, what is right, what a mock exam is made of. No database."""

from datetime import date, timedelta

import pytest

from exams.rules.generator import Generator
from practice.rules import mock
from practice.rules.answering import GRACE, Refusal, Solution, refusal
from practice.rules.choosing import Candidate, Tally, choose, option_order, weakest
from tests.conftest import NINE

DAY = date(2026, 11, 23)


def generator():
    return Generator(b"seed")


def test_missed_and_unseen_questions_come_before_those_known_the_longest_unseen_first():
    known = [Candidate(n, DAY - timedelta(days=n), right=True) for n in (1, 2, 3)]
    missed, unseen = Candidate(4, DAY, right=False), Candidate(5)
    found = choose([*known, missed, unseen], 4, generator())
    assert set(found[:2]) == {4, 5}
    assert found[2:] == [3, 2]


def test_chance_decides_among_the_unseen_and_the_order_they_come_in_does_not():
    unseen = [Candidate(n) for n in range(50)]
    found = choose(unseen, 10, generator())
    assert found == choose(unseen[::-1], 10, generator())
    assert found != choose(unseen, 10, Generator(b"other"))
    assert len(set(found)) == 10


def test_weak_is_where_enough_was_answered_and_too_little_right():
    tallies = {1: Tally(2, 0), 2: Tally(5, 4), 3: Tally(5, 3), 4: Tally(4, 1), 5: Tally(0, 0)}
    assert weakest(tallies) == [4, 3]


def test_only_options_whose_order_says_nothing_are_mixed():
    assert option_order("true_false", 2, generator()) == [0, 1]
    assert option_order("fill_in", 3, generator()) == [0, 1, 2]
    assert sorted(option_order("multiple", 5, generator())) == [0, 1, 2, 3, 4]
    shown = {tuple(option_order("single", 4, Generator(bytes([n])))) for n in range(30)}
    assert len(shown) > 10


@pytest.mark.parametrize(
    ("solution", "given", "right", "marks"),
    [
        (Solution("single", (1,)), [1], True, 200),
        (Solution("single", (1,)), [0], False, 0),
        (Solution("multiple", (0, 1)), [1, 0], True, 200),
        (Solution("multiple", (0, 1)), [0], False, 100),
        (Solution("multiple", (0, 1)), [0, 2], False, 0),
        (Solution("true_false", (0,)), [], False, 0),
        (Solution("fill_in", (), (("二日",), ("书面",)), "per_blank"), ["2日", "书面"], True, 200),
        (Solution("fill_in", (), (("二日",), ("书面",)), "per_blank"), ["2日", ""], False, 100),
        (
            Solution("fill_in", (), (("甲",), ("乙",)), "per_blank_any_order"),
            ["乙", "甲"],
            True,
            200,
        ),
    ],
)
def test_what_is_right_and_what_it_earns(solution, given, right, marks):
    assert solution.is_right(given) == right
    assert solution.marks(given, 200) == marks


def asked(**facts):
    usual = {"is_empty": False, "is_answered": False, "is_closed": False, "deadline_at": None}
    return refusal(**usual | facts, now=NINE)


def test_in_a_round_the_first_answer_stands_and_an_empty_one_is_none():
    assert asked() is None
    assert asked(is_answered=True) == Refusal.ANSWERED
    assert asked(is_empty=True) == Refusal.EMPTY
    assert asked(is_closed=True) == Refusal.CLOSED


def test_in_a_mock_exam_answers_change_until_the_last_second_and_its_grace():
    assert asked(deadline_at=NINE, is_answered=True, is_empty=True) is None
    assert asked(deadline_at=NINE - GRACE) is None
    late = NINE - GRACE - timedelta(milliseconds=1)
    assert asked(deadline_at=late) == Refusal.CLOSED


def test_a_full_mock_exam_is_worth_a_hundred_and_a_small_pool_makes_a_short_one():
    full = mock.cells_for({"single": 400, "multiple": 400, "true_false": 400, "fill_in": 9})
    assert (mock.marks(full), mock.minutes(full), mock.questions(full)) == (10_000, 60, 45)
    short = mock.cells_for({"single": 3, "true_false": 1})
    assert [(cell.kind, cell.count) for cell in short] == [("single", 3), ("true_false", 1)]
    assert mock.minutes(short) == 6
    assert mock.cells_for({}) == []


def test_the_pass_mark_itself_is_a_pass():
    assert mock.is_pass(6000, 10_000)
    assert not mock.is_pass(5999, 10_000)
