"""The suite runs on the engines that it says it runs on."""

import pytest
from django.db import connection


def effective(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_the_engine_is_durable():
    if connection.vendor == "sqlite":
        assert effective("PRAGMA journal_mode") == "wal"
        assert effective("PRAGMA synchronous") == 2  # FULL
        assert effective("PRAGMA foreign_keys") == 1
    else:
        assert effective("SHOW fsync") == "on"
        assert effective("SHOW full_page_writes") == "on"
        assert effective("SHOW synchronous_commit") == "on"


@pytest.mark.postgres
@pytest.mark.django_db
def test_tests_marked_postgres_run_on_postgresql():
    assert connection.vendor == "postgresql"
