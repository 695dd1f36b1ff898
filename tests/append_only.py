"""The one place that lifts the append-only triggers: the flush between two tests that commit."""

from __future__ import annotations

from contextlib import contextmanager

from django.db import connections, transaction
from django.test import TransactionTestCase

from journal import append_only

OF_DJANGO = {"django_content_type", "auth_permission"}  # filled by migrate, the same for ever
WITHOUT_FOREIGN_KEYS = {  # for the rest of the transaction
    "sqlite": "PRAGMA defer_foreign_keys = ON",
    "postgresql": "SET LOCAL session_replication_role = replica",
}


@contextmanager
def lifted(using="default"):
    """Nothing is guarded inside; afterwards everything is again."""
    connection = connections[using]
    with transaction.atomic(using), connection.cursor() as cursor:
        for table in append_only.guarded_tables(using):
            for statement in append_only.statements(connection, table):
                if statement.startswith("DROP TRIGGER"):
                    cursor.execute(statement)
    try:
        yield
    finally:
        _check_now(connection)
        append_only.install(using)


def _check_now(connection):
    """PostgreSQL alters no table whose rows await a check at the end of the transaction."""
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def empty_quickly(using="default"):
    """Empty the tables that hold rows, and leave every append-only table guarded.

    Django's own flush truncates all tables and then does again what follows a migrate; on a server
    that really writes to disk this takes half a second for each test.
    """
    connection = connections[using]
    with transaction.atomic(using), connection.cursor() as cursor:
        full = _tables_with_rows(connection, cursor)
        guards = [
            statement
            for table in sorted(full & set(append_only.guarded_tables(using)))
            for statement in append_only.statements(connection, table)
        ]
        for statement in guards:
            if statement.startswith("DROP TRIGGER"):
                cursor.execute(statement)
        cursor.execute(WITHOUT_FOREIGN_KEYS[connection.vendor])
        for table in sorted(full):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
        for statement in guards:
            cursor.execute(statement)


def _tables_with_rows(connection, cursor):
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    asked = [
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(name)})"
        for name in names
        if name not in OF_DJANGO
    ]
    cursor.execute(" UNION ALL ".join(asked))
    return {name for (name,) in cursor.fetchall()}


def lift_for_flush():
    """Let `TransactionTestCase` leave an empty database behind."""

    def teardown(self):
        for using in self._databases_names(include_mirrors=False):
            empty_quickly(using)

    TransactionTestCase._fixture_teardown = teardown
