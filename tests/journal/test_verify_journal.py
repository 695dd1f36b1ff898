"""`manage.py verify_journal` says that all is intact, or names the first bad row and fails."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from journal.models import Stream
from tests.journal.tampering import tamper, write_entries

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def entries():
    write_entries(3)
    write_entries(4, agency_id=5)


def verify():
    out = StringIO()
    call_command("verify_journal", stdout=out)
    return out.getvalue().strip()


def test_an_untouched_journal_is_intact():
    assert verify() == "7 entries, 2 chains, intact"


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("UPDATE journal_entry SET act = 'x' WHERE n = 2", "row 2: altered"),
        ("UPDATE journal_entry SET actor_id = 1 WHERE n = 2", "row 2: altered"),
        ("UPDATE journal_entry SET agency_id = 1 WHERE n = 2", "row 2: altered"),
        ("UPDATE journal_entry SET subject = 'x' WHERE n = 2", "row 2: altered"),
        ("UPDATE journal_entry SET facts = '{\"a\": 1}' WHERE n = 2", "row 2: altered"),
        ("UPDATE journal_entry SET at = '2026-01-01 00:00:00Z' WHERE n = 2", "row 2: altered"),
        ("UPDATE journal_entry SET hash = 'x' WHERE n = 2", "row 2: altered"),
        ("UPDATE journal_entry SET previous = 'x' WHERE n = 2", "row 2: does not follow"),
        ("UPDATE journal_entry SET n = 9 WHERE n = 2", "row 2: missing"),
        ("DELETE FROM journal_entry WHERE n = 2", "row 2: missing"),
        ("DELETE FROM journal_entry WHERE n = 3", "row 3: missing"),
        ("UPDATE journal_stream SET head_n = 2", "row 2: is not the row"),
        ("UPDATE journal_stream SET head_hash = 'x'", "is not the row"),
        ("UPDATE journal_stream SET name = 'agency:6' WHERE name <> 'city'", "row 1: does not"),
    ],
)
def test_what_was_done_to_the_rows_is_found(sql, found):
    tamper(sql)
    with pytest.raises(CommandError, match=found) as failed:
        verify()
    assert failed.value.returncode == 1


def test_two_chains_that_change_places_are_found():
    tamper("UPDATE journal_stream SET name = 'x' WHERE name = 'city'")
    tamper("UPDATE journal_stream SET name = 'city' WHERE name = 'agency:5'")
    tamper("UPDATE journal_stream SET name = 'agency:5' WHERE name = 'x'")
    with pytest.raises(CommandError, match="journal city, row 1"):
        verify()


def test_rows_slipped_in_beyond_the_head_are_found():
    before = Stream.objects.get(name="city")
    with transaction.atomic():
        write_entries(1)
    Stream.objects.filter(name="city").update(head_n=before.head_n, head_hash=before.head_hash)
    with pytest.raises(CommandError, match="row 4: stands beyond"):
        verify()
