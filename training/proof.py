"""A plan for a cycle, or the proof that there is none: our own rule first, then the solver in a
process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import structlog

from training.rules.allotting import Proposal, Told, propose
from training.rules.batches import Cycle, Group, allotted, groups_of, room_of

WITHIN = 20  # seconds for the solver
PROGRAM = Path(__file__).parent / "standalone" / "batches.py"
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Conflict:
    """Why not everybody can go. Without units: `wanted` persons can go to these classes only,
    which have `most` places. With units: of theirs, `wanted` in all, at most `most` can go, even if
    nobody else went; on `days` a unit can spare nobody more, and `class_ids` are full (both empty
    where only the whole of it proves it)."""

    units: tuple[str, ...]
    wanted: int
    most: int
    class_ids: tuple[int, ...]
    days: tuple[tuple[str, date], ...]


@dataclass(frozen=True)
class Answer:
    """A plan as far as one was found; with the proofs, where not everybody can be placed. Somebody
    left over without a conflict: the time was too short to decide."""

    proposal: Proposal
    conflicts: tuple[Conflict, ...] = ()


def plan(cycle: Cycle, told: Told | None = None, *, within: int = WITHIN) -> Answer:
    """Everybody in a batch, or why not. `told` hears how many are placed."""
    proposal = propose(cycle, told)
    if not proposal.left_over:
        return Answer(proposal)
    return solve(cycle, proposal, within=within)


def solve(cycle: Cycle, proposal: Proposal, *, within: int = WITHIN) -> Answer:
    """Let the solver complete a proposal that left somebody over, or prove that nobody can."""
    groups = groups_of(cycle)
    units = sorted(cycle.sizes())
    days = sorted({day for batch in cycle.batches for day in batch.days})
    task = _task(cycle, groups, units, days)
    task["seconds"] = within * 0.3
    found = _asked(task, within)
    if found is None:
        return Answer(proposal)
    numbers: list[Counter[int]] = [Counter() for _group in groups]
    for group, place, number in found["placed"]:
        numbers[group][place] = number
    allotment = allotted(groups, cycle, numbers)
    if len(allotment) > len(proposal.allotment):
        left = tuple(m.person_id for m in cycle.members if m.person_id not in allotment)
        proposal = Proposal(allotment, left)
    conflicts = tuple(
        Conflict(
            units=tuple(units[n] for n in why["units"]),
            wanted=why["wanted"],
            most=why["most"],
            class_ids=tuple(cycle.batches[n].class_id for n in why["batches"]),
            days=tuple((units[unit], days[day]) for unit, day in why["days"]),
        )
        for why in found["conflicts"]
    )
    return Answer(proposal, conflicts)


def _task(
    cycle: Cycle, groups: list[Group], units: list[str], days: list[date]
) -> dict[str, object]:
    unit_at = {unit: n for n, unit in enumerate(units)}
    day_at = {day: n for n, day in enumerate(days)}
    return {
        "groups": [[unit_at[g.unit], len(g.person_ids), list(g.options)] for g in groups],
        "seats": [batch.capacity for batch in cycle.batches],
        "days": [sorted(day_at[day] for day in batch.days) for batch in cycle.batches],
        "shares": [
            [n, [unit_at[unit] for unit in units if unit.startswith(path)], most]
            for n, batch in enumerate(cycle.batches)
            for path, most in batch.shares
        ],
        "room": [[unit_at[u], day_at[d], most] for (u, d), most in room_of(cycle).items()],
    }


def _asked(task: dict[str, object], within: int) -> dict[str, Any] | None:
    try:
        done = subprocess.run(  # noqa: S603  # our own program, no shell; numbers come by a pipe
            [sys.executable, "-I", str(PROGRAM)],
            input=json.dumps(task),
            capture_output=True,
            text=True,
            check=True,
            timeout=within,
            env={"OPENBLAS_NUM_THREADS": "1"},
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as fault:
        log.warning("no answer from the solver", fault=str(fault)[:300])
        return None
    found: dict[str, Any] = json.loads(done.stdout)
    return found
