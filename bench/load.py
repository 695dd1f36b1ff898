"""The load: connections that save, one request at a time each, and how long every one took."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections import Counter
from typing import Any

from bench.site import Hall, Seat


def flat_out(hall: Hall, connections: int, seconds: float) -> dict[str, Any]:
    """Every connection sends its next save as soon as the last was acknowledged."""
    _run(hall, connections, 1.0, None)  # warm: connections of the pool, caches of papers
    return _measured(hall, connections, seconds, None)


def paced(hall: Hall, candidates: int, *, every: float, seconds: float) -> dict[str, Any]:
    """Every candidate has a connection and saves once in `every` seconds, spread evenly."""
    return _measured(hall, candidates, seconds, every)


def _measured(hall: Hall, connections: int, seconds: float, every: float | None) -> dict[str, Any]:
    before, began = hall.processor_ms(), time.perf_counter()
    took, statuses = _run(hall, connections, seconds, every)
    wall, after = time.perf_counter() - began, hall.processor_ms()
    saves = max(1, len(took))
    took.sort()
    return {
        "connections": connections,
        "saves": len(took),
        "saves_per_second": round(len(took) / wall, 1),
        **{f"p{p}_ms": round(took[min(saves - 1, saves * p // 100)], 2) for p in (50, 95, 99)},
        "web_cpu_ms_per_save": round((after[0] - before[0]) / saves, 3),
        "database_cpu_ms_per_save": round((after[1] - before[1]) / saves, 3),
        "refused": {str(status): n for status, n in statuses.items() if status != 200},
    }


def _run(
    hall: Hall, connections: int, seconds: float, every: float | None
) -> tuple[list[float], Counter[int]]:
    took: list[float] = []
    statuses: Counter[int] = Counter()

    async def all_of_them() -> None:
        until = time.perf_counter() + seconds
        tasks = [
            _candidate(hall, n, connections, (until, every), (took, statuses))
            for n in range(connections)
        ]
        await asyncio.gather(*tasks)

    asyncio.run(all_of_them())
    return took, statuses


async def _candidate(
    hall: Hall,
    n: int,
    connections: int,
    pace: tuple[float, float | None],
    told: tuple[list[float], Counter[int]],
) -> None:
    """One connection, taking turns among the candidates that are its own."""
    until, every = pace
    mine = hall.seats[n % len(hall.seats) :: connections] or [hall.seats[n % len(hall.seats)]]
    if every:
        mine = mine[:1]
        await asyncio.sleep(every * n / connections)
    reader, writer = await asyncio.open_connection("127.0.0.1", hall.port)
    turn = 0
    while time.perf_counter() < until:
        hall.next_seq += 1
        request = request_of(mine[turn % len(mine)], hall.next_seq)
        turn += 1
        began = time.perf_counter()
        writer.write(request)
        status, _head = await reply_of(reader)
        told[1][status] += 1
        if status == 200:
            told[0].append((time.perf_counter() - began) * 1000)
        if every:
            if time.perf_counter() + every >= until:
                break
            await asyncio.sleep(every)
    writer.close()


def request_of(seat: Seat, seq: int) -> bytes:
    place = seq % len(seat.options)
    operation = {
        "op_id": secrets.token_hex(16),
        "epoch": 1,
        "seq": seq,
        "place": place + 1,
        "choices": [seat.options[place]],
        "flag": False,
        "mono_ms": seq,
    }
    body = json.dumps({"ops": [operation]}).encode()
    head = (
        f"POST {seat.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Lease: {seat.lease}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def reply_of(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Read one whole reply, its body counted or in chunks; its status and head."""
    whole = await reader.readuntil(b"\r\n\r\n")
    head = whole.lower().split(b"\r\n")
    sizes = [line.partition(b":")[2] for line in head if line.startswith(b"content-length")]
    if sizes:
        await reader.readexactly(int(sizes[0]))
    elif b"transfer-encoding: chunked" in head:
        while size := int(await reader.readuntil(b"\r\n"), 16):
            await reader.readexactly(size + 2)
        await reader.readexactly(2)
    return int(head[0].split(b" ")[1]), whole
