"""How long it takes to send 5,000 officers of 250 units to 50 classes; prints one JSON object.

    python -m bench.rotation [OFFICERS] [CLASSES]

Once with a tenth more places than officers, once with exactly enough, and once with one in a
hundred too few, which has to be proved. Three of four officers can go on any day, the others not
on three days of a hundred; classes last five days and overlap.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from datetime import date, timedelta

from training.proof import plan
from training.rules.batches import Batch, Cycle, Member, findings

UNITS = 250
START = date(2026, 3, 2)
KINDS = ("enforcement", "legal_affairs", "reconsideration")


def days(*places: int) -> frozenset[date]:
    return frozenset(START + timedelta(days=n) for n in places)


def city(officers: int, classes: int, seats: float) -> Cycle:
    random.seed(7)
    members = tuple(
        Member(
            n,
            f"{min(UNITS - 1, int(abs(random.gauss(0, UNITS / 3)))):04}",
            random.choice(KINDS),  # noqa: S311
            days(*(random.randrange(100) for _ in range(3))) if n % 4 == 0 else frozenset(),  # noqa: S311
        )
        for n in range(1, officers + 1)
    )
    batches = tuple(
        Batch(n, days(*range(n * 2 % 100, n * 2 % 100 + 5)), int(officers / classes * seats))
        for n in range(1, classes + 1)
    )
    return Cycle(members, batches)


def measure(officers: int, classes: int) -> dict[str, object]:
    told: dict[str, object] = {"officers": officers, "classes": classes}
    for name, seats in (("roomy", 1.1), ("exact", 1.0), ("too_few", 0.99)):
        cycle = city(officers, classes, seats)
        began = time.monotonic()
        answer = plan(cycle)
        told[name] = {
            "seconds": round(time.monotonic() - began, 2),
            "left_over": len(answer.proposal.left_over),
            "proved": [one.wanted - one.most for one in answer.conflicts],
            "wrong": len(findings(cycle, answer.proposal.allotment))
            - len(answer.proposal.left_over),
        }
    told["load"] = round(os.getloadavg()[0], 1)
    return told


if __name__ == "__main__":
    given = [int(number) for number in sys.argv[1:3]]
    print(json.dumps(measure(*(given + [5_000, 50][len(given) :]))))
