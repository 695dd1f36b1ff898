"""Periodic jobs take turns, failures stay alone, and lost tasks come back."""

import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connections
from django.utils import timezone
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from mingfa import actions, periodic
from mingfa.models import PeriodicRun, WorkerBeat
from tests.conftest import NINE

MINUTE = timedelta(minutes=1)
DONE = []


def note(*, now):
    DONE.append(now)


def fail(*, now):
    raise RuntimeError("planted")


@pytest.fixture(autouse=True)
def _forget():
    DONE.clear()


@pytest.mark.parametrize(
    ("later", "is_due"),
    [(timedelta(seconds=59), False), (MINUTE, True), (timedelta(hours=1), True)],
)
def test_a_job_has_its_next_turn_when_its_time_has_passed(db, later, is_due):
    assert actions.take_turn("job", MINUTE, now=NINE)
    assert actions.take_turn("job", MINUTE, now=NINE + later) == is_due


def test_a_job_that_fails_keeps_no_other_from_its_turn(db, settings):
    here = "tests.shell.test_background"
    settings.PERIODIC = [(f"{here}.missing", 5), (f"{here}.fail", 5), (f"{here}.note", 5)]
    periodic.run_due(lambda: NINE)
    assert DONE == [NINE]


def test_a_job_runs_no_more_often_than_it_should(db, settings):
    settings.PERIODIC = [("tests.shell.test_background.note", 5)]
    for seconds in (0, 1, 4, 5, 9):
        periodic.run_due(lambda seconds=seconds: NINE + timedelta(seconds=seconds))
    assert [NINE, NINE + timedelta(seconds=5)] == DONE


def test_the_command_says_which_jobs_it_ran(db, settings, capsys):
    settings.PERIODIC = [("tests.shell.test_background.note", 5)]
    call_command("tick")
    assert capsys.readouterr().out == "1 jobs: tests.shell.test_background.note\n"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("begun", [True, False])
def test_of_many_workers_one_takes_the_turn(begun):
    if begun:
        PeriodicRun.objects.create(job="job", begun_at=NINE - MINUTE)
    told, start = [], threading.Barrier(8)

    def worker():
        start.wait()
        told.append(actions.take_turn("job", MINUTE, now=NINE))
        connections.close_all()

    threads = [threading.Thread(target=worker) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [False] * 7 + [True]


def task_of(*workers):
    return DBTaskResult.objects.create(
        task_path="tests.nothing",
        args_kwargs={"args": [], "kwargs": {}},
        backend_name="default",
        run_after=NINE,
        status=TaskResultStatus.RUNNING,
        started_at=NINE - 10 * MINUTE,
        worker_ids=list(workers),
    )


@pytest.mark.parametrize(
    ("workers", "status"),
    [
        (["alive"], TaskResultStatus.RUNNING),
        (["dead"], TaskResultStatus.READY),
        (["dead", "dead 2", "alive"], TaskResultStatus.RUNNING),
        (["dead", "dead 2", "dead 3"], TaskResultStatus.FAILED),
    ],
)
def test_a_task_whose_worker_died_is_returned_and_a_deadly_one_is_not(db, workers, status):
    actions.beat("alive", now=NINE - timedelta(seconds=30))
    actions.beat("dead", now=NINE - timedelta(seconds=61))
    task = task_of(*workers)
    actions.return_lost_tasks(now=NINE)
    task.refresh_from_db()
    assert task.status == status
    assert [beat.worker for beat in WorkerBeat.objects.all()] == ["alive"]


@pytest.mark.django_db(transaction=True)
def test_the_worker_does_what_waits_and_leaves_no_trace_of_itself(settings):
    settings.PERIODIC = [("tests.shell.test_background.note", 5)]
    call_command("work", "--once")
    assert len(DONE) == 1
    assert DONE[0] <= timezone.now()
    assert not WorkerBeat.objects.exists()
