"""When all come at once: at the start, at the end; one who does not stop; one whole exam."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from random import Random
from typing import Any

from bench import load
from bench.site import PASSWORD, ROOT, Hall, Visitor

TOKEN = "a" * 32  # the proof of origin: cookie and form hold the same
PEN = re.compile(rb"pen=([\w-]+)")
SESSION = re.compile(rb"sessionid=(\w+)")
FORM = "application/x-www-form-urlencoded"
Ask = Callable[[bytes, int], Awaitable[bytes]]
SAVES = 50
PAUSE = 0.5  # seconds between them: below the pace at which a client is held up
WARM = 32  # candidates not counted: each process reads its templates once


def starts(hall: Hall, visitors: list[Visitor], within: float) -> dict[str, Any]:
    """Everybody presses the button within so many seconds."""
    form = f"csrfmiddlewaretoken={TOKEN}".encode()
    requests = [_request(v, "start/", form, FORM) for v in visitors]
    return _at_once(hall, requests, within, (302,))


def hand_ins(hall: Hall, visitors: list[Visitor], within: float) -> dict[str, Any]:
    """Everybody hands in within so many seconds."""
    body = json.dumps({"ops": []}).encode()
    requests = [_request(visitor, "hand-in/", body, "application/json") for visitor in visitors]
    return _at_once(hall, requests, within, (200,))


def beside_a_flood(hall: Hall, candidates: int, *, every: float, seconds: float) -> dict[str, Any]:
    """Paced candidates while one client sends without a pause over several connections."""
    seat = hall.seats[-1]
    hall.next_seq += 1
    words = (hall.port, seat.path, seat.lease, seat.options[0], hall.next_seq, seconds)
    command = [sys.executable, "-m", "bench.flood", *map(str, words)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as flood:
        told = load.paced(hall, candidates, every=every, seconds=seconds)
        replies = json.loads(flood.communicate()[0])
    hall.next_seq += sum(replies.values())
    return told | {"flood": replies}


def whole_exams(hall: Hall, visitors: list[Visitor]) -> dict[str, Any]:
    """Candidates side by side: from the exam's address, as it stands on the ticket, to the
    sign-in page, signing in, the page before the start, start, hall, paper, fifty saves, hand-in,
    receipt; marking; the result. Processor time of web
    server, database and worker for each, but for checking the password (`bench.settings`)."""
    hall.give_passwords(visitors)
    warm, counted = visitors[:WARM], visitors[WARM:]
    asyncio.run(_all(_sit, hall, warm))
    spent = [_spent(hall, lambda: asyncio.run(_all(_sit, hall, counted)))]
    own = time.process_time()
    spent.append(_spent(hall, hall.mark))
    own = (time.process_time() - own) * 1000
    hall.publish(counted[0].path)
    asyncio.run(_all(_read, hall, warm))
    spent.append(_spent(hall, lambda: asyncio.run(_all(_read, hall, counted))))
    each = 1000 * len(counted)
    web = sum(web for web, _database in spent) / each
    database = sum(database for _web, database in spent) / each
    marking = own / (1000 * len(visitors))
    return {
        "candidates": len(counted),
        "saves_each": SAVES,
        "web_cpu_seconds": round(web, 4),
        "database_cpu_seconds": round(database, 4),
        "worker_cpu_seconds": round(marking, 4),
        "cpu_seconds": round(web + database + marking, 4),
    }


def _spent(hall: Hall, deed: Callable[[], object]) -> tuple[float, float]:
    """Processor time of web server and database while something is done, in milliseconds."""
    before = hall.processor_ms()
    deed()
    after = hall.processor_ms()
    return after[0] - before[0], after[1] - before[1]


async def _all(
    deed: Callable[[Hall, Visitor, Ask], Awaitable[None]], hall: Hall, visitors: list[Visitor]
) -> None:
    async def one(visitor: Visitor) -> None:
        line = await load.Line.to(hall.port)

        async def ask(request: bytes, expected: int) -> bytes:
            status, reply = await line.ask(request)
            assert status == expected, (status, request[:80], reply[-600:])
            return reply

        await deed(hall, visitor, ask)
        line.close()

    await asyncio.gather(*map(one, visitors))


async def _sit(hall: Hall, visitor: Visitor, ask: Ask) -> None:
    await asyncio.sleep(PAUSE * hall.random.random() * SAVES / 5)  # nobody signs in together
    cookie, door = f"csrftoken={TOKEN}", f"/account/login/?next={visitor.path}"
    await ask(_page(visitor.path, cookie), 302)
    await ask(_page(door, cookie), 200)
    words = f"csrfmiddlewaretoken={TOKEN}&login={visitor.number}&password={PASSWORD}"
    reply = await ask(_page(door, cookie, f"{words}&next={visitor.path}".encode()), 302)
    found = SESSION.search(reply)
    assert found is not None, reply
    hall.sessions[visitor.path] = found[1].decode()
    visitor = replace(visitor, session=found[1].decode())
    form = f"csrfmiddlewaretoken={TOKEN}".encode()
    await ask(_request(visitor, "", None), 200)
    reply = await ask(_request(visitor, "start/", form, FORM), 302)
    found = PEN.search(reply)
    assert found is not None
    pen = found[1].decode()
    for page in ("hall/", "paper/", "state/"):
        await ask(_request(visitor, page, None, pen=pen), 200)
    for n in range(SAVES):
        place = n % len(visitor.options)
        body = json.dumps({"ops": [_operation(visitor, place, 1000 + n)]}).encode()
        await ask(_request(visitor, "save/", body, "application/json"), 200)
        await asyncio.sleep(PAUSE)
    await ask(_request(visitor, "hand-in/", b'{"ops": []}', "application/json"), 200)
    await ask(_request(visitor, "receipt/", None, pen=pen), 200)


async def _read(hall: Hall, visitor: Visitor, ask: Ask) -> None:
    session = hall.sessions[visitor.path]
    await ask(_request(replace(visitor, session=session), "result/", None), 200)


def _page(path: str, cookies: str, form: bytes | None = None) -> bytes:
    """A request for a page of the site; with `form`, what is posted to it."""
    head = f"{'GET' if form is None else 'POST'} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    head += f"Cookie: {cookies}\r\n"
    if form is not None:
        head += f"Content-Type: {FORM}\r\nContent-Length: {len(form)}\r\n"
    return f"{head}\r\n".encode() + (form or b"")


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
        line = await load.Line.to(hall.port)
        status, _reply = await line.ask(request)
        statuses[status] += 1
        took.append((time.perf_counter() - began) * 1000)
        line.close()

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
