"""`make run`: starts from nothing, restarts what dies, stops in order, leaves nobody behind."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from mingfa.supervisor import next_pause

ROOT = Path(__file__).resolve().parents[2]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def processes(var):
    """Living processes of the installation whose data lie in `var`."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            told = (folder / "environ").read_bytes()
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if f"MINGFA_VAR={var}".encode() in told.split(b"\0") and command:
            found[int(folder.name)] = command
    return found


def await_that(condition, within=180):
    until = time.monotonic() + within
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(0.2)
    raise AssertionError("it did not come to pass in time")


def is_ready(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as reply:
            return reply.status == 200
    except OSError:
        return False


@pytest.fixture
def start(tmp_path):
    """Start the site in one folder, empty at first, by the command that `make run` calls."""
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("MINGFA_", "DATABASE_"))}
    begun = []

    def begin():
        port = free_port()
        running = subprocess.Popen(
            [sys.executable, "manage.py", "run", "--empty", "--port", str(port)],
            cwd=ROOT,
            env=kept | {"MINGFA_VAR": str(tmp_path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        begun.append(running)
        await_that(lambda: is_ready(port))
        return running, port

    yield begin
    for running in begun:
        if running.poll() is None:
            running.kill()
            running.wait()
        running.stdout.close()
    await_that(lambda: not processes(tmp_path))


def worker_of(var):
    return next((pid for pid, said in processes(var).items() if "manage.py work" in said), None)


@pytest.mark.long
def test_it_restarts_a_dead_worker_stops_in_order_and_killed_leaves_nobody(start, tmp_path):
    running, port = start()  # from nothing
    first = worker_of(tmp_path)
    os.kill(first, signal.SIGKILL)
    await_that(lambda: worker_of(tmp_path) not in (None, first))
    running.send_signal(signal.SIGINT)
    said, _ = running.communicate(timeout=30)
    assert running.returncode == 0
    assert f"http://127.0.0.1:{port}" in said
    assert "worker ended (-9); again in 1 s" in said
    assert processes(tmp_path) == {}

    running, _port = start()  # again, with what is there
    assert processes(tmp_path)
    running.kill()
    running.wait()
    await_that(lambda: not processes(tmp_path), within=20)


@pytest.mark.parametrize(
    ("pause", "lived", "then"),
    [(0, 3, 1), (1, 3, 2), (2, 59.9, 4), (16, 3, 30), (30, 3, 30), (30, 60, 1)],
)
def test_the_pause_grows_until_the_process_lives_for_a_minute(pause, lived, then):
    assert next_pause(pause, lived) == then


def test_a_taken_port_gets_one_clear_line():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        told = subprocess.run(
            [sys.executable, "mingfa/preflight.py", port],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert told.returncode == 1
    assert len(told.stderr.strip().splitlines()) == 1
    assert port in told.stderr
    assert "已被占用" in told.stderr


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_a_port_that_is_none_gets_one_clear_line(port):
    told = subprocess.run(
        [sys.executable, "mingfa/preflight.py", port],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1
    assert len(told.stderr.strip().splitlines()) == 1
