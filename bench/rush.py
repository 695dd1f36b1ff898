"""When all come at once: at the start, at the end; one who does not stop; one whole exam."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import time
from collections import Counter
from random import Random
from typing import Any

from bench import load
from bench.site import Hall, Visitor

TOKEN = "a" * 32  # the proof of origin: cookie and form hold the same
PEN = re.compile(rb"pen=([\w-]+)")
SAVES = 50
PAUSE = 0.2  # seconds between them: below the pace at which a client is held up
WARM = 8  # candidates not counted: each process reads its templates once
FLOODS = 8  # connections of the one who does not stop


def starts(hall: Hall, visitors: list[Visitor], within: float) -> dict[str, Any]:
    """Everybody presses the button within so many seconds."""
    form = f"csrfmiddlewaretoken={TOKEN}".encode()
    requests = [_request(v, "start/", form, "application/x-www-form-urlencoded") for v in visitors]
    return _at_once(hall, requests, within, (302,))


def hand_ins(hall: Hall, visitors: list[Visitor], within: float) -> dict[str, Any]:
    """Everybody hands in within so many seconds."""
    body = json.dumps({"ops": []}).encode()
    requests = [_request(visitor, "hand-in/", body, "application/json") for visitor in visitors]
    return _at_once(hall, requests, within, (200,))


def beside_a_flood(hall: Hall, candidates: int, *, every: float, seconds: float) -> dict[str, Any]:
    """Paced candidates while one client sends without a pause over several connections."""

    async def both() -> dict[str, Any]:
        until = time.perf_counter() + seconds
        flood = [asyncio.create_task(_flood(hall, until)) for _ in range(FLOODS)]
        told = await asyncio.to_thread(load.paced, hall, candidates, every=every, seconds=seconds)
        replies = sum((await asyncio.gather(*flood)), Counter[int]())
        return told | {"flood": {str(status): n for status, n in sorted(replies.items())}}

    return asyncio.run(both())


async def _flood(hall: Hall, until: float) -> Counter[int]:
    seat, replies = hall.seats[-1], Counter[int]()
    reader, writer = await asyncio.open_connection("127.0.0.1", hall.port)
    while time.perf_counter() < until:
        hall.next_seq += 1
        writer.write(load.request_of(seat, hall.next_seq))
        replies[(await load.reply_of(reader))[0]] += 1
    writer.close()
    return replies


def whole_exams(hall: Hall, visitors: list[Visitor]) -> dict[str, Any]:
    """Some candidates side by side: the page before the start, start, hall, paper, fifty saves,
    hand-in, receipt. Processor time of web server and database for each; signing in stands apart
    (its cost is the password's)."""
    asyncio.run(_sit_all(hall, visitors[:WARM]))
    visitors = visitors[WARM:]
    before = hall.processor_ms()
    asyncio.run(_sit_all(hall, visitors))
    after = hall.processor_ms()
    web, database = ((after[n] - before[n]) / len(visitors) / 1000 for n in (0, 1))
    return {
        "candidates": len(visitors),
        "saves_each": SAVES,
        "web_cpu_seconds": round(web, 4),
        "database_cpu_seconds": round(database, 4),
        "cpu_seconds": round(web + database, 4),
    }


async def _sit_all(hall: Hall, visitors: list[Visitor]) -> None:
    await asyncio.gather(*(_sit(hall, visitor) for visitor in visitors))


async def _sit(hall: Hall, visitor: Visitor) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", hall.port)

    async def ask(request: bytes, expected: int) -> bytes:
        writer.write(request)
        status, head = await load.reply_of(reader)
        assert status == expected, (status, request[:80])
        return head

    form = f"csrfmiddlewaretoken={TOKEN}".encode()
    await ask(_request(visitor, "", None), 200)
    head = await ask(_request(visitor, "start/", form, "application/x-www-form-urlencoded"), 302)
    found = PEN.search(head)
    assert found is not None
    for page in ("hall/", "paper/", "state/"):
        await ask(_request(visitor, page, None, pen=found[1].decode()), 200)
    for n in range(SAVES):
        place = n % len(visitor.options)
        body = json.dumps({"ops": [_operation(visitor, place, 1000 + n)]}).encode()
        await ask(_request(visitor, "save/", body, "application/json"), 200)
        await asyncio.sleep(PAUSE)
    await ask(_request(visitor, "hand-in/", b'{"ops": []}', "application/json"), 200)
    await ask(_request(visitor, "receipt/", None), 200)
    writer.close()


def _operation(visitor: Visitor, place: int, seq: int) -> dict[str, Any]:
    return {
        "op_id": secrets.token_hex(16),
        "epoch": 1,
        "seq": seq,
        "place": place + 1,
        "choices": [visitor.options[place]],
        "flag": False,
        "mono_ms": seq,
    }


def _request(
    visitor: Visitor, page: str, body: bytes | None, kind: str = "", *, pen: str = ""
) -> bytes:
    lease = f"X-Lease: {visitor.lease}\r\n" if kind == "application/json" else ""
    cookies = f"sessionid={visitor.session}; csrftoken={TOKEN}" + (f"; pen={pen}" if pen else "")
    head = (
        f"{'GET' if body is None else 'POST'} {visitor.path}{page} HTTP/1.1\r\n"
        f"Host: 127.0.0.1\r\n{lease}Cookie: {cookies}\r\n"
    )
    if body is None:
        return f"{head}\r\n".encode()
    head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def _at_once(
    hall: Hall, requests: list[bytes], within: float, good: tuple[int, ...]
) -> dict[str, Any]:
    """Send each over a connection of its own at a moment drawn from the time given."""
    random, took, statuses = Random(1), list[float](), Counter[int]()  # noqa: S311

    async def one(request: bytes, at: float) -> None:
        await asyncio.sleep(at)
        began = time.perf_counter()
        reader, writer = await asyncio.open_connection("127.0.0.1", hall.port)
        writer.write(request)
        status, _head = await load.reply_of(reader)
        statuses[status] += 1
        took.append((time.perf_counter() - began) * 1000)
        writer.close()

    async def all_of_them() -> None:
        await asyncio.gather(*(one(request, random.random() * within) for request in requests))

    before = hall.processor_ms()
    asyncio.run(all_of_them())
    after = hall.processor_ms()
    took.sort()
    count = len(took)
    return {
        "requests": count,
        "within_seconds": within,
        **{f"p{p}_ms": round(took[min(count - 1, count * p // 100)], 1) for p in (50, 95, 99)},
        "cpu_ms_each": round(sum(after[n] - before[n] for n in (0, 1)) / count, 2),
        "refused": {str(s): n for s, n in statuses.items() if s not in good},
    }
