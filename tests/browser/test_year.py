"""Half a month in a real browser: a roster, a class, an exam, a certificate, a check."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.conf import settings as django_settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.utils import timezone

from exams import http
from exams.rules.clocks import Watch
from mingfa.periodic import run_due
from people.models import Person, User
from tests.browser.story import checking, standing, year
from tests.browser.story.stage import PASSWORD, Stage
from tests.conftest import NINE
from tests.qualifications.makers import body_of, declare, issuer
from tests.training.makers import make_policies

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NAMES = {
    "li": "李青",
    "coordinator": "陈培",
    "agency_admin": "许宁",
    "exam_officer": "周衡",
    "exam_officer_2": "吴颖",
    "legal_affairs": "严明",
    "personnel": "杜若",
}


@pytest.fixture
def clock(monkeypatch):
    """The Monday on which the roster comes in; `clock.move_to(…)` goes on. It ticks."""
    with time_machine.travel(year.MONDAY, tick=True) as traveller:
        monkeypatch.setattr(http, "monotonic", time.time)
        monkeypatch.setattr(http, "WATCH", Watch(0.0))
        yield traveller


@pytest.fixture
def stage(clock, open_context, live_server, cast, tree, camera, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, seals=tmp_path / "seals")
    settings.TASKS = AT_ONCE
    for who, name in NAMES.items():
        Person.objects.filter(pk=cast[who].pk).update(name=name)
        cast[who].refresh_from_db()
    User.objects.update(password=make_password(PASSWORD))
    make_policies()
    body_of(tree.here)
    issuer()
    declare()
    return Stage(open_context, live_server.url, cast, camera)


@pytest.mark.long
def test_from_a_roster_to_a_certificate(stage, clock, cast, camera):
    year.import_roster(stage, camera)
    cast["officer"] = Person.objects.get(name=year.NEW)
    year.plan_class(stage, camera)
    year.enrol_oneself(stage, camera)
    year.print_sheet(stage, camera)

    clock.move_to(year.CLASS_OVER)
    year.take_attendance(stage, camera)
    year.object_to_mark(stage, camera)
    year.answer_objection(stage, camera)

    session = standing.hold_exams(cast)
    clock.move_to(NINE + HOUR / 20)
    standing.sit(stage, session, camera)
    clock.move_to(NINE + 3 * HOUR)
    run_due(timezone.now)  # one round of what the worker does by the clock
    standing.publish_by_two(stage, session)
    standing.recognise_exams(stage, camera)
    standing.confirm(stage, camera)
    standing.register_certificate(stage, camera)

    checking.check_one(stage, camera)
    checking.check_list(stage, camera)
    clock.move_to(NINE + DAY)
    standing.suspend(stage, camera)
    checking.check_again(stage, camera)
    checking.read_own_standing(stage, camera)
    _prove()


def _prove():
    """Every paper of the half-month is re-derived, and the journal's chain is whole."""
    assert _told("verify_exam", "--all") == "6 papers, 6 re-derived"
    journal = _told("verify_journal", "--against", str(django_settings.ENVIRONMENT.seals))
    assert re.match(r"\d+ entries, \d+ chains, intact\n1 seals", journal)


def _told(*command):
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue().strip()
