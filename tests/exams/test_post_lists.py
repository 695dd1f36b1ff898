"""What must be known for a post is laid down, changed openly, and makes a blueprint."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from exams.actions.post_lists import Wanted, set_post_list
from exams.actions.sealing import sign_seal
from exams.actions.signing import ActRefused
from exams.models import Blueprint, Exam, PostList
from exams.proof import seal_fault
from exams.rules.drawing import Frame
from journal.models import Entry
from statutes.models import Statute
from tests.conftest import NINE
from tests.exams.makers import CELLS, make_bank, make_exam

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = date(2026, 11, 23)
POST = "县级政府部门主要负责人"


@pytest.fixture
def laws():
    return [Statute.objects.create(title=title).pk for title in ("宪法", "行政处罚法", "公务员法")]


def of_bank(statute):
    return [replace(cell, statute_id=statute.pk) for cell in CELLS]


def lay_down(cast, statutes, *, valid_from=TODAY, post=POST):
    officer = cast["exam_officer"]
    wanted = Wanted(post, statutes, valid_from, "云组〔2026〕3号")
    return set_post_list(officer.agency, wanted, actor=officer, now=NINE)


def test_a_later_list_takes_the_place_of_the_former_from_its_day_on(cast, laws):
    first = lay_down(cast, laws[:2])
    second = lay_down(cast, laws, valid_from=TODAY + DAY)
    other = lay_down(cast, laws[:1], post="执法队队长")
    assert set(PostList.objects.in_force(TODAY)) == {first, other}
    assert set(PostList.objects.in_force(TODAY + DAY)) == {second, other}
    assert Entry.objects.filter(act="exams.set_post_list").count() == 3


def test_what_changes_nothing_or_is_overtaken_is_refused(cast, laws):
    lay_down(cast, laws, valid_from=TODAY + DAY)
    for statutes, valid_from, why in (
        (laws, TODAY + 2 * DAY, "nothing_changed"),
        (laws[:1], TODAY, "later_policy"),
        ([], TODAY + 2 * DAY, "reason_missing"),
    ):
        with pytest.raises(ActRefused, match=why):
            lay_down(cast, statutes, valid_from=valid_from)


def test_the_list_is_laid_down_on_its_page_and_makes_the_blueprint_of_a_test(client, cast, laws):
    officer = cast["exam_officer"]
    client.force_login(officer.user)
    page = reverse("exams:post_lists")
    typed = {"agency": officer.agency_id, "post": POST, "statutes": laws[:2],
             "valid_from": "2026-11-23", "basis": "云组〔2026〕3号"}  # fmt: skip
    with time_machine.travel(NINE, tick=False):
        assert client.post(page, typed | {"basis": ""}).status_code == 422
        assert client.post(page, typed).status_code == 302
        assert client.post(page, typed).status_code == 409
        assert "1 个职务" in client.get(page).content.decode()
        answer = client.post(
            reverse("exams:make_from_template"),
            {"template": "appointment", "agency": officer.agency_id,
             "post_list": PostList.objects.get().pk},
        )  # fmt: skip
    assert answer.status_code == 302
    made = Blueprint.objects.get()
    assert POST in made.title
    assert {cell.statute_id for cell in made.cells.all()} == set(laws[:2])
    change = reverse("exams:change_blueprint", args=[made.pk])
    line = {"cells-0-kind": "single", "cells-0-count": 1, "cells-0-marks": 1}
    line |= {"cells-TOTAL_FORMS": 1, "cells-INITIAL_FORMS": 0}
    typed = {"title": "改", "agency": officer.agency_id, "pool": "exam"} | line
    assert client.post(change, typed).status_code == 302
    made.refresh_from_db()
    assert (made.title, made.post_list) == ("改", PostList.objects.get())


def test_the_seal_says_by_which_list_the_lines_were_made_and_a_later_one_is_told(client, cast):
    bank = make_bank(cast)
    first = lay_down(cast, [bank.pk, Statute.objects.create(title="公务员法").pk])
    exam = make_exam(cast, frame=Frame(post_list=first.pk), cells=of_bank(bank))
    client.force_login(cast["exam_officer"].user)
    blueprint = reverse("exams:blueprint", args=[exam.blueprint_id])
    page = client.get(blueprint).content.decode()
    assert "清单中有法规未列入任何一行：公务员法</span>" in page
    assert "已另行登记" not in page
    for who in ("exam_officer", "exam_officer_2"):
        sign_seal(exam, actor=cast[who], now=NINE)
    exam.refresh_from_db()
    assert exam.seal.body["post_list"] == first.plain()
    lay_down(cast, [bank.pk])
    with time_machine.travel(NINE, tick=False):
        assert "已另行登记，自 2026-11-23 起施行" in client.get(blueprint).content.decode()
        sealed = client.get(reverse("exams:exam", args=[exam.ref])).content.decode()
    assert f"{POST}（自 2026-11-23 起施行）" in sealed
    assert seal_fault(exam) is None
    Blueprint.objects.update(post_list=None)
    assert seal_fault(Exam.objects.get()) == "changed since the seal: frame, post_list"
