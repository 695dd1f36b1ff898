"""Rooms: seats from a seed, letting in, stopping, giving time to all, entry by ticket."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from exams.actions import planning, rooming, saving, seating, sitting
from exams.actions.seating import RoomDraft
from exams.actions.signing import ActRefused
from exams.models import Accommodation, RoomSeat, Signature, TimeGrant
from exams.proof import attempt_fault, planned
from exams.proof.barring import Bar, barred_in
from exams.rules.keeping import Disposition
from exams.rules.seats import Seat
from journal.models import Entry
from tests.conftest import NINE
from tests.exams.makers import DEVICE, make_exam, operation, started
from tests.exams.roomed import NETWORK, make_roomed
from tests.remembered import remembered

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)
LATER = NINE + 10 * MINUTE


@pytest.fixture
def roomed(cast):
    return make_roomed(cast)


@pytest.fixture
@remembered
def running(cast, roomed):
    """李 and 王 answer in the first room, 赵 in the second."""
    for who in ("li", "wang", "zhao"):
        setattr(roomed, who, started(roomed.session, cast[who]))
    return roomed


def test_seats_by_rule_are_derived_again_from_what_is_kept(cast, roomed):
    officer = cast["exam_officer"]
    plan = seating.assign_seats(roomed.session, actor=officer, now=NINE - MINUTE)
    stored = {
        row.candidate.ref: Seat(row.room.ordinal, row.number)
        for row in RoomSeat.objects.filter(room__session=roomed.session)
    }
    assert len(stored) == 3
    assert planned(plan) == stored
    out, faults = StringIO(), StringIO()
    call_command("verify_exam", roomed.session.exam.ref, stdout=out)
    assert out.getvalue().strip() == "3 papers, 3 re-derived; 3 seats re-derived"
    (someone, *_others) = RoomSeat.objects.filter(room__session=roomed.session)
    RoomSeat.objects.filter(pk=someone.pk).update(number=4, room=roomed.second)
    with pytest.raises(CommandError, match="1 faults"):
        call_command("verify_exam", roomed.session.exam.ref, stdout=out, stderr=faults)
    assert (
        f"candidate {someone.candidate.ref}: the seat is not that of the plan" in faults.getvalue()
    )
    assert Entry.objects.filter(act="exams.assign_seats").count() == 4


def test_seats_are_not_changed_once_somebody_has_begun(cast, running):
    with pytest.raises(ActRefused, match="already_started"):
        seating.assign_seats(running.session, actor=cast["exam_officer"], now=NINE)


def test_a_room_keeps_the_seats_that_are_taken_and_is_not_removed_then(cast, roomed):
    words = {"actor": cast["exam_officer"], "now": NINE - MINUTE}
    with pytest.raises(ActRefused, match="seats_taken"):
        seating.change_room(roomed.first, RoomDraft("501", 1), **words)
    with pytest.raises(ActRefused, match="room_in_use"):
        seating.remove_room(roomed.second, **words)


def test_nobody_supervises_a_room_in_which_a_colleague_sits(cast, roomed):
    words = {"actor": cast["exam_officer"], "now": NINE - MINUTE}
    watching = roomed.session.invigilations.get(person=cast["invigilator"])
    planning.release_invigilator(watching, **words)
    with pytest.raises(ActRefused, match="own_unit"):  # 监一 and 赵 are of 区农业农村局
        planning.appoint_invigilator(
            roomed.session, cast["invigilator"], room=roomed.second, **words
        )
    planning.appoint_invigilator(roomed.session, cast["invigilator"], room=roomed.first, **words)
    zhao = roomed.session.candidates.get(person=cast["zhao"])
    seating.place_candidates(roomed.session, [(zhao, Seat(1, 3))], **words)
    names = roomed.session.invigilations.values_list("person__name", flat=True)
    assert list(names) == ["监二"], "a colleague came into the room: the supervision ended"


def test_who_may_not_sit_is_listed_with_every_reason(cast, roomed):
    officer, now = cast["exam_officer"], NINE - MINUTE
    assert barred_in(roomed.session) == []
    other = make_exam(cast, title="另一考试", opens_at=NINE + 60 * MINUTE, now=now).sessions.get()
    planning.enrol(other, [cast["li"]], actor=officer, now=now)
    RoomSeat.objects.filter(candidate__person=cast["wang"]).delete()
    cast["wang"].user.is_active = False
    cast["wang"].user.save(update_fields=["is_active"])
    found = {row.candidate.person.name: row.bars for row in barred_in(roomed.session)}
    assert found == {"李青": (Bar.OTHER_SHIFT,), "王川": (Bar.ACCOUNT_CLOSED, Bar.NO_SEAT)}


# --- stop and go on ---------------------------------------------------------------------------


def test_a_pause_takes_the_pen_and_gives_its_time_back(cast, running, at):
    li = running.li
    before = li.deadline_at
    rooming.pause(li, reason="身体不适", actor=running.chief, now=NINE)
    op = operation(li, 1, epoch=1)
    said = saving.save(li.ref, cast["li"].pk, [op], arrival=NINE, now=NINE)
    assert list(said.dispositions.values()) == [Disposition.FENCED]
    with pytest.raises(sitting.SittingRefused, match="paused"):
        sitting.take_over(li, device="another", code=None, now=NINE)
    page = Client()
    page.force_login(cast["li"].user)
    waits = page.get(reverse("exams:take_over", args=[li.ref])).content.decode()
    assert "考试已由监考员暂停" in waits
    after_the_deadline = before + 5 * MINUTE
    assert sitting.close_overdue(now=after_the_deadline) == 2, "the others', not the paused one"
    with pytest.raises(ActRefused, match="same_person"):
        rooming.resume(li, actor=running.chief, now=after_the_deadline)
    rooming.resume(li, actor=running.watch, now=after_the_deadline)
    li.refresh_from_db()
    assert li.deadline_at == before + (after_the_deadline - NINE)
    assert li.epoch == 3
    sitting.start(li, device=DEVICE, now=after_the_deadline)
    assert attempt_fault(li) is None
    assert TimeGrant.objects.get().first_by == running.chief


def test_a_room_is_stopped_and_goes_on_in_one_act_each(cast, running):
    words = {"reason": "火警", "actor": running.chief}
    assert rooming.pause_room(running.first, now=NINE, **words) == 2
    with pytest.raises(ActRefused, match="paused"):
        rooming.pause_room(running.first, now=NINE, **words)
    assert rooming.resume_room(running.first, actor=running.watch, now=LATER) == 2
    assert set(TimeGrant.objects.values_list("seconds", flat=True)) == {600}
    running.zhao.refresh_from_db()
    assert running.zhao.epoch == 1, "another room is not concerned"


def test_time_for_a_room_needs_two_persons_and_reaches_who_still_answers(cast, running):
    grant = {"seconds": 300, "kind": "outage", "reason": "停电"}
    first = rooming.propose_room_grant(running.first, **grant, actor=running.watch, now=NINE)
    with pytest.raises(ActRefused, match="same_person"):
        rooming.grant_room(running.first, first, actor=running.watch, now=NINE)
    with pytest.raises(ActRefused, match="own_unit"):
        rooming.grant_room(running.first, first, actor=cast["exam_officer"], now=NINE)
    sitting.hand_in(running.wang.ref, cast["wang"].pk, [], arrival=NINE, now=NINE)
    assert rooming.grant_room(running.first, first, actor=running.chief, now=NINE) == 1
    given = TimeGrant.objects.get()
    assert (given.attempt, given.first_by, given.second_by) == (
        running.li,
        running.watch,
        running.chief,
    )
    with pytest.raises(ActRefused, match="changed_since"):
        rooming.grant_room(running.first, first, actor=cast["legal_affairs"], now=NINE)
    assert Signature.objects.filter(act="grant").count() == 2
    running.li.refresh_from_db()
    assert attempt_fault(running.li) is None


def test_time_given_in_advance_is_the_attempts_from_the_start(cast, roomed):
    candidate = roomed.session.candidates.get(person=cast["li"])
    Accommodation.objects.create(
        candidate=candidate,
        seconds=1200,
        reason="视力障碍",
        first_by=roomed.chief,
        second_by=cast["legal_affairs"],
        at=NINE - MINUTE,
    )
    li = started(roomed.session, cast["li"])
    assert li.deadline_at == NINE + 110 * MINUTE
    assert li.time_grants.get().kind == "accommodation"
    assert attempt_fault(li) is None


# --- entry ------------------------------------------------------------------------------------


@pytest.fixture
def guarded(cast):
    """The same on site alone, each room with its network."""
    cache.clear()
    made = make_roomed(cast, network=NETWORK, on_site=True)
    made.li = made.session.attempts.get(person=cast["li"])
    made.ticket = made.li.candidate
    made.code = rooming.issue_entry_code(made.first, actor=made.watch, now=NINE)
    return made


def enter(made, *, number=None, code=None, address="10.20.7.9"):
    client = Client(REMOTE_ADDR=address)
    wish = {"number": number or made.ticket.number, "code": code or made.code}
    return client, client.post(reverse("exams:enter"), wish)


def let_in(made, now=NINE):
    rooming.check_in(made.ticket, is_present=True, actor=made.watch, now=now)


def test_ticket_and_room_code_open_this_attempt_and_no_other_page(cast, guarded, settings, at):
    let_in(guarded)
    client, answer = enter(guarded, code=guarded.code.lower())
    page = reverse("exams:attempt", args=[guarded.li.ref])
    assert answer.url == page
    assert "现在可以开始" in client.get(page).content.decode()
    for other in ("home", "exams:mine", "people:persons"):
        assert client.get(reverse(other)).url == page, other
    assert client.post(reverse("exams:start", args=[guarded.li.ref])).url.endswith("/hall/")
    assert client.get(reverse("exams:hall", args=[guarded.li.ref])).status_code == 200
    assert Entry.objects.get(act="exams.enter").actor_id == cast["li"].pk


def test_an_address_is_believed_from_the_configured_proxies_alone(guarded, settings, at):
    let_in(guarded)
    proxies = {"behind_proxy": True, "proxies": ("10.0.0.1/32",)}
    settings.ENVIRONMENT = dataclasses.replace(settings.ENVIRONMENT, **proxies)
    seen = {}
    for peer in ("10.0.0.1", "10.20.8.1"):
        wish = {"number": guarded.ticket.number, "code": guarded.code}
        headers = {"X-Real-IP": "10.20.7.9"}
        client = Client(REMOTE_ADDR=peer)
        seen[peer] = client.post(reverse("exams:enter"), wish, headers=headers).status_code
    assert seen == {"10.0.0.1": 302, "10.20.8.1": 422}


@pytest.mark.parametrize("wrong", ["code", "number", "address", "away", "other_room", "old_code"])
def test_every_wrong_entry_gets_the_same_words_and_no_session(cast, guarded, at, wrong):
    if wrong != "away":
        let_in(guarded)
    words = {}
    if wrong == "code":
        words["code"] = "AAAAAA"
    elif wrong == "number":
        words["number"] = "26112300000000"
    elif wrong == "address":
        words["address"] = "10.20.8.1"
    elif wrong == "other_room":
        words["code"] = rooming.issue_entry_code(guarded.second, actor=guarded.chief, now=NINE)
    elif wrong == "old_code":
        rooming.issue_entry_code(guarded.first, actor=guarded.watch, now=NINE)
    client, answer = enter(guarded, **words)
    assert answer.status_code == 422
    assert "准考证号或者考场码不对" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert not Entry.objects.filter(act="exams.enter").exists()


def test_without_a_network_of_its_room_nobody_begins_on_site_and_the_rooms_page_says_so(
    cast, guarded, ask, at
):
    guarded.session.rooms.update(network="")
    at(NINE)
    attempt = guarded.session.attempts.get(person=cast["li"])
    refused = ask("li").post(reverse("exams:start", args=[attempt.ref]))
    assert (refused.status_code, "请在编定的考场作答" in refused.content.decode()) == (409, True)
    page = ask("exam_officer").get(reverse("exams:session_rooms", args=[guarded.session.ref]))
    assert "2 个考场尚未登记网段" in page.content.decode()


def test_guessing_is_stopped_after_five_tries_at_one_ticket(guarded, at):
    seen = [enter(guarded, code="AAAAAA")[1].status_code for _ in range(6)]
    assert seen == [422] * 5 + [429]


def test_a_test_on_site_is_begun_in_its_room_by_who_was_let_in(cast, guarded, at):
    client = Client(REMOTE_ADDR="10.20.7.9")
    client.force_login(cast["li"].user)
    address = reverse("exams:start", args=[guarded.li.ref])
    assert "请先到监考员处核验入场" in client.post(address).content.decode()
    let_in(guarded)
    away = client.post(address, REMOTE_ADDR="10.20.8.1")
    assert (away.status_code, "请在编定的考场作答" in away.content.decode()) == (409, True)
    assert client.post(address).status_code == 302
