"""The demonstration city: whole, provable, invented, and only for an empty site."""

from __future__ import annotations

import stat

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from exams.models import Attempt, ExamSession, Result
from mingfa.models import Installation
from people.models import Assignment, Person
from people.rules import Role
from questionbank.models import Revision

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]


@pytest.fixture
def city(tmp_path, settings, capsys):
    """A tenth of the city, without law texts: they are registered by their digests."""
    environment = settings.ENVIRONMENT.__class__(
        **{**vars(settings.ENVIRONMENT), "var": tmp_path, "statutes": tmp_path / "none"}
    )
    settings.ENVIRONMENT = environment
    call_command("demo", scale=0.05)
    lines = (tmp_path / "demo-logins.txt").read_text(encoding="utf-8").splitlines()[2:]
    return [line.split() for line in lines]


def test_the_city_is_whole(city, capsys):
    assert set(Assignment.objects.values_list("role", flat=True)) == set(Role)
    assert sorted(ExamSession.objects.values_list("state", flat=True)) == [
        "drawn",
        "planned",
        "published",
    ]
    assert Result.objects.published().exists()
    assert not Attempt.objects.filter(closed_at__gt=timezone.now()).exists()
    assert Revision.objects.drawable().count() >= 300
    assert Installation.objects.get().is_demonstration
    for command in (["verify_exam", "--all"], ["verify_journal"]):
        call_command(*command)
    told = capsys.readouterr().out
    assert "re-derived" in told
    assert "intact" in told
    for _role, number, password, _name in city:
        client = Client()
        answer = client.post(reverse("account_login"), {"login": number, "password": password})
        assert answer.status_code == 302, number
        assert client.get(reverse("home")).status_code == 200
    logins = settings.ENVIRONMENT.var / "demo-logins.txt"
    assert stat.S_IMODE(logins.stat().st_mode) == 0o600
    with pytest.raises(CommandError, match="not empty"):
        call_command("demo")


def test_everybody_else_has_no_usable_password(city):
    named = {number for _role, number, _password, _name in city}
    others = Person.objects.exclude(staff_number__in=named).select_related("user")
    assert others.exists()
    assert not any(person.user.has_usable_password() for person in others)
