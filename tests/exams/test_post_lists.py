"""What must be known for a post is laid down, changed openly, and makes a blueprint."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from exams.actions.post_lists import Wanted, set_post_list
from exams.actions.signing import ActRefused
from exams.models import Blueprint, PostList
from journal.models import Entry
from statutes.models import Statute
from tests.conftest import NINE

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = date(2026, 11, 23)
POST = "县级政府部门主要负责人"


@pytest.fixture
def laws():
    return [Statute.objects.create(title=title).pk for title in ("宪法", "行政处罚法", "公务员法")]


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
