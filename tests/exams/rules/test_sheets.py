"""What is read off a sheet is what a computer would have sent."""

from __future__ import annotations

import pytest

from exams.rules.sheets import SheetPlace, Unreadable, read_sheet, tidy

SINGLE = SheetPlace(1, "single", ("t1", "t2", "t3", "t4"))
MULTIPLE = SheetPlace(2, "multiple", ("u1", "u2", "u3"))
BLANKS = SheetPlace(3, "fill_in", ("b1", "b2"))
WRITTEN = SheetPlace(4, "short_answer", ("w",))
PLACES = [SINGLE, MULTIPLE, BLANKS, WRITTEN]


def test_letters_name_options_in_the_order_of_the_sheet():
    entered = {1: tidy("single", " b "), 2: tidy("multiple", "C、a"), 3: "二日;书面", 4: "甲"}
    assert read_sheet(PLACES, entered) == {
        1: ("t2",),
        2: ("u1", "u3"),
        3: ("b1=二日", "b2=书面"),
        4: ("w=甲",),
    }


def test_what_is_left_out_is_no_answer_and_a_blank_may_be_left_out():
    assert read_sheet(PLACES, {3: ";书面"}) == {3: ("b2=书面",)}


@pytest.mark.parametrize(
    ("place", "text"), [(1, "AB"), (1, "E"), (2, "D"), (2, "1"), (3, "a;b;c"), (4, "x" * 3001)]
)
def test_what_cannot_stand_on_the_sheet_is_refused_by_its_number(place, text):
    with pytest.raises(Unreadable) as refused:
        read_sheet(PLACES, {place: text})
    assert refused.value.place == place


def test_two_entries_are_compared_in_one_form():
    assert tidy("multiple", "c, A") == tidy("multiple", "AC") == "AC"
    assert tidy("fill_in", "二日 ； 书面；") == "二日;书面"
    assert tidy("short_answer", " 甲\r\n乙 ") == "甲\n乙"
