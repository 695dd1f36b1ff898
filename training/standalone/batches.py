"""python3 batches.py: a plan for a cycle of batches, or the proof that there is none.

Reads from standard input {"groups": [[unit, number, [batches]], ...], "seats": [...],
"days": [[days of the batch], ...], "room": [[unit, day, most], ...], "shares": [[batch, [units],
most], ...], "seconds": n}. A group is so
many persons of one unit who may go to the same batches; units, days and batches are numbers from 0.
Writes {"placed": [[group, batch, number], ...], "conflicts": [...]}: with a conflict nothing need
be placed, without one everybody is, or time ran out. A conflict is {"units", "wanted", "most",
"batches", "days"}, of one of three sorts, looked for in this order:

- no units: so many persons can go to these batches only, which have fewer places;
- one unit: its persons cannot all be placed even if nobody else went, for the days that are named;
- several units: the same together; none can be left out, unless time ran out.

A process of its own, because the solver takes more memory and time to load than the site should
spend.
"""

import json
import math
import sys
import time

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

TINY = 1e-6


class Program:
    """The most persons of some groups that can be placed, as a linear program."""

    def __init__(self, task, groups):
        self.task, self.groups = task, groups
        self.pairs = [(g, b) for g in groups for b in task["groups"][g][2]]
        self.rows, self.most, self.names = [], [], []
        for g in groups:
            self.names.append(("group", g))
            self.most.append(task["groups"][g][1])
        for b, seats in enumerate(task["seats"]):
            self.names.append(("batch", b))
            self.most.append(seats)
        for unit, day, most in task["room"]:
            self.names.append(("day", (unit, day)))
            self.most.append(most)
        for n, (_batch, _units, most) in enumerate(task.get("shares", [])):
            self.names.append(("share", n))
            self.most.append(most)
        self.matrix = self.built()

    def built(self):
        at = {name: n for n, name in enumerate(self.names)}
        rows, columns = [], []
        for column, (g, b) in enumerate(self.pairs):
            unit = self.task["groups"][g][0]
            for name in (("group", g), ("batch", b)):
                rows.append(at[name])
                columns.append(column)
            for day in self.task["days"][b]:
                if ("day", (unit, day)) in at:
                    rows.append(at["day", (unit, day)])
                    columns.append(column)
            for n, (batch, units, _most) in enumerate(self.task.get("shares", [])):
                if batch == b and unit in units:
                    rows.append(at["share", n])
                    columns.append(column)
        shape = (len(self.names), len(self.pairs))
        return coo_array((np.ones(len(rows)), (rows, columns)), shape=shape).tocsr()

    @property
    def wanted(self):
        return sum(self.task["groups"][g][1] for g in self.groups)

    def relaxed(self):
        """How many could be placed if persons could be divided, and the constraints that bind."""
        if not self.pairs:
            return 0, []
        found = linprog(-np.ones(len(self.pairs)), A_ub=self.matrix, b_ub=self.most)
        duals = zip(self.names, found.ineqlin.marginals, strict=True)
        return math.floor(-found.fun + TINY), [name for name, dual in duals if dual < -TINY]

    def solved(self, seconds):
        """The most that can be placed: how many go from which group to which batch, and a bound."""
        if not self.pairs:
            return [], 0
        found = milp(
            -np.ones(len(self.pairs)),
            constraints=LinearConstraint(self.matrix, -np.inf, self.most),
            integrality=np.ones(len(self.pairs)),
            bounds=Bounds(0, np.inf),
            options={"time_limit": max(0.1, seconds)},
        )
        if found.x is None:
            return [], self.wanted
        numbers = [(g, b, round(x)) for (g, b), x in zip(self.pairs, found.x, strict=True)]
        bound = math.floor(-found.mip_dual_bound + TINY)
        return [[g, b, n] for g, b, n in numbers if n], min(bound, self.wanted)


def short_of_seats(task):
    """The persons for whom there are too few places, days aside: the least cut of a flow from
    groups through batches. None where there are enough."""
    groups, seats = task["groups"], task["seats"]
    size, sink = len(groups), 1 + len(groups) + len(seats)
    edges = [(0, 1 + g, groups[g][1]) for g in range(size)]
    edges += [(1 + g, 1 + size + b, groups[g][1]) for g in range(size) for b in groups[g][2]]
    edges += [(1 + size + b, sink, most) for b, most in enumerate(seats)]
    starts, ends, most = (np.array(column, dtype=np.int32) for column in zip(*edges, strict=True))
    network = coo_array((most, (starts, ends)), shape=(sink + 1, sink + 1)).tocsr()
    found = maximum_flow(network, 0, sink)
    if found.flow_value == sum(number for _unit, number, _batches in groups):
        return None
    left = network - found.flow
    left.eliminate_zeros()
    reached = set(breadth_first_order(left, 0, return_predecessors=False).tolist())
    batches = [b for b in range(len(seats)) if 1 + size + b in reached]
    return {
        "units": [],
        "wanted": sum(groups[g][1] for g in range(size) if 1 + g in reached),
        "most": sum(seats[b] for b in batches),
        "batches": batches,
        "days": [],
    }


def program_of(task, units):
    return Program(task, [n for n, g in enumerate(task["groups"]) if g[0] in units])


def narrowed(task, units):
    """The task for these units alone, which makes its programs small."""
    return task | {"room": [row for row in task["room"] if row[0] in units]}


def conflict_of(task, units, until):
    """What binds these units; None where they can all go, or where time was too short to tell."""
    tried = program_of(narrowed(task, units), units)
    most, binding = tried.relaxed()
    if most >= tried.wanted:
        most, binding = tried.solved(until - time.monotonic())[1], []
    if most >= tried.wanted:
        return None
    full = [name for kind, name in binding if kind == "batch"]
    full += [task["shares"][name][0] for kind, name in binding if kind == "share"]
    return {
        "units": sorted(units),
        "wanted": tried.wanted,
        "most": most,
        "batches": sorted(set(full)),
        "days": [name for kind, name in binding if kind == "day"],
    }


def fewest(units, fails, until):
    """Leave out what can be left out: halves first, then quarters, at last single units."""
    kept, step = list(units), max(1, len(units) // 2)
    while True:
        start = 0
        while start < len(kept) and time.monotonic() < until:
            fewer = kept[:start] + kept[start + step :]
            if fewer and fails(set(fewer)):
                kept = fewer
            else:
                start += step
        if step == 1 or time.monotonic() >= until:
            return kept
        step = max(1, step // 2)


def decide(task):
    until = time.monotonic() + task["seconds"]
    seats = short_of_seats(task)
    if seats:
        return {"placed": [], "conflicts": [seats]}
    units = sorted({group[0] for group in task["groups"]})
    single = [conflict_of(task, {unit}, until) for unit in units]
    if any(single):
        return {"placed": [], "conflicts": [one for one in single if one]}
    whole = program_of(task, set(units))
    placed, bound = whole.solved(until - time.monotonic())
    if bound >= whole.wanted:
        return {"placed": placed, "conflicts": []}
    until = time.monotonic() + task["seconds"]
    kept = fewest(units, lambda some: conflict_of(task, some, until) is not None, until)
    last = conflict_of(task, set(kept), time.monotonic() + task["seconds"])
    return {"placed": placed, "conflicts": [last] if last else []}


if __name__ == "__main__":
    json.dump(decide(json.load(sys.stdin)), sys.stdout)
