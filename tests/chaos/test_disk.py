"""After a power cut a SQLite file holds what was synced: with FULL every commit, else none."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import sqlite3, sys
from pathlib import Path
from chaos.disk import Disk
disk, folder, mode = Disk(), Path(sys.argv[1]), sys.argv[2]
base = sqlite3.connect(folder / "a.db", isolation_level=None)
base.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous={mode}; CREATE TABLE t (n)")
disk.watch(folder)
moments = []
for n in range(20):
    base.execute("INSERT INTO t VALUES (?)", [n])
    moments.append(len(disk.notes))
counts = []
for number, moment in enumerate(moments + [moments[-1] - 1]):
    cut = folder / f"cut{number}"
    cut.mkdir()
    for name, data in disk.images(moment):
        if not name.endswith("-shm"):
            (cut / Path(name).name).write_bytes(data)
    after = sqlite3.connect(f"file:{cut / 'a.db'}?vfs=unix", uri=True)
    counts.append(after.execute("SELECT count(*) FROM t").fetchone()[0])
print(counts)
"""


@pytest.mark.parametrize(("mode", "counts"), [("FULL", [*range(1, 21), 19]), ("NORMAL", [0] * 21)])
def test_only_what_was_synced_survives(tmp_path, mode, counts):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, tmp_path, mode], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(counts)
