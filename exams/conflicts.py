"""Asks the solver, in a process of its own, which cells stand against each other."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import structlog

from exams.rules.reach import Reach

WITHIN = 20  # seconds
PROGRAM = Path(__file__).parent / "standalone" / "conflict.py"
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Conflict:
    """The fewest cells (from 0) that cannot be filled together: what they want, and the most that
    the bank gives them. More is wanted than given, which proves it."""

    cells: list[int]
    wanted: int
    most: int


def conflict_in(found: Reach) -> Conflict | None:
    """The smallest conflict of a bank that does not suffice; None where it does, or where the
    solver found none in time."""
    if found.suffices:
        return None
    task = {
        "wanted": [line.asked for line in found.cells],
        "groups": [[list(group.cells), group.most] for group in found.groups],
    }
    try:
        done = subprocess.run(  # noqa: S603  # our own program, no shell; numbers come by a pipe
            [sys.executable, "-I", str(PROGRAM)],
            input=json.dumps(task),
            capture_output=True,
            text=True,
            check=True,
            timeout=WITHIN,
            env={"OPENBLAS_NUM_THREADS": "1"},
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        log.warning("no conflict found", exc_info=True)
        return None
    told = json.loads(done.stdout)
    is_proof = told is not None and told["wanted"] > told["most"]
    return Conflict(**told) if is_proof else None
