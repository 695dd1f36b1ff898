"""Every list of the room filters and goes out as a sheet; the list of results leads to them."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from exams.models import Blueprint
from tests.conftest import NINE
from tests.exams.pages.conftest import HOUR

pytestmark = pytest.mark.django_db(transaction=True)
AFTER = NINE + 4 * HOUR


def said(answer):
    return answer.content.decode()


def rows_of(answer):
    assert answer.status_code == 200, said(answer)
    return list(openpyxl.load_workbook(BytesIO(answer.content)).active.values)


@pytest.mark.parametrize(("who", "seats"), [("exam_officer", 3), ("coordinator", 2)])
def test_the_results_of_past_sessions_are_found_by_who_may_see_them(at, ask, published, who, seats):
    at(AFTER)
    page = said(ask(who).get(reverse("exams:result_sessions")))
    assert f'href="{reverse("exams:results", args=[published.session.ref])}"' in page
    (row,) = rows_of(ask(who).get(reverse("exams:result_sessions_sheet")))[1:]
    assert row[0] == "公共法律知识考试"
    assert row[4] == seats
    assert row[5] == "2026-11-23 12:00"


def test_before_publication_the_coordinator_finds_no_results(at, ask, handed_in):
    at(AFTER)
    address = reverse("exams:result_sessions")
    assert "没有可查阅的成绩" in said(ask("coordinator").get(address))
    assert "尚未公布" in said(ask("exam_officer").get(address))
    at(NINE + HOUR)
    assert "没有可查阅的成绩" in said(ask("exam_officer").get(address))


@pytest.mark.parametrize("words", ["法律知识", "307"])
def test_sessions_are_filtered_by_exam_or_place(at, ask, published, words):
    at(AFTER)
    for page in ("result_sessions_sheet", "rooms_sheet"):
        officer, address = ask("exam_officer"), reverse(f"exams:{page}")
        assert len(rows_of(officer.get(address, {"find": words}))) == 2
        assert len(rows_of(officer.get(address, {"find": "无此"}))) == 1


def test_blueprints_go_out_as_the_filter_shows_them(at, ask, draft):
    address = reverse("exams:blueprints_sheet")
    assert rows_of(ask("exam_officer").get(address))[1][:4] == ("组卷方案", "市城管局", 8, 100)
    assert len(rows_of(ask("exam_officer").get(address, {"title": "别的"}))) == 1
    assert Blueprint.objects.count() == 1


def test_an_officer_keeps_a_list_of_the_own_exams_and_prints_a_result(at, ask, published):
    at(AFTER)
    page = said(ask("li").get(reverse("exams:mine")))
    result = reverse("exams:result", args=[published.li.ref])
    assert f'href="{result}"' in page
    head, row = rows_of(ask("li").get(reverse("exams:mine_sheet")))
    assert head == ("考试", "开考时间", "考点", "准考证号", "状态")
    assert row == (
        "公共法律知识考试",
        "2026-11-23 09:00",
        "307 机房",
        published.li.candidate.number,
        "成绩已公布",
    )
    assert len(rows_of(ask("li").get(reverse("exams:mine_sheet"), {"title": "别的"}))) == 1
    sheet = said(ask("li").get(result))
    assert "data-print" in sheet
    assert published.li.ref in sheet


def test_too_many_rows_are_refused_with_the_way_on(at, ask, published, monkeypatch):
    at(AFTER)
    monkeypatch.setattr("exchange.http.MOST_EXPORTED", 2)
    answer = ask("exam_officer").get(reverse("exams:results_sheet", args=[published.session.ref]))
    assert answer.status_code == 422
    assert "所选共 <b>3</b> 条，超过一次导出的上限 2 条" in said(answer)
    assert "用筛选条件缩小范围" in said(answer)
