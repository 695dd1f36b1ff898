"""The site under load: an exam being sat by as many candidates as asked for."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from tests import postgres

ROOT = Path(__file__).resolve().parent.parent
WORKERS, THREADS = 4, 4
IDLE = 450  # persons who do not sit the first exam, and whose whole exam can be measured
PASSWORD = "a-password-of-the-measurement"  # noqa: S105  # of invented candidates
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Seat:
    """What one candidate's page needs to save: address, lease, and an option of each place."""

    path: str
    lease: str
    options: list[str]


@dataclass(frozen=True)
class Visitor:
    """A candidate who has not started: number, attempt's address, session, lease."""

    number: str
    path: str
    session: str
    lease: str
    options: list[str]


class Hall:
    """A site of its own on the cluster, its candidates, and the processes that serve them."""

    def __init__(self, cluster: postgres.Cluster, folder: Path, *, candidates: int) -> None:
        self.cluster, self.folder, self.candidates = cluster, folder, candidates
        self.port = _free_port()
        self.seats: list[Seat] = []
        self.next_seq = 10_000_000
        self.random = Random(1)  # noqa: S311  # when somebody comes
        self.sessions: dict[str, str] = {}  # of those who signed in by the page
        self._web: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        """Tables, keys, an exam with started attempts; made by the product's own actions."""
        os.environ |= empty_site(self.folder, self.cluster.url())
        os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
        manage("collectstatic", "--noinput", environment=dict(os.environ))  # for the pages
        # Django's tables can be imported only now that the environment is set.
        from bench import scene  # noqa: PLC0415

        self.seats = scene.seats(self.candidates, idle=IDLE)

    def visitors(self, candidates: int, minutes: int = 119) -> list[Visitor]:
        """Candidates of a further exam, who are still to start; it is over in so many minutes."""
        from bench import scene  # noqa: PLC0415

        return scene.visitors(candidates, minutes)

    def give_passwords(self, visitors: list[Visitor]) -> None:
        """All get one password."""
        from bench import scene  # noqa: PLC0415

        scene.give_passwords([visitor.number for visitor in visitors])

    def mark(self) -> None:
        """Mark what has been handed in, as the worker does."""
        from bench import scene  # noqa: PLC0415

        scene.mark()

    def publish(self, path: str) -> None:
        """Publish the results of the session to which an attempt belongs."""
        from bench import scene  # noqa: PLC0415

        scene.publish(path.split("/")[3])

    @contextlib.contextmanager
    def serve(self) -> Iterator[None]:
        self._web = subprocess.Popen(
            [
                *(sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(self.port)),
                *("--workers", str(WORKERS), "--blocking-threads", str(THREADS), "--no-ws"),
                *("--log-level", "error", "mingfa.wsgi:application"),
            ],
            cwd=ROOT,
        )
        try:
            self._await()
            yield
        finally:
            self._web.terminate()
            self._web.wait(timeout=20)

    def store_operations(self, wanted: int) -> None:
        """Fill the log up to `wanted` operations, spread over all candidates, and analyse it."""
        from bench import scene  # noqa: PLC0415

        scene.store_operations(wanted)

    def processor_ms(self) -> tuple[float, float]:
        """Processor time used so far by the web server and by PostgreSQL, in milliseconds."""
        assert self._web is not None
        assert self.cluster._server is not None
        return processor_ms(self._web.pid), processor_ms(self.cluster._server.pid)

    def _await(self) -> None:
        for _ in range(300):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2)
                return
            time.sleep(0.1)
        raise TimeoutError("the site does not answer")


def empty_site(folder: Path, database: str = "") -> dict[str, str]:
    """The environment of a new site with keys and tables: on `database`, else on a SQLite file."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = {n: v for n, v in os.environ.items() if n not in ("MINGFA_VAR", "DATABASE_URL")}
    environment = kept | {
        "MINGFA_VAR": str(folder),
        "MINGFA_LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "mingfa.settings",
    }
    if database:
        environment["DATABASE_URL"] = database
    for command in ("make_keys", "migrate", "createcachetable"):
        manage(command, environment=environment)
    return environment


def manage(*words: str, environment: dict[str, str]) -> None:
    """One of the product's commands, in a process of its own."""
    command = [sys.executable, "manage.py", *words, "-v0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def processor_ms(root: int) -> float:
    """User and system time of a process and of all that descend from it, the ended included."""
    table: dict[int, tuple[int, Any]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (folder / "stat").read_text().rpartition(")")[2].split()
            table[int(folder.name)] = (int(words[1]), sum(map(int, words[11:15])))
    family, grown = {root}, True
    while grown:
        more = {pid for pid, (parent, _) in table.items() if parent in family} - family
        family |= more
        grown = bool(more)
    return sum(table[pid][1] for pid in family if pid in table) * 1000 / TICK
