"""Leave from half-days, the part of a class that may be missed, and where it can be made up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from notices.models import Notice
from tests.conftest import NINE, make_person
from tests.training.makers import HALF_DAY, PDF, make_class, make_policies
from training.actions import (
    Change,
    Refused,
    ask_leave,
    close_session,
    decide_leave,
    give_up_leave,
    set_attendance_policy,
    take_attendance,
    withdraw,
)
from training.models import AttendancePolicy, Leave, roll_of
from training.rules import Mark, Presence, Refusal

BEFORE = NINE - timedelta(days=3)
END = NINE + HALF_DAY


def held(cast, *who, half_days=7, **terms):
    make_policies()
    return make_class(cast, *(cast[name] for name in who), half_days=half_days, **terms)


def asked(cast, training_class, *sessions, who="li"):
    return ask_leave(training_class, sessions, cast[who], because="住院", scan=None, now=BEFORE)


def test_leave_that_is_granted_proposes_the_mark(cast):
    made = held(cast, "li", "wang")
    first = made.sessions.first()
    leave = asked(cast, made, first)[0]
    assert roll_of(first, END)[0].proposed is None
    decide_leave(leave, True, reason="", actor=cast["coordinator"], now=BEFORE)
    assert roll_of(first, END)[0].proposed is Mark.LEAVE
    told = Notice.objects.get(person=cast["li"], kind="training.leave_granted")
    assert told.params["topic"] == "第1讲"


def test_more_than_a_seventh_is_granted_with_a_reason_only(cast):
    made = held(cast, "li")
    one, two = asked(cast, made, *made.sessions.all()[:2])
    by = {"actor": cast["coordinator"], "now": BEFORE}
    decide_leave(one, True, reason="", **by)
    with pytest.raises(Refused) as refused:
        decide_leave(two, True, reason="", **by)
    assert (refused.value.reason, refused.value.about) == (Refusal.MISSES_TOO_MUCH, "1/7")
    assert decide_leave(two, True, reason="手术住院", **by).state == "granted"


def test_a_policy_of_the_city_says_how_much_may_be_missed(cast):
    change = Change(date(2026, 11, 1), "市委组织部规定", "收紧")
    words = {"actor": None, "now": BEFORE}
    set_attendance_policy(Presence(one_in=20), change, **words)
    with pytest.raises(Refused):
        set_attendance_policy(Presence(one_in=20), change, **words)
    made = held(cast, "li")
    leave = asked(cast, made, made.sessions.first())[0]
    with pytest.raises(Refused) as refused:
        decide_leave(leave, True, reason="", actor=cast["coordinator"], now=BEFORE)
    assert refused.value.about == "1/20"
    assert AttendancePolicy.objects.presence(date(2026, 10, 31)).one_in == 7


def test_who_may_not_ask_or_decide(cast):
    made = held(cast, "li", "coordinator")
    first = made.sessions.first()
    with pytest.raises(Refused) as refused:
        asked(cast, made, first, who="wang")
    assert refused.value.reason is Refusal.NOT_ON_ROSTER
    leave = asked(cast, made, first)[0]
    with pytest.raises(Refused) as refused:
        asked(cast, made, first)
    assert refused.value.reason is Refusal.LEAVE_ASKED
    own = asked(cast, made, first, who="coordinator")[0]
    with pytest.raises(Refused) as refused:
        decide_leave(own, True, reason="", actor=cast["coordinator"], now=BEFORE)
    assert refused.value.reason is Refusal.OWN_MATTER
    give_up_leave(leave, actor=cast["li"], now=BEFORE)
    with pytest.raises(Refused):
        decide_leave(leave, True, reason="", actor=cast["coordinator"], now=BEFORE)
    assert asked(cast, made, first)[0].state == "asked", "and may ask again"


def test_the_pages_of_leave(client, cast):
    made = held(cast, "li")
    first = made.sessions.first()
    page = reverse("training:ask_leave", args=[made.ref])
    with time_machine.travel(BEFORE, tick=False):
        client.force_login(cast["li"].user)
        assert client.post(page, {"because": "住院"}).status_code == 422
        data = {"sessions": [first.pk], "because": "住院", "scan": SimpleUploadedFile("a.pdf", PDF)}
        assert client.post(page, data).status_code == 302
        leave = Leave.objects.get()
        shown = client.get(reverse("training:join_class", args=[made.ref])).content.decode()
        assert "我的请假" in shown
        assert "待审批" in shown
        client.force_login(cast["coordinator"].user)
        assert "1 件" in client.get(reverse("training:leaves")).content.decode()
        decide = reverse("training:decide_leave", args=[leave.ref])
        assert "未超过 1/7" in client.get(decide).content.decode()
        assert client.post(decide, {"answer": "refuse"}).status_code == 422
        client.post(decide, {"answer": "refuse", "reason": "本班为必训"})
        file = client.get(reverse("training:leave_file", args=[leave.ref]))
        assert b"".join(file.streaming_content if file.streaming else [file.content]) == PDF
    assert Leave.objects.get().reason == "本班为必训"


def test_those_beyond_a_seventh_are_named_and_nobody_is_removed_by_itself(client, cast):
    made = held(cast, "li", "wang", half_days=6)
    first = made.sessions.first()
    marks = {cast["li"].pk: Mark.ABSENT, cast["wang"].pk: Mark.PRESENT}
    take_attendance(first, marks, actor=cast["coordinator"], now=END)
    with time_machine.travel(END, tick=False):
        client.force_login(cast["coordinator"].user)
        page = reverse("training:absences", args=[made.ref])
        shown = client.get(page).content.decode()
        assert "1 人</b> 缺课超过上限" in shown
        assert "按退学移出" in shown
        over = client.get(page, {"only": "over"}).content.decode()
        assert "李青" in over
        assert "王川" not in over
        assert client.get(reverse("training:absences_sheet", args=[made.ref])).status_code == 200
    assert made.enrolments.standing().count() == 2


def test_who_missed_too_much_is_removed_after_the_last_half_day_too(client, cast):
    made = held(cast, "li", "wang", half_days=1)
    marks = {cast["li"].pk: Mark.ABSENT, cast["wang"].pk: Mark.PRESENT}
    take_attendance(made.sessions.get(), marks, actor=cast["coordinator"], now=END)
    close_session(made.sessions.get(), actor=cast["coordinator"], now=END)
    li, wang = (made.enrolments.get(person=cast[who]) for who in ("li", "wang"))
    with pytest.raises(Refused) as refused:
        withdraw(wang, reason="全勤", actor=cast["coordinator"], now=END)
    assert refused.value.reason is Refusal.WRONG_STATE
    with time_machine.travel(END, tick=False):
        client.force_login(cast["coordinator"].user)
        page = client.get(reverse("training:absences", args=[made.ref])).content.decode()
        leave = reverse("training:withdraw", args=[li.pk])
        assert (leave in page, reverse("training:withdraw", args=[wang.pk]) in page) == (
            True,
            False,
        )
        assert client.post(leave, {"reason": "缺课超过七分之一"}).status_code == 302
    assert [row.person for row in made.enrolments.standing()] == [cast["wang"]]


@pytest.mark.parametrize("officers", [1, 20])
def test_the_list_of_leave_asks_as_much_for_twenty_as_for_one(
    client, cast, tree, officers, django_assert_num_queries
):
    """Session, user, person, rights (4); asked, count, rows (3)."""
    many = [make_person(tree.here, f"1100{n:04d}", f"员{n}") for n in range(officers)]
    made = make_class(cast, *many)
    session = made.sessions.get()
    for person in many:
        ask_leave(made, [session], person, because="住院", scan=None, now=BEFORE)
    with time_machine.travel(BEFORE, tick=False):
        client.force_login(cast["coordinator"].user)
        with django_assert_num_queries(6):
            client.get(reverse("training:leaves"))


@pytest.mark.parametrize("officers", [1, 20])
def test_the_list_of_absences_asks_as_much_for_twenty_as_for_one(
    client, cast, tree, officers, django_assert_num_queries
):
    """Session, user, person, rights (4); class, half-days, policy (3); over, count, rows (3)."""
    many = [make_person(tree.here, f"1100{n:04d}", f"员{n}") for n in range(officers)]
    made = make_class(cast, *many)
    with time_machine.travel(END, tick=False):
        client.force_login(cast["coordinator"].user)
        with django_assert_num_queries(9):
            client.get(reverse("training:absences", args=[made.ref]))
