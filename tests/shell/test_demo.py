"""The demonstration city: whole, provable, invented, the same every time, for an empty site."""

from __future__ import annotations

import stat
from datetime import date, datetime, time, timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from exams.models import Attempt, ExamSession, HandMark, Result, ResultChange, Script
from exams.models import Objection as ExamObjection
from journal.models import Entry
from mingfa.demo.stories import Span, tell
from mingfa.models import Engagement, Installation
from people.models import Agency, AgencyName, Assignment, Person, Post
from people.rules import Role
from practice.models import Card, Round
from qualifications.models import (
    Application,
    Campaign,
    Certificate,
    Conduct,
    Event,
    PostingRule,
    Qualification,
)
from qualifications.models.duty import held_without_right
from questionbank.models import Pool, Revision
from tests.append_only import empty_quickly
from tests.conftest import SHANGHAI
from training.models import Application as Wish
from training.models import (
    Attendance,
    Declaration,
    Leave,
    LedgerEntry,
    Lesson,
    Objection,
    Rotation,
    TrainingClass,
    YearPlan,
)

committed = pytest.mark.django_db(transaction=True)
SCALE = 0.02
DAY = date(2027, 2, 3)


@pytest.fixture
def site(tmp_path, settings):
    """A site without law texts: they are registered by their digests."""
    settings.ENVIRONMENT = settings.ENVIRONMENT.__class__(
        **{**vars(settings.ENVIRONMENT), "var": tmp_path, "statutes": tmp_path / "none"}
    )


def logins():
    lines = (settings.ENVIRONMENT.var / "demo-logins.txt").read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines[2:] if "先看" not in line]


def everything():
    """What the city says of itself, without the names that are drawn anew every time."""
    person = "person__name", "person__agency__name"
    return {
        "agencies": sorted(AgencyName.objects.values_list("name", "valid_from", "valid_to")),
        "tree": sorted(Agency.objects.values_list("name", "path", "closed_on"), key=str),
        "posts": sorted(
            Post.objects.values_list(
                *person, "agency__name", "title", "kind", "establishment", "valid_from", "valid_to"
            ),
            key=str,
        ),
        "identities": sorted(p.identity_number for p in Person.objects.all()),
        "roles": sorted(Assignment.objects.values_list(*person, "role", "agency__name")),
        "attempts": sorted(
            Attempt.objects.values_list(
                *person, "exam__title", "state", "started_at", "closed_at", "close_reason"
            ),
            key=str,
        ),
        "results": sorted(
            # what another key or a written answer earns hangs on the questions that were drawn
            Result.objects.filter(key_version=1)
            .exclude(attempt__scripts__isnull=False)
            .values_list("attempt__person__name", "attempt__exam__title", "total")
        ),
        "hours": sorted(LedgerEntry.objects.values_list(*person, "day", "source", "credit")),
        "attendance": sorted(
            Attendance.objects.values_list("person__name", "session__topic", "mark")
        ),
        "certificates": sorted(
            Certificate.objects.values_list(*person, "number", "terms__valid_from"), key=str
        ),
        "qualified": sorted(
            Qualification.objects.values_list(*person, "source", "valid_from", "valid_to"), key=str
        ),
        "decided": sorted(Event.objects.values_list(*person, "kind", "effective_on", "document")),
        "acts": sorted(Entry.objects.exclude(act="exams.mark_script").values_list("act", "at")),
    }


@committed
@pytest.mark.long
@pytest.mark.sqlite
def test_the_city_is_whole_and_the_same_seed_and_day_give_it_again(site, capsys):
    call_command("demo", scale=SCALE, on=DAY)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (2,), "commits must wait for the disk again"
    first = everything()
    assert all(first.values())
    in_every_state()
    provable(capsys)
    only_the_named_can_sign_in()
    with pytest.raises(CommandError, match="not empty"):
        call_command("demo")
    empty_quickly()
    call_command("demo", scale=SCALE, on=DAY)
    second = everything()
    for subject, rows in first.items():
        assert second[subject] == rows, subject


