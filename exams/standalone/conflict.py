"""python3 conflict.py: the fewest cells that together cannot be filled.

Reads {"wanted": [...], "groups": [[[cells], most], ...]} from standard input: how many places each
cell asks, and what each group of questions gives at most to its cells together. Writes
{"cells": [...], "wanted": n, "most": n}: the smallest set of cells that want more than all groups
touching them give. By Hall's theorem there is one exactly where the cells cannot all be filled, so
it proves it; where there is none, null is written. A process of its own, because the solver takes
more memory and time to load than a page should have.
"""

import json
import sys

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_array

SECONDS = 10


def smallest_conflict(wanted, groups):
    """The chosen cells x and the groups y that they touch: min Σx, so that Σ wanted·x exceeds
    Σ most·y, with y ≥ x wherever a group fits a cell."""
    cells, size = len(wanted), len(wanted) + len(groups)
    pairs = [(n, cell) for n, (fits, _most) in enumerate(groups) for cell in fits]
    rows = lil_array((len(pairs) + 1, size))
    for row, (group, cell) in enumerate(pairs):
        rows[row, cells + group], rows[row, cell] = 1, -1
    excess = [*wanted, *(-most for _fits, most in groups)]
    rows[[len(pairs)], :] = np.array([excess], dtype=float)
    least = np.zeros(len(pairs) + 1)
    least[-1] = 1
    found = milp(
        np.array([1.0] * cells + [0.0] * len(groups)),
        constraints=LinearConstraint(rows.tocsr(), least, np.inf),
        integrality=np.ones(size),
        bounds=Bounds(0, 1),
        options={"time_limit": SECONDS},
    )
    if found.x is None:
        return None
    chosen = [n for n in range(cells) if found.x[n] > 0.5]
    touched = [most for fits, most in groups if set(fits) & set(chosen)]
    return {"cells": chosen, "wanted": sum(wanted[n] for n in chosen), "most": sum(touched)}


if __name__ == "__main__":
    task = json.load(sys.stdin)
    json.dump(smallest_conflict(task["wanted"], task["groups"]), sys.stdout)
