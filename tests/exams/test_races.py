"""Many at once on a real PostgreSQL: one start, one close, no answer after it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from exams.actions import making, planning, results, saving, sitting
from exams.actions.hand_marking import MarkRefused, mark_script
from exams.actions.sitting import SittingRefused
from exams.models import (
    Attempt,
    Candidate,
    Event,
    HandMark,
    Lease,
    MarkingJob,
    Operation,
    Paper,
    Receipt,
    Result,
    Script,
)
from exams.proof import chain_fault
from exams.rules import keeping
from exams.rules.drawing import Cell
from exams.rules.hand_marking import MarkRefusal
from people.rules import Role
from tests.conftest import NINE, make_person
from tests.exams.makers import (
    DEVICE,
    fills,
    make_bank,
    make_exam,
    make_ready,
    make_written,
    operation,
    started,
)
from tests.remembered import remembered

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
LATER = NINE + timedelta(minutes=30)


@pytest.fixture
@remembered
def session(cast):
    make_bank(cast)
    return make_ready(cast, cast["li"], cast["wang"])[1]


def at_once(deeds, *, threads):
    """Run the deeds together, each on its own connection; results or exceptions in order."""
    gate = threading.Event()

    def one(deed):
        try:
            gate.wait(timeout=30)
            return deed()
        except Exception as fault:
            return fault
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        outcomes = pool.map(one, deeds)
        gate.set()
        return list(outcomes)


def test_fifty_hand_ins_at_once_close_once(cast, session):
    attempt = started(session, cast["li"])

    def hand_in():
        return sitting.hand_in(attempt.ref, cast["li"].pk, [], arrival=LATER, now=LATER).body

    bodies = at_once([hand_in] * 50, threads=50)
    assert len(set(bodies)) == 1
    assert Receipt.objects.count() == MarkingJob.objects.count() == 1
    assert Event.objects.filter(attempt=attempt, type="close").count() == 1


def test_two_hundred_starts_at_once_open_one_attempt(cast, session):
    attempt = session.attempts.get(person=cast["li"])
    papers = set(Paper.objects.values_list("digest", flat=True))
    deeds = [
        lambda n=n: sitting.start(attempt, device=f"{DEVICE}-{n % 2}", now=NINE) for n in range(200)
    ]
    outcomes = at_once(deeds, threads=50)
    opened = [o for o in outcomes if isinstance(o, Attempt)]
    assert all(isinstance(o, Attempt | SittingRefused) for o in outcomes)
    assert len(opened) == 100  # the device that was first, each time
    assert {o.started_at for o in opened} == {NINE}
    assert Attempt.objects.filter(person=cast["li"]).count() == 1
    assert Lease.objects.count() == Event.objects.filter(type="start").count() == 1
    assert set(Paper.objects.values_list("digest", flat=True)) == papers


def test_no_answer_changes_after_the_close(cast, session):
    """A thousand saves race with the hand-in: what counts is what stood before the close."""
    attempt = started(session, cast["li"])
    operations = [
        operation(attempt, n % 8 + 1, n % 2, seq=keeping.FIRST_CLIENT_SEQ + n) for n in range(1000)
    ]

    def save(op):
        return saving.save(attempt.ref, cast["li"].pk, [op], arrival=LATER, now=LATER)

    def hand_in():
        return sitting.hand_in(attempt.ref, cast["li"].pk, [], arrival=LATER, now=LATER)

    deeds = [lambda op=op: save(op) for op in operations]
    deeds.insert(500, hand_in)
    outcomes = at_once(deeds, threads=16)
    assert not [o for o in outcomes if isinstance(o, Exception)]
    attempt.refresh_from_db()
    closed_at = Event.objects.get(attempt=attempt, type="close").n
    for event in Event.objects.filter(attempt=attempt, type="save"):
        fates = {fate for _id, _hash, fate in event.data["ops"]}
        assert fates <= ({"applied", "stale"} if event.n < closed_at else {"closed"})
    assert Operation.objects.filter(attempt=attempt).count() == 1000
    assert chain_fault(attempt) is None


def test_a_repeated_batch_from_many_connections_is_stored_once(cast, session):
    attempt = started(session, cast["li"])
    op = operation(attempt, 1)
    outcomes = at_once(
        [lambda: saving.save(attempt.ref, cast["li"].pk, [op], arrival=NINE, now=NINE)] * 40,
        threads=20,
    )
    assert {o.dispositions[op.op_id] for o in outcomes} == {keeping.Disposition.APPLIED}
    assert Operation.objects.count() == 1
    assert Event.objects.filter(type="save").count() == 1


def test_two_workers_mark_each_attempt_once(cast, session):
    for who in ("li", "wang"):
        started(session, cast[who])
        attempt = session.attempts.get(person=cast[who])
        sitting.hand_in(attempt.ref, cast[who].pk, [], arrival=LATER, now=LATER)
    marked = at_once([lambda: results.mark_waiting(now=LATER)] * 8, threads=8)
    assert sum(marked) == 2
    assert Result.objects.count() == 2


def test_two_sweepers_close_each_attempt_once(cast, session):
    for who in ("li", "wang"):
        started(session, cast[who])
    after = NINE + timedelta(hours=3)
    closed = at_once([lambda: sitting.close_overdue(now=after)] * 8, threads=8)
    assert sum(closed) == 2
    assert Receipt.objects.count() == 2


def test_two_jobs_make_each_paper_once(cast):
    make_bank(cast)
    _exam, session = make_ready(cast, cast["li"], cast["wang"], cast["zhao"], papers=False)
    made = at_once([lambda: making.make_papers(session, now=NINE)] * 6, threads=6)
    assert sum(made) == Paper.objects.count() == 3


def test_two_sessions_of_an_exam_filled_at_once_take_a_person_once(cast):
    exam, officer = make_exam(cast), cast["exam_officer"]
    window = {"opens_at": NINE, "closes_at": NINE + timedelta(hours=2)}
    planning.add_session(exam, place="308 机房", **window, actor=officer, now=NINE)
    deeds = [
        lambda s=session: planning.enrol(s, [cast["li"]], actor=officer, now=NINE)
        for session in exam.sessions.all()
    ]
    at_once(deeds * 4, threads=8)
    assert Candidate.objects.count() == 1


def test_eight_markers_at_once_settle_a_script_with_two(cast, tree):
    make_bank(cast)
    make_written(cast)
    cells = [Cell(kind="short_answer", count=1, marks=1000)]
    session = make_ready(cast, cast["li"], cells=cells, pass_marks=500)[1]
    attempt = started(session, cast["li"])
    choices = fills(attempt.paper.body["places"][0], "应当出示证件")
    last = [operation(attempt, 1, choices=choices)]
    sitting.hand_in(attempt.ref, cast["li"].pk, last, arrival=LATER, now=LATER)
    results.mark_waiting(now=LATER)
    script, over = Script.objects.get(), NINE + timedelta(hours=3)
    markers = [
        make_person(tree.there, f"4300000{n}", f"阅{n}", Role.MARKER, over=tree.city)
        for n in range(8)
    ]
    outcomes = at_once(
        [
            lambda marker=marker: mark_script(script, [500, 100], actor=marker, now=over)
            for marker in markers
        ],
        threads=8,
    )
    refused = [o.reason for o in outcomes if isinstance(o, MarkRefused)]
    assert refused == [MarkRefusal.SETTLED] * 6
    assert sorted(HandMark.objects.values_list("n", flat=True)) == [1, 2]
    assert results.mark_waiting(now=over) == 1
    assert Result.objects.get().total == 600
    assert chain_fault(Attempt.objects.get()) is None
