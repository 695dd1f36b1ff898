"""`make bench`: what a save costs on this machine; one JSON object on standard output.

On a throw-away PostgreSQL with `fsync` on: saves per second and their times flat out over 32 and
100 connections, the times of 1,000 candidates who each save every 20 seconds, the cost of a save
with ten thousand and with a million stored operations, and beside them the floor: durable one-row
updates per second over as many connections. Web server, database and load generator share the
machine; their processor time is counted apart. `--quick` takes a tenth of the time, for trying out.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from pathlib import Path

from bench import floor, load, site
from tests import postgres

FLAT_OUT = (32, 100)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    if postgres.binaries() is None:
        sys.exit(f"PostgreSQL is missing: {postgres.HOW_TO_GET}")
    before = os.getloadavg()[0]
    cluster = postgres.Cluster()
    with tempfile.TemporaryDirectory(prefix="mingfa-bench-") as folder:
        try:
            cluster.start()
            told = measure(cluster, Path(folder), quick=quick)
        finally:
            cluster.stop()
    print(json.dumps(told | {"machine": machine(before)}, indent=2, ensure_ascii=False))
    return 0


def measure(cluster: postgres.Cluster, folder: Path, *, quick: bool) -> dict[str, object]:
    """Every figure, in the order in which they are least in each other's way."""
    seconds = 2 if quick else 10
    say("the floor: durable one-row updates")
    told: dict[str, object] = {
        "floor_commits_per_second": {str(n): floor.commits(cluster, n, seconds) for n in FLAT_OUT}
    }
    say("candidates with papers")
    hall = site.Hall(cluster, folder, candidates=200 if quick else 2000)
    hall.prepare()
    with hall.serve():
        hall.store_operations(10_000)
        told["with_10000_stored"] = load.flat_out(hall, 32, seconds)
        told["flat_out"] = {str(n): load.flat_out(hall, n, seconds) for n in FLAT_OUT}
        say("paced candidates")
        told["paced"] = load.paced(hall, 100 if quick else 1000, every=20, seconds=20)
        stored = 100_000 if quick else 1_000_000
        say(f"{stored} stored operations")
        hall.store_operations(stored)
        told[f"with_{stored}_stored"] = load.flat_out(hall, 32, seconds)
    return told


def machine(load_before: float) -> dict[str, object]:
    return {
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load_before": round(load_before, 2),
        "shared_by": f"granian with {site.WORKERS} workers of {site.THREADS} threads, PostgreSQL"
        " and the load generator; whatever else ran is in load_before",
    }


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
