"""`manage.py work`: the background worker. Takes tasks from the queue and keeps the periodic jobs.

Periodic jobs run in a thread of their own, so that a long import does not hold them up.
"""

from __future__ import annotations

import os
import socket
import threading
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

import structlog
from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections, connections
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker

from mingfa import actions, periodic

LOOK_EVERY = 1.0  # seconds
BEAT_EVERY = 10.0
log = structlog.get_logger("mingfa.work")


class Command(BaseCommand):
    help = "Run queued tasks and periodic jobs until told to stop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="do what waits now, run what is due, and end"
        )

    def handle(self, *, once: bool, **options: Any) -> None:
        name = f"{socket.gethostname()[:30]}:{os.getpid()}"
        stop = threading.Event()
        threads = [] if once else _start_threads(name, stop)
        if once:
            periodic.run_due(timezone.now)
        worker = Worker(
            queue_names=["*"],
            interval=0.5,
            batch=once,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=name,
            excluded_queue_names=[],
        )
        worker.configure_signals()
        log.info("worker starts", worker=name)
        try:
            worker.run()
        finally:
            stop.set()
            for thread in threads:
                thread.join()
            _leave(name)


def _start_threads(name: str, stop: threading.Event) -> list[threading.Thread]:
    """The heartbeat and the periodic jobs; a long job must not look like a dead worker."""
    threads = [
        threading.Thread(
            target=_repeat, args=(stop, BEAT_EVERY, lambda: actions.beat(name, now=timezone.now()))
        ),
        threading.Thread(
            target=_repeat, args=(stop, LOOK_EVERY, lambda: periodic.run_due(timezone.now))
        ),
    ]
    for thread in threads:
        thread.start()
    return threads


def _repeat(stop: threading.Event, every: float, act: Callable[[], object]) -> None:
    """Do `act` every `every` seconds until told to stop; a database that is away is awaited."""
    while not stop.is_set():
        try:
            close_old_connections()
            act()
        except Error:
            log.exception("database does not answer")
            connections.close_all()
        stop.wait(every)
    connections.close_all()


def _leave(name: str) -> None:
    try:
        actions.end_beat(name)
    except Error:
        log.warning("database does not answer", worker=name)
    log.info("worker ends", worker=name)
