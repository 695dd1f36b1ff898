"""The triggers that keep every `AppendOnly` table as it was written, on both engines.

Those of `Freezing` tables, which `journal.frozen` words, are installed and checked along with them.

`install` runs after every migrate, because SQLite rebuilds a table to change a column and silently
drops its triggers; `unguarded` is what the check `journal.W001` reports. Nothing in the product
lifts a trigger: the test runner does, with code that lies among the tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core import checks
from django.db import connections, router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from journal import frozen
from journal.models import AppendOnly

FUNCTION = "append_only_refusal"
FUNCTION_BODY = (
    " BEGIN RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP"
    " USING ERRCODE = 'restrict_violation'; END "
)
# pg_trigger.tgtype: BEFORE = 2, ROW = 1, DELETE = 8, UPDATE = 16, TRUNCATE = 32.
POSTGRES_TRIGGERS = {
    "append_only_row": (2 + 1 + 8 + 16, "BEFORE UPDATE OR DELETE ON {} FOR EACH ROW"),
    "append_only_truncate": (2 + 32, "BEFORE TRUNCATE ON {} FOR EACH STATEMENT"),
}


def tables(using: str = "default") -> list[str]:
    """The tables of all concrete `AppendOnly` models of one database, in order of name."""
    return sorted(
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, AppendOnly)
        and model._meta.managed
        and not model._meta.proxy
        and router.allow_migrate_model(using, model)
    )


def guarded_tables(using: str = "default") -> list[str]:
    """Every table that has triggers in one database, append-only or freezing, in order of name."""
    return sorted([*tables(using), *frozen.terms(using)])


def unguarded(using: str = "default") -> list[str]:
    """The existing ones of `guarded_tables` with a trigger missing, altered or switched off."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    append_only = _guarded_sqlite if connection.vendor == "sqlite" else _guarded_postgres
    guarded = append_only(connection) | frozen.guarded(connection)
    return sorted((set(guarded_tables(using)) & existing) - guarded)


def install(using: str = "default") -> None:
    """Put the triggers on every table that lacks them. Safe to repeat."""
    connection = connections[using]
    with transaction.atomic(using), connection.cursor() as cursor:
        for table in unguarded(using):
            for statement in statements(connection, table):
                cursor.execute(statement)


def install_after_migrate(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Django's call after `migrate`."""
    install(using)


@checks.register(checks.Tags.database)
def check_triggers(
    *,
    app_configs: Sequence[AppConfig] | None,
    databases: Sequence[str] | None = None,
    **kwargs: Any,
) -> list[checks.CheckMessage]:
    """Whether every append-only and every freezing table is guarded.

    A warning, so that `migrate`, which mends it, is not itself refused; deployment runs
    `check --deploy --fail-level WARNING --database default`.
    """
    return [
        checks.Warning(
            f"The table {table} is append-only or frozen, but its triggers are missing.",
            hint="Find out who removed them, run manage.py verify_journal, then manage.py migrate.",
            id="journal.W001",
        )
        for using in databases or ()
        for table in unguarded(using)
    ]


def statements(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    """The SQL that puts the triggers on one table, replacing what stands there."""
    freezing = frozen.terms(connection.alias)
    if table in freezing:
        return frozen.statements(connection, table, freezing[table])
    if connection.vendor == "sqlite":
        return [
            sql
            for event, create in _sqlite_triggers(connection, table).items()
            for sql in (f"DROP TRIGGER IF EXISTS {_sqlite_name(connection, table, event)}", create)
        ]
    quoted = connection.ops.quote_name(table)
    made = [
        f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql"
        f" AS $${FUNCTION_BODY}$$"
    ]
    for name, (_, when) in POSTGRES_TRIGGERS.items():
        made += [
            f"DROP TRIGGER IF EXISTS {name} ON {quoted}",
            f"CREATE TRIGGER {name} {when.format(quoted)} EXECUTE FUNCTION {FUNCTION}()",
            f"ALTER TABLE {quoted} ENABLE ALWAYS TRIGGER {name}",
        ]
    return made


def _sqlite_name(connection: BaseDatabaseWrapper, table: str, event: str) -> str:
    return connection.ops.quote_name(f"append_only_{table}_{event.lower()}")


def _sqlite_triggers(connection: BaseDatabaseWrapper, table: str) -> dict[str, str]:
    """What refuses each event; SQLite keeps the text letter by letter in `sqlite_master`."""
    quoted = connection.ops.quote_name(table)
    return {
        event: f"CREATE TRIGGER {_sqlite_name(connection, table, event)} BEFORE {event} ON {quoted}"
        f" BEGIN SELECT RAISE(ABORT, '{table} is append-only: {event} refused'); END"
        for event in ("UPDATE", "DELETE")
    }


def _guarded_sqlite(connection: BaseDatabaseWrapper) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")
        standing = {sql for (sql,) in cursor.fetchall()}
    return {
        table
        for table in tables(connection.alias)
        if set(_sqlite_triggers(connection, table).values()) <= standing
    }


def _guarded_postgres(connection: BaseDatabaseWrapper) -> set[str]:
    wanted = {(name, kind) for name, (kind, _) in POSTGRES_TRIGGERS.items()}
    found: dict[str, set[tuple[str, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname, t.tgtype FROM pg_trigger t"
            " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE pg_table_is_visible(c.oid) AND t.tgenabled = 'A' AND t.tgqual IS NULL"
            " AND p.proname = %s AND p.prosrc = %s",
            [FUNCTION, FUNCTION_BODY],
        )
        for table, name, kind in cursor.fetchall():
            found.setdefault(table, set()).add((name, kind))
    return {table for table, names in found.items() if wanted <= names}
