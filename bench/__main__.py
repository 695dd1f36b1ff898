"""`make bench`: what this machine can do; one JSON object on standard output.

`ARGS="--only board,duty"` chooses among the parts, `--quick` makes all of them small, `--officers`
sets how large the largest office on PostgreSQL is:

saves   on PostgreSQL with `fsync` on: saves of answers per second and their times flat out over 32
        and 100 connections; the times of 200 candidates who save every 3 seconds, alone and beside
        one client who does not stop, and of 2,000 who save every 20; 2,000 starts within a second
        and as many hand-ins within five; the processor time of one candidate's whole exam; a save's
        cost with ten thousand and with a million stored operations; and beside them the floor:
        durable one-row updates per second over as many connections. Ends with every bar of the
        hall, measured and met or missed
board   the coordinator's board of a whole city of 3,000, 30,000 and 100,000 officers
duty    the duty answer for one of 100,000 officers with ten years behind them, and its page
lists   the register's lists of as many: persons, certificates, posts without right, the figures
bank    a bank of 50,000 questions: its import as one xlsx, and the pages on which it is searched
rotation   5,000 officers sent to 50 classes, and the proof where there are too few places
rotation_job   the same as its background job does it, with rows and notices, and its publication
duplicates   5,000 new questions held against a bank of 50,000
documents   500 training certificates with their codes as one document
desk    the desk over 24 rooms with 1,200 candidates and every room's console, as they ask
papers  2,000 own papers of 100 questions from a bank of 10,000, made by two background workers
statistics   the figures of a session of 10,000 candidates and 100 questions, as its job reckons
batch   a sheet of 1,000 and 10,000 persons, checked by its job
demo    loading the demonstration city at a tenth and in full, into a new SQLite file

Board, duty, lists, batch and bank are asked on PostgreSQL and, of 30,000, on SQLite. Every server
is a throw-away one. What is measured and what measures share the machine; processor time is
counted apart.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench import bars, city, floor, load, rush, site
from tests import postgres

FLAT_OUT = (32, 100)
MANY = 400  # candidates whose whole exams are measured side by side
FEW = 50  # the same while the machine mostly waits, which makes it forget what it had at hand
OFFICE = ("board", "duty", "lists", "batch")
SIZES, SMALL = (3_000, 30_000, 100_000), 3_000  # officers; SQLite holds the first two
PARTS = (
    "saves",
    *OFFICE,
    "bank",
    "duplicates",
    "desk",
    "papers",
    "rotation",
    "rotation_job",
    "documents",
    "statistics",
    "demo",
)
WITHOUT_SITE = {
    "duplicates": ("near duplicates", ("500", "5000"), ("5000", "50000")),
    "rotation": ("a rotation of everybody through classes", ("500", "10"), ("5000", "50")),
    "documents": ("training certificates on paper", ("50",), ("500",)),
}
Told = dict[str, object]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", type=_parts, default=PARTS, metavar="PART,PART")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--officers", type=int, default=SIZES[-1], metavar="N")
    asked = parser.parse_args()
    if postgres.binaries() is None:
        sys.exit(f"PostgreSQL is missing: {postgres.HOW_TO_GET}")
    before, began = os.getloadavg()[0], time.perf_counter()
    for name in [n for n in os.environ if n.startswith("MINGFA_") and n != "MINGFA_STATUTES"]:
        del os.environ[name]
    with tempfile.TemporaryDirectory(prefix="mingfa-bench-") as folder:
        told = measure(asked.only, Path(folder), quick=asked.quick, most=asked.officers)
    told |= {"seconds": round(time.perf_counter() - began), "machine": machine(before)}
    print(json.dumps(told, indent=2, ensure_ascii=False))
    return 0


def _parts(words: str) -> tuple[str, ...]:
    parts = tuple(words.split(","))
    if not set(parts) <= set(PARTS):
        raise argparse.ArgumentTypeError(f"parts are {', '.join(PARTS)}")
    return parts


def measure(parts: tuple[str, ...], folder: Path, *, quick: bool, most: int = SIZES[-1]) -> Told:
    """Every part that is asked for, one after the other; `most` officers in the largest office."""
    told: Told = {}
    asked = [part for part in OFFICE if part in parts]
    if asked:
        with _cluster() as cluster:
            sizes = (SMALL,) if quick else (*[n for n in SIZES if n < most], most)
            told["postgresql"] = office(asked, folder / "office", cluster.url(), sizes)
        sizes = (SMALL,) if quick else SIZES[:-1]
        told["sqlite"] = office(asked, folder / "office-sqlite", "", sizes)
    for name in [name for name in ON_BOTH if name in parts]:
        ask = ON_BOTH[name]
        with _cluster() as cluster:
            told[f"{name}_on_postgresql"] = ask(folder / name, cluster.url(), quick=quick)
        told[f"{name}_on_sqlite"] = ask(folder / f"{name}-sqlite", "", quick=quick)
    told |= without_site(parts, quick=quick)
    if "statistics" in parts:
        say("the statistics of a session")
        size = ("1000", "50") if quick else ("10000", "100")
        environment = site.empty_site(folder / "statistics")
        told["statistics"] = part("statistics", *size, environment=environment)
    if "demo" in parts:
        for scale in ("0.1",) if quick else ("0.1", "1"):
            say(f"the demonstration city at scale {scale}")
            told[f"demo_at_{scale}"] = city.demo(folder / f"demo-{scale}", scale)
    if "saves" in parts:
        with _cluster() as cluster:
            told["saves"] = saves(cluster, folder / "saves", quick=quick)
    return told


@contextlib.contextmanager
def _cluster() -> Iterator[postgres.Cluster]:
    cluster = postgres.Cluster()
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()


def without_site(parts: tuple[str, ...], *, quick: bool) -> Told:
    """The parts that need neither a site nor a database."""
    told: Told = {}
    for name, (about, small, full) in WITHOUT_SITE.items():
        if name in parts:
            say(about)
            told[name] = part(name, *(small if quick else full))
    return told


def office(parts: list[str], folder: Path, database: str, sizes: tuple[int, ...]) -> Told:
    """The figures of an office that grows to these sizes, from a process of its own."""
    say(f"an office on {'PostgreSQL' if database else 'SQLite'}")
    rows = ["1000"] if sizes == (SMALL,) else ["1000", "10000"]
    done = subprocess.run(
        [
            *(sys.executable, "-m", "bench.office", "--only", *parts),
            *("--officers", *map(str, sizes), "--rows", *rows),
        ],
        cwd=site.ROOT,
        env=site.empty_site(folder, database),
        check=True,
        stdout=subprocess.PIPE,
    )
    told: Told = json.loads(done.stdout)
    return told


def bank(folder: Path, database: str, *, quick: bool) -> Told:
    """The figures of a large bank, from a process of its own."""
    say(f"a bank on {'PostgreSQL' if database else 'SQLite'}")
    environment = site.empty_site(folder, database)
    return part("bank", "2000" if quick else "50000", environment=environment)


def papers(folder: Path, database: str, *, quick: bool) -> Told:
    """How long the papers of a large session take, from a process of its own."""
    say(f"papers on {'PostgreSQL' if database else 'SQLite'}")
    size = ("300", "1000") if quick else ("2000", "10000")
    return part("papers", *size, environment=site.empty_site(folder, database))


def desk(folder: Path, database: str, *, quick: bool) -> Told:
    """What looking at a running session costs, from a process of its own."""
    say(f"a desk on {'PostgreSQL' if database else 'SQLite'}")
    size = ("60", "3") if quick else ("1200", "24")
    return part("desk", *size, environment=site.empty_site(folder, database))


def rotation_job(folder: Path, database: str, *, quick: bool) -> Told:
    """How long the job of a rotation takes with all its rows, from a process of its own."""
    say(f"a rotation as its job on {'PostgreSQL' if database else 'SQLite'}")
    size = ("600", "20") if quick else ("5000", "50")
    return part("rotation_job", *size, environment=site.empty_site(folder, database))


ON_BOTH = {"bank": bank, "desk": desk, "papers": papers, "rotation_job": rotation_job}


def part(name: str, *words: str, environment: dict[str, str] | None = None) -> Told:
    """What `python -m bench.NAME` prints."""
    command = [sys.executable, "-m", f"bench.{name}", *words]
    done = subprocess.run(
        command, cwd=site.ROOT, env=environment, check=True, stdout=subprocess.PIPE
    )
    told: Told = json.loads(done.stdout)
    return told


def saves(cluster: postgres.Cluster, folder: Path, *, quick: bool) -> Told:
    """What a save costs; every figure in the order in which they are least in each other's way."""
    seconds = 2 if quick else 10
    say("the floor: durable one-row updates")
    told: Told = {
        "floor_commits_per_second": {str(n): floor.commits(cluster, n, seconds) for n in FLAT_OUT}
    }
    say("candidates with papers")
    hall = site.Hall(cluster, folder, candidates=200 if quick else 2000)
    hall.prepare()
    few, many = (50, 200) if quick else (200, 2000)
    with hall.serve():
        load.flat_out(hall, 32, 1)  # warm, as a site in use is
        say("whole exams")
        for name, candidates in (
            ("whole_exam", 24 if quick else MANY),
            ("whole_exam_of_few", 12 if quick else FEW),
        ):
            going = hall.visitors(rush.WARM + candidates, minutes=3)
            told[name] = rush.whole_exams(hall, going)
        hall.store_operations(10_000)
        told["with_few_stored"] = load.flat_out(hall, 32, seconds)
        told["flat_out"] = {str(n): load.flat_out(hall, n, seconds) for n in FLAT_OUT}
        say("paced candidates")
        told["paced_every_3"] = load.paced(hall, few, every=3, seconds=seconds + 5)
        told["beside_a_flood"] = rush.beside_a_flood(hall, few, every=3, seconds=seconds + 5)
        told["paced_every_20"] = load.paced(hall, many, every=20, seconds=21)
        stored = 100_000 if quick else 1_000_000
        say(f"{stored} stored operations")
        hall.store_operations(stored)
        told["with_many_stored"] = load.flat_out(hall, 32, seconds)
        say("all start and hand in at once")
        coming = hall.visitors(many)
        told["starts"] = rush.starts(hall, coming, within=1.0)
        told["hand_ins"] = rush.hand_ins(hall, coming, within=5.0)
    floors: dict[str, int] = told["floor_commits_per_second"]  # type: ignore[assignment]
    flat: dict[str, dict[str, float]] = told["flat_out"]  # type: ignore[assignment]
    told["share_of_the_floor"] = {
        n: round(flat[n]["saves_per_second"] / floors[n], 3) for n in floors
    }
    few_stored, many_stored = (
        sum(told[n][f"{side}_cpu_ms_per_save"] for side in ("web", "database"))  # type: ignore[index]
        for n in ("with_few_stored", "with_many_stored")
    )
    told["cost_grows"] = round(many_stored / few_stored, 2)
    told["bars"] = bars.judged(told)
    for line in bars.lines(told["bars"]):  # type: ignore[arg-type]
        say(line)
    return told


def machine(load_before: float) -> Told:
    return {
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load_before": round(load_before, 2),
        "load_after": round(os.getloadavg()[0], 2),
        "shared_by": f"granian with {site.WORKERS} workers of {site.THREADS} threads, PostgreSQL"
        " and the load generator; whatever else ran is in load_before",
    }


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
