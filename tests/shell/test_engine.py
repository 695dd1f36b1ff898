"""The suite runs on the engines that it says it runs on."""

import sqlite3

import pytest
from django.conf import settings
from django.db import connection

from mingfa import checks


@pytest.mark.sqlite
def test_the_settings_make_sqlite_durable(tmp_path):
    opened = sqlite3.connect(tmp_path / "new.db")
    opened.executescript(settings.DATABASES["default"]["OPTIONS"]["init_command"])
    for name, due in checks.SQLITE.items():
        assert opened.execute(f"PRAGMA {name}").fetchone() == (due,), name
    opened.close()


@pytest.mark.postgres
@pytest.mark.django_db
def test_tests_marked_postgres_run_on_postgresql():
    assert connection.vendor == "postgresql"
