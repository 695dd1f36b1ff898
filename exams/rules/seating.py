"""Whether a computer is fit for an exam: what its browser showed, judged.

Source: the reference design of the attempt, client rules, in `docs/exam-core.md`; figures are
house defaults.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

PROBE_SAVES = 50
SLOW_MS = 1000  # at p95 a save should be answered within a second
CLOCK_OFF = timedelta(minutes=2)  # more than that confuses the candidate, never the server
GOOD_FOR = timedelta(days=7)  # computers are checked anew for every exam


class Fault(StrEnum):
    """What a check found wanting."""

    INSECURE = "insecure"
    NO_LOCKS = "no_locks"
    SAVES_LOST = "saves_lost"
    NO_STORAGE = "no_storage"
    NOT_KEPT = "not_kept"
    NOT_RESTARTED = "not_restarted"
    SLOW = "slow"
    CLOCK_OFF = "clock_off"


class Verdict(StrEnum):
    """FIT; RESTART: fit so far, to be checked again after a restart; SERVER_ONLY: answers are
    kept on the server alone; UNFIT: not to be used."""

    FIT = "fit"
    RESTART = "restart"
    SERVER_ONLY = "server_only"
    UNFIT = "unfit"


@dataclass(frozen=True)
class Findings:
    """What the browser showed. `saves` is the server's own count; times in milliseconds.

    `was_here` says that the seat was checked before; `mark_kept` that the browser still holds the
    mark of that check; `restarted` that the checker restarted the computer in between.
    """

    secure: bool
    locks: bool
    storage: bool
    saves: int
    p95_ms: int
    offset_ms: int
    was_here: bool
    mark_kept: bool
    restarted: bool


def faults(found: Findings) -> tuple[Fault, ...]:
    """Everything wanting, the gravest first."""
    lost = found.storage and found.was_here and not found.mark_kept
    proved = found.was_here and found.mark_kept and found.restarted
    wanting = {
        Fault.INSECURE: not found.secure,
        Fault.NO_LOCKS: not found.locks,
        Fault.SAVES_LOST: found.saves < PROBE_SAVES,
        Fault.NO_STORAGE: not found.storage,
        Fault.NOT_KEPT: lost,
        Fault.NOT_RESTARTED: found.storage and not lost and not proved,
        Fault.SLOW: found.p95_ms > SLOW_MS,
        Fault.CLOCK_OFF: abs(found.offset_ms) > CLOCK_OFF / timedelta(milliseconds=1),
    }
    return tuple(fault for fault, holds in wanting.items() if holds)


def verdict(wanting: tuple[Fault, ...]) -> Verdict:
    """What the faults mean for the seat. A slow line or a wrong clock is told, not forbidden."""
    found = frozenset(wanting)
    if found & {Fault.INSECURE, Fault.NO_LOCKS, Fault.SAVES_LOST}:
        return Verdict.UNFIT
    if found & {Fault.NO_STORAGE, Fault.NOT_KEPT}:
        return Verdict.SERVER_ONLY
    return Verdict.RESTART if Fault.NOT_RESTARTED in found else Verdict.FIT