def in_every_state():
    now = datetime.combine(DAY, time(10), SHANGHAI)
    assert set(Assignment.objects.values_list("role", flat=True)) == set(Role)
    assert set(ExamSession.objects.values_list("state", flat=True)) == {
        "planned",
        "drawn",
        "published",
    }
    assert {r.passed for r in Result.objects.published()} == {True, False}
    assert Script.objects.counting().exists()
    assert not Attempt.objects.filter(closed_at__gt=now).exists()
    assert not Entry.objects.filter(at__gt=now).exists()
    assert set(TrainingClass.objects.values_list("state", flat=True)) == {
        "planned",
        "open",
        "finished",
    }
    assert Rotation.objects.get().state == "proposed"
    assert {plan.state for plan in YearPlan.objects.all()} == {"approved"}
    assert Lesson.objects.in_use().exists()
    assert Declaration.objects.filter(decided_at=None).exists()
    assert Wish.objects.open().exists()
    assert Leave.objects.asked().exists()
    assert Objection.objects.waiting().exists()
    assert {o.ruling for o in ExamObjection.objects.all()} == {"rejected", "upheld"}
    assert ResultChange.objects.lowered().filter(present__key_version=2).exists()
    assert HandMark.objects.filter(n=3).exists()
    assert Result.objects.filter(marking_n=2).exists()
    assert Engagement.objects.in_force(DAY).exists()
    assert set(LedgerEntry.objects.values_list("source", flat=True)) >= {"class", "external"}
    assert set(Event.objects.values_list("kind", flat=True)) >= {
        *("qualified", "issued", "suspended", "restored", "revoked", "cancelled", "lost"),
        *("duty_suspended", "duty_restored"),
    }
    assert [a.stage for a in Application.objects.under_way()] == ["verified"]
    assert Campaign.objects.get().entries.count() > 0
    assert {c.state for c in Conduct.objects.with_state()} == {"confirmed", "pending", "objected"}
    assert PostingRule.objects.in_force(DAY).exists()
    states = set(Certificate.objects.with_state(DAY).values_list("state_on", flat=True))
    assert states >= {"valid", "suspended", "revoked", "cancelled", "lost"}
    assert held_without_right(Post.objects.current(), DAY).exists()
    assert Revision.objects.drawable().count() >= 300
    assert Revision.objects.drawable(Pool.PRACTICE).count() >= 60
    assert Card.objects.in_book().exists()
    assert Round.objects.mocks().get().closed_at
    assert Installation.objects.get().is_demonstration


def provable(capsys):
    capsys.readouterr()
    call_command("verify_exam", "--all")
    call_command("verify_journal")
    told = capsys.readouterr().out
    assert "re-derived" in told
    assert "intact" in told


def only_the_named_can_sign_in():
    file = settings.ENVIRONMENT.var / "demo-logins.txt"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for _role, number, password, _name in logins():
        client = Client()
        answer = client.post(reverse("account_login"), {"login": number, "password": password})
        assert answer.status_code == 302, number
        assert client.get(reverse("home")).status_code == 200
    named = [number for _role, number, _password, _name in logins()]
    others = Person.objects.exclude(staff_number__in=named).select_related("user")
    assert others.exists()
    assert not any(person.user.has_usable_password() for person in others)


def test_stories_are_told_in_the_order_of_time():
    told = []

    def story(name, *hours):
        for hour in hours:
            yield datetime(2026, 1, 1, hour, tzinfo=SHANGHAI)
            told.append((hour, name))

    said = []
    tell({"甲": story("甲", 1, 5, 6), "乙": story("乙", 2, 5, 9)}, say=said.append)
    assert told == [(1, "甲"), (2, "乙"), (5, "甲"), (5, "乙"), (6, "甲"), (9, "乙")]
    assert [line.split()[0] for line in said] == ["甲", "乙"]


@pytest.mark.parametrize("part", [0, 0.01, 0.3, 0.5, 0.77, 1])
def test_what_the_year_brings_falls_on_a_working_day_within_it(part):
    now = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
    span = Span.until(now)
    found = span.at(part)
    assert span.founded <= found <= now
    assert found.weekday() < 5 or found == span.founded
    assert abs(found - span.founded - (now - span.founded) * part) < timedelta(days=3)
