"""The bars of the hall, and whether a run met them."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

FLAT = 1.25  # a save may cost a quarter more with a million operations than with ten thousand


@dataclass(frozen=True)
class Bar:
    """What is measured, where it stands in the figures of `saves`, and what it must reach."""

    name: str
    place: tuple[str, ...]
    limit: float
    met: Callable[[float, float], bool] = operator.le


BARS = (
    Bar(
        "saves per second, 100 connections",
        ("flat_out", "100", "saves_per_second"),
        2000,
        operator.ge,
    ),
    Bar("p95 ms of a save, 100 connections", ("flat_out", "100", "p95_ms"), 50),
    Bar("p95 ms, 200 candidates every 3 s", ("paced_every_3", "p95_ms"), 15),
    Bar("p95 ms, the same beside a flood", ("beside_a_flood", "p95_ms"), 15),
    Bar("p99 ms, 2,000 candidates every 20 s", ("paced_every_20", "p99_ms"), 150),
    Bar("processor seconds of a whole exam", ("whole_exam", "cpu_seconds"), 0.12),
    Bar("p99 ms, 2,000 starts in a second", ("starts", "p99_ms"), 2000),
    Bar("p99 ms, 2,000 hand-ins in five", ("hand_ins", "p99_ms"), 1000),
    Bar("cost of a save, a million stored to ten thousand", ("cost_grows",), FLAT),
)


def judged(saves: dict[str, Any]) -> list[dict[str, object]]:
    """Every bar with what was measured, and whether it is met."""
    told: list[dict[str, object]] = []
    for bar in BARS:
        measured: Any = saves
        for word in bar.place:
            measured = measured[word]
        told.append(
            {
                "bar": bar.name,
                "measured": measured,
                "limit": bar.limit,
                "met": bar.met(measured, bar.limit),
            }
        )
    return told


def lines(told: list[dict[str, object]]) -> list[str]:
    """The same, a line each, for the person who waits."""
    return [
        f"{'met   ' if row['met'] else 'MISSED'}  {row['bar']}: {row['measured']} ({row['limit']})"
        for row in told
    ]
