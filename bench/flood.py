"""One client who does not stop: `python -m bench.flood PORT PATH LEASE OPTION FIRST SECONDS`.

A process of its own, so that it takes nothing from the one that measures the others but what any
client takes from this machine. Prints how many replies of each status it got.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter

from bench import load
from bench.site import Seat

CONNECTIONS = 8


async def main(port: int, seat: Seat, first: int, seconds: float) -> Counter[int]:
    until, replies, numbers = (
        time.perf_counter() + seconds,
        Counter[int](),
        iter(range(first, 2**31)),
    )

    async def one() -> None:
        line = await load.Line.to(port)
        while time.perf_counter() < until:
            replies[(await line.ask(load.request_of(seat, next(numbers))))[0]] += 1
        line.close()

    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))
    return replies


if __name__ == "__main__":
    port_, path, lease, option, first_, seconds_ = sys.argv[1:]
    seat_ = Seat(path, lease, [option])
    told = asyncio.run(main(int(port_), seat_, int(first_), float(seconds_)))
    print(json.dumps({str(status): n for status, n in sorted(told.items())}))
