"""A check of a computer: counted saves, the mark that it left, and who sees it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from exams.actions.seat_checks import (
    Shown,
    begin_seat_check,
    finish_seat_check,
    save_probe,
)
from exams.models import SeatCheck
from journal.models import Entry
from tests.conftest import NINE

WORDS = {"place": "机考室", "seat": "A07"}
FOUND = {"secure": "on", "locks": "on", "storage": "on", "p95_ms": "30", "offset_ms": "5"}


def begun(cast, *, restarted=False, at=NINE, who="invigilator", **words):
    return begin_seat_check(**(WORDS | words), restarted=restarted, actor=cast[who], now=at)


def finished(cast, check, *, mark="", storage=True, saves=50):
    SeatCheck.objects.filter(pk=check.pk).update(saves=saves)
    shown = Shown(secure=True, locks=True, storage=storage, p95_ms=30, offset_ms=5, mark=mark)
    return finish_seat_check(check, shown, actor=cast["invigilator"], now=check.begun_at)


def test_a_save_is_counted_up_to_the_fiftieth(cast):
    check = begun(cast)
    assert [save_probe(check) for _n in range(51)] == [*range(1, 51), 0]


def test_a_finished_check_takes_no_save_and_stays_as_it_is(cast):
    check = finished(cast, begun(cast))
    assert save_probe(check) == 0
    again = finished(cast, check, storage=False)
    assert again.verdict == "restart"
    assert Entry.objects.filter(act="exams.check_seat").count() == 1


@pytest.mark.parametrize(
    ("marked", "restarted", "verdict"),
    [(True, True, "fit"), (True, False, "restart"), (False, True, "server_only")],
)
def test_the_second_check_shows_whether_the_mark_was_kept(cast, marked, restarted, verdict):
    first = finished(cast, begun(cast))
    second = begun(cast, restarted=restarted, at=NINE + timedelta(hours=1))
    assert finished(cast, second, mark=first.ref if marked else "").verdict == verdict


def test_a_check_that_broke_off_counts_as_having_left_its_mark(cast):
    finished(cast, begun(cast))
    broken = begun(cast, at=NINE + timedelta(minutes=5))
    third = begun(cast, restarted=True, at=NINE + timedelta(minutes=9))
    assert finished(cast, third, mark=broken.ref).verdict == "fit"


def test_the_mark_of_another_seat_or_of_last_week_proves_nothing(cast):
    other = finished(cast, begun(cast, seat="A08"))
    old = finished(cast, begun(cast))
    later = begun(cast, restarted=True, at=NINE + timedelta(hours=1))
    assert finished(cast, later, mark=other.ref).verdict == "server_only"
    stale = begun(cast, restarted=True, at=NINE + timedelta(days=9))
    assert finished(cast, stale, mark=old.ref).verdict == "restart"


def test_the_list_shows_each_seat_by_its_last_check(client, cast, django_assert_max_num_queries):
    client.force_login(cast["exam_officer"].user)
    for n in range(20):
        finished(cast, begun(cast, seat=f"B{n:02}"))
    finished(cast, begun(cast, who="exam_officer"))
    finished(cast, begun(cast, who="exam_officer", at=NINE + timedelta(hours=1)), saves=3)
    with django_assert_max_num_queries(12):
        page = client.get("/exams/seat-checks/")
    assert "已检测 <b>21 台</b>" in page.content.decode()
    (unfit,) = client.get("/exams/seat-checks/?verdict=unfit").context["table"].rows
    assert unfit.record.seat == "A07"
    sheet = client.get("/exams/seat-checks/sheet/?verdict=unfit")
    assert sheet["Content-Disposition"].startswith("attachment")


def test_the_page_runs_for_its_checker_alone(client, cast):
    check = begun(cast)
    client.force_login(cast["exam_officer"].user)
    assert "检测没有完成" in client.get(f"/exams/seat-checks/{check.ref}/").content.decode()
    assert client.post(f"/exams/seat-checks/{check.ref}/save/").status_code == 404
    client.force_login(cast["invigilator"].user)
    assert "正在检测" in client.get(f"/exams/seat-checks/{check.ref}/").content.decode()


def test_nonsense_from_the_page_is_refused_and_nothing_is_judged(client, cast):
    check = begun(cast)
    client.force_login(cast["invigilator"].user)
    address = f"/exams/seat-checks/{check.ref}/finish/"
    for wrong in ({}, FOUND | {"p95_ms": "-1"}, FOUND | {"mark": "x" * 99}):
        assert client.post(address, wrong).status_code == 422
    check.refresh_from_db()
    assert not check.verdict
    assert client.post(address, FOUND).status_code == 200
