"""The save in one statement says and stores what the save under the lock does, or leaves it to
it; the door in front of the site answers what the page answers."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction

from exams.actions import judging, saving, sitting, unlocked
from exams.models import Attempt, Event, Operation
from exams.rules.drawing import Cell
from exams.rules.keeping import FIRST_CLIENT_SEQ
from people.models import User
from tests.conftest import NINE
from tests.exams.makers import (
    CELLS,
    fills,
    make_bank,
    make_fill_ins,
    make_ready,
    operation,
    started,
)
from tests.remembered import remembered

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
LATER = NINE + timedelta(minutes=5, microseconds=70)


@pytest.fixture
@remembered
def attempt(cast):
    make_bank(cast)
    make_fill_ins(cast)
    cells = [*CELLS, Cell(kind="fill_in", count=1, marks=500)]
    session = make_ready(cast, cast["li"], cells=cells, own_takeover=True)[1]
    return started(session, cast["li"])


def outcome(attempt, operations, now, *, locked, monkeypatch):
    """What the save answers and what is stored then; it is undone."""
    begun = transaction.savepoint()
    with monkeypatch.context() as patch:
        if locked:
            patch.setattr(unlocked, "is_possible", lambda: False)
        else:
            patch.setattr(saving, "hold", lambda *_: pytest.fail("the lock was needed"))
        saved = saving.save(attempt.ref, attempt.person_id, operations, arrival=now, now=now)
    rows = Operation.objects.filter(attempt=attempt).order_by("epoch", "seq")
    events = Event.objects.filter(attempt=attempt).order_by("n")
    ends = Attempt.objects.filter(pk=attempt.pk).values("head_n", "head_hash", "last_seq")
    found = saved, list(rows.values()), list(events.values()), list(ends)
    transaction.savepoint_rollback(begun)
    return found


def n(number):
    return FIRST_CLIENT_SEQ + number


def typed(attempt, text):
    stored = next(row for row in attempt.paper.body["places"] if row["kind"] == "fill_in")
    return operation(attempt, stored["place"], seq=n(15), choices=fills(stored, text, "书面"))


def test_both_ways_agree(attempt, monkeypatch):
    first, newer = operation(attempt, 1, seq=n(1)), operation(attempt, 2, seq=n(9))
    saving.save(attempt.ref, attempt.person_id, [first, newer], arrival=NINE, now=NINE)
    batches = [
        [operation(attempt, 3, seq=n(10))],
        [operation(attempt, 3, None, seq=n(10), flag=True)],
        [operation(attempt, 2, 1, seq=n(12)), operation(attempt, 2, seq=n(11))],
        [operation(attempt, place, seq=n(20 + place)) for place in (3, 1, 2)],
        [operation(attempt, 1 + i % 8, i % 2, seq=n(40 + i)) for i in range(50)],
        *([typed(attempt, text)] for text in ('二十日"\\', "𠮷'%s $1 {}", "NULL", "一\\n")),
        [operation(attempt, 4, seq=n(1), epoch=2)],
    ]
    for operations in batches:
        if operations[0].epoch == 2:
            sitting.take_over(attempt, device="other", code=None, now=NINE)
        one, other = (
            outcome(attempt, operations, LATER, locked=locked, monkeypatch=monkeypatch)
            for locked in (True, False)
        )
        assert one == other
        assert set(one[0].dispositions.values()) == {"applied"}


def test_what_only_the_lock_may_decide_is_left_to_it(attempt):
    first, newer = operation(attempt, 1, seq=n(1)), operation(attempt, 2, seq=n(9))
    saving.save(attempt.ref, attempt.person_id, [first, newer], arrival=NINE, now=NINE)

    def left(*operations, now=LATER, person=attempt.person_id):
        batch = judging.checked(operations)
        return unlocked.store(attempt.ref, person, batch, arrival=now, now=now) is None

    good = operation(attempt, 3, seq=n(10))
    User.objects.filter(person=attempt.person_id).update(is_active=False)
    assert left(good)
    User.objects.filter(person=attempt.person_id).update(is_active=True)
    assert left(good, now=attempt.deadline_at)
    assert left(good, person=attempt.person_id + 1)
    assert left(replace(good, epoch=7))
    assert left(replace(good, seq=n(8)))  # out of order: it may be stale
    assert left(replace(good, seq=n(9)))
    assert left(replace(good, op_id=first.op_id))
    assert left(first)
    assert left(replace(good, place=99))
    assert left(replace(good, choices=("ff",)))
    assert left(good, operation(attempt, 1, seq=n(11), choices=("ff",)))
    sitting.take_over(Attempt.objects.get(pk=attempt.pk), device="other", code=None, now=NINE)
    assert left(good)  # fenced
    assert not left(replace(good, epoch=2, seq=n(0)))
    sitting.hand_in(attempt.ref, attempt.person_id, [], arrival=NINE, now=NINE)
    assert left(replace(good, epoch=2))
    assert Operation.objects.count() == 3


def cut(broken):
    """End the server's side of the connection."""
    with broken.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    with contextlib.closing(broken.copy()) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])


@pytest.mark.django_db(transaction=True)
def test_a_save_outlives_what_the_driver_gives_up(attempt, monkeypatch):
    monkeypatch.setattr(saving, "hold", lambda *_: pytest.fail("the lock was needed"))
    for number in range(2):
        op = operation(attempt, 1, seq=n(number))
        saving.save(attempt.ref, attempt.person_id, [op], arrival=NINE, now=NINE)
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")  # as psycopg does after a rollback
    assert Operation.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_save_outlives_its_connection_to_the_database(attempt):
    attempt_id, person_id = attempt.ref, attempt.person_id
    for number in range(3):
        op = operation(attempt, 1, seq=n(number))
        saved = saving.save(attempt_id, person_id, [op], arrival=NINE, now=NINE)
        assert set(saved.dispositions.values()) == {"applied"}
        if number < 2:
            cut(connection)
