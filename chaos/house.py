"""The site that is broken on purpose: its processes, and how they are killed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from random import Random

import psycopg

from bench.site import ROOT, THREADS, WORKERS, _free_port
from tests import postgres

ANSWERS_WITHIN = 60.0  # seconds
HOW_TO_GET = "apt-get install libfaketime"


class House:
    """One web server with its workers, on a cluster of its own or on a SQLite file."""

    def __init__(
        self, cluster: postgres.Cluster | None, environment: dict[str, str], workers: int = WORKERS
    ) -> None:
        self.cluster, self.environment, self.workers = cluster, environment, workers
        self.port = _free_port()
        self.kills = {"worker": 0, "master": 0, "database": 0}
        self.outages: list[float] = []
        self.clock_moves = 0
        self._clock: dict[str, str] = {}
        self._web: subprocess.Popen[bytes] | None = None
        self._one_at_a_time = threading.Lock()

    def open(self) -> None:
        """Start the web server and wait for it."""
        door = "chaos.faulty" if "CHAOS_FAULT" in self.environment else "mingfa.wsgi"
        self._web = subprocess.Popen(
            [
                *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
                *("--port", str(self.port), "--workers", str(self.workers)),
                *("--blocking-threads", str(THREADS), "--respawn-failed-workers"),
                *("--log-level", "critical", f"{door}:application"),
            ],
            cwd=ROOT,
            env=self.environment | self._clock,
            start_new_session=True,
        )
        until = time.monotonic() + ANSWERS_WITHIN
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2)
                return
            time.sleep(0.1)
        raise TimeoutError("the site does not answer")

    def let_clock_be_set(self, file: Path) -> None:
        """From the next `open` on the server's processes have the clock that `set_clock` gives."""
        library = faketime()
        assert library is not None, HOW_TO_GET
        self._clock = {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        file.write_text("+0s\n", encoding="ascii")

    def set_clock(self, by: float) -> None:
        """Set the clock so many seconds off, in all processes of the server at once."""
        file = Path(self._clock["FAKETIME_TIMESTAMP_FILE"])
        new = file.with_suffix(".new")
        new.write_text(f"{by:+.0f}s\n", encoding="ascii")
        new.replace(file)
        self.clock_moves += 1

    def kill_worker(self, random: Random) -> None:
        """One process that serves, as the kernel would when memory runs out."""
        assert self._web is not None
        workers = _children(self._web.pid)
        if workers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(random.choice(workers), signal.SIGKILL)
                self.kills["worker"] += 1

    def kill_all(self) -> None:
        """The whole server at once, and start it again."""
        self._end()
        self.kills["master"] += 1
        self.open()

    def restart_database(self, away: float) -> None:
        """Crash the database and start it again after so many seconds.

        The outage counts from when it was gone for certain to the first connection that it takes.
        One that is to begin before another is over waits for it: no second counts twice.
        """
        with self._one_at_a_time:
            self._restart_database(away)

    def _restart_database(self, away: float) -> None:
        assert self.cluster is not None
        self.cluster.crash()
        began = time.monotonic()
        time.sleep(away)
        server = threading.Thread(target=self.cluster.serve)
        server.start()
        self._await_database()
        self.outages.append(time.monotonic() - began)
        server.join()
        self.kills["database"] += 1

    def _await_database(self) -> None:
        assert self.cluster is not None
        until = time.monotonic() + ANSWERS_WITHIN
        while time.monotonic() < until:
            with contextlib.suppress(psycopg.Error):
                psycopg.connect(self.cluster.url()).close()
                return
            time.sleep(0.02)
        raise TimeoutError("the database does not come back")

    def close(self) -> None:
        if self._web is not None:
            self._end()

    def _end(self) -> None:
        assert self._web is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._web.pid, signal.SIGKILL)
        self._web.wait()


def faketime() -> Path | None:
    """The library that gives a process another clock, where this computer has it."""
    return next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))), None)


def _children(parent: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(words[1]) == parent:
                found.append(int(folder.name))
    return sorted(found)
