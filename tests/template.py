"""One migrated database, of which every process of a run gets a copy.

On SQLite it is kept for the next run (`var/test/migrated-….db`), until a migration changes; on
PostgreSQL each run has a cluster, and migrates, of its own.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MADE_FROM = (
    "*/migrations/*.py",
    "*/apps.py",
    "journal/append_only.py",
    "requirements/*.txt",
    "tests/template.py",
)
# In one process: to begin another takes a second.
MIGRATE = """
import django
from django.core.management import call_command

django.setup()
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
"""


def give_copy(connection):
    """Let this process work on a copy of the migrated database that the settings name."""
    database = connection.settings_dict
    name = f"test-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    with alone():
        if connection.vendor == "sqlite":
            copy = Path(database["NAME"]).with_name(f"{name}.db")
            shutil.copy(_kept(Path(database["NAME"])), copy)
        else:
            _migrated_server()
            copy = name
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{database["NAME"]}"')
    connection.close()
    database["NAME"] = str(copy)


def _kept(database):
    """The migrated SQLite file, made now if no run before has."""
    digest = sha256()
    for pattern in MADE_FROM:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    kept = _folder() / f"migrated-{digest.hexdigest()[:16]}.db"
    if not kept.exists():
        for old in _folder().glob("migrated-*"):
            old.unlink()
        _migrate()
        shutil.move(database, kept)
    return kept


def _migrated_server():
    done = Path(os.environ["MINGFA_TEST_RUN"]) / "migrated"
    if not done.exists():
        _migrate()
        done.touch()


def _migrate():
    subprocess.run([sys.executable, "-c", MIGRATE], cwd=ROOT, check=True)


@contextmanager
def alone():
    """No other process of this run, or of another with the same `var`, meanwhile."""
    with (_folder() / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _folder():
    return Path(os.environ["MINGFA_TEST_RUN"]).parent
