"""Exams at every stage, the clock standing at nine unless a test moves it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.test import Client

from exams.actions import planning, results, sitting
from tests.conftest import NINE
from tests.exams.makers import answer_all, make_bank, make_exam, make_ready, publish, started
from tests.remembered import remembered

HOUR = timedelta(hours=1)


@pytest.fixture
def at():
    """Set the clock: `at(NINE + HOUR)`."""
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller.move_to


@pytest.fixture
def ask(cast):
    """A signed-in client of one member of the cast: `ask("li").get(…)`."""

    def client_of(who):
        client = Client()
        client.force_login(cast[who].user)
        return client

    return client_of


@pytest.fixture
def bank(cast):
    return make_bank(cast)


@pytest.fixture
@remembered
def draft(cast, bank):
    """A draft exam of 市城管局 with one empty session tomorrow at nine."""
    exam = make_exam(cast, opens_at=NINE + timedelta(days=1), now=NINE)
    return SimpleNamespace(exam=exam, session=exam.sessions.get())


@pytest.fixture
@remembered
def ready(cast, bank):
    """Sealed, locked, with papers for 李, 王 and 赵; opens at nine; 监一 supervises."""
    exam, session = make_ready(cast, cast["li"], cast["wang"], cast["zhao"])
    planning.appoint_invigilator(
        session, cast["invigilator"], actor=cast["exam_officer"], now=NINE - HOUR
    )
    return SimpleNamespace(exam=exam, session=session)


@pytest.fixture
@remembered
def running(cast, ready):
    """李 and 王 have started; 李 has answered everything rightly, but has not handed in."""
    ready.li = started(ready.session, cast["li"])
    ready.wang = started(ready.session, cast["wang"])
    return ready


@pytest.fixture
@remembered
def handed_in(cast, running):
    """李 handed in a right paper, 王 a wrong one; marked; 赵 never came."""
    for who, right in (("li", True), ("wang", False)):
        attempt = getattr(running, who)
        operations = answer_all(attempt, right=right)
        sitting.hand_in(attempt.ref, cast[who].pk, operations, arrival=NINE + HOUR, now=NINE + HOUR)
        attempt.refresh_from_db()
    results.mark_waiting(now=NINE + HOUR)
    return running


@pytest.fixture
@remembered
def published(cast, handed_in):
    """The same, published by two officers at twelve."""
    officers = cast["exam_officer"], cast["exam_officer_2"]
    publish(handed_in.session, *officers, now=NINE + 3 * HOUR)
    handed_in.session.refresh_from_db()
    return handed_in
