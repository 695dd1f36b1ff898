"""How long it takes to hold 5,000 new questions against a bank of 50,000; prints one JSON object.

    python -m bench.duplicates [NEW] [BANK]

The questions are put together from clauses of the starter bank; a fifth of the new ones repeat one
of the bank with a letter in twenty changed, and all of these should be found.
"""

from __future__ import annotations

import json
import os
import random
import re
import sys
import time

from questionbank.rules.banktext import parse
from questionbank.rules.likeness import Index
from questionbank.sheets import STARTER, bank_files


def clauses() -> list[str]:
    stems = (
        q.wording.stem for path in bank_files(STARTER) for q in parse(path.read_text()).questions
    )
    return [part for stem in stems for part in re.split("[，。；：]", stem) if len(part) > 4]


def changed(stem: str) -> str:
    letters = list(stem)
    for _ in range(max(1, len(stem) // 20)):
        letters[random.randrange(len(letters))] = random.choice("甲乙丙丁")  # noqa: S311
    return "".join(letters)


def measure(new: int, held: int) -> dict[str, object]:
    random.seed(4)
    parts = clauses()
    bank = [(f"B{n}", "，".join(random.sample(parts, 3))) for n in range(held)]
    sought = [
        changed(random.choice(bank)[1]) if n % 5 == 0 else "，".join(random.sample(parts, 3))  # noqa: S311
        for n in range(new)
    ]
    began, work = time.monotonic(), time.process_time()
    index = Index(bank)
    found = [bool(index.like(stem)) for stem in sought]
    return {
        "new": new,
        "bank": held,
        "seconds": round(time.monotonic() - began, 2),
        "cpu_seconds": round(time.process_time() - work, 2),
        "repeated": len(found[::5]),
        "repeated_found": sum(found[::5]),
        "load": round(os.getloadavg()[0], 1),
    }


if __name__ == "__main__":
    given = [int(number) for number in sys.argv[1:3]]
    print(json.dumps(measure(*(given + [5_000, 50_000][len(given) :]))))
