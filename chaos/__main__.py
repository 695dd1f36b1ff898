"""`make chaos`: break the site while candidates sit, and count what was lost.

`ARGS="--only postgres,controls --seed 7 --quick"` chooses; without it everything runs, about ten
minutes:

postgres   2,000 candidates on PostgreSQL: workers and whole servers killed, the database crashed
           twice and away for thirty seconds, requests dropped and repeated, computers changed
sqlite     300 candidates on a SQLite file, everything killed three times
clocks     the clock of all that serves set an hour forward, back and right again while 60
           candidates answer: nobody's answer is late, nobody is closed, no time is given
power      power cuts of SQLite's disk: only what was synced is there again
controls   the same with one promise broken on purpose, each of which must be found out: answers
           acknowledged before the commit, the commit not waited for, repeated requests taken for
           new ones, no fence round a computer that lost the pen; `synchronous=NORMAL` on SQLite

The last line of standard output is one JSON object; the exit status is 1 when anything was lost,
doubled, broken or not given back, or when a broken promise was not found out.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from typing import Any

from bench.site import ROOT
from chaos.house import HOW_TO_GET, faketime

CONTROLS = {  # the promise that is broken: what must be found of it
    "asynchronous_commit": "acknowledged and lost",
    "acknowledged_before_commit": "acknowledged and lost",
    "no_dedupe": "stored and nobody's",
    "no_fence": "fenced computer wrote",
}
CLOCK_CONTROL = "no_watch"
PARTS = ("postgres", "sqlite", "clocks", "power", "controls")
LONGEST = 900  # seconds of one run


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default=",".join(PARTS), metavar="PART,PART")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="60 candidates instead of 2,000")
    asked = parser.parse_args()
    parts = asked.only.split(",")
    if not set(parts) <= set(PARTS):
        parser.error(f"parts are {', '.join(PARTS)}")
    began, load = time.perf_counter(), os.getloadavg()[0]
    told: dict[str, Any] = {}
    if "postgres" in parts:
        plan = "control" if asked.quick else "full"
        told["postgres"] = part("run", plan, "postgres", asked.seed)
    if "sqlite" in parts:
        plan = "small_sqlite" if asked.quick else "sqlite"
        told["sqlite"] = part("run", plan, "sqlite", asked.seed)
    if "clocks" in parts:
        told["clocks"] = clocks(asked.seed)
    if "power" in parts:
        told["power"] = {mode: part("power", mode, asked.seed) for mode in ("FULL", "NORMAL")}
    if "controls" in parts:
        told["controls"] = {
            fault: part("run", "control", "postgres", asked.seed, fault) for fault in CONTROLS
        }
    failures = failed(told)
    told |= {"seed": asked.seed, "failures": failures, "load_before": round(load, 1)}
    told["seconds"] = round(time.perf_counter() - began)
    print(json.dumps(told, ensure_ascii=False))
    return int(bool(failures))


def clocks(seed: int) -> dict[str, Any]:
    """The run with a clock that is set, and its control, where this computer can set one."""
    if faketime() is None:
        print(f"clocks: left out ({HOW_TO_GET})", file=sys.stderr, flush=True)
        return {"left_out": HOW_TO_GET}
    return part("run", "clocks", "postgres", seed) | {
        "control": part("run", "clocks", "postgres", seed, CLOCK_CONTROL)
    }


def part(module: str, *words: object) -> dict[str, Any]:
    """What one run prints, from a process of its own."""
    print(f"{module} {' '.join(map(str, words))}", file=sys.stderr, flush=True)
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("MINGFA_", "DATABASE_"))}
    done = subprocess.run(
        [sys.executable, "-m", f"chaos.{module}", *map(str, words)],
        cwd=ROOT,
        env=kept,
        stdout=subprocess.PIPE,
        timeout=LONGEST,
        check=True,
    )
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def failed(told: dict[str, Any]) -> list[str]:
    """Which runs did not go as they must: a promise not kept, or a broken one not found out."""
    runs = ("postgres", "sqlite", "clocks")
    bad = [name for name in runs if told.get(name, {}).get("faults")]
    control = told.get("clocks", {}).get("control")
    if control and not control["faults"].get("late by a wrong clock"):
        bad.append(f"not found out: {CLOCK_CONTROL}")
    controls = told.get("controls", {})
    bad += [
        f"not found out: {name}"
        for name, run in controls.items()
        if not run["faults"].get(CONTROLS[name])
    ]
    power = told.get("power", {})
    if power and power["FULL"]["faults"]:
        bad.append("power")
    if power and not power["NORMAL"]["faults"]:
        bad.append("not found out: synchronous=NORMAL")
    return bad


if __name__ == "__main__":
    sys.exit(main())
