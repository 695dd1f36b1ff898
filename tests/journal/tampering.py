"""What somebody with the database's own password could do to the journal, by plain SQL."""

from __future__ import annotations

from django.db import connection, transaction

from journal import rules
from journal.actions import record
from journal.models import Entry, Stream
from tests.append_only import lifted
from tests.conftest import NINE


def write_entries(number, agency_id=None):
    """`number` acts in one chain."""
    with transaction.atomic():
        for n in range(number):
            record(7, "people.grant_role", f"people.person:{n}", {}, now=NINE, agency_id=agency_id)


def tamper(sql, *values):
    with lifted(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def compute_anew(name):
    """Make a chain whole again after its rows were altered, head included."""
    stream = Stream.objects.get(name=name)
    at, previous = 0, rules.base_of(name)
    for entry in Entry.objects.filter(stream=stream).order_by("n"):
        at += 1
        here = rules.link(previous, at, entry.body())
        tamper(
            "UPDATE journal_entry SET n = %s, previous = %s, hash = %s WHERE id = %s",
            *(at, previous, here, entry.pk),
        )
        previous = here
    tamper(
        "UPDATE journal_stream SET head_n = %s, head_hash = %s WHERE id = %s",
        *(at, previous, stream.pk),
    )
