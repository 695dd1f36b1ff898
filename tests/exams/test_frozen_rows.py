"""A sealed exam and a closed attempt are frozen in the database itself, on both engines."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from exams.actions import results, saving, sitting
from exams.models import Attempt, Exam
from journal import append_only
from tests.append_only import lifted
from tests.conftest import NINE
from tests.exams.makers import make_bank, make_exam, make_ready, operation, started
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
LATER = NINE + timedelta(hours=1)


def refused(sql, *values):
    with (
        pytest.raises(IntegrityError, match="is frozen"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, values)


@pytest.fixture
@remembered
def session(cast):
    """Sealed and drawn for 李, who handed in, and 王, who never came."""
    make_bank(cast)
    session = make_ready(cast, cast["li"], cast["wang"])[1]
    attempt = started(session, cast["li"])
    sitting.hand_in(attempt.ref, cast["li"].pk, [], arrival=LATER, now=LATER)
    return session


@pytest.mark.parametrize(
    "change",
    [
        "pass_marks = 1",
        "pass_marks = pass_marks - 1",
        "duration_minutes = 10",
        "title = 'x'",
        "scoring = '{}'",
        "state = 'draft'",
        "blueprint_id = NULL",
        "made_by_id = 0",
    ],
)
def test_no_column_of_a_sealed_exam_is_changed(session, change):
    refused(" ".join(("UPDATE exams_exam SET", change)))


def test_a_sealed_exam_is_not_deleted(session):
    refused("DELETE FROM exams_exam")


def test_a_draft_may_still_change(cast):
    exam = make_exam(cast)
    Exam.objects.update(pass_marks=1)
    exam.refresh_from_db()
    assert exam.pass_marks == 1


@pytest.mark.parametrize(
    "change",
    [
        "state = 'open'",
        "state = 'ready'",
        "state = 'void'",
        "closed_at = NULL",
        "close_reason = 'x'",
        "started_at = NULL",
        "deadline_at = '2030-01-01 00:00+00'",
        "epoch = epoch + 1",
        "person_id = person_id + 1",
        "base_hash = 'x'",
    ],
)
def test_nothing_leads_back_from_closed_and_its_times_stay(session, change):
    refused(" ".join(("UPDATE exams_attempt SET", change, "WHERE state = 'closed'")))


def test_a_closed_attempt_is_not_deleted(session):
    refused("DELETE FROM exams_attempt WHERE state = 'closed'")


def test_the_chain_of_a_closed_attempt_grows_by_what_comes_too_late(cast, session):
    attempt = Attempt.objects.get(state="closed")
    op = operation(attempt, 1)
    saving.save(attempt.ref, cast["li"].pk, [op], arrival=LATER, now=LATER)
    assert Attempt.objects.get(pk=attempt.pk).head_n == attempt.head_n + 1


def test_who_never_came_does_not_come_after_the_publication(cast, session):
    results.mark_waiting(now=LATER)
    Attempt.objects.filter(state="ready").update(
        state="void", closed_at=LATER, close_reason="absent"
    )
    refused("UPDATE exams_attempt SET state = 'ready' WHERE state = 'void'")


TABLES = ["exams_attempt", "exams_exam"]


def test_the_triggers_are_missed_where_they_are_dropped_and_migrate_puts_them_back():
    assert append_only.unguarded() == []
    dropped = {
        "sqlite": [f"DROP TRIGGER frozen_row_{table}_update" for table in TABLES],
        "postgresql": [f"DROP TRIGGER frozen_row ON {table}" for table in TABLES],
    }
    with connection.cursor() as cursor:
        for sql in dropped[connection.vendor]:
            cursor.execute(sql)
    assert append_only.unguarded() == TABLES
    call_command("migrate", verbosity=0)
    assert append_only.unguarded() == []


@pytest.mark.postgres
def test_a_function_that_was_emptied_is_no_guard():
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION frozen_row_of_exams_exam() RETURNS trigger"
            " LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
        )
    assert append_only.unguarded() == ["exams_exam"]


@pytest.mark.django_db(transaction=True)
def test_only_the_tests_lift_them(session):
    with lifted():
        Exam.objects.update(pass_marks=1)
    refused("UPDATE exams_exam SET pass_marks = 2")
