"""Differences are named; a sample is the seed's and the day's alone."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from exams.rules.reconciling import sample, total

DAY = date(2026, 11, 23)
NAMES = st.sets(st.text("abcdef", min_size=1, max_size=4), max_size=30)


def test_every_difference_has_its_name():
    found = total("results", ["a", "b", "b"], ["b", "c"])
    assert (found.left, found.right, found.agrees) == (3, 2, False)
    assert (found.only_left, found.only_right) == (("a", "b"), ("c",))


def test_equal_counts_of_other_names_differ():
    assert not total("results", ["a"], ["b"]).agrees
    assert total("results", ["a", "b"], ["b", "a"]).agrees


def test_the_sample_can_be_drawn_again_by_hand():
    """By `printf '7\\n2026-11-23\\nb' | sha256sum` and so on for a, c and d."""
    assert sample("abcd", 2, seed="7", day=DAY) == ["c", "b"]


@given(NAMES, st.integers(1, 40), st.text(max_size=5), st.randoms())
def test_same_seed_and_day_give_the_same_in_any_order(names, size, seed, chance):
    turned = chance.sample(sorted(names), len(names))
    drawn = sample(turned, size, seed=seed, day=DAY)
    assert drawn == sample(names, size, seed=seed, day=DAY)
    assert len(drawn) == min(size, len(names))
    assert set(drawn) <= names


def test_another_seed_or_day_draws_another_sample():
    names = [str(n) for n in range(100)]
    first = sample(names, 10, seed="七", day=DAY)
    assert first != sample(names, 10, seed="八", day=DAY)
    assert first != sample(names, 10, seed="七", day=date(2026, 11, 24))
