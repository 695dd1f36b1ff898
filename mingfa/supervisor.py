"""Keeps a few processes running on one computer: the web server and the background worker.

A process that ends by itself is started again, each time after a longer pause. When the supervisor
is told to stop it stops them all and waits; should it be killed, the kernel stops them.
"""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LONGEST_PAUSE = 30.0  # seconds
STEADY_AFTER = 60.0  # seconds of life after which a process counts as sound again
STOPS_WITHIN = 10.0
LOG_LIMIT = 20 * 1024 * 1024
PR_SET_PDEATHSIG = 1


def next_pause(pause: float, lived: float) -> float:
    """Seconds to wait before a process that lived `lived` seconds is started again.

    `pause` is the pause before it, 0 at first. 1, 2, 4 … up to `LONGEST_PAUSE`.
    """
    if lived >= STEADY_AFTER or pause == 0:
        return 1.0
    return min(pause * 2, LONGEST_PAUSE)


@dataclass
class Child:
    """One process to keep running, and the file that takes what it says."""

    name: str
    command: Sequence[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.0
    due: float = 0.0


@dataclass
class Supervisor:
    """Starts, restarts and stops its children."""

    children: list[Child]
    environment: Mapping[str, str]
    folder: Path
    say: Callable[[str], object]
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self, ready: Callable[[], None]) -> None:
        """Run until told to stop by SIGINT or SIGTERM; `ready` is called once all are started."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stopping.set())
        try:
            for child in self.children:
                self._start(child)
            threading.Thread(target=ready, daemon=True).start()
            while not self.stopping.wait(0.2):
                for child in self.children:
                    self._look_after(child)
        finally:
            self.stop()

    def stop(self) -> None:
        """Ask every child to stop, and end those that do not within `STOPS_WITHIN` seconds."""
        running = [c.process for c in self.children if c.process and c.process.poll() is None]
        for process in running:
            process.terminate()
        until = time.monotonic() + STOPS_WITHIN
        for process in running:
            try:
                process.wait(timeout=max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if now >= child.due:
                self._start(child)
        elif (status := child.process.poll()) is not None:
            child.pause = next_pause(child.pause, now - child.started)
            child.due = now + child.pause
            child.process = None
            self.say(f"{child.name} ended ({status}); again in {child.pause:.0f} s: {child.log}")

    def _start(self, child: Child) -> None:
        child.log.parent.mkdir(parents=True, exist_ok=True)
        if child.log.exists() and child.log.stat().st_size > LOG_LIMIT:
            child.log.replace(child.log.with_suffix(".old.log"))
        with child.log.open("ab") as log:
            child.process = subprocess.Popen(  # noqa: S603  # our own commands
                child.command,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(self.environment),
                start_new_session=True,  # Ctrl-C reaches the supervisor alone, which stops in order
                preexec_fn=_end_with_parent,
            )
        child.started = time.monotonic()


def _end_with_parent() -> None:
    """Ask the kernel (Linux) to stop this process when its parent ends, however it ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
