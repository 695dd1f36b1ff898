"""An officer signs in and out by the code on the room's screen; the organiser's roll beside it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user
from django.urls import reverse

from journal.models import Entry
from tests.conftest import NINE, make_person
from tests.training.makers import HALF_DAY, everybody, make_class, make_half_day
from training.actions import (
    CodeScan,
    Refused,
    close_session,
    code_now,
    count_heads,
    decide_mark,
    sign,
    take_attendance,
)
from training.models import Attendance, LedgerEntry, Signing, roll_of
from training.rules import Direction, Mark, Refusal
from training.rules.signing import step_at

MINUTE = timedelta(minutes=1)
END = NINE + HALF_DAY
IN, OUT = Direction.IN, Direction.OUT


@pytest.fixture
def session(cast):
    return make_half_day(cast)


def scanned(session, person, direction=IN, at=NINE, now=None):
    return sign(CodeScan(session, direction, step_at(at), at), person, now=now or at)


def address(session, direction=IN, at=NINE):
    code = code_now(session, direction, at)
    return reverse("training:scan", args=[session.ref, direction.value, code])


def lines(session, now):
    return {line.person.name: line for line in roll_of(session, now)}


def test_each_signs_once_each_way(cast, session):
    for n in range(2):
        scanned(session, cast["li"], at=NINE + n * MINUTE)
        scanned(session, cast["li"], OUT, END + n * MINUTE)
    seen = Signing.objects.order_by("id").values_list("direction", "scanned_at")
    assert list(seen) == [("in", NINE), ("out", END)]
    assert Entry.objects.filter(act="training.sign").count() == 2


@pytest.mark.parametrize(
    ("who", "direction", "at", "now", "reason"),
    [
        ("zhao", IN, NINE, NINE, Refusal.NOT_ON_ROSTER),
        ("li", IN, NINE - 31 * MINUTE, None, Refusal.SIGNING_CLOSED),
        ("li", OUT, NINE - MINUTE, None, Refusal.SIGNING_CLOSED),
        ("li", OUT, END + 31 * MINUTE, None, Refusal.SIGNING_CLOSED),
        ("li", IN, NINE, NINE + 11 * MINUTE, Refusal.CODE_EXPIRED),
    ],
)
def test_who_may_not_sign(cast, session, who, direction, at, now, reason):
    with pytest.raises(Refused) as refused:
        scanned(session, cast[who], direction, at, now)
    assert refused.value.reason is reason
    assert not Signing.objects.exists()


def test_a_sign_in_to_the_site_lies_between(client, cast, session):
    """What counts is when the scan came in; nothing is signed by the scan alone."""
    with time_machine.travel(NINE + 9 * MINUTE, tick=False):
        answer = client.get(address(session, at=NINE + 9 * MINUTE))
        assert answer["Location"] == f"{reverse('account_login')}?next={reverse('training:sign')}"
    assert not get_user(client).is_authenticated
    with time_machine.travel(NINE + 18 * MINUTE, tick=False):
        client.force_login(cast["li"].user)
        assert "确认签到" in client.get(reverse("training:sign")).content.decode()
        assert not Signing.objects.exists()
        answer = client.post(reverse("training:sign"), follow=True)
        assert "09:09:00" in answer.content.decode()
        assert client.post(reverse("training:sign")).status_code == 409, "used up"
    made = Signing.objects.get()
    assert (made.scanned_at, made.signed_at) == (NINE + 9 * MINUTE, NINE + 18 * MINUTE)
    assert lines(session, END)["李青"].proposed is Mark.PRESENT


def test_after_ten_minutes_the_scan_is_forgotten(client, cast, session):
    with time_machine.travel(NINE, tick=False):
        client.get(address(session))
    with time_machine.travel(NINE + 11 * MINUTE, tick=False):
        client.force_login(cast["li"].user)
        assert "没有待办理的扫码" in client.get(reverse("training:sign")).content.decode()
        assert client.post(reverse("training:sign")).status_code == 409
    assert not Signing.objects.exists()


def test_a_code_that_was_passed_on_is_worth_nothing_soon(client, cast, session):
    client.force_login(cast["li"].user)
    relayed = address(session)
    with time_machine.travel(NINE + MINUTE, tick=False):
        answer = client.get(relayed)
        assert (answer.status_code, "二维码已更新" in answer.content.decode()) == (409, True)
        assert client.post(reverse("training:sign")).status_code == 409
        for _n in range(30):
            answer = client.get(reverse("training:scan", args=[session.ref, "in", "0" * 20]))
    assert answer.status_code == 429


def test_the_code_names_nobody_and_the_screen_no_name(client, cast, session):
    scanned(session, cast["li"])
    client.force_login(cast["coordinator"].user)
    with time_machine.travel(NINE, tick=False):
        for page in ("sign_screen", "sign_code"):
            shown = client.get(reverse(f"training:{page}", args=[session.ref])).content.decode()
            assert address(session) in shown
            assert "已签到 <b>1</b> / 2 人" in shown
            assert "李青" not in shown


def test_the_screen_shows_no_code_that_would_be_refused(client, cast, session):
    client.force_login(cast["coordinator"].user)
    page = reverse("training:sign_screen", args=[session.ref])
    for at, chosen, has_code in (
        (NINE - 40 * MINUTE, "", False),
        (NINE - 10 * MINUTE, "", True),
        (NINE - 10 * MINUTE, "out", False),
        (NINE + MINUTE, "out", True),
        (END, "", True),
        (END + 20 * MINUTE, "in", False),
    ):
        with time_machine.travel(at, tick=False):
            shown = client.get(page, {"direction": chosen}).content.decode()
            assert ("data-code=" in shown) == has_code, (at, chosen)


def test_the_count_in_the_room_shows_who_was_signed_in_by_others(client, cast, session):
    for who in ("li", "wang"):
        scanned(session, cast[who])
    client.force_login(cast["coordinator"].user)
    with time_machine.travel(NINE, tick=False):
        client.post(reverse("training:count_heads", args=[session.ref]), {"heads": "1"})
        page = client.get(reverse("training:attendance", args=[session.ref])).content.decode()
        assert "清点 1 人，扫码多 1 人" in page
        answer = client.post(
            reverse("training:count_heads", args=[session.ref]), {"heads": "许多"}, follow=True
        )
        assert "在场人数应为" in answer.content.decode()
    with pytest.raises(Refused):
        count_heads(session, 2, actor=cast["coordinator"], now=NINE - timedelta(days=1))


def test_what_the_codes_say_is_proposed_and_the_organiser_saves_it(client, cast, session):
    scanned(session, cast["li"], at=NINE + 20 * MINUTE)
    client.force_login(cast["coordinator"].user)
    with time_machine.travel(END, tick=False):
        page = client.get(reverse("training:attendance", args=[session.ref])).content.decode()
    li = f'name="mark-{cast["li"].pk}" value="late" checked'
    assert li in page
    assert "扫码签到 09:20" in page
    assert not Attendance.objects.exists()


def test_where_mark_and_codes_differ_somebody_decides_with_a_reason(client, cast, session):
    """Until then the half-day cannot be closed; nothing is overwritten."""
    coordinator = cast["coordinator"]
    scanned(session, cast["li"])
    scanned(session, cast["wang"])
    scanned(session, cast["wang"], OUT, END - MINUTE)
    marks = everybody(session) | {cast["wang"].pk: Mark.ABSENT}
    take_attendance(session, marks, actor=coordinator, now=END)
    found = lines(session, END)
    assert (found["李青"].proposed, found["李青"].conflict) == (Mark.LEFT_EARLY, True)
    assert (found["王川"].proposed, found["王川"].conflict) == (Mark.PRESENT, True)
    with pytest.raises(Refused) as refused:
        close_session(session, actor=coordinator, now=END)
    assert (refused.value.reason, refused.value.about) == (Refusal.UNDECIDED, "2")

    client.force_login(coordinator.user)
    with time_machine.travel(END + MINUTE, tick=False):
        page = reverse("training:decide_mark", args=[session.ref, cast["wang"].pk])
        assert "扫码签到 09:00；扫码签退 11:59" in client.get(page).content.decode()
        assert client.post(page, {"mark": "absent"}).status_code == 422, "a reason is asked for"
        client.post(page, {"mark": "absent", "reason": "现场清点无此人"})
    decide_mark(
        session, cast["li"], Mark.PRESENT, reason="忘记签退", actor=coordinator, now=END + MINUTE
    )
    booked = close_session(session, actor=coordinator, now=END + 2 * MINUTE)
    assert [line.person for line in booked] == [cast["li"]]
    kept = Attendance.objects.filter(person=cast["wang"]).order_by("id")
    assert [(row.mark, row.reason, row.superseded_at is None) for row in kept] == [
        ("absent", "", False),
        ("absent", "现场清点无此人", True),
    ]
    assert LedgerEntry.objects.get().credit == 375, "never more than the half-day"


def test_after_the_close_nobody_signs_any_more(cast, session):
    coordinator = cast["coordinator"]
    take_attendance(session, everybody(session), actor=coordinator, now=END)
    close_session(session, actor=coordinator, now=END)
    with pytest.raises(Refused):
        scanned(session, cast["li"], OUT, END)
    with pytest.raises(Refused):
        decide_mark(session, cast["li"], Mark.LATE, reason="晚到", actor=coordinator, now=END)


@pytest.mark.parametrize("officers", [1, 20])
def test_the_roll_asks_as_much_for_twenty_as_for_one(
    client, cast, tree, officers, django_assert_num_queries
):
    """Session, user, person, rights (4); half-day, class (2); roll (7); signed in, heads (2)."""
    many = [make_person(tree.here, f"1100{n:04d}", f"员{n}") for n in range(officers)]
    session = make_class(cast, *many).sessions.get()
    for person in many:
        scanned(session, person)
    client.force_login(cast["coordinator"].user)
    with time_machine.travel(NINE, tick=False), django_assert_num_queries(14):
        assert client.get(reverse("training:attendance", args=[session.ref])).status_code == 200
