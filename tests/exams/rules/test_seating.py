"""Whether a computer is fit for an exam."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exams.rules.seating import Fault, Findings, Verdict, faults, verdict

GOOD = Findings(
    secure=True,
    locks=True,
    storage=True,
    saves=50,
    p95_ms=40,
    offset_ms=300,
    was_here=True,
    mark_kept=True,
    restarted=True,
)


def judged(**differs):
    wanting = faults(replace(GOOD, **differs))
    return verdict(wanting), wanting


def test_a_computer_that_kept_its_mark_over_a_restart_is_fit():
    assert judged() == (Verdict.FIT, ())


@pytest.mark.parametrize(
    ("differs", "expected"),
    [
        ({"secure": False}, (Verdict.UNFIT, Fault.INSECURE)),
        ({"locks": False}, (Verdict.UNFIT, Fault.NO_LOCKS)),
        ({"saves": 49}, (Verdict.UNFIT, Fault.SAVES_LOST)),
        ({"storage": False}, (Verdict.SERVER_ONLY, Fault.NO_STORAGE)),
        ({"mark_kept": False}, (Verdict.SERVER_ONLY, Fault.NOT_KEPT)),
        ({"was_here": False, "mark_kept": False}, (Verdict.RESTART, Fault.NOT_RESTARTED)),
        ({"restarted": False}, (Verdict.RESTART, Fault.NOT_RESTARTED)),
        ({"p95_ms": 1001}, (Verdict.FIT, Fault.SLOW)),
        ({"offset_ms": -120_001}, (Verdict.FIT, Fault.CLOCK_OFF)),
    ],
)
def test_what_is_wanting_is_named_and_judged(differs, expected):
    came_to, wanting = judged(**differs)
    assert (came_to, *wanting) == expected


def test_edges_are_still_good():
    assert judged(p95_ms=1000, offset_ms=120_000) == (Verdict.FIT, ())


def test_without_storage_nothing_is_said_of_a_restart():
    _came_to, wanting = judged(storage=False, was_here=False, mark_kept=False, restarted=False)
    assert wanting == (Fault.NO_STORAGE,)


def test_the_gravest_fault_decides():
    assert judged(secure=False, storage=False, p95_ms=5000)[0] == Verdict.UNFIT
