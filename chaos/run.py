"""One run: candidates who answer, a site that is broken meanwhile, and the comparison at the end.

`python -m chaos.run PLAN ENGINE SEED [FAULT]` prints one JSON object; it is a process of its own,
because Django can serve one database in a process.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from bench.site import WORKERS, Seat, empty_site
from chaos.candidates import Browser, Network
from chaos.house import House
from chaos.ledger import Ledger
from tests import postgres

FLUSHED_WITHIN = 90.0  # seconds
TAKE_OVERS = 0.05  # of the candidates
HANDS_IN = 0.5


@dataclass(frozen=True)
class Plan:
    """How many, how long, and when what is broken; all in seconds."""

    candidates: int
    every: float
    seconds: float
    workers: tuple[float, ...] = ()
    masters: tuple[float, ...] = ()
    databases: tuple[tuple[float, float], ...] = ()  # when, and for how long it stays away
    clocks: tuple[tuple[float, float], ...] = ()  # when, and by how much it is set off then
    minutes: int = 90  # that an attempt has


FULL = Plan(
    candidates=2000,
    every=6.0,
    seconds=120.0,
    workers=(6.0, 12.0, 30.0, 37.0, 52.0, 104.0, 110.0),
    masters=(20.0, 46.0, 112.0),
    databases=((15.0, 0.0), (40.0, 0.0), (60.0, 30.0)),
)
SMALL = Plan(
    candidates=60,
    every=0.5,
    seconds=12.0,
    workers=(2.0, 5.0),
    masters=(7.0,),
    databases=((3.5, 0.0), (9.5, 0.0)),
)
PLANS = {
    "full": FULL,
    "sqlite": Plan(candidates=300, every=3.0, seconds=45.0, masters=(10.0, 20.0, 32.0)),
    "control": SMALL,
    "clocks": Plan(
        candidates=60,
        every=0.5,
        seconds=24.0,
        clocks=((5.0, 3600.0), (10.0, -3600.0), (15.0, 0.0), (19.0, 3600.0)),
        minutes=20,
    ),
    "small_sqlite": Plan(candidates=60, every=0.5, seconds=15.0, masters=(3.0, 7.0, 11.0)),
}


def run(
    plan: Plan, house: House, seats: list[Seat], seed: int, lease: Callable[[str], Seat]
) -> dict[str, Any]:
    """Play the plan and return the ledger's and the database's figures."""
    from chaos import proof  # noqa: PLC0415  # tables can be imported only now

    ledger, made = Ledger(), set[str]()
    random = Random(seed)
    try:
        house.open()
        browsers = asyncio.run(_play(plan, house, seats, (random, ledger, made), lease))
        left = sum(len(browser.queue) for browser in browsers)
        faults, told = proof.verify(ledger, made, house.outages)
        if plan.clocks:
            faults += proof.misjudged(ledger)
    finally:
        house.close()
    if left:
        faults["never acknowledged"] += left
    return {
        "faults": dict(faults),
        "candidates": plan.candidates,
        "acknowledged": ledger.count,
        "requests": ledger.requests,
        "dropped": ledger.dropped,
        "repeated": ledger.repeated,
        "refused": {str(status): n for status, n in sorted(ledger.refused.items())},
        "handed_in": len(ledger.receipts),
        "killed": house.kills,
        "outages_seconds": [round(seconds, 1) for seconds in house.outages],
        "clock_moves": house.clock_moves,
        **told,
    }


Told = tuple[Random, Ledger, set[str]]


async def _play(
    plan: Plan, house: House, seats: list[Seat], told: Told, lease: Callable[[str], Seat]
) -> list[Browser]:
    random, ledger, made = told
    network = Network(house.port, plan.every)
    until = time.monotonic() + plan.seconds
    browsers = [
        Browser(seat, _ref(seat), 1, Random(random.random()), network, ledger, made)
        for seat in seats
    ]
    movers = random.sample(browsers, max(1, int(len(browsers) * TAKE_OVERS)))
    moves = [_move(browser, until, random, lease) for browser in movers]
    async with asyncio.TaskGroup() as group:
        for browser in browsers:
            group.create_task(browser.sit(until))
        moved = [group.create_task(move) for move in moves]
        for deed in _deeds(plan, house, random):
            group.create_task(deed)
    browsers += [task.result() for task in moved]
    late = time.monotonic() + FLUSHED_WITHIN
    await asyncio.gather(*(browser.flush(late) for browser in browsers))
    last = {browser.ref: browser for browser in browsers}
    leaving = random.sample(sorted(last), int(len(last) * HANDS_IN))
    await asyncio.gather(*(last[ref].hand_in(late) for ref in leaving))
    return browsers


def _deeds(plan: Plan, house: House, random: Random) -> list[Any]:
    """What is broken, each at its time."""
    deeds = [_at(when, house.kill_worker, random) for when in plan.workers]
    deeds += [_at(when, house.kill_all) for when in plan.masters]
    deeds += [_at(when, house.set_clock, off) for when, off in plan.clocks]
    return deeds + [_at(when, house.restart_database, away) for when, away in plan.databases]


async def _at(when: float, deed: Callable[..., None], *words: Any) -> None:
    await asyncio.sleep(when)
    await asyncio.to_thread(deed, *words)


async def _move(
    old: Browser, until: float, random: Random, lease: Callable[[str], Seat]
) -> Browser:
    """The candidate goes on at another computer; the old one goes on sending."""
    await asyncio.sleep(random.uniform(0.2, 0.6) * (until - time.monotonic()))
    while True:
        try:
            seat = await asyncio.to_thread(lease, old.ref)
            break
        except Exception:  # the database is away
            await asyncio.sleep(0.5)
    old.is_fenced = True
    old.answer()  # however late it became: one answer at least of a computer that lost the pen
    new = replace(
        old,
        seat=seat,
        epoch=old.epoch + 1,
        random=Random(random.random()),
        queue=[],
        seq=1000,
        is_fenced=False,
    )
    await new.sit(until)
    return new


def _ref(seat: Seat) -> str:
    return seat.path.split("/")[3]


def main(name: str, engine: str, seed: int, fault: str = "") -> dict[str, Any]:
    """A run in a folder of its own."""
    plan = PLANS[name]
    if engine == "sqlite":
        plan = replace(plan, workers=(), databases=())
    cluster = None
    with tempfile.TemporaryDirectory(prefix="mingfa-chaos-") as folder:
        try:
            if engine == "postgres":
                slow = {"wal_writer_delay": "10s"} if fault == "asynchronous_commit" else {}
                cluster = postgres.Cluster(**slow)
                cluster.start()
            environment = empty_site(Path(folder), cluster.url() if cluster else "")
            os.environ |= environment
            from bench import scene  # noqa: PLC0415  # tables can be imported only now

            seats = scene.seats(plan.candidates, minutes=plan.minutes)
            if fault:
                environment |= {"CHAOS_FAULT": fault}
            workers = WORKERS if cluster else 1
            house = House(cluster, environment | {"MINGFA_LOG_LEVEL": "ERROR"}, workers)
            if plan.clocks:
                house.let_clock_be_set(Path(folder) / "clock")
            return run(plan, house, seats, seed, scene.move)
        finally:
            if cluster:
                cluster.stop()


if __name__ == "__main__":
    words = sys.argv[1:]
    told = main(words[0], words[1], int(words[2]), *words[3:4])
    print(json.dumps(told, ensure_ascii=False))
