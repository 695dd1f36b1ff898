"""One attempt cannot take the others' share."""

from __future__ import annotations

from exams.rules import pacing
from exams.rules.pacing import Pace


def test_a_burst_is_let_through_and_then_the_rate_holds():
    pace = Pace(burst=3, per_second=2)
    assert [pace.wait("a", 0.0) for _ in range(4)] == [0, 0, 0, 0.5]
    assert pace.wait("a", 0.5) == 0
    assert pace.wait("a", 0.5) == 0.5


def test_one_that_is_refused_does_not_slow_another():
    pace = Pace(burst=1, per_second=1)
    assert [pace.wait("a", 0.0), pace.wait("a", 0.0), pace.wait("b", 0.0)] == [0, 1, 0]


def test_a_long_silence_gives_one_burst_and_not_more():
    pace = Pace(burst=2, per_second=1)
    pace.wait("a", 0.0)
    assert [pace.wait("a", 3600.0) for _ in range(3)] == [0, 0, 1]


def test_a_clock_that_goes_back_gives_nothing():
    pace = Pace(burst=1, per_second=1)
    assert [pace.wait("a", 5.0), pace.wait("a", 1.0)] == [0, 1]


def test_the_longest_unused_are_forgotten(monkeypatch):
    monkeypatch.setattr(pacing, "KEPT", 2)
    pace = Pace(burst=1, per_second=0.001)
    for name in ("a", "b", "c"):
        pace.wait(name, 0.0)
    assert pace.wait("b", 0.0) > 0
    assert pace.wait("a", 0.0) == 0


def test_two_batches_a_second_are_never_refused():
    pace = Pace()
    assert not any(pace.wait("a", n / 2) for n in range(20_000))
