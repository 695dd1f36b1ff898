"""The triggers that freeze a row once it has reached a state from which nothing leads back.

Where `append_only` guards tables that only grow, this guards rows that grow up: an exam that two
persons sealed, an attempt that was closed. A model says it with `frozen = Frozen(…)`. The trigger's
text names columns: a migration that drops one of them drops the trigger first; after it the
triggers are put back as those of `append_only` are.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.db import router
from django.db.backends.base.base import BaseDatabaseWrapper

from journal.models import Freezing

TRIGGER = "frozen_row"
ROW_UPDATE_DELETE = 2 + 1 + 8 + 16  # pg_trigger.tgtype, as in append_only
DIFFERS = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}
SAME = {"sqlite": "IS", "postgresql": "IS NOT DISTINCT FROM"}


@dataclass(frozen=True)
class Terms:
    """A model's `Frozen` in columns: those kept for good, and those that move with `along`."""

    states: tuple[str, ...]
    kept: tuple[str, ...]
    movable: tuple[str, ...]
    along: str | None


@functools.cache
def terms(using: str) -> dict[str, Terms]:
    """By table, what is frozen in one database; asked of each table, and the same for ever."""
    return {
        model._meta.db_table: _terms_of(model)
        for model in apps.get_models()
        if issubclass(model, Freezing)
        and model._meta.managed
        and not model._meta.proxy
        and router.allow_migrate_model(using, model)
    }


def _terms_of(model: type[Freezing]) -> Terms:
    frozen = model.frozen
    column = {field.name: field.column for field in model._meta.concrete_fields}
    not_kept = {*frozen.free, *frozen.movable, frozen.along}
    return Terms(
        frozen.states,
        tuple(column[name] for name in column if name not in not_kept),
        tuple(column[name] for name in frozen.movable),
        column[frozen.along] if frozen.along else None,
    )


def statements(connection: BaseDatabaseWrapper, table: str, of: Terms) -> list[str]:
    """The SQL that puts the triggers on one table, replacing what stands there."""
    if connection.vendor == "sqlite":
        return [
            sql
            for event, create in _sqlite_triggers(connection, table, of).items()
            for sql in (f"DROP TRIGGER IF EXISTS {_sqlite_name(connection, table, event)}", create)
        ]
    quoted = connection.ops.quote_name(table)
    return [
        f"CREATE OR REPLACE FUNCTION {_function(table)}() RETURNS trigger LANGUAGE plpgsql"
        f" AS $${_postgres_body(connection, table, of)}$$",
        f"DROP TRIGGER IF EXISTS {TRIGGER} ON {quoted}",
        f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE OR DELETE ON {quoted} FOR EACH ROW"
        f" EXECUTE FUNCTION {_function(table)}()",
        f"ALTER TABLE {quoted} ENABLE ALWAYS TRIGGER {TRIGGER}",
    ]


def guarded(connection: BaseDatabaseWrapper) -> set[str]:
    """The tables on which the triggers stand letter by letter and are switched on."""
    of_table = terms(connection.alias)
    if connection.vendor == "sqlite":
        standing = _standing_sqlite(connection)
        return {
            table
            for table, of in of_table.items()
            if set(_sqlite_triggers(connection, table, of).values()) <= standing
        }
    found = _standing_postgres(connection)
    return {
        table
        for table, of in of_table.items()
        if (table, _function(table), _postgres_body(connection, table, of)) in found
    }


def _standing_sqlite(connection: BaseDatabaseWrapper) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")
        return {sql for (sql,) in cursor.fetchall()}


def _standing_postgres(connection: BaseDatabaseWrapper) -> set[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, p.proname, p.prosrc FROM pg_trigger t"
            " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE pg_table_is_visible(c.oid) AND t.tgenabled = 'A' AND t.tgqual IS NULL"
            " AND t.tgattr = '' AND t.tgname = %s AND t.tgtype = %s",
            [TRIGGER, ROW_UPDATE_DELETE],
        )
        return set(cursor.fetchall())


def _function(table: str) -> str:
    return f"{TRIGGER}_of_{table}"


def _sqlite_name(connection: BaseDatabaseWrapper, table: str, event: str) -> str:
    return connection.ops.quote_name(f"{TRIGGER}_{table}_{event.lower()}")


def _sqlite_triggers(connection: BaseDatabaseWrapper, table: str, of: Terms) -> dict[str, str]:
    """What refuses each event; SQLite keeps the text letter by letter in `sqlite_master`."""
    quoted = connection.ops.quote_name(table)
    when = {"UPDATE": _refused_update(connection, of), "DELETE": _is_frozen(connection, of)}
    return {
        event: f"CREATE TRIGGER {_sqlite_name(connection, table, event)} BEFORE {event} ON {quoted}"
        f" WHEN {condition}"
        f" BEGIN SELECT RAISE(ABORT, '{table} is frozen: {event} refused'); END"
        for event, condition in when.items()
    }


def _postgres_body(connection: BaseDatabaseWrapper, table: str, of: Terms) -> str:
    raised = (
        f"RAISE EXCEPTION '{table} is frozen: % refused', TG_OP USING ERRCODE ="
        " 'restrict_violation';"
    )
    return (
        f" BEGIN IF TG_OP = 'DELETE' THEN IF {_is_frozen(connection, of)} THEN {raised} END IF;"
        f" RETURN OLD; END IF; IF {_refused_update(connection, of)} THEN {raised} END IF;"
        " RETURN NEW; END "
    )


def _is_frozen(connection: BaseDatabaseWrapper, of: Terms) -> str:
    states = ", ".join(f"'{state}'" for state in of.states)
    return f'OLD."state" IN ({states})'


def _refused_update(connection: BaseDatabaseWrapper, of: Terms) -> str:
    """A kept column differs, or a movable one without a step of `along`, or `along` goes back."""
    wrong = list(_differing(connection, of.kept))
    if of.along:
        old, new = (f"{row}.{connection.ops.quote_name(of.along)}" for row in ("OLD", "NEW"))
        moved = " OR ".join(_differing(connection, of.movable))
        wrong.append(f"({old} {SAME[connection.vendor]} {new} AND ({moved}))")
        wrong.append(f"({old} IS NOT NULL AND ({new} IS NULL OR {new} < {old}))")
    return f"{_is_frozen(connection, of)} AND ({' OR '.join(wrong)})"


def _differing(connection: BaseDatabaseWrapper, columns: Iterable[str]) -> Iterable[str]:
    for column in columns:
        quoted = connection.ops.quote_name(column)
        yield f"OLD.{quoted} {DIFFERS[connection.vendor]} NEW.{quoted}"
