"""What an answer earns by each named rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from exams.rules.drawing import Place
from exams.rules.keeping import Answer
from exams.rules.marking import (
    Blanks,
    PlaceMark,
    Points,
    Unmarked,
    Withdrawn,
    mark_paper,
    total,
)
from exams.rules.scoring import CHOICE_RULES, blanks_mark, choice_mark, filled

RIGHT = frozenset({0, 1, 2})
LESS, ONE, WRONG, MIXED = {0, 1}, {0}, {3}, {0, 3}


@pytest.mark.parametrize(
    ("rule", "earned"),
    [  #                        all, two of three, one, wrong, right and wrong
        ("all_or_nothing", (200, 0, 0, 0, 0)),
        ("half_for_subset", (200, 100, 100, 0, 0)),
        ("share_for_subset", (200, 133, 67, 0, 0)),
        ("fixed_for_subset:50", (200, 50, 50, 0, 0)),
        ("fixed_for_subset:900", (200, 200, 200, 0, 0)),
        ("deduct_wrong:50", (200, 0, 0, -50, -50)),
        ("deduct_wrong:900", (200, 0, 0, -200, -200)),
    ],
)
def test_each_rule_by_its_name(rule, earned):
    chosen = (RIGHT, LESS, ONE, WRONG, MIXED)
    assert tuple(choice_mark(rule, frozenset(c), RIGHT, 200) for c in chosen) == earned


def test_half_of_an_odd_mark_is_rounded_up():
    assert choice_mark("half_for_subset", frozenset({0}), RIGHT, 25) == 13


@given(
    rule=some.sampled_from(sorted(CHOICE_RULES)),
    amount=some.integers(0, 400),
    chosen=some.frozensets(some.integers(0, 4)),
    right=some.frozensets(some.integers(0, 4), min_size=1),
    marks=some.integers(1, 300),
)
def test_no_rule_gives_more_than_the_marks_or_anything_for_silence(
    rule, amount, chosen, right, marks
):
    earned = choice_mark(f"{rule}:{amount}", chosen, right, marks)
    assert -marks <= earned <= marks
    assert (earned == marks) if chosen == right else True
    assert earned == 0 if not chosen else True


@pytest.mark.parametrize("rule", ["", "mercy", "per_blank@1"])
def test_an_unknown_rule_marks_nothing(rule):
    with pytest.raises(KeyError):
        choice_mark(rule, RIGHT, RIGHT, 100)


@pytest.mark.parametrize(
    ("rule", "right", "earned"),
    [
        ("per_blank@1", [True, True, True], 100),
        ("per_blank@1", [True, True, False], 67),
        ("per_blank@1", [False, False, True], 33),
        ("all_or_nothing@1", [True, True, False], 0),
        ("all_or_nothing@1", [True, True, True], 100),
    ],
)
def test_blanks_earn_by_their_rule(rule, right, earned):
    assert blanks_mark(rule, right, 100) == earned


def test_a_reading_that_is_not_known_reads_nothing():
    assert filled("per_blank@1", ["15日"], [["十五日"]], any_order=False) == [True]
    with pytest.raises(KeyError):
        filled("per_blank@0", ["15日"], [["十五日"]], any_order=False)


SCORING = {"single": "deduct_wrong:100", "fill_in": "per_blank@1"}
SINGLE = Place(1, 11, "single", 100, (1, 0), ("a", "b"))
FILL_IN = Place(2, 12, "fill_in", 100, (0, 1), ("c", "d"))
BLANKS = Blanks((("书面",), ("二日", "两天")))


def marked(*answers, any_order=False):
    given_ = {place: Answer(choices, False, (1, 1)) for place, choices in answers}
    keys = {11: (0,), 12: Blanks(BLANKS.accepted, any_order)}
    return mark_paper([FILL_IN, SINGLE], given_, keys, SCORING, {})


def test_what_is_taken_off_lowers_the_total_but_never_below_nothing():
    both = marked((1, ("a",)), (2, ("c=书面", "d=2日")))
    assert both == [PlaceMark(1, -100, 100), PlaceMark(2, 100, 100)]
    assert total(both) == 0
    assert total(marked((1, ("a",)))) == 0


def test_a_blank_is_read_with_everything_after_its_token():
    assert marked((2, ("d=两天", "c=书面=书面")))[1].marks == 50


def test_blanks_in_any_order_earn_the_same():
    swapped = (2, ("c=2日", "d=书面"))
    assert [m.marks for m in marked(swapped)] == [0, 0]
    assert [m.marks for m in marked(swapped, any_order=True)] == [0, 100]


@given(order=some.permutations([SINGLE, FILL_IN]), answers=some.permutations([1, 2]))
def test_marks_never_depend_on_the_order_of_paper_or_answers(order, answers):
    choices = {1: ("b",), 2: ("d=2日", "c=书面")}
    given_ = {place: Answer(choices[place], False, (1, 1)) for place in answers}
    found = mark_paper(order, given_, {12: BLANKS, 11: (0,)}, SCORING, {})
    assert found == [PlaceMark(1, 100, 100), PlaceMark(2, 100, 100)]


def test_a_written_answer_to_a_withdrawn_question_waits_for_nobody():
    place = Place(1, 11, "short_answer", 100, (0,), ("a",))
    given_ = {1: Answer(("a=答",), False, (1, 1))}
    keys = {11: Points(("要点",), (100,))}
    with pytest.raises(Unmarked):
        mark_paper([place], given_, keys, SCORING, {})
    assert mark_paper([place], given_, keys, SCORING, {1: 40}) == [PlaceMark(1, 40, 100)]
    assert mark_paper([place], given_, {11: Withdrawn()}, SCORING, {}) == [PlaceMark(1, 0, 0)]
