"""`python -m tests`: the whole suite, part by part, with one sum at the end.

Parts: `sqlite` (rules, deeds, pages), `postgres` (what touches the database, and the races),
`browser`. A part whose program is missing is left out and named at the end; with
MINGFA_REQUIRE_ALL=1 that is a failure.
"""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO

from tests import chromium, postgres

ROOT = Path(__file__).resolve().parent.parent
ONE_BY_ONE = ["--dist=load", "--maxschedchunk=1"]  # few tests, some of them long
PARTS = {
    "sqlite": ["--engine=sqlite", "-m", "not browser", "--ignore=tests/browser"],
    "postgres": ["--engine=postgres"],
    "browser": ["--engine=sqlite", "-m", "browser", *ONE_BY_ONE, "tests/browser"],
}
NO_TESTS = 5  # pytest's exit status when nothing was selected


def missing(part: str) -> str | None:
    """How to get what the part needs, when it is not there."""
    if part == "postgres" and postgres.binaries() is None:
        return f"the PostgreSQL part was skipped; to get it: {postgres.HOW_TO_GET}"
    if part == "browser" and chromium.program() is None:
        return f"the browser part was skipped; to get it: {chromium.HOW_TO_GET}"
    return None


def folder() -> Path:
    """Where the parts leave their reports."""
    var = Path(os.environ.get("MINGFA_VAR", ROOT / "var")) / "test"
    var.mkdir(parents=True, exist_ok=True)
    return var


def workers(part: str) -> str:
    """One for each core; fewer where a server or a browser works beside each of them."""
    return "auto" if part == "sqlite" else str(max(2, (os.cpu_count() or 2) * 3 // 4))


def compile_once() -> None:
    """Else every process of a fresh checkout compiles the whole house; of tests see `engine`."""
    for room in sorted(ROOT.glob("*/__init__.py")):
        if room.parent.name != "tests":
            compileall.compile_dir(room.parent, quiet=1, workers=0)


def start(part: str, more: list[str], output: IO[str] | None) -> subprocess.Popen[str]:
    """Begin one part; what it prints goes to `output`, else to the terminal."""
    (folder() / f"{part}.xml").unlink(missing_ok=True)
    command = [
        *(sys.executable, "-m", "pytest", "-q", "-n", workers(part), "--dist=worksteal"),
        f"--junitxml={folder() / f'{part}.xml'}",
    ]
    if output is None:
        print(f"\n=== {part}", flush=True)
    return subprocess.Popen(
        [*command, *PARTS[part], *more], cwd=ROOT, text=True, stdout=output, stderr=output
    )


def finish(part: str, process: subprocess.Popen[str], counts: Counter[str]) -> int:
    """Wait for one part, add its numbers to `counts`, and return pytest's exit status."""
    status = process.wait()
    report = folder() / f"{part}.xml"
    if not report.exists():
        counts["errors"] += 1
        return status
    suite = ET.parse(report).getroot().find("testsuite")
    assert suite is not None
    for name in ("tests", "failures", "errors", "skipped"):
        counts[name] += int(suite.get(name, "0"))
    return 0 if status == NO_TESTS else status


def run_all(parts: list[str], more: list[str], counts: Counter[str]) -> int:
    """All parts side by side, since each often waits; what they print comes part by part."""
    failed = 0
    with ExitStack() as stack:
        os.environ["MINGFA_TEST_READ"] = stack.enter_context(TemporaryDirectory(dir=folder()))
        kept = {part: stack.enter_context(TemporaryFile("w+", dir=folder())) for part in parts[1:]}
        running = {part: start(part, more, kept.get(part)) for part in parts}
        for part, process in running.items():
            failed |= int(finish(part, process, counts) != 0)
            if part in kept:
                kept[part].seek(0)
                print(f"\n=== {part}\n{kept[part].read()}", end="", flush=True)
    return failed


def main() -> int:
    chosen = [word for word in sys.argv[1:] if word in PARTS] or list(PARTS)
    more = [word for word in sys.argv[1:] if word not in PARTS]
    counts: Counter[str] = Counter()
    notes = [note for part in chosen if (note := missing(part))]
    compile_once()
    failed = run_all([part for part in chosen if not missing(part)], more, counts)
    if os.environ.get("MINGFA_REQUIRE_ALL") == "1" and (notes or counts["skipped"]):
        notes.append("MINGFA_REQUIRE_ALL=1: nothing may be skipped")
        failed = 1
    print()
    for note in notes:
        print(f"NOTE: {note}")
    passed = counts["tests"] - counts["failures"] - counts["errors"] - counts["skipped"]
    bad = counts["failures"] + counts["errors"]
    skipped = f", {counts['skipped']} skipped" if counts["skipped"] else ""
    print(f"{passed} passed, {bad} failed{skipped}", flush=True)
    return failed or int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
