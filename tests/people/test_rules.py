"""Numbers, codes, identity numbers and paths, without a database."""

from __future__ import annotations

import secrets
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people import rules
from people.rules import IdentityFault

DAY = date(2026, 11, 23)
places = st.integers(rules.FIRST_NUMBER, rules.LAST_NUMBER)
paths = st.lists(
    st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=4, max_size=4).filter(
        lambda step: step != "ZZZZ"
    ),
    min_size=1,
    max_size=5,
).map("".join)


@given(places, st.integers(0, 7), st.integers(1, 9))
def test_one_mistyped_digit_of_a_staff_number_is_noticed(place, at, by):
    number = rules.staff_number(place)
    assert rules.is_staff_number(number)
    typed = number[:at] + str((int(number[at]) + by) % 10) + number[at + 1 :]
    assert not rules.is_staff_number(typed)


@pytest.mark.parametrize("text", ["", "1234567", "123456789", "0234567a", "１２３４５６７８"])
def test_other_text_is_no_staff_number(text):
    assert not rules.is_staff_number(text)


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("11010519491231002X", None),  # the standard's own example
        ("440524188001010014", IdentityFault.BIRTHDAY),
        ("110105194912310021", IdentityFault.CHECK),
        ("110105194902310026", IdentityFault.BIRTHDAY),
        ("11010520491231002X", IdentityFault.BIRTHDAY),
        ("11010519491231002x", IdentityFault.SHAPE),
        ("1101054912310021", IdentityFault.SHAPE),
        ("", IdentityFault.SHAPE),
    ],
)
def test_an_identity_number_is_held_against_the_standard(number, fault):
    assert rules.identity_fault(number, on=DAY) == fault


def test_an_identity_number_is_tidied_before_it_is_judged():
    assert rules.tidy_identity(" 110105 19491231 002x ") == "11010519491231002X"
    assert rules.tidy_identity("１１０１０５19491231002Ｘ") == "11010519491231002X"


@given(st.integers(10**16, 10**17 - 1), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_of_an_identity_number_is_noticed(body, at, by):
    digits = str(body)
    total = sum(int(d) * (2 ** (17 - n) % 11) for n, d in enumerate(digits))
    number = digits + "10X98765432"[total % 11]
    changed = number[:at] + str((int(number[at]) + by) % 10) + number[at + 1 :]
    assert rules.identity_fault(number, on=DAY) != IdentityFault.CHECK
    assert rules.identity_fault(changed, on=DAY) is not None


def test_what_is_masked_keeps_three_and_four():
    assert rules.mask_identity("11010519491231002X") == "110***********002X"
    assert rules.mask_phone("13912345678") == "139****5678"
    assert [rules.mask_name(name) for name in ("李", "李青", "李小明")] == ["李", "李*", "李*明"]


def test_codes_are_readable_and_understood_as_typed():
    code = rules.new_code(secrets.choice)
    assert len(code) == 12
    assert not set(code) & set("0O1I")
    spoken = rules.spoken_code(code)
    assert [len(part) for part in spoken.split("-")] == [4, 4, 4]
    assert rules.tidy_code(f" {spoken.lower()} ") == code
    assert rules.tidy_code(spoken.replace("-", "－")) == code


@given(paths, paths)
def test_the_range_of_a_subtree_holds_exactly_what_begins_with_its_path(root, other):
    assert (root <= other < rules.path_after(root)) == other.startswith(root)


@pytest.mark.parametrize(
    ("path", "after"),
    [("0001", "0002"), ("0009", "000A"), ("000Z", "0010"), ("00010ZZZ", "00011000")],
)
def test_the_next_sibling_is_counted_in_the_paths_own_signs(path, after):
    assert rules.path_after(path) == after


def test_the_paths_above_lead_from_the_root_to_the_agency_itself():
    assert rules.paths_above("000100020003") == ["0001", "00010002", "000100020003"]


days = st.dates(date(2026, 1, 1), date(2026, 3, 1))
periods = st.tuples(days, st.none() | days).filter(lambda p: p[1] is None or p[0] <= p[1])


@given(periods, periods)
def test_two_periods_overlap_when_they_share_a_day(first, second):
    def covers(period, day):
        return rules.is_in_force(*period, on=day)

    span = [date.fromordinal(n) for n in range(date(2026, 1, 1).toordinal(), 740000)]
    shared = any(covers(first, day) and covers(second, day) for day in span[:70])
    assert rules.overlap(first, second) == shared
