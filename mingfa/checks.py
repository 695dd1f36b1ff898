"""Whether the site is safe to open: effective settings read back, not settings files believed.

Run by `manage.py check --deploy --fail-level WARNING --database default`, as the user of the web
server and with its environment; the systemd units do so before they start.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.module_loading import import_string

from journal import append_only
from mingfa.environment import WEB_KEYS
from mingfa.models import Installation

MOST_SKEW = 2.0  # seconds between the clocks of this computer and of the database

SQLITE = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
POSTGRES = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "data_sync_retry": "off",
    "server_encoding": "UTF8",
    "TimeZone": "UTC",
    "lock_timeout": "5s",
    "statement_timeout": "15s",
    "idle_in_transaction_session_timeout": "10s",
}
OLDEST_SERVER = 150000


@register(Tags.security, deploy=True)
def check_site(**kwargs: Any) -> list[CheckMessage]:
    """Everything that is wrong with the installation as it is now."""
    return [*_settings(), *_keys(), *_database()]


@register()
def check_periodic(**kwargs: Any) -> list[CheckMessage]:
    """Whether every job that is done by the clock exists."""
    return [
        Error(f"PERIODIC names {path}, which does not exist.", id="mingfa.E001")
        for path, _seconds in settings.PERIODIC
        if not _exists(path)
    ]


def _exists(path: str) -> bool:
    try:
        return callable(import_string(path))
    except ImportError:
        return False


def _settings() -> Iterator[CheckMessage]:
    if not settings.ENVIRONMENT.production:
        yield checks.Warning("MINGFA_PRODUCTION is not set.", id="mingfa.W010")
    cache = settings.CACHES["default"]["BACKEND"]
    if cache.rpartition(".")[2] in ("LocMemCache", "DummyCache"):
        yield Error(f"{cache} is not shared: rate limits would not hold.", id="mingfa.E011")
    if urlsplit(settings.ENVIRONMENT.base_url).hostname not in settings.ALLOWED_HOSTS:
        yield Error("MINGFA_BASE_URL names a host that MINGFA_HOSTS lacks.", id="mingfa.E012")
    if not settings.ENVIRONMENT.staff_second_factor:
        yield checks.Warning("MINGFA_STAFF_SECOND_FACTOR is off.", id="mingfa.W013")


def _keys() -> Iterator[CheckMessage]:
    folder = settings.ENVIRONMENT.keys
    for name in WEB_KEYS:
        path = folder / name
        if not path.is_file():
            yield Error(f"The key {name} is missing in {folder}.", id="mingfa.E020")
        elif stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Error(f"{path} can be read by others: chmod 400 it.", id="mingfa.E021")
    if os.access(folder / "seal", os.R_OK):
        yield Error(
            f"{folder / 'seal'} can be read by this user; the web server must not hold the seal.",
            hint="Give the file to the user of mingfa-seal.service, mode 400.",
            id="mingfa.E022",
        )


def _database() -> Iterator[CheckMessage]:
    engine: Callable[[], Iterator[CheckMessage]] = (
        _sqlite if connection.vendor == "sqlite" else _postgres
    )
    try:
        yield from engine()
        if Installation.objects.filter(is_demonstration=True).exists():
            yield Error("The database holds the demonstration city.", id="mingfa.E030")
    except DatabaseError as fault:
        yield Error(
            f"The database does not answer as it should ({type(fault).__name__}).",
            hint="Is DATABASE_URL right, and has manage.py migrate been run?",
            id="mingfa.E031",
        )


def _sqlite() -> Iterator[CheckMessage]:
    yield checks.Warning(
        "SQLite serves one computer; production needs PostgreSQL.", id="mingfa.W032"
    )
    for name, wanted in SQLITE.items():
        found = _value(f"PRAGMA {name}")
        if found != wanted:
            yield Error(f"SQLite: {name} is {found}, not {wanted}.", id="mingfa.E033")


def _postgres() -> Iterator[CheckMessage]:
    for name, wanted in POSTGRES.items():
        found = _value("SELECT current_setting(%s)", name)
        if found != wanted:
            yield Error(f"PostgreSQL: {name} is {found}, not {wanted}.", id="mingfa.E034")
    if int(_value("SELECT current_setting('server_version_num')")) < OLDEST_SERVER:
        yield Error("PostgreSQL is older than 15.", id="mingfa.E035")
    letters = _value("SELECT datctype FROM pg_database WHERE datname = current_database()")
    if letters in ("C", "POSIX"):
        yield Error(f"PostgreSQL: lc_ctype {letters} knows no Chinese letters.", id="mingfa.E036")
    if abs((_now() - timezone.now()).total_seconds()) > MOST_SKEW:
        yield Error("The clocks of web server and database differ.", id="mingfa.E037")
    yield from _role()


def _role() -> Iterator[CheckMessage]:
    """The second lock on what is recorded for good: the web's role cannot even try."""
    if _value("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
        yield Error("The web server signs in to PostgreSQL as a superuser.", id="mingfa.E038")
        return
    ask = "SELECT has_table_privilege(%s, 'UPDATE, DELETE, TRUNCATE')"
    open_tables = [table for table in append_only.tables() if _value(ask, table)]
    if open_tables:
        yield Error(
            f"The web server's role may change {', '.join(open_tables)}.",
            hint="Run deploy/postgres-after-migrate.sql as the owner.",
            id="mingfa.E039",
        )


def _value(sql: str, *parameters: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        row = cursor.fetchone()
    return row[0] if row else None


def _now() -> datetime:
    return datetime.fromisoformat(str(_value("SELECT clock_timestamp()::text")))
