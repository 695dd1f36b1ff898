"""The organiser's roll from a device without a line: once, in order, nothing overwritten."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from journal.models import Entry
from tests.conftest import NINE
from tests.training.makers import HALF_DAY, everybody, make_half_day
from training.actions import Call, Refused, call_roll, close_session, decide_mark, take_attendance
from training.models import Attendance, RollCall, roll_of
from training.rules import Became, Mark, Refusal
from training.rules.signing import CLOSES

MINUTE = timedelta(minutes=1)
END = NINE + HALF_DAY
A, B, C = ("a" * 32, "b" * 32, "c" * 32)


@pytest.fixture
def session(cast):
    return make_half_day(cast)


def of(person, op_id=A, mark=Mark.PRESENT, knew=None, seen_at=NINE):
    return Call(op_id, person.pk, mark, knew, seen_at)


def marks(session):
    rows = session.attendance.current().order_by("person")
    return list(rows.values_list("mark", flat=True))


def test_the_same_marks_again_change_nothing(cast, session):
    """What was answered but never heard is sent once more."""
    calls = [of(cast["li"]), of(cast["li"], B, Mark.LATE, Mark.PRESENT)]
    for n in range(2):
        at = END + n * MINUTE
        done = call_roll(session, [*calls, calls[0]], actor=cast["coordinator"], now=at)
        assert done == {A: Became.STORED, B: Became.STORED}
    kept = Attendance.objects.order_by("id")
    assert [(row.mark, row.superseded_at) for row in kept] == [("present", END), ("late", None)]
    assert {row.seen_at for row in kept} == {NINE}, "when it was seen, not when it came"
    assert Entry.objects.filter(act="training.call_roll").count() == 1


def test_two_devices_that_differ_leave_it_to_a_person(cast, session):
    coordinator = cast["coordinator"]
    take_attendance(session, everybody(session), actor=coordinator, now=NINE + MINUTE)
    late = [of(cast["li"], A, Mark.ABSENT), of(cast["wang"], B, Mark.PRESENT)]
    done = call_roll(session, late, actor=coordinator, now=END)
    assert done == {A: Became.CONFLICT, B: Became.SAME}
    assert marks(session) == ["present", "present"]
    line = roll_of(session, END)[0]
    assert (line.person, line.mark, line.other) == (cast["li"], Mark.PRESENT, Mark.ABSENT)
    with pytest.raises(Refused) as refused:
        close_session(session, actor=coordinator, now=END)
    assert refused.value.reason is Refusal.UNDECIDED
    decide_mark(
        session, cast["li"], Mark.PRESENT, reason="两人核对", actor=coordinator, now=END + MINUTE
    )
    assert not any(one.conflict for one in roll_of(session, END + MINUTE))
    assert len(close_session(session, actor=coordinator, now=END + MINUTE)) == 2


def test_what_comes_too_late_or_of_strangers_is_said_to_be_so(cast, session):
    coordinator = cast["coordinator"]
    stranger = call_roll(session, [of(cast["zhao"])], actor=coordinator, now=END)
    assert stranger == {A: Became.UNKNOWN}
    take_attendance(session, everybody(session), actor=coordinator, now=END)
    close_session(session, actor=coordinator, now=END)
    late = call_roll(session, [of(cast["li"], B, Mark.ABSENT)], actor=coordinator, now=END)
    assert late == {B: Became.CLOSED}
    assert marks(session) == ["present", "present"]
    assert list(RollCall.objects.values_list("op_id", flat=True)) == [B], "what came is kept"


def test_a_wrong_clock_dates_nothing_outside_the_half_day(cast, session):
    calls = [of(cast["li"], A, seen_at=NINE - timedelta(days=9)), of(cast["wang"], B, seen_at=END)]
    call_roll(session, calls, actor=cast["coordinator"], now=NINE + MINUTE)
    assert list(RollCall.objects.values_list("seen_at", flat=True)) == [NINE, NINE + MINUTE]
    with pytest.raises(Refused):
        call_roll(session, [of(cast["li"], C)], actor=cast["coordinator"], now=NINE - MINUTE)


def test_a_page_that_was_opened_earlier_sets_nothing_back(client, cast, session):
    """It posts what it shows, and what it knew; only the difference is the organiser's word."""
    li, wang, coordinator = cast["li"], cast["wang"], cast["coordinator"]
    take_attendance(session, everybody(session), actor=coordinator, now=NINE)
    call_roll(session, [of(wang, A, Mark.LATE, Mark.PRESENT)], actor=coordinator, now=NINE)
    shown = {f"mark-{wang.pk}": "present", f"mark-{li.pk}": "absent", "save": "1"}
    shown["knew"] = f"{li.pk}:present,{wang.pk}:present"
    with time_machine.travel(END, tick=False):
        client.force_login(coordinator.user)
        client.post(reverse("training:attendance", args=[session.ref]), shown)
    assert marks(session) == ["absent", "late"]


def test_the_page_takes_batches_and_refuses_what_is_none(client, cast, session):
    client.force_login(cast["coordinator"].user)
    page = reverse("training:call_roll", args=[session.ref])
    one = {"op_id": A, "person": cast["li"].pk, "mark": "late", "knew": "", "ago_ms": 60_000}

    def send(body):
        return client.post(page, body, content_type="application/json")

    with time_machine.travel(NINE + 5 * MINUTE, tick=False):
        answer = send({"calls": [one]})
        at = int((NINE + 5 * MINUTE).timestamp() * 1000)
        assert answer.json() == {"became": {A: "stored"}, "at": at}
        assert Attendance.objects.get().seen_at == NINE + 4 * MINUTE
        for bad in (
            {},
            {"calls": "x"},
            {"calls": [one] * 201},
            {"calls": [one | {"op_id": "?"}]},
            {"calls": [one | {"mark": "here"}]},
            {"calls": [one | {"person": "1"}]},
            {"calls": [one | {"ago_ms": None}]},
            {"calls": [7]},
        ):
            assert send(json.dumps(bad)).status_code == 400
    with time_machine.travel(NINE - MINUTE, tick=False):
        client.force_login(cast["coordinator"].user)
        assert send({"calls": [one]}).status_code == 409
    assert Attendance.objects.count() == 1


def test_a_device_may_keep_the_roll_until_the_half_day_is_over_or_closed(client, cast, session):
    """The worker reaches the pages beside its own address, and no others."""
    client.force_login(cast["coordinator"].user)
    page = reverse("training:attendance", args=[session.ref])
    worker = client.get(reverse("training:roll_worker"))
    assert worker["Content-Type"].startswith("text/javascript")
    assert page.startswith(worker.request["PATH_INFO"].removesuffix("worker.js"))
    assert "Service-Worker-Allowed" not in worker
    last = NINE + HALF_DAY + CLOSES
    with time_machine.travel(NINE, tick=False):
        client.force_login(cast["coordinator"].user)
        assert int(client.get(page)["Roll-Until"]) == last.timestamp() * 1000
    take_attendance(session, everybody(session), actor=cast["coordinator"], now=NINE)
    close_session(session, actor=cast["coordinator"], now=last - MINUTE)
    with time_machine.travel(last - MINUTE, tick=False):
        client.force_login(cast["coordinator"].user)
        assert "Roll-Until" not in client.get(page)
