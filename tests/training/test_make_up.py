"""Who missed a half-day makes it up at one with the same content, in a class of somebody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from notices.models import Notice
from tests.conftest import NINE
from tests.remembered import remembered
from tests.training.makers import HALF_DAY, everybody, make_class, make_policies
from training.actions import (
    CodeScan,
    Refused,
    close_session,
    correct_attendance,
    enrol,
    give_up_make_up,
    make_up,
    sign,
    take_attendance,
    withdraw,
)
from training.models import LedgerEntry, MakeUp, Session, events_of, roll_of
from training.rules import Direction, Mark, Refusal
from training.rules.signing import step_at

END = NINE + HALF_DAY
LATER = NINE + timedelta(days=9)


@pytest.fixture
@remembered
def missed(cast):
    """李's mark at a closed half-day, where they were on leave and 王 was there."""
    make_policies()
    session = make_class(cast, cast["li"], cast["wang"]).sessions.get()
    marks = everybody(session) | {cast["li"].pk: Mark.LEAVE}
    take_attendance(session, marks, actor=cast["coordinator"], now=END)
    again(cast)
    close_session(session, actor=cast["coordinator"], now=END)
    return session.attendance.current().get(person=cast["li"])


def again(cast, *who, **terms):
    """Another class, of three half-days, of which the first has the same topic."""
    known = {"starts_at": LATER, "half_days": 3, "venue": "礼堂", "title": "另一班"}
    return make_class(cast, *who, **(known | terms))


def first(title="另一班"):
    return Session.objects.filter(training_class__title=title).first()


def test_who_missed_it_is_told_and_chooses_a_seat(client, cast, missed):
    told = Notice.objects.get(kind="training.make_up")
    assert (told.person, told.params["missed"], told.params["title"]) == (
        cast["li"],
        "第1讲",
        "另一班",
    )
    with time_machine.travel(END, tick=False):
        client.force_login(cast["li"].user)
        page = reverse("training:make_up", args=[missed.pk])
        hours = client.get(reverse("training:hours")).content.decode()
        assert f'<a href="{page}">可以补训，有 1 个课次可选' in hours
        assert client.post(page, {"session": "?"}).status_code == 422
        assert client.post(page, {"session": first().ref}).status_code == 302
        hours = client.get(reverse("training:hours")).content.decode()
        assert "已预约补训：2026-12-02 09:00，另一班" in hours
        client.post(reverse("training:give_up_make_up", args=[MakeUp.objects.get().ref]))
    assert MakeUp.objects.get().given_up_at == END


def test_a_guest_signs_is_marked_and_earns_that_half_day_alone(cast, missed):
    held = first().training_class
    enrol(held, [cast["wang"]], actor=cast["coordinator"], now=END)
    make_up(missed, first(), person=cast["li"], now=END)
    sign(CodeScan(first(), Direction.IN, step_at(LATER), LATER), cast["li"], now=LATER)
    over = LATER + HALF_DAY
    lines = {line.person.name: line for line in roll_of(first(), over)}
    assert (lines["李青"].is_guest, lines["李青"].proposed) == (True, Mark.PRESENT)
    assert not lines["王川"].is_guest
    coordinator = cast["coordinator"]
    take_attendance(first(), {cast["wang"].pk: Mark.PRESENT}, actor=coordinator, now=over)
    with pytest.raises(Refused) as refused:
        close_session(first(), actor=coordinator, now=over)
    assert refused.value.reason is Refusal.UNMARKED
    take_attendance(first(), {cast["li"].pk: Mark.PRESENT}, actor=coordinator, now=over)
    close_session(first(), actor=coordinator, now=over)
    lines = LedgerEntry.objects.filter(person=cast["li"])
    assert [(line.session, line.credit) for line in lines] == [(first(), 375)]
    second = held.sessions.all()[1]
    assert [line.person for line in roll_of(second, over)] == [cast["wang"]]


def test_the_seat_stands_on_the_sheet_to_sign_at_home_and_on_the_calendar(client, cast, missed):
    held = first().training_class
    enrol(held, [cast["wang"]], actor=cast["coordinator"], now=END)
    make_up(missed, first(), person=cast["li"], now=END)
    with time_machine.travel(END, tick=False):
        client.force_login(cast["li"].user)
        assert "参加补训：另一班" in client.get(reverse("home")).content.decode()
        page = client.get(reverse("training:calendar") + "?mine=1&month=2026-12").content.decode()
        assert page.count("已预约补训") == 1, "one half-day of the three"
        client.force_login(cast["coordinator"].user)
        sheet = client.get(reverse("training:signature_sheet", args=[held.ref])).content.decode()
    assert "李青（补训）" in sheet
    assert sheet.count("不参加") == 2, "the other two half-days are not signed"
    assert "王川（补训）" not in sheet


def test_the_seat_stands_in_the_calendar_and_bars_other_places(cast, missed):
    seat = make_up(missed, first(), person=cast["li"], now=END)
    event = {e.title: e for e in events_of(cast["li"], "host", END)}["另一班：第1讲"]
    assert (event.starts_at, event.cancelled) == (LATER, False)
    other = make_class(cast, starts_at=LATER, venue="四楼", title="同时的班")
    with pytest.raises(Refused) as refused:
        enrol(other, [cast["li"]], actor=cast["coordinator"], now=END)
    assert refused.value.reason is Refusal.PERSON_TAKEN
    give_up_make_up(seat, actor=cast["li"], now=END)
    event = {e.title: e for e in events_of(cast["li"], "host", END)}["另一班：第1讲"]
    assert (event.cancelled, event.sequence) == (True, 1)
    enrolled = enrol(first().training_class, [cast["li"]], actor=cast["coordinator"], now=END)
    events = [e for e in events_of(cast["li"], "host", END) if e.title == "另一班：第1讲"]
    assert [(e.cancelled, e.sequence) for e in events] == [(False, 2)], "the same event, changed"
    withdraw(enrolled[0], reason="出差", actor=cast["coordinator"], now=END)
    enrol(other, [cast["li"]], actor=cast["coordinator"], now=END)
    with pytest.raises(Refused) as refused:
        make_up(missed, first(), person=cast["li"], now=END)
    assert refused.value.reason is Refusal.PERSON_TAKEN


def test_no_seat_for_other_content_twice_in_a_full_room_or_too_late(cast, missed):
    def refusal(session, who="li", now=END, row=missed):
        with pytest.raises(Refused) as refused:
            make_up(row, session, person=cast[who], now=now)
        return refused.value.reason

    second = first().training_class.sessions.all()[1]
    assert refusal(second) is Refusal.OUTSIDE_AUDIENCE
    assert refusal(first(), who="wang") is Refusal.WRONG_STATE, "another's mark"
    assert refusal(first(), now=LATER) is Refusal.WRONG_STATE
    again(cast, cast["wang"], capacity=1, title="满员的班", venue="五楼",
          starts_at=LATER + timedelta(days=7))  # fmt: skip
    assert refusal(first("满员的班")) is Refusal.FULL
    make_up(missed, first(), person=cast["li"], now=END)
    assert refusal(first()) is Refusal.ALREADY_ENROLLED
    fresh = correct_attendance(
        missed, Mark.PRESENT, reason="核对名册", actor=cast["coordinator"], now=END
    )
    assert refusal(first(), row=fresh) is Refusal.WRONG_STATE
