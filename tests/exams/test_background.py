"""What happens without a person: one failure holds up nobody, and is tried again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command

from exams import tasks
from exams.actions import making, results, sitting
from exams.actions.papers import Drawer
from exams.models import Attempt, MarkingJob, Result
from exams.rules import making as rules
from exams.rules.making import Share
from journal.models import Entry
from tests.conftest import NINE
from tests.exams.makers import make_bank, make_ready, started
from tests.remembered import remembered

pytestmark = pytest.mark.django_db(transaction=True)
AFTER = NINE + timedelta(hours=3)


@pytest.fixture
@remembered
def session(cast):
    make_bank(cast)
    return make_ready(cast, cast["li"], cast["wang"])[1]


def fails_for(module, name, monkeypatch, which):
    """Let the real function fail for one argument."""
    real = getattr(module, name)

    def failing(first, *rest, **words):
        if which(first):
            raise RuntimeError("planted")
        return real(first, *rest, **words)

    monkeypatch.setattr(module, name, failing)


def test_an_attempt_that_cannot_be_closed_keeps_no_other_open(cast, session, monkeypatch):
    first = started(session, cast["li"])
    started(session, cast["wang"])
    fails_for(sitting, "close_held", monkeypatch, lambda attempt: attempt.pk == first.pk)
    assert sitting.close_overdue(now=AFTER) == 1
    states = dict(Attempt.objects.values_list("person__name", "state"))
    assert states == {"李青": "open", "王川": "closed"}


def test_marking_that_failed_is_tried_again_later_and_for_ever(cast, session, monkeypatch):
    for who in ("li", "wang"):
        attempt = started(session, cast[who])
        sitting.hand_in(attempt.ref, cast[who].pk, [], arrival=NINE, now=NINE)
    with monkeypatch.context() as planted:
        fails_for(results, "mark_attempt", planted, lambda a: a.person_id == cast["li"].pk)
        assert results.mark_waiting(now=AFTER) == 1
        assert results.mark_waiting(now=AFTER + timedelta(seconds=9)) == 0
        for _ in range(30):
            MarkingJob.objects.update(asked_at=AFTER)
            results.mark_waiting(now=AFTER)
    job = MarkingJob.objects.get(done_at=None)
    assert (job.last_error, job.asked_at) == ("RuntimeError", AFTER + timedelta(hours=1))
    assert results.mark_waiting(now=AFTER + timedelta(hours=1)) == 1
    assert Result.objects.count() == 2


def test_a_session_without_papers_keeps_no_other_waiting(cast, session, monkeypatch):
    other = make_ready(cast, cast["zhao"], papers=False)[1]
    third = make_ready(cast, cast["coordinator"], papers=False)[1]
    fails_for(making, "make_papers", monkeypatch, lambda s: s.pk == other.pk)
    assert making.make_due_papers(now=NINE) == 1
    assert third.attempts.count() == 1


def test_a_large_session_is_shared_out_once_and_each_share_may_be_repeated(
    cast, session, monkeypatch
):
    """Three candidates, for once a large session: two shares, each made twice, no paper twice."""
    monkeypatch.setattr(rules, "LARGE", 2)
    people = [cast[who] for who in ("li", "wang", "zhao")]
    large = make_ready(cast, *people, title="大场", papers=False)[1]
    assert tasks.make_due_papers(now=NINE) == 2
    assert tasks.make_due_papers(now=NINE + timedelta(seconds=20)) == 0
    assert large.attempts.count() == 0
    shares = making.shares_for(3)
    assert shares == [Share(0, 2), Share(1, 2)]
    made = [making.make_papers(large, now=NINE, share=share) for share in [*shares, *shares]]
    assert made[2:] == [0, 0]
    assert sum(made) == large.attempts.count() == 3
    large.refresh_from_db()
    assert large.state == "drawn"
    assert Entry.objects.filter(act="exams.make_papers").count() == 2


def test_shares_that_got_lost_are_asked_for_anew_and_the_worker_makes_them(
    cast, session, monkeypatch
):
    monkeypatch.setattr(rules, "LARGE", 2)
    people = [cast[who] for who in ("li", "wang", "zhao")]
    large = make_ready(cast, *people, title="大场", papers=False)[1]
    making.ask_for_papers(now=NINE)  # and the workers are lost
    assert making.ask_for_papers(now=NINE + making.LOST_AFTER / 2) == []
    assert tasks.make_due_papers(now=NINE + making.LOST_AFTER) == 2
    call_command("db_worker", "--batch", "--no-startup-delay", verbosity=0)
    large.refresh_from_db()
    assert (large.state, large.attempts.count()) == ("drawn", 3)


def test_an_amendment_between_drawing_and_storing_is_seen(cast, session, monkeypatch):
    """What was drawn before it does not count: everything is drawn anew."""
    other = make_ready(cast, cast["zhao"], title="另一场", papers=False)[1]
    held = iter([False, True])
    seen = []

    def holds(drawer):
        seen.append(drawer)
        return next(held)

    monkeypatch.setattr(Drawer, "still_holds", holds)
    assert making.make_papers(other, now=NINE) == 1
    assert seen[0] is not seen[1]


@pytest.mark.parametrize(
    ("candidates", "shares"), [(1, 1), (200, 1), (201, 2), (800, 4), (2000, 4)]
)
def test_a_session_is_shared_out_by_rooms(candidates, shares):
    assert rules.is_large(candidates) is (shares > 1)
    assert len(rules.shares_for(candidates)) == shares
