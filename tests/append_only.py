"""The one place that lifts the append-only triggers: the flush between two tests that commit."""

from __future__ import annotations

from contextlib import contextmanager

from django.db import connections, transaction
from django.test import TransactionTestCase

from journal import append_only


@contextmanager
def lifted(using="default"):
    """Nothing is guarded inside; afterwards everything is again."""
    connection = connections[using]
    with transaction.atomic(using), connection.cursor() as cursor:
        for table in append_only.tables(using):
            for statement in append_only.statements(connection, table):
                if statement.startswith("DROP TRIGGER"):
                    cursor.execute(statement)
    try:
        yield
    finally:
        append_only.install(using)


def lift_for_flush():
    """Let `TransactionTestCase` empty the tables, as Django means it to."""
    teardown = TransactionTestCase._fixture_teardown

    def lifting_teardown(self):
        with lifted():
            teardown(self)

    TransactionTestCase._fixture_teardown = lifting_teardown
