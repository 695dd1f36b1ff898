"""Whoever has seen questions of the pool sits only by another's recorded decision."""

import pytest
import time_machine
from django.urls import reverse

from exams.actions import clearing, planning, sealing
from exams.actions.signing import ActRefused
from exams.models import Clearance
from exams.proof import acquainted_in, undecided
from exams.rules import conduct
from exams.rules.conduct import ActRefusal
from journal.models import Entry
from questionbank import actions as bank
from questionbank.models import Question, Revision
from tests.conftest import NINE
from tests.exams.makers import make_bank, make_exam
from tests.remembered import remembered


@pytest.fixture
@remembered
def session(cast):
    make_bank(cast)
    exam = make_exam(cast, opens_at=NINE.replace(day=25), now=NINE)
    for who in ("exam_officer", "exam_officer_2"):
        sealing.sign_seal(exam, actor=cast[who], now=NINE)
    return exam.sessions.get()


def enrolled(session, cast, who):
    [candidate] = planning.enrol(session, [cast[who]], actor=cast["exam_officer"], now=NINE)
    session.refresh_from_db()
    return candidate


def locked(session, cast):
    return sealing.sign_lock(session, actor=cast["exam_officer"], now=NINE)


def why(act, *args, **words):
    with pytest.raises(ActRefused) as refused:
        act(*args, **words)
    return refused.value.reason


@pytest.mark.parametrize("who", ["setter", "reviewer"])
def test_who_wrote_or_reviewed_the_questions_keeps_the_roster_open(session, cast, who):
    enrolled(session, cast, "li")
    enrolled(session, cast, who)
    [found] = acquainted_in(session)
    assert (found.candidate.person, found.clearance) == (cast[who], None)
    assert found.questions == Question.objects.count()
    assert why(locked, session, cast) == ActRefusal.KNOWS_QUESTIONS


def test_who_spoke_of_one_question_knows_that_one(session, cast):
    enrolled(session, cast, "li")
    revision = Revision.objects.first()
    bank.comment(revision, words="请核对条文", author=cast["li"], now=NINE)
    assert [each.questions for each in acquainted_in(session)] == [1]


def test_who_asked_for_a_file_knows_it_from_the_second_persons_consent_on(session, cast):
    enrolled(session, cast, "li")
    words = {"form": "txt", "purpose": "印制", "agency": session.exam.agency}
    export = bank.ask_export(list(Question.objects.all()[:3]), actor=cast["li"], now=NINE, **words)
    assert acquainted_in(session) == []
    bank.consent_export(export, actor=cast["reviewer"], now=NINE)
    assert [each.questions for each in acquainted_in(session)] == [3]


def test_anothers_decision_with_its_reason_lets_them_sit(session, cast):
    candidate = enrolled(session, cast, "setter")
    clearing.clear(candidate, reason="只命了其中一题", actor=cast["exam_officer_2"], now=NINE)
    assert undecided(acquainted_in(session)) == []
    locked(session, cast)
    entry = Entry.objects.filter(act="exams.clear").get()
    assert entry.facts["reason"] == "只命了其中一题"
    again = {"reason": "再一次", "actor": cast["exam_officer_2"], "now": NINE}
    assert why(clearing.clear, candidate, **again) == ActRefusal.NOTHING_CHANGED


def test_a_decision_holds_for_who_was_taken_off_and_put_on_again(session, cast):
    candidate = enrolled(session, cast, "setter")
    clearing.clear(candidate, reason="只命了其中一题", actor=cast["exam_officer_2"], now=NINE)
    planning.withdraw(candidate, actor=cast["exam_officer"], now=NINE)
    enrolled(session, cast, "setter")
    assert undecided(acquainted_in(session)) == []


@pytest.mark.parametrize("who", ["setter", "reviewer"])
def test_nobody_concerned_decides(session, cast, who):
    candidate = enrolled(session, cast, "setter")
    enrolled(session, cast, "reviewer")
    words = {"reason": "没有影响", "actor": cast[who], "now": NINE}
    assert why(clearing.clear, candidate, **words) == ActRefusal.CANDIDATE_HIMSELF
    assert not Clearance.objects.exists()


@pytest.mark.parametrize(
    ("is_known", "is_concerned", "reason", "refusal"),
    [
        (True, False, "理由", None),
        (True, True, "理由", ActRefusal.CANDIDATE_HIMSELF),
        (False, False, "理由", ActRefusal.NOTHING_CHANGED),
        (True, False, " ", ActRefusal.REASON_MISSING),
    ],
)
def test_the_rule_of_a_decision(is_known, is_concerned, reason, refusal):
    words = {"is_known": is_known, "is_concerned": is_concerned, "reason": reason}
    assert conduct.clearance_refusal(**words) == refusal


@time_machine.travel(NINE, tick=False)
def test_the_session_names_them_and_the_decision_stands_on_it(client, session, cast):
    candidate = enrolled(session, cast, "setter")
    client.force_login(cast["exam_officer"].user)
    page = reverse("exams:session", args=[session.ref])
    assert "接触过试题的考生" in client.get(page).text
    address = reverse("exams:clear", args=[session.ref, candidate.ref])
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "只命了其中一题"}).status_code == 302
    assert "准许参考：只命了其中一题" in client.get(page).text
