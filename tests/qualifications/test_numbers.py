"""Certificate numbers and the patterns of their issuers."""

from __future__ import annotations

import time

import pytest

from qualifications.rules.numbers import fits, pattern_fault, tidy_number


@pytest.mark.parametrize(
    ("pattern", "number", "good"),
    [
        (r"辽K\d{8}", "辽K00000001", True),
        (r"辽K\d{8}", "辽K0000001", False),
        (r"辽K\d{8}", "辽K000000012", False),
        (r"辽K\d{8}", "辽L00000001", False),
        (r"[A-Z]{2}\d{4,6}", "AB12345", True),
        (r"[A-Z]{2}\d{4,6}", "AB1234567", False),
        (r"2101[0-9]{7}[A-Z]?", "21010000001X", True),
        (r"2101[0-9]{7}[A-Z]?", "21010000001", True),
        (r"2101\d{7}", "2101٠٠٠٠٠٠٠", False),
    ],
)
def test_a_number_is_as_its_pattern_says(pattern, number, good):
    assert pattern_fault(pattern) is None
    assert fits(pattern, number) is good


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("", "empty"),
        ("(a+)+$", "shape"),
        (r"\d+", "shape"),
        (r"\d*", "shape"),
        ("a|b", "shape"),
        (r"(?:a){3}", "shape"),
        (r"\w{3}", "shape"),
        ("[^a]{3}", "shape"),
        ("[9-0]{3}", "shape"),
        (r"\d{5,2}", "shape"),
        (r"(\d)\1", "shape"),
        (r"\d{0,40}", None),
        (r"\d{0,10}\d{0,10}\d{0,10}", "too_many_varying"),
        (r"\d{41}", "numbers_too_long"),
        (r"\d{20}[A-Z]{21}", "numbers_too_long"),
        ("1" * 121, "too_long"),
    ],
)
def test_a_pattern_is_a_small_part_of_the_regular_expressions(pattern, fault):
    assert pattern_fault(pattern) == fault
    if fault:
        assert not fits(pattern, "1")


def test_no_pattern_takes_long():
    pattern = r"\d{0,20}[0-9]{0,20}"
    assert pattern_fault(pattern) is None
    began = time.perf_counter()
    assert not fits(pattern, "1" * 39 + "X")
    assert time.perf_counter() - began < 0.05


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(" 辽k 0001 ", "辽K0001"), ("Ａ１２", "A12"), ("辽（2026）1号", "辽(2026)1号")],
)
def test_a_number_is_tidied(typed, kept):
    assert tidy_number(typed) == kept
