"""What the machine can do at best: durable updates of one row, one a transaction."""

from __future__ import annotations

import re
import subprocess

from tests import postgres

SCRIPT = "UPDATE floor SET n = n + 1 WHERE id = :client_id;\n"


def commits(cluster: postgres.Cluster, connections: int, seconds: int) -> int:
    """Commits per second over so many connections, each with a row of its own."""
    programs = postgres.binaries()
    assert programs is not None
    where = ["-h", str(cluster.folder), "-U", cluster.user]
    made = "DROP TABLE IF EXISTS floor; CREATE TABLE floor (id int PRIMARY KEY, n int)"
    rows = f"INSERT INTO floor SELECT i, 0 FROM generate_series(0, {connections}) i"
    subprocess.run(
        [programs / "psql", *where, "-q", "-d", "mingfa", "-c", made, "-c", rows],
        check=True,
        env={"PGOPTIONS": "-c client_min_messages=warning"},
    )
    script = cluster.folder / "floor.sql"
    script.write_text(SCRIPT)
    done = subprocess.run(
        [
            *(programs / "pgbench", *where, "-n", "-M", "prepared", "-f", script),
            *("-c", str(connections), "-j", "4", "-T", str(seconds), "mingfa"),
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    assert found is not None, done.stdout
    return round(float(found[1]))
