"""How long the demonstration city takes to load into an empty SQLite file, part by part."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import time
from pathlib import Path

from bench.site import ROOT, empty_site

PART = re.compile(r"^\s*(.+?)\s*([\d.]+) 秒", re.MULTILINE)


def demo(folder: Path, scale: str) -> dict[str, object]:
    """Seconds by the clock and of the processor, and those of every part as the command tells."""
    site = empty_site(folder)
    began, used = time.perf_counter(), _processor_seconds()
    done = subprocess.run(
        [sys.executable, "manage.py", "demo", "--scale", scale],
        cwd=ROOT,
        env=site,
        check=True,
        capture_output=True,
        text=True,
    )
    return {
        "seconds": round(time.perf_counter() - began, 1),
        "processor_seconds": round(_processor_seconds() - used, 1),
        "processor_seconds_of": {part: float(n) for part, n in PART.findall(done.stdout)},
        "megabytes": round((folder / "mingfa.db").stat().st_size / 1e6, 1),
    }


def _processor_seconds() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime
