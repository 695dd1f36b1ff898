"""The fairness report and the auditor's pages for every eye."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from exams.actions import reporting
from tests.exams.tabulated import tabulated
from tests.matrix import audits, exam_pages

pytestmark = pytest.mark.django_db(transaction=True)


class World:
    """What the makers of the permission matrix need."""

    def __init__(self, cast, tree):
        self.cast, self.tree, self.kept = cast, tree, {}


@pytest.fixture
def world(cast, tree):
    return World(cast, tree)


def test_the_fairness_report(world, cast, sight, camera):
    address = exam_pages.published(world)
    report, _new = reporting.draw_up(world.ended, actor=cast["exam_officer"], now=timezone.now())
    seen = sight(cast["exam_officer"])
    seen.goto(reverse("exams:fairness", kwargs=address))
    camera.look(seen, "fairness")
    seen.goto(reverse("exams:fairness_report", args=[report.ref]))
    camera.look(seen, "fairness_report")
    sheets = seen.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheets)) == 1


def test_the_statistics_of_a_session(world, cast, tree, sight, camera):
    exam_pages.published(world)
    tabulated(world.ended, tree, at=timezone.now())
    seen = sight(cast["exam_officer"])
    seen.goto(reverse("exams:session_statistics", args=[world.ended.ref]))
    seen.wait_for_selector(".graph .main-svg")
    camera.look(seen, "session_statistics")


def test_the_auditors_work(world, cast, sight, camera):
    address = audits.of_attempt(world)
    exam_pages.published(world)
    seen = sight(cast["auditor"])
    for page, names in (
        ("engagements", ()),
        ("engagement", ("ref",)),
        ("audited_session", ("ref", "session_ref")),
        ("audited_attempt", ("ref", "session_ref", "attempt_ref")),
    ):
        seen.goto(reverse(f"audits:{page}", kwargs={name: address[name] for name in names}))
        camera.look(seen, page)
    office = sight(cast["legal_affairs"])
    office.goto(reverse("audits:engagements"))
    camera.look(office, "grant_engagement")
