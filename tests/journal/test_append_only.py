"""What stands in an append-only table stands for ever, on both engines."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import CharField

from journal import append_only
from journal.actions import record
from journal.models import Entry, Stream
from tests.append_only import lifted
from tests.conftest import NINE

TABLE = "journal_entry"


@pytest.fixture
def entry(db):
    return record(7, "people.grant_role", "people.person:1", {"role": "officer"}, now=NINE)


def refused(sql, *values):
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, values)


def run(*statements):
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)


def drop_one_trigger():
    dropped = {
        "sqlite": f"DROP TRIGGER append_only_{TABLE}_delete",
        "postgresql": f"DROP TRIGGER append_only_row ON {TABLE}",
    }
    run(dropped[connection.vendor])


def test_an_entry_is_neither_changed_nor_deleted(entry):
    refused(f"UPDATE {TABLE} SET act = 'x' WHERE id = %s", entry.pk)
    refused(f"DELETE FROM {TABLE} WHERE id = %s", entry.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.update(act="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.all().delete()
    assert Entry.objects.get().act == "people.grant_role"


def test_an_entry_is_not_replaced_by_inserting_over_it(entry):
    columns = [field.column for field in Entry._meta.concrete_fields]
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join("'x'" if name == "act" else f'"{name}"' for name in columns)
    if connection.vendor == "sqlite":
        refused(f"INSERT OR REPLACE INTO {TABLE} ({names}) SELECT {values} FROM {TABLE}")
    refused(
        f"INSERT INTO {TABLE} ({names}) SELECT {values} FROM {TABLE} WHERE true"
        " ON CONFLICT (id) DO UPDATE SET act = 'x'"
    )
    assert Entry.objects.get().act == "people.grant_role"


@pytest.mark.postgres
def test_the_table_is_not_truncated_on_postgresql(entry):
    run("SET CONSTRAINTS ALL IMMEDIATE")
    refused(f"TRUNCATE {TABLE} CASCADE")
    run("SET session_replication_role = replica")
    refused(f"TRUNCATE {TABLE} CASCADE")
    refused(f"DELETE FROM {TABLE}")
    run("SET session_replication_role = origin")
    assert Entry.objects.exists()


def test_inserting_a_row_that_is_there_already_may_be_ignored(entry):
    again = Entry.objects.get()
    Entry.objects.bulk_create([again], ignore_conflicts=True)
    again.pk = None
    Entry.objects.bulk_create([again], ignore_conflicts=True)
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_every_append_only_table_is_guarded_after_migrate():
    assert {TABLE, "questionbank_key"} <= set(append_only.tables())
    assert append_only.unguarded() == []


@pytest.mark.django_db
def test_the_check_sees_a_trigger_that_was_dropped_and_migrate_mends_it():
    asked = {"tags": ["database"], "databases": ["default"], "fail_level": "WARNING"}
    call_command("check", **asked, stdout=StringIO(), stderr=StringIO())
    drop_one_trigger()
    with pytest.raises(CommandError, match=TABLE):
        call_command("check", **asked, stdout=StringIO())
    call_command("migrate", verbosity=0)
    assert append_only.unguarded() == []


@pytest.mark.django_db
def test_a_trigger_that_does_nothing_is_no_guard():
    drop_one_trigger()
    harmless = {
        "sqlite": [
            f"CREATE TRIGGER append_only_{TABLE}_delete BEFORE DELETE ON {TABLE}"
            " BEGIN SELECT 1; END"
        ],
        "postgresql": [
            f"CREATE TRIGGER append_only_row BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW"
            " WHEN (false) EXECUTE FUNCTION append_only_refusal()",
            f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER append_only_row",
        ],
    }
    run(*harmless[connection.vendor])
    assert append_only.unguarded() == [TABLE]


@pytest.mark.postgres
@pytest.mark.django_db
def test_a_trigger_that_is_switched_off_is_no_guard():
    run(f"ALTER TABLE {TABLE} DISABLE TRIGGER append_only_row")
    assert append_only.unguarded() == [TABLE]


@pytest.mark.django_db(transaction=True)
def test_a_rebuilt_table_is_guarded_again_by_migrate():
    old, new = CharField(max_length=64), CharField(max_length=65)
    for field in (old, new):
        field.set_attributes_from_name("previous")
        field.model = Entry
    with connection.schema_editor() as editor:
        editor.alter_field(Entry, old, new)
    if connection.vendor == "sqlite":
        assert append_only.unguarded() == [TABLE]
    call_command("migrate", verbosity=0)
    assert append_only.unguarded() == []
    with connection.schema_editor() as editor:
        editor.alter_field(Entry, new, old)


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_leaves_an_entry_behind():
    with transaction.atomic():
        record(None, "journal.note", "journal.test:1", now=NINE)
    assert Stream.objects.get().head_n == 1


@pytest.mark.django_db(transaction=True)
def test_and_the_next_test_finds_the_tables_empty_and_guarded():
    assert not Entry.objects.exists()
    assert append_only.unguarded() == []


@pytest.mark.django_db(transaction=True)
def test_only_the_tests_lift_the_triggers_and_put_them_back():
    with transaction.atomic():
        record(None, "journal.note", "journal.test:1", now=NINE)
    with lifted():
        Entry.objects.all().delete()
    assert not Entry.objects.exists()
    assert append_only.unguarded() == []
