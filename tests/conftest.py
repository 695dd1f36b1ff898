"""The standing cast, the fixed clock and the makers that every test may use."""

from __future__ import annotations

import logging
import os
import time
from datetime import date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.db.backends.signals import connection_created
from django.http import Http404, HttpResponse
from django.utils.translation.reloader import translation_file_changed
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

from exams import http
from exams.proof import key_set
from exams.rules.clocks import Watch
from journal import vault
from mingfa import urls
from mingfa.catalogue import compile_all
from people.models import Agency, Assignment, Domain, Person, Post, User
from people.rules import Role
from tests import template
from tests.append_only import lift_for_flush
from tests.remembered import MEMORY, remembered, watch_connections

SHANGHAI = ZoneInfo("Asia/Shanghai")
NINE = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
NEW_YEAR = date(2026, 1, 1)
DOMAINS = ("城市管理", "市场监管", "农业农村")

# A busy machine is no fault of what it tests.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# What decides whether a change is taken must not hang on luck; whoever works explores.
settings.register_profile("decisive", settings.get_profile("house"), derandomize=True)
DECISIVE = os.environ.get("MINGFA_REQUIRE_ALL") == "1"
settings.load_profile("decisive" if DECISIVE else "house")


def pytest_configure(config):
    """Make the keys once, before parallel workers start; serve static files from their sources."""
    if not hasattr(config, "workerinput"):
        with template.alone():
            vault.make_keys(django_settings.ENVIRONMENT.keys)
            compiled = compile_all(django_settings.BASE_DIR / "locale")
        for path in compiled:
            translation_file_changed(None, path)
    django_settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    if DECISIVE:
        read_no_constants()
    lift_for_flush()
    watch_connections()
    connection_created.connect(wait_for_no_disk)


def read_no_constants():
    """Draw nothing from the numbers and words of the house's own code.

    Each process would read all of it, and what is drawn would change with every line and with what
    the process has loaded. Hypothesis has no setting for it (its issue 4627).
    """
    none = providers._local_constants
    providers._get_local_constants = lambda: none


def wait_for_no_disk(connection, **_words):
    """No test cuts the power here (`tests/chaos` does, on files of its own)."""
    if connection.vendor == "sqlite":
        connection.connection.execute("PRAGMA synchronous = OFF")


@pytest.fixture(autouse=True)
def steady_clock(monkeypatch):
    """The clock that nobody can set goes along with the one that a test moves: that is no jump."""
    monkeypatch.setattr(http, "monotonic", time.time)
    monkeypatch.setattr(http, "WATCH", Watch(0.0))


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """The plugin's own would migrate in every process; the copies go with the run's folder."""
    with django_db_blocker.unblock():
        template.give_copy(connection)


@pytest.fixture(autouse=True)
def fast_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def no_remembered_keys():
    """A sealed exam never changes, so its keys are remembered; between tests ids come again."""
    key_set.cache_clear()


@pytest.fixture(autouse=True)
def empty_database():
    """No test finds another's rows."""
    MEMORY.begin()


@pytest.fixture
def plain_refusals(monkeypatch):
    """403 and 404 without their pages, and no request's line of the log, for tests that are
    refused by the thousand; `tests/shell` reads both."""

    def plain(request, exception):
        return HttpResponse(status=404 if isinstance(exception, Http404) else 403)

    monkeypatch.setattr(urls, "handler403", plain)
    monkeypatch.setattr(urls, "handler404", plain)
    monkeypatch.setattr(logging.getLogger("mingfa.request"), "disabled", True)


def make_person(agency, number, name, *roles, over=None):
    """A person with an account, a post in `agency` since New Year, and `roles` over `over`."""
    person = Person.objects.create(agency=agency, staff_number=number, name=name)
    User.objects.create(username=number, person=person, date_joined=NINE)
    Post.objects.create(
        person=person, agency=agency, title="执法人员", valid_from=NEW_YEAR, recorded_at=NINE
    )
    for role in roles:
        Assignment.objects.create(
            person=person, agency=over or agency, role=role, valid_from=NEW_YEAR, recorded_at=NINE
        )
    return person


def add_agency(parent, **words):
    return Agency.objects.add_child(parent, words)


@remembered
def make_tree():
    """云泽市 with 市城管局 (and its 一大队) and, beside it, 东河区 with its 区农业农村局; the city
    knows three domains of enforcement."""
    Domain.objects.bulk_create([Domain(name=name, recorded_at=NINE) for name in DOMAINS])
    city = Agency.objects.add_root({"code": "C", "name": "云泽市", "kind": "city"})
    here = add_agency(city, code="C01", name="市城管局")
    team = add_agency(here, code="C0101", name="市城管局一大队", kind="team")
    district = add_agency(city, code="D", name="东河区", kind="county")
    there = add_agency(district, code="D01", name="区农业农村局")
    return SimpleNamespace(city=city, here=here, team=team, district=district, there=there)


@pytest.fixture
def tree(db):
    return make_tree()


@remembered
def make_cast(tree):
    """李 and 王 serve in 市城管局, 赵 elsewhere; everybody else holds one role, named for it.

    `coordinator` and `agency_admin` are responsible for 市城管局, `neighbour` administers 东河区;
    the others hold their role over the whole city.
    """
    here, city = tree.here, tree.city
    return {
        "li": make_person(here, "10000001", "李青", Role.OFFICER),
        "wang": make_person(here, "10000002", "王川", Role.OFFICER),
        "zhao": make_person(tree.there, "10000003", "赵禾", Role.OFFICER),
        "coordinator": make_person(here, "20000001", "陈培", Role.COORDINATOR),
        "agency_admin": make_person(here, "20000002", "许管", Role.AGENCY_ADMIN),
        "neighbour": make_person(
            tree.there, "20000003", "邹邻", Role.AGENCY_ADMIN, over=tree.district
        ),
        "setter": make_person(here, "30000001", "命一", Role.SETTER, over=city),
        "reviewer": make_person(here, "30000002", "审一", Role.REVIEWER, over=city),
        "exam_officer": make_person(here, "40000001", "考一", Role.EXAM_OFFICER, over=city),
        "exam_officer_2": make_person(here, "40000002", "考二", Role.EXAM_OFFICER, over=city),
        "invigilator": make_person(tree.there, "40000003", "监一", Role.INVIGILATOR, over=city),
        "marker": make_person(tree.there, "40000004", "阅一", Role.MARKER, over=city),
        "legal_affairs": make_person(city, "50000001", "法一", Role.LEGAL_AFFAIRS, over=city),
        "personnel": make_person(city, "50000002", "组一", Role.PERSONNEL, over=city),
        "auditor": make_person(city, "60000001", "督一", Role.AUDITOR, over=city),
        "system_admin": make_person(city, "90000001", "系一", Role.SYSTEM_ADMIN, over=city),
    }


@pytest.fixture
def cast(tree):
    return make_cast(tree)
