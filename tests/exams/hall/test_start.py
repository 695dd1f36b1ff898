"""The page before the start, and the start."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from exams.actions import outages
from exams.models import ExamSession, Lease
from tests.conftest import NINE
from tests.exams.makers import make_ready

pytestmark = pytest.mark.django_db

PASSWORD = "correct-horse-battery"


def text(reply):
    return reply.content.decode()


def test_the_page_names_person_agency_number_exam_window_and_duration(li):
    page = text(li.get("attempt"))
    for fact in ("李青", "10000001", "市城管局", li.attempt.candidate.number, "公共法律知识考试"):
        assert fact in page
    assert "2026-11-23 09:00" in page
    assert "11:00" in page
    assert "90 分钟" in page
    assert "30 秒内送达有效" in page


def test_what_ends_on_another_day_is_named_with_its_date(li):
    ExamSession.objects.update(closes_at=NINE + timedelta(hours=25))
    page = text(li.get("attempt"))
    assert "2026-11-23 09:00 – 2026-11-24 10:00" in page


def test_starting_opens_the_attempt_and_leads_to_the_hall(li):
    reply = li.post("start")
    assert reply.headers["Location"] == li.url("hall")
    assert li.fresh().state == "open"
    cookie = reply.cookies["pen"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
    assert cookie["path"] == li.url("attempt")
    assert cookie.value not in Lease.objects.get().device_hash


def test_a_start_costs_few_statements(li, django_assert_max_num_queries):
    apart = 0 if connection.vendor == "postgresql" else 2  # lease, link and state: one statement
    # session, account, attempt with seat; two savepoints, lock, what stands, outages, start
    with django_assert_max_num_queries(9 + apart):
        li.post("start")


def test_the_hall_asks_for_session_account_attempt_and_pen_alone(li, django_assert_num_queries):
    li.post("start")
    with django_assert_num_queries(4):
        li.get("hall")


def test_the_browser_keeps_what_sign_in_left_beside_the_key_of_the_attempt(li):
    user = li.attempt.person.user
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    li.client.logout()
    li.client.post("/account/login/", {"login": "10000001", "password": PASSWORD})
    left_by_sign_in = {name: morsel.value for name, morsel in li.client.cookies.items()}
    li.post("start")
    assert {name: li.client.cookies[name].value for name in left_by_sign_in} == left_by_sign_in
    assert li.get("hall").status_code == 200


def test_a_second_click_on_start_changes_nothing(li):
    li.post("start")
    started = li.fresh().started_at
    assert li.post("start").headers["Location"] == li.url("hall")
    assert (li.fresh().started_at, Lease.objects.count()) == (started, 1)


def test_before_the_hour_the_button_waits_and_a_start_is_refused(li, clock):
    clock.shift(timedelta(minutes=-5))
    page = text(li.get("attempt"))
    assert "data-start disabled" in page
    assert 'data-opens-in="300000"' in page
    reply = li.post("start")
    assert reply.status_code == 409
    assert "09:00 开考" in text(reply)
    assert li.fresh().state == "ready"


@pytest.mark.parametrize(("minutes", "sentence"), [(31, "入场已于"), (121, "已于")])
def test_after_the_entry_nobody_starts(li, clock, minutes, sentence):
    clock.shift(timedelta(minutes=minutes))
    reply = li.post("start")
    assert reply.status_code == 409
    assert sentence in text(reply)
    assert "data-start" not in text(reply).replace("data-start-wait", "")
    assert li.fresh().state == "ready"


@pytest.mark.parametrize(
    ("late", "minutes", "until"), [(0, 90, "10:30"), (25, 90, "10:55"), (30, 90, "11:00")]
)
def test_a_late_start_shows_the_true_time(li, clock, late, minutes, until):  # Submitty 10440
    _shown(li, clock, late, minutes, until)


def test_a_late_start_that_the_window_cuts_short_says_so(cast, client, clock, sitter):
    session = make_ready(cast, cast["zhao"], duration_minutes=110, entry_minutes=60)[1]
    zhao = type(sitter("li"))(client, cast["zhao"], session)
    _shown(zhao, clock, 30, 90, "11:00")


def test_an_outage_at_the_entry_moves_the_end_that_is_shown(cast, client, clock, sitter):
    session = make_ready(cast, cast["zhao"], entry_minutes=60)[1]
    zhao = type(sitter("li"))(client, cast["zhao"], session)
    for minutes in (-1, 4):
        outages.beat(now=NINE + timedelta(minutes=minutes), awake=None)
    clock.shift(timedelta(minutes=40))
    _shown(zhao, clock, 0, 84, "11:04")


def _shown(candidate, clock, late, minutes, until):
    clock.shift(timedelta(minutes=late))
    page = text(candidate.get("attempt"))
    assert f"<b>{minutes} 分钟</b>" in page
    assert f"{until} 收卷" in page
    candidate.start()
    deadline = candidate.fresh().deadline_at + timedelta(hours=8)
    assert deadline.strftime("%H:%M") == until
    assert candidate.get("state").json()["remaining_ms"] == minutes * 60_000


def test_only_the_candidate_has_a_door_to_the_attempt(li, cast, client):
    li.start()
    for who in ("wang", "coordinator", "exam_officer", "invigilator", "system_admin"):
        client.force_login(cast[who].user)
        for page in ("attempt", "hall", "paper", "state", "take_over", "receipt"):
            assert li.get(page).status_code == 404, (who, page)
        for page in ("start", "take_over", "hand_in"):
            assert li.post(page).status_code == 404, (who, page)
    assert li.fresh().state == "open"


def test_no_page_of_the_exam_is_kept_by_the_browser(li):
    pages = [li.get("attempt"), li.post("start")]
    pages += [li.get(name) for name in ("hall", "paper", "state", "take_over")]
    assert all("no-store" in page.headers["Cache-Control"] for page in pages)
