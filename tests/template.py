"""Parallel workers share one migrated database: the first makes it, each copies it."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def is_worker():
    return "PYTEST_XDIST_WORKER" in os.environ


def migrated_once():
    """Migrate the database that the settings name, unless another worker of this run has."""
    run = Path(os.environ["MINGFA_TEST_RUN"])
    with (run / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = run / "template.done"
        if not done.exists():
            command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
            subprocess.run(command, cwd=ROOT, check=True)
            done.touch()


def copy_for(database):
    """Let Django make this worker's test database as a copy; `database` is its settings."""
    migrated_once()
    if database["ENGINE"].endswith("sqlite3"):
        shutil.copy(database["NAME"], database["TEST"]["NAME"])
    else:
        database["TEST"]["TEMPLATE"] = database["NAME"]
