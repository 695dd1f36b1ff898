"""Power cuts of SQLite's disk: `python -m chaos.power FULL|NORMAL SEED [SAVES CUTS]`.

Candidates save; the power is cut at moments drawn from the seed, some of them in the middle of a
save; of every file only what was synced is there again. Every answer acknowledged before the cut
must be, with a whole chain. With `synchronous=NORMAL`, the control, it is not.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

from bench.site import empty_site
from chaos.disk import Disk

CANDIDATES = 5


def main(mode: str, seed: int, saves: int = 150, cuts: int = 60) -> dict[str, Any]:
    """One run in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="mingfa-power-") as name:
        folder = Path(name)
        os.environ |= empty_site(folder)
        disk = Disk()
        from bench import scene  # noqa: PLC0415  # tables can be imported only now
        from chaos import saves as deeds  # noqa: PLC0415

        deeds.set_synchronous(mode)
        scene.seats(CANDIDATES)
        return cut(disk, folder, lambda: deeds.save_some(saves, seed), Random(seed), cuts)


def cut(disk: Disk, folder: Path, save: Any, random: Random, cuts: int) -> dict[str, Any]:
    """Save, cut the power at so many moments, and count what each cut lost."""
    disk.watch(folder)
    acknowledged = [(op_id, len(disk.notes)) for op_id in save()]
    moments = sorted(random.randrange(len(disk.notes) + 1) for _ in range(cuts))
    faults: Counter[str] = Counter()
    for moment in moments:
        with tempfile.TemporaryDirectory(prefix="mingfa-cut-") as name:
            for path, data in disk.images(moment):
                if not path.endswith("-shm"):
                    (Path(name) / Path(path).name).write_bytes(data)
            expected = [op_id for op_id, at in acknowledged if at <= moment]
            faults += _after(Path(name) / "mingfa.db", expected)
    syncs = sum(what == "sync" for _name, what, _at, _data in disk.notes)
    return {
        "faults": dict(+faults),
        "saves": len(acknowledged),
        "cuts": cuts,
        "writes": len(disk.notes) - syncs,
        "syncs": syncs,
    }


def _after(path: Path, expected: list[str]) -> Counter[str]:
    """What is wrong with the database that comes up again."""
    faults: Counter[str] = Counter()
    base = sqlite3.connect(f"file:{path}?vfs=unix", uri=True)
    try:
        if base.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            faults["database broken"] += 1
        stored = {row[0] for row in base.execute("SELECT op_id FROM exams_operation")}
        faults["acknowledged and lost"] += len(set(expected) - stored)
        heads = base.execute("SELECT id, head_n, head_hash FROM exams_attempt").fetchall()
        rows = base.execute("SELECT attempt_id, n, previous, hash FROM exams_event ORDER BY n")
        ends: dict[int, tuple[int, str]] = {}
        for attempt, n, previous, hashed in rows:
            if attempt in ends and (n - 1, previous) != ends[attempt]:
                faults["chain broken"] += 1
            ends[attempt] = (n, hashed)
        faults["chain broken"] += any(ends[pk] != (n, hashed) for pk, n, hashed in heads if n)
    finally:
        base.close()
    return faults


if __name__ == "__main__":
    words = sys.argv[1:]
    print(json.dumps(main(words[0], *map(int, words[1:]))))
