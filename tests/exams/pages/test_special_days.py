"""Public holidays and moved working days: entered, imported, withdrawn, shown where they count."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exams.actions import objecting, workdays
from exams.models import Attempt, SpecialDay
from exams.models.planning import last_shift_of
from journal.models import Entry
from tests.conftest import NINE
from tests.exams.pages.conftest import HOUR
from tests.exchange.conftest import commit, faults, own_files, stage, standings, undo  # noqa: F401
from tests.exchange.files import xlsx

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NINE + 5 * HOUR
BASIS = "虚构的安排通知"
HEAD = ["日期", "安排", "节假日", "依据"]


def said(answer):
    return answer.content.decode()


def enter(cast, day, *, is_working=False, now=NINE):
    entry = workdays.Entry(day, is_working, "运动会", BASIS)
    return workdays.enter_special_day(entry, actor=cast["legal_affairs"], now=now)


def test_the_office_enters_a_day_and_withdraws_it_with_a_reason(at, ask):
    office, page = ask("legal_affairs"), reverse("exams:special_days")
    assert '2026 年的节假日安排 <b class="is-soon nb">尚未登记' in said(office.get(page))
    data = {"day": "2026-11-25", "kind": "free", "name": "运动会", "basis": BASIS}
    assert '已登记 <b class="nb">1 天' in said(office.post(page, data, follow=True))
    again = office.post(page, data | {"name": "校庆"})
    assert (again.status_code, "先撤销原登记" in said(again), "校庆" in said(again)) == (
        409,
        True,
        True,
    )
    plain = office.post(page, data | {"day": "2026-11-28"})
    assert (plain.status_code, "无须登记" in said(plain)) == (409, True)
    assert office.post(page, data | {"basis": ""}).status_code == 422
    row = SpecialDay.objects.get()
    one = reverse("exams:special_day", args=[row.pk])
    assert office.post(one, {"reason": ""}).status_code == 422
    assert "已撤销" in said(office.post(one, {"reason": "日期有误"}, follow=True))
    assert "日期有误" in said(office.get(one))
    assert office.post(one, {"reason": "再次"}).status_code == 409
    acts = Entry.objects.filter(act__contains="special_day").values_list("act", flat=True)
    assert sorted(acts) == ["exams.enter_special_day", "exams.withdraw_special_day"]


def test_the_term_of_an_objection_rests_on_them_and_says_so(at, ask, cast, published):
    enter(cast, date(2026, 11, 25))
    enter(cast, date(2026, 11, 28), is_working=True)
    enter(cast, date(2026, 11, 27))
    at(LATER)
    page = said(ask("wang").get(reverse("exams:object_to_result", args=[published.wang.ref])))
    assert "2026-12-01" in page
    assert "2026-11-25 放假" in page
    assert "2026-11-28 上班" in page


def test_what_was_told_is_never_shortened_and_a_holiday_learnt_later_lengthens_it(cast, published):
    def until():
        attempt = Attempt.objects.select_related("session__publication").get(pk=published.wang.pk)
        return objecting.last_day_of(attempt, last_shift_of(attempt.exam_id))

    assert until() == date(2026, 11, 30)
    enter(cast, date(2026, 11, 28), is_working=True, now=LATER)
    assert until() == date(2026, 11, 30)
    enter(cast, date(2026, 11, 25), now=LATER)
    enter(cast, date(2026, 11, 26), now=LATER)
    assert until() == date(2026, 12, 1)


def test_a_sheet_brings_a_year_in_and_names_each_fault(cast):
    office = cast["legal_affairs"]
    good = [["2026-11-25", "放假", "运动会", BASIS], ["2026年11月28日", "上班", "运动会", BASIS]]
    job = stage("special_days", xlsx([HEAD, *good]), office)
    assert standings(job) == {2: "new", 3: "new"}
    assert commit(job).added == 2
    assert standings(stage("special_days", xlsx([HEAD, *good]), office)) == {
        2: "unchanged",
        3: "unchanged",
    }
    wrong = [
        ["2026-11-25", "上班", "运动会", BASIS],
        ["2026-11-26", "放假", "运动会", BASIS],
        ["2026-11-26", "放假", "运动会", BASIS],
        ["2026-11-29", "放假", "运动会", BASIS],
        ["十一月", "休息", "运动会", ""],
    ]
    found = faults(stage("special_days", xlsx([HEAD, *wrong]), office))
    assert found[:3] == [
        (2, "day", "stands_otherwise"),
        (4, "day", "repeated"),
        (5, "day", "needs_no_entry"),
    ]
    assert {(n, column) for n, column, _code in found[3:]} == {
        (6, "day"),
        (6, "kind"),
        (6, "basis"),
    }
    undo(job, office)
    assert not SpecialDay.objects.current().exists()


def test_the_list_filters_goes_out_and_costs_the_same_for_many(at, ask, cast):
    office, page = ask("legal_affairs"), reverse("exams:special_days")
    counts = []
    for days in (range(1), range(1, 20)):
        for n in days:
            enter(cast, date(2026, 11, 23) + timedelta(weeks=n))
        office.get(page)
        with CaptureQueriesContext(connection) as seen:
            office.get(page)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12
    assert "没有登记节假日安排" in said(office.get(page + "?year=2025"))
    assert "没有登记节假日安排" in said(office.get(page + "?kind=True"))
    sheet = office.get(reverse("exams:special_days_sheet") + "?year=2026")
    assert sheet.headers["Content-Type"].endswith("sheet")
