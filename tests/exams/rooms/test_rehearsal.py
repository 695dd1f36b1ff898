"""A rehearsal: computers are tried through the real hall, and nothing of it counts."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from exams.actions import making, papering, rehearsing, results, rooming, saving, sitting
from exams.actions.signing import ActRefused
from exams.models import (
    Exposure,
    MarkingJob,
    Result,
    to_reckon,
)
from exams.models.rehearsals import seats_tried
from exams.proof import attempt_fault
from exams.rules.keeping import FIRST_CLIENT_SEQ, Operation, State
from exams.rules.rehearsing import SeatState
from journal.models import Entry
from people.models import Person
from tests.conftest import NINE
from tests.exams.roomed import make_roomed
from tests.remembered import remembered

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)
BEFORE = NINE - HOUR
UNTIL = NINE - timedelta(minutes=10)


@pytest.fixture
def roomed(cast):
    return make_roomed(cast)


@pytest.fixture
@remembered
def rehearsal(cast, roomed):
    officer = cast["exam_officer"]
    return rehearsing.start_rehearsal(roomed.session, until=UNTIL, actor=officer, now=BEFORE)


def at_seat(rehearsal, room, number):
    return rehearsal.attempts.get(
        candidate__seat__room__ordinal=room, candidate__seat__number=number
    )


def sit(attempt, *, answers=4, now=BEFORE):
    """The paper is opened, so many questions are answered and handed in."""
    attempt = sitting.start(attempt, device=secrets.token_hex(8), now=now)
    operations = []
    for stored in attempt.sat.body["places"][:answers]:
        token = stored["tokens"][0]
        chosen = f"{token}=依法行政" if stored["kind"] == "fill_in" else token
        seq = FIRST_CLIENT_SEQ + stored["place"]
        operations.append(
            Operation(secrets.token_hex(16), attempt.epoch, seq, stored["place"], (chosen,))
        )
    saved = {"arrival": now, "now": now}
    if operations:
        saving.save(attempt.ref, attempt.person_id, operations, **saved)
    sitting.hand_in(attempt.ref, attempt.person_id, [], **saved)
    attempt.refresh_from_db()
    return attempt


def test_a_computer_is_tried_through_entry_hall_and_receipt_marked_on_every_page(cast, rehearsal):
    cache.clear()
    room = rehearsal.rooms.get(ordinal=1)
    attempt = at_seat(rehearsal, 1, 2)
    computer = Client()
    with time_machine.travel(BEFORE, tick=False):
        code = rooming.issue_entry_code(room, actor=cast["invigilator"], now=BEFORE)
        typed = {"number": attempt.candidate.number, "code": code}
        here = computer.post(reverse("exams:enter"), typed, follow=True).content.decode()
        started = computer.post(reverse("exams:start", args=[attempt.ref]), follow=True)
        paper = computer.get(reverse("exams:paper", args=[attempt.ref])).json()
        sitting.hand_in(attempt.ref, attempt.person_id, [], arrival=BEFORE, now=BEFORE)
        receipt = computer.get(reverse("exams:receipt", args=[attempt.ref])).content.decode()
        desk, officer = Client(), cast["exam_officer"]
        desk.force_login(officer.user)
        seen = [
            desk.get(reverse(page, args=[ref])).content.decode()
            for page, ref in (
                ("exams:desk", rehearsal.ref),
                ("exams:console", room.ref),
                ("exams:room", rehearsal.ref),
                ("exams:rehearsal", rehearsal.ref),
            )
        ]
    assert [question["kind"] for question in paper["questions"]] == [
        "single", "multiple", "true_false", "fill_in",
    ]  # fmt: skip
    for page in (here, started.content.decode(), receipt, *seen):
        assert "不是考试，不计成绩" in page
    assert f"在各机位打开 http://testserver{reverse('exams:enter')}，" in seen[-1]
    assert "个机位没有演练" in seen[1]
    assert "未到" not in seen[1]


def test_the_chief_sees_which_computers_have_passed(cast, rehearsal, django_assert_num_queries):
    sit(at_seat(rehearsal, 1, 1))
    sit(at_seat(rehearsal, 1, 2), answers=3)
    sitting.start(at_seat(rehearsal, 2, 4), device="d", now=BEFORE)
    with django_assert_num_queries(4):  # eight seats or a thousand
        tried = seats_tried(rehearsal)
    stands = {(seat.room.ordinal, seat.number): seat.stands for seat in tried}
    assert len(stands) == 8
    assert stands[1, 1] is SeatState.PASSED
    assert stands[1, 2] is SeatState.FAILED
    assert stands[2, 4] is SeatState.RUNNING
    assert stands[2, 1] is SeatState.UNTRIED


def test_nothing_of_a_rehearsal_counts_but_its_record_is_whole(cast, rehearsal):
    attempt, later = sit(at_seat(rehearsal, 1, 1)), NINE + 3 * HOUR
    making.make_due_papers(now=later)
    results.mark_waiting(now=later)
    assert attempt_fault(attempt) is None
    assert not MarkingJob.objects.exists()
    assert not Result.objects.exists()
    assert not Exposure.objects.filter(session=rehearsal).exists()
    assert rehearsal.exam not in to_reckon(later)
    with pytest.raises(ActRefused, match="wrong_state"):
        papering.go_on_paper(
            rehearsal.rooms.first(), reason="停电", actor=cast["invigilator"], now=BEFORE
        )
    assert not Person.objects.known_by_name().filter(candidacies__session=rehearsal).exists()


def test_it_stands_on_no_list_but_that_of_the_rooms(cast, client, rehearsal):
    client.force_login(cast["exam_officer"].user)
    with time_machine.travel(NINE + 3 * HOUR, tick=False):
        for page in ("exams:exams", "exams:result_sessions"):
            assert "演练：" not in client.get(reverse(page)).content.decode()
        assert "演练：" in client.get(reverse("exams:rooms")).content.decode()
        for page in ("session", "results", "session_statistics", "session_proof", "fairness"):
            address = reverse(f"exams:{page}", args=[rehearsal.ref])
            assert client.get(address).status_code == 404
        assert client.get(reverse("exams:exam", args=[rehearsal.exam.ref])).status_code == 404


def test_ended_it_closes_what_is_open_and_its_numbers_open_nothing(cast, rehearsal):
    sit(at_seat(rehearsal, 1, 1))
    running = sitting.start(at_seat(rehearsal, 1, 2), device="d", now=BEFORE)
    officer, now = cast["exam_officer"], BEFORE + timedelta(minutes=5)
    counts = rehearsing.end_rehearsal(rehearsal, actor=officer, now=now)
    running.refresh_from_db()
    assert (running.state, counts) == (State.CLOSED, {"passed": 1, "failed": 1, "untried": 6})
    assert not Person.objects.filter(candidacies__session=rehearsal, user__is_active=True).exists()
    assert Entry.objects.get(act="exams.end_rehearsal").facts["passed"] == 1
    with pytest.raises(ActRefused, match="wrong_state"):
        rehearsing.end_rehearsal(rehearsal, actor=officer, now=now)


def test_its_time_over_its_numbers_open_nothing_either(rehearsal):
    assert rehearsing.close_past(now=UNTIL - timedelta(seconds=1)) == 0
    assert rehearsing.close_past(now=UNTIL) == 8
    assert rehearsing.close_past(now=UNTIL) == 0


@pytest.mark.parametrize(
    ("until", "refusal"),
    [
        (NINE + timedelta(minutes=1), "rehearsal_window"),
        (BEFORE, "rehearsal_window"),
        (UNTIL, "rehearsal_runs"),
    ],
)
def test_one_rehearsal_at_a_time_is_over_before_the_session_opens(cast, roomed, until, refusal):
    wish = {"actor": cast["exam_officer"], "now": BEFORE}
    if refusal == "rehearsal_runs":
        rehearsing.start_rehearsal(roomed.session, until=UNTIL, **wish)
    with pytest.raises(ActRefused, match=refusal):
        rehearsing.start_rehearsal(roomed.session, until=until, **wish)
