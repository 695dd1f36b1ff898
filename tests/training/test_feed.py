"""One's calendar feed: secret, revocable, and read by another program as it was meant."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from tests.conftest import NINE
from tests.training.makers import make_class
from tests.training.test_planning import session_at
from training.actions import (
    cancel_class,
    change_session,
    enrol,
    make_feed,
    revoke_feed,
    withdraw,
)
from training.models import Feed
from training.rules import escaped, folded

LATER = NINE + timedelta(days=7)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NINE, tick=False):
        yield


def read(client, key):
    """The feed as another program reads it: by uid."""
    answer = client.get(f"/training/feeds/{key}.ics")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(answer.content)
    assert [zone["TZID"] for zone in found.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    return {str(event["UID"]): event for event in found.walk("VEVENT")}


def said(event):
    return int(event["SEQUENCE"]), str(event["STATUS"])


def test_every_change_raises_the_sequence_under_the_same_uid(client, cast):
    by = {"actor": cast["coordinator"], "now": NINE}
    made = make_class(cast, cast["li"], starts_at=LATER, title="证据, 与; 文书")
    key = make_feed(cast["li"], now=NINE)
    [(uid, event)] = read(client, key).items()
    assert (event["DTSTART"].dt, event["DTEND"].dt - event["DTSTART"].dt) == (
        LATER,
        timedelta(hours=3),
    )
    assert str(event["SUMMARY"]) == "证据, 与; 文书：第1讲"
    assert said(event) == (0, "CONFIRMED")
    change_session(made.sessions.get(), session_at(LATER + timedelta(days=1)), **by)
    moved = read(client, key)[uid]
    assert said(moved) == (1, "CONFIRMED")
    assert moved["DTSTART"].dt == LATER + timedelta(days=1)
    withdraw(made.enrolments.get(), reason="出差", **by)
    assert said(read(client, key)[uid]) == (2, "CANCELLED")
    enrol(made, [cast["li"]], **by)
    assert said(read(client, key)[uid]) == (3, "CONFIRMED")
    cancel_class(made, reason="停课", **by)
    assert said(read(client, key)[uid]) == (4, "CANCELLED")


def test_nobody_elses_half_days_and_no_planned_class(client, cast):
    make_class(cast, cast["wang"], starts_at=LATER)
    make_class(cast, cast["li"], starts_at=LATER, venue="别处", is_open=False)
    assert read(client, make_feed(cast["li"], now=NINE)) == {}


def test_a_new_address_ends_the_one_before_and_the_key_is_not_kept(client, cast):
    first = make_feed(cast["li"], now=NINE)
    second = make_feed(cast["li"], now=NINE)
    assert client.get(f"/training/feeds/{first}.ics").status_code == 404
    assert second not in str(list(Feed.objects.values()))
    assert revoke_feed(cast["li"], now=NINE)
    assert client.get(f"/training/feeds/{second}.ics").status_code == 404


def test_the_address_is_shown_once(client, cast):
    client.force_login(cast["li"].user)
    assert "/training/feeds/" in client.post("/training/calendar/feed/").content.decode()
    assert "/training/feeds/" not in client.get("/training/calendar/feed/").content.decode()


@given(st.text(max_size=120))
def test_any_text_comes_back_as_it_was(text):
    plain = "".join(s for s in text.replace("\r\n", "\n") if s == "\n" or s.isprintable())
    lines = folded(f"SUMMARY:{escaped(plain)}")
    assert all(len(line.encode()) <= 75 for line in lines.split("\r\n"))
    whole = f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{lines}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    [event] = Calendar.from_ical(whole).walk("VEVENT")
    assert str(event["SUMMARY"]) == plain
