"""Browsers that save as the hall's page does, on a network that drops and repeats requests."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from dataclasses import dataclass, field
from random import Random
from typing import Any

from bench.site import Seat
from chaos.ledger import Ledger, Sent

PATIENCE = 12.0  # seconds until a request without an answer is given up
LONGEST_PAUSE = 2.0  # seconds; the page waits up to fifteen
BROKEN = (OSError, EOFError, asyncio.TimeoutError, ValueError)


@dataclass(frozen=True)
class Network:
    """Where the site is, how bad the way to it is, and how often each candidate answers."""

    port: int
    every: float
    drops: float = 0.05
    repeats: float = 0.05


@dataclass
class Browser:
    """One computer of one candidate: its queue, and the lease of the epoch that it holds."""

    seat: Seat
    ref: str
    epoch: int
    random: Random
    network: Network
    ledger: Ledger
    made: set[str]
    queue: list[Sent] = field(default_factory=list)
    seq: int = 1000
    is_fenced: bool = False
    pause: float = 0.2

    async def sit(self, until: float) -> None:
        """Answer until the time is over, then send until everything is acknowledged."""
        await asyncio.sleep(self.random.random() * self.network.every)
        while time.monotonic() < until:
            self.answer()
            await self._send()
            await asyncio.sleep(self.network.every * self.random.uniform(0.5, 1.5))

    async def flush(self, until: float) -> bool:
        """Send what is left; whether everything was acknowledged in time."""
        while self.queue and time.monotonic() < until:
            await self._send()
        return not self.queue

    async def hand_in(self, until: float) -> bool:
        """Hand in, twice now and then; whether the receipt came in time."""
        path = self.seat.path.replace("/save/", "/hand-in/")
        wanted = 2 if self.random.random() < 0.3 else 1
        while wanted and time.monotonic() < until:
            said = await self._ask(path, [])
            if said and said.get("state") == "closed":
                self.ledger.hand_in(self.ref, (said["head_n"], said["head_hash"]))
                wanted -= 1
        return not wanted

    def answer(self) -> None:
        place = self.random.randrange(len(self.seat.options))
        chosen = (self.seat.options[place],) if self.random.random() < 0.9 else ()
        self.seq += 1
        op_id = f"{self.random.getrandbits(128):032x}"
        self.made.add(op_id)
        self.queue.append(Sent(op_id, self.epoch, self.seq, place + 1, chosen, self.is_fenced))

    async def _send(self) -> None:
        """One batch of what waits; what has a disposition leaves the queue."""
        batch = self.queue[:50]
        if self.random.random() < self.network.drops:
            self.ledger.dropped += 1
            await self._ask(self.seat.path, batch, listens=False)
        if self.random.random() < self.network.repeats:
            self.ledger.repeated += 1
            both = (self._ask(self.seat.path, batch), self._ask(self.seat.path, batch))
            replies = await asyncio.gather(*both)
        else:
            replies = [await self._ask(self.seat.path, batch)]
        for said in replies:
            self._take(batch, said)

    def _take(self, batch: list[Sent], said: dict[str, Any] | None) -> None:
        if said is None:
            return
        dispositions = said.get("dispositions", {})
        for sent in batch:
            if sent.op_id in dispositions:
                self.ledger.acknowledge(self.ref, sent, dispositions[sent.op_id])
        self.queue = [sent for sent in self.queue if sent.op_id not in dispositions]

    async def _ask(
        self, path: str, batch: list[Sent], *, listens: bool = True
    ) -> dict[str, Any] | None:
        """What the server says to one request; None when it does not, after a pause."""
        self.ledger.requests += 1
        try:
            async with asyncio.timeout(PATIENCE):
                status, said = await self._exchange(path, batch, listens=listens)
        except BROKEN:
            status, said = 0, None
        if listens and status != 200:
            self.ledger.refused[status] += 1
            await asyncio.sleep(self.random.uniform(0.05, self.pause))
            self.pause = min(LONGEST_PAUSE, self.pause * 2)
            return None
        self.pause = 0.2
        return said

    async def _exchange(
        self, path: str, batch: list[Sent], *, listens: bool
    ) -> tuple[int, dict[str, Any] | None]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.network.port)
        try:
            writer.write(self._request(path, batch))
            await writer.drain()
            if not listens:
                return 0, None
            whole = await reader.read()
            head, _, body = whole.partition(b"\r\n\r\n")
            status = int(head.split(b" ", 2)[1]) if head else 0
            return status, json.loads(body) if status == 200 else None
        except IndexError:
            return 0, None
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    def _request(self, path: str, batch: list[Sent]) -> bytes:
        ops = [
            {
                "op_id": sent.op_id,
                "epoch": sent.epoch,
                "seq": sent.seq,
                "place": sent.place,
                "choices": list(sent.choices),
                "flag": False,
                "mono_ms": sent.seq,
            }
            for sent in batch
        ]
        body = json.dumps({"ops": ops}).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Lease: {self.seat.lease}\r\n"
            f"Connection: close\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body
