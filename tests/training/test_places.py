"""Places of a class: asking, approval, waiting, moving up by itself, shares of units."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from notices.models import Notice
from tests.conftest import NINE, make_person
from tests.training.makers import make_class, make_policies
from tests.training.test_planning import refused
from training.actions import (
    cancel_class,
    change_seats,
    decide_application,
    enrol,
    give_up,
    join_class,
    set_quota,
    withdraw,
)
from training.models import Application, Enrolment
from training.rules import Candidate, Places, Refusal, Share, moving_up

LATER = NINE + timedelta(days=7)
PATHS = st.sampled_from(["0001", "00010001", "00010002", "000100020001"])


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NINE, tick=False):
        yield


@pytest.fixture
def by(cast):
    return {"actor": cast["coordinator"], "now": NINE}


def states(made):
    return {row.person.name: row.state for row in made.applications.select_related("person")}


def told(person):
    return [one.kind.removeprefix("training.") for one in Notice.objects.of(person)]


def full(cast, **words):
    """A class with one place, which 李 has; 王 waits for it."""
    made = make_class(cast, cast["li"], starts_at=LATER, capacity=1, **words)
    assert isinstance(join_class(made, cast["wang"], now=NINE), Application)
    return made


def test_who_comes_too_late_waits_and_moves_up_when_a_place_is_free(cast, by):
    made = full(cast)
    assert states(made) == {"王川": "waiting"}
    withdraw(made.enrolments.get(), reason="出差", **by)
    assert made.enrolments.standing().get().person == cast["wang"]
    assert states(made) == {"王川": "admitted"}
    assert told(cast["wang"]) == ["moved_up"]
    assert told(cast["li"]) == ["withdrawn", "enrolled"]


def test_more_places_go_to_those_who_wait_in_order(cast, tree, by):
    made = full(cast)
    third = make_person(tree.here, "70000001", "孙三")
    join_class(made, third, now=NINE + timedelta(minutes=1))
    change_seats(made, 2, **by)
    assert states(made) == {"王川": "admitted", "孙三": "waiting"}
    assert refused(change_seats, made, 1, **by) == (Refusal.FEWER_THAN_ENROLLED, "2")


def test_who_is_elsewhere_by_then_is_passed_over_and_keeps_the_place_in_the_list(cast, tree, by):
    made = full(cast)
    third = make_person(tree.here, "70000001", "孙三")
    join_class(made, third, now=NINE)
    make_class(cast, cast["wang"], starts_at=LATER, venue="别处")
    withdraw(made.enrolments.get(), reason="出差", **by)
    assert states(made) == {"王川": "waiting", "孙三": "admitted"}


def test_nobody_moves_up_once_the_class_has_begun(cast, by):
    made = full(cast)
    late = by | {"now": LATER + timedelta(minutes=1)}
    withdraw(made.enrolments.get(), reason="未到", **late)
    assert states(made) == {"王川": "waiting"}


def test_a_class_that_asks_for_approval_keeps_the_wish_until_it_is_decided(cast, by):
    made = make_class(cast, starts_at=LATER, needs_approval=True, capacity=1)
    mine, his = (join_class(made, cast[who], now=NINE) for who in ("li", "wang"))
    assert refused(join_class, made, cast["li"], now=NINE)[0] == Refusal.ALREADY_ASKED
    decide_application(his, True, reason="", **by)
    decide_application(mine, True, reason="", **by)
    assert states(made) == {"王川": "admitted", "李青": "waiting"}
    assert (told(cast["wang"]), told(cast["li"])) == (["moved_up"], ["waiting"])
    assert refused(decide_application, mine, False, reason="x", **by) == (
        Refusal.ALREADY_DECIDED,
        "",
    )


def test_a_refusal_says_why_and_nobody_decides_for_themselves(cast, by):
    made = make_class(cast, starts_at=LATER, needs_approval=True)
    asked = join_class(made, cast["coordinator"], now=NINE)
    assert refused(decide_application, asked, True, reason="", **by)[0] == Refusal.OWN_MATTER
    asked = join_class(made, cast["li"], now=NINE)
    decide_application(asked, False, reason="本月值班", **by)
    assert "本月值班" in Notice.objects.of(cast["li"]).get().text
    assert not Enrolment.objects.exists()


def test_who_gives_up_waits_no_longer_and_may_ask_again(cast, by):
    made = full(cast)
    give_up(made.applications.get(), actor=cast["wang"], now=NINE)
    withdraw(made.enrolments.get(), reason="出差", **by)
    assert made.enrolments.standing().count() == 0
    assert isinstance(join_class(made, cast["wang"], now=NINE), Enrolment)


def test_a_unit_takes_no_more_than_its_share(cast, tree, by):
    make_person(tree.team, "70000001", "孙三")
    made = make_class(cast, starts_at=LATER)
    set_quota(made, tree.here, 1, **by)
    enrol(made, [cast["li"]], **by)
    assert refused(enrol, made, [cast["wang"]], **by) == (Refusal.SHARE_USED_UP, "市城管局")
    assert isinstance(join_class(made, cast["wang"], now=NINE), Application)
    assert refused(set_quota, made, tree.here, 0, **by)[0] == Refusal.FEWER_THAN_ENROLLED
    set_quota(made, tree.here, None, **by)
    assert states(made) == {"王川": "admitted"}


def test_a_cancelled_class_tells_those_on_the_roster_and_those_who_wait(cast, by):
    made = full(cast)
    cancel_class(made, reason="场地维修", **by)
    assert [told(cast[who])[0] for who in ("li", "wang")] == ["cancelled", "cancelled"]
    assert states(made) == {"王川": "lapsed"}


@given(
    st.lists(PATHS, max_size=12),
    st.integers(0, 8),
    st.lists(st.tuples(PATHS, st.integers(0, 3)), max_size=3),
    st.data(),
)
def test_no_place_is_given_twice_and_nobody_is_passed_over_who_could_have_one(
    paths, capacity, shares, data
):
    free = data.draw(st.lists(st.booleans(), min_size=len(paths), max_size=len(paths)))
    waiting = [Candidate(n, p, f) for n, (p, f) in enumerate(zip(paths, free, strict=True))]
    places = Places(capacity, tuple(Share(*one) for one in shares))
    moved = moving_up(waiting, places)
    assert len(moved) <= capacity
    assert moved == sorted(set(moved))
    sitting = [waiting[n].path for n in moved]
    assert all(sum(s.covers(p) for p in sitting) <= s.seats for s in places.shares)
    after = Places(capacity, places.shares, tuple(sitting))
    for one in waiting:
        if one.person_id not in moved and one.is_free and after.free:
            assert after.short_share([one.path]) is not None


def test_the_page_says_what_the_class_counts_for_before_one_asks(client, cast):
    make_policies()
    made = make_class(cast, starts_at=LATER, half_days=2)
    client.force_login(cast["li"].user)
    page = client.get(f"/training/classes/{made.ref}/join/").content.decode()
    assert "全程参加后，今年还差 52.5 学时，其中集中培训 4 天" in page
    assert "还有 <b" in page
    assert client.post(f"/training/classes/{made.ref}/join/").status_code == 302
    assert "您已在名单中" in client.get(f"/training/classes/{made.ref}/join/").content.decode()
    assert client.post(f"/training/classes/{made.ref}/join/").status_code == 409


def test_the_calendar_shows_what_is_open_for_the_reader(client, cast, tree):
    make_class(cast, cast["li"], starts_at=LATER)
    make_class(cast, starts_at=LATER, venue="别处", title="乙班", agency=tree.there,
               audience=tree.there)  # fmt: skip
    for who, shown in (("li", [True, False]), ("zhao", [False, True])):
        client.force_login(cast[who].user)
        page = client.get("/training/calendar/?month=2026-11").content.decode()
        assert [word in page for word in ("行政处罚法与裁量基准", "乙班")] == shown
        assert "没有培训安排" in client.get("/training/calendar/?month=2026-08").content.decode()
    assert client.get("/training/calendar/?month=2026-13").status_code == 404
