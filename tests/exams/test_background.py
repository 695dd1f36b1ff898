"""What happens without a person: one failure holds up nobody, and is tried again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from exams.actions import results, sealing, sitting
from exams.models import Attempt, MarkingJob, Result
from tests.conftest import NINE
from tests.exams.makers import make_bank, make_ready, started

pytestmark = pytest.mark.django_db(transaction=True)
AFTER = NINE + timedelta(hours=3)


@pytest.fixture
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
    fails_for(sealing, "make_papers", monkeypatch, lambda s: s.pk == other.pk)
    assert sealing.make_due_papers(now=NINE) == 1
    assert third.attempts.count() == 1
