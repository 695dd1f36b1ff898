"""The written-down generator: the same numbers for ever, and even ones."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter

import pytest

from exams.rules.generator import Generator, candidate_seed, commitment, session_seed


def test_the_first_numbers_are_those_of_the_written_rule():
    block = hmac.new(b"seed", (0).to_bytes(8, "big"), hashlib.sha256).digest()
    generator = Generator(b"seed")
    assert [generator.below(256) for _ in range(4)] == list(block[:4])


def test_the_stream_is_fixed_for_ever():
    assert Generator("明法".encode()).shuffled(range(10)) == FIXED
    assert [Generator(b"x").below(n) for n in (2, 10, 300, 70_000)] == NUMBERS


FIXED = [5, 2, 1, 6, 4, 3, 0, 7, 8, 9]
NUMBERS = [0, 6, 139, 27002]


@pytest.mark.parametrize("n", [1, 2, 3, 7, 255, 256, 257, 1000])
def test_numbers_stay_below(n):
    generator = Generator(bytes(n % 256))
    assert {generator.below(n) < n for _ in range(500)} == {True}


def test_below_nothing_there_is_no_number():
    with pytest.raises(ValueError, match="no number"):
        Generator(b"").below(0)


def test_every_order_of_three_is_equally_likely():
    generator = Generator(b"fair")
    seen = Counter(tuple(generator.shuffled("abc")) for _ in range(6000))
    expected = 1000
    assert (
        sum((count - expected) ** 2 / expected for count in seen.values()) < 20.5
    )  # χ², 5 df, p = 0.001


def test_seeds_hang_on_secret_number_and_candidate():
    seeds = {
        candidate_seed(session_seed(secret, number), ref)
        for secret in (b"a", b"b")
        for number in ("1", "2")
        for ref in ("x", "y")
    }
    assert len(seeds) == 8
    assert commitment(b"a") == hashlib.sha256(b"a").hexdigest()
