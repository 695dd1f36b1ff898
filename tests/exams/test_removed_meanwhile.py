"""What another person has removed meanwhile is refused with a word, not done silently again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from exams.actions import planning
from exams.actions.signing import ActRefused
from exams.models import Candidate, ExamSession, Invigilation
from journal.models import Entry
from tests.conftest import NINE
from tests.exams.makers import make_exam
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
WINDOW = {"opens_at": NINE, "closes_at": NINE + timedelta(hours=2)}


@pytest.fixture
@remembered
def session(cast):
    """As a page still shows it, after somebody else has removed it."""
    exam = make_exam(cast)
    planning.add_session(exam, place="308 机房", **WINDOW, actor=cast["exam_officer"], now=NINE)
    session = exam.sessions.latest("ordinal")
    planning.remove_session(
        ExamSession.objects.get(pk=session.pk),
        reason="考点停电",
        actor=cast["exam_officer"],
        now=NINE,
    )
    return session


def acts():
    return Entry.objects.count()


@pytest.mark.parametrize(
    "act",
    [
        lambda session, words: planning.remove_session(session, reason="考点停电", **words),
        lambda session, words: planning.change_session(session, place="x", **WINDOW, **words),
        lambda session, words: planning.enrol(session, [words["actor"]], **words),
        lambda session, words: planning.appoint_invigilator(session, words["actor"], **words),
    ],
    ids=["remove_session", "change_session", "enrol", "appoint_invigilator"],
)
def test_nothing_is_done_to_a_session_that_is_gone(cast, session, act):
    before = acts()
    with pytest.raises(ActRefused, match="removed"):
        act(session, {"actor": cast["exam_officer"], "now": NINE})
    assert acts() == before


def test_nobody_is_withdrawn_twice(cast):
    words = {"actor": cast["exam_officer"], "now": NINE}
    session = make_exam(cast).sessions.get()
    [candidate] = planning.enrol(session, [cast["li"]], **words)
    planning.withdraw(Candidate.objects.get(), **words)
    before = acts()
    with pytest.raises(ActRefused, match="removed"):
        planning.withdraw(candidate, **words)
    assert acts() == before


def test_nobody_is_released_twice(cast):
    words = {"actor": cast["exam_officer"], "now": NINE}
    session = make_exam(cast).sessions.get()
    invigilation = planning.appoint_invigilator(session, cast["invigilator"], **words)
    planning.release_invigilator(Invigilation.objects.get(), **words)
    before = acts()
    with pytest.raises(ActRefused, match="removed"):
        planning.release_invigilator(invigilation, **words)
    assert acts() == before
