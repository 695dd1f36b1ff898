"""The pytest plugin that chooses the database and the part of the suite.

`--engine sqlite` (the default) runs everything on a SQLite file, without the tests marked
`postgres`. `--engine postgres` starts a throw-away cluster and runs what touches the database.
Tests marked `browser` run on SQLite, and only when Chromium is there. See docs/testing.md.
"""

from __future__ import annotations

import gc
import importlib
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import chromium, postgres

ROOT = Path(__file__).resolve().parent.parent
KEPT = (
    "MINGFA_STATUTES",
    "MINGFA_REQUIRE_ALL",
    "MINGFA_TEST_VAR",
    "MINGFA_TEST_RUN",
    "MINGFA_TEST_READ",
    "MINGFA_SCREENSHOTS",
)
PAGES = re.compile(r"/tests/(.*/)?(pages/|\w+_pages?\.py$|test_(headers|home|navigation)\.py$)")
WITHOUT_DATABASE = re.compile(r"/tests/(.*/rules/|test_(architecture|templates)\.py$)")
CLUSTER = pytest.StashKey[postgres.Cluster]()
RUN = pytest.StashKey[Path]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine",
        choices=("sqlite", "postgres"),
        default=os.environ.get("MINGFA_TEST_ENGINE", "sqlite"),
        help="the database engine to run the suite on",
    )


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Set the environment before anything reads the settings.

    Workers of a parallel run inherit it from the process that started them.
    """
    if "MINGFA_TEST_RUN" not in os.environ:
        _prepare(early_config)
    return (yield)


def _prepare(early_config: pytest.Config) -> None:
    # Else every process compiles every module, and every worker rewrites every test, anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    engine = early_config.known_args_namespace.engine
    var = Path(os.environ.get("MINGFA_VAR", ROOT / "var")) / "test"
    for name in [n for n in os.environ if n.startswith("MINGFA_") and n not in KEPT]:
        del os.environ[name]
    run = var / f"run-{os.getpid()}"
    shutil.rmtree(run, ignore_errors=True)
    (run / "static").mkdir(parents=True)
    early_config.stash[RUN] = run
    os.environ |= {"MINGFA_VAR": str(run), "MINGFA_KEYS": str(var / "keys")}
    os.environ["MINGFA_TEST_RUN"] = str(run)
    os.environ.pop("DATABASE_URL", None)
    if engine == "postgres":
        if postgres.binaries() is None:
            raise pytest.UsageError(f"PostgreSQL is missing: {postgres.HOW_TO_GET}")
        cluster = postgres.Cluster(**postgres.HASTY)
        early_config.stash[CLUSTER] = cluster
        cluster.start()
        os.environ["DATABASE_URL"] = cluster.url()


def pytest_unconfigure(config: pytest.Config) -> None:
    if cluster := config.stash.get(CLUSTER, None):
        cluster.stop()
    if run := config.stash.get(RUN, None):
        shutil.rmtree(run, ignore_errors=True)
        os.environ.pop("MINGFA_TEST_RUN", None)


def pytest_report_header(config: pytest.Config) -> str:
    return f"engine: {config.getoption('engine')}"


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Read of a fresh checkout a part first, which the processes beside this one find read."""
    config, noted = session.config, os.environ.get("MINGFA_TEST_READ")
    if noted is None or not hasattr(config, "workerinput"):
        return
    left_out = [ROOT / folder for folder in config.getoption("ignore") or ()]
    for path in sorted(path for named in config.args for path in (ROOT / named).rglob("test_*.py")):
        if any(map(path.is_relative_to, left_out)) or pytest_ignore_collect(path, config):
            continue
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        try:
            (Path(noted) / module).touch(exist_ok=False)
        except FileExistsError:
            continue
        importlib.import_module(module)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not even read, for the second engine, what has nothing to show on it."""
    if config.getoption("engine") == "sqlite" or collection_path.suffix != ".py":
        return None
    path = collection_path.as_posix()
    without = WITHOUT_DATABASE.search(path) or PAGES.search(path)
    return True if without and "mark.postgres" not in collection_path.read_text() else None


def pytest_collection_finish() -> None:
    """What was collected stays until the end: nobody need look through it for garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    engine = config.getoption("engine")
    kept = [item for item in items if _belongs(item, engine)]
    dropped = [item for item in items if not _belongs(item, engine)]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = kept
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
    if chromium.program() is None:
        missing = pytest.mark.skip(reason=f"Chromium is missing: {chromium.HOW_TO_GET}")
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(missing)


def _belongs(item: pytest.Item, engine: str) -> bool:
    """Whether a test has something to show on this engine.

    What a page says does not hang on it: the permission matrix asks every page on both.
    """
    if engine == "sqlite":
        return item.get_closest_marker("postgres") is None
    if item.get_closest_marker("browser") or item.get_closest_marker("sqlite"):
        return False
    if PAGES.search(item.path.as_posix()) and not item.get_closest_marker("postgres"):
        return False
    touches = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    marked = item.get_closest_marker("postgres") or item.get_closest_marker("django_db")
    return bool(touches or marked)
