"""The load: connections that save, one request at a time each, and how long every one took."""

from __future__ import annotations

import asyncio
import re
import secrets
import time
from collections import Counter
from typing import Any

from bench.site import Hall, Seat

LENGTH = re.compile(rb"content-length: *(\d+)", re.I)
LAST_CHUNK = b"\r\n0\r\n\r\n"
RUN = secrets.token_hex(8)  # makes the numbers of this run names of their own


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
    line = await Line.to(hall.port)
    turn = 0
    while time.perf_counter() < until:
        hall.next_seq += 1
        request = request_of(mine[turn % len(mine)], hall.next_seq)
        turn += 1
        began = time.perf_counter()
        status, _reply = await line.ask(request)
        told[1][status] += 1
        if status == 200:
            told[0].append((time.perf_counter() - began) * 1000)
        if every:
            if time.perf_counter() + every >= until:
                break
            await asyncio.sleep(every)
    line.close()


def request_of(seat: Seat, seq: int) -> bytes:
    """One answer. Written by hand, because what measures takes its time from what is measured."""
    place = seq % len(seat.options)
    body = (
        f'{{"ops":[{{"op_id":"{seq:016x}{RUN}","epoch":1,"seq":{seq},"place":{place + 1},'
        f'"choices":["{seat.options[place]}"],"flag":false,"mono_ms":{seq}}}]}}'
    )
    return (
        f"POST {seat.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Lease: {seat.lease}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


class Line(asyncio.Protocol):
    """One connection to the site: a request, then its whole reply. The cheapest that asyncio has,
    because what measures takes its time from what is measured."""

    def __init__(self) -> None:
        self._got, self._size = bytearray(), -1
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[tuple[int, bytes]] | None = None

    @classmethod
    async def to(cls, port: int) -> Line:
        loop = asyncio.get_running_loop()
        _transport, line = await loop.create_connection(cls, "127.0.0.1", port)
        return line

    def ask(self, request: bytes) -> asyncio.Future[tuple[int, bytes]]:
        """Status, and head with body, of the reply."""
        assert self._transport is not None
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._waiting

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # a stream's

    def connection_lost(self, exc: Exception | None) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(exc or EOFError("the site hung up"))

    def data_received(self, data: bytes) -> None:
        self._got += data
        if self._size < 0:
            end = self._got.find(b"\r\n\r\n")
            if end < 0:
                return
            self._size = _size_of(bytes(self._got[:end]), end + 4)
        whole = self._got.endswith(LAST_CHUNK) if not self._size else len(self._got) >= self._size
        if whole and self._waiting is not None:
            reply = bytes(self._got)
            self._got.clear()
            self._size = -1
            self._waiting.set_result((int(reply[9:12]), reply))


def _size_of(head: bytes, begin: int) -> int:
    """How long the whole reply is; 0 when it comes in chunks."""
    found = LENGTH.search(head)
    return begin + int(found[1]) if found else 0 if b"chunked" in head.lower() else begin
