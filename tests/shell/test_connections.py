"""A connection that the server has ended is opened anew before the next statement."""

from __future__ import annotations

from time import monotonic, sleep

import pytest
from django.db import connection

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
END = "SELECT pg_terminate_backend(%s)"
ASKED_LAST = "SELECT query FROM pg_stat_activity WHERE pid = %s"
IS_THERE = "SELECT count(*) FROM pg_stat_activity WHERE pid = %s"


@pytest.fixture
def other():
    """Another line to the same server."""
    line = connection.copy()
    yield line
    line.close()


def end(pid, other):
    """End a server process, and wait until it is gone."""
    with other.cursor() as cursor:
        cursor.execute(END, [pid])
        until = monotonic() + 10
        while cursor.execute(IS_THERE, [pid]).fetchone()[0] and monotonic() < until:
            sleep(0.005)


def pid():
    with connection.cursor() as cursor:
        return cursor.execute("SELECT pg_backend_pid()").fetchone()[0]


def test_a_connection_that_stands_is_used_without_asking(other):
    first = pid()
    assert connection.is_usable()
    with other.cursor() as cursor:
        (last,) = cursor.execute(ASKED_LAST, [first]).fetchone()
    assert last == "SELECT pg_backend_pid()"


def test_one_that_was_ended_is_opened_anew_before_the_next_statement(other):
    first = pid()
    end(first, other)
    assert not connection.is_usable()
    connection.health_check_enabled, connection.health_check_done = True, False
    assert pid() != first


def test_one_on_which_the_server_said_something_is_asked_and_stands(other):
    first = pid()
    with connection.cursor() as cursor:
        cursor.execute("LISTEN told")
    with other.cursor() as cursor:
        cursor.execute("NOTIFY told")
    assert connection.is_usable()
    with connection.cursor() as cursor:
        cursor.execute("UNLISTEN *")
    assert pid() == first
