"""A sealed exam is changed by two persons, for all, before anybody begins; nothing is lost."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from exams.actions import amending, sitting
from exams.actions.signing import ActRefused
from exams.models import Exam, ExamAmendment
from exams.proof import seal_body, seal_fault
from journal.models import Entry
from tests.conftest import NINE
from tests.exams.makers import make_bank, make_exam, make_ready, started
from tests.journal.tampering import tamper
from tests.remembered import remembered

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)
BEFORE = NINE - HOUR


@pytest.fixture
@remembered
def exam(cast):
    make_bank(cast)
    return make_ready(cast, cast["li"])[0]


def amend(cast, exam, change, *, who=("exam_officer", "exam_officer_2"), reason="停电"):
    done = [
        amending.amend(exam, change=change, reason=reason, actor=cast[name], now=BEFORE)
        for name in who
    ]
    exam.refresh_from_db()
    return done[-1]


def postponed(exam, by=HOUR):
    """The sessions as the seal has them, so much later."""
    rows = seal_body(exam)["sessions"]
    for row, session in zip(rows, exam.sessions.all(), strict=True):
        row["opens_at"] = (session.opens_at + by).isoformat()
        row["closes_at"] = (session.closes_at + by).isoformat()
    return rows


def test_one_signature_changes_nothing(cast, exam):
    assert amend(cast, exam, {"pass_marks": 5000}, who=["exam_officer"]) is None
    assert (exam.pass_marks, ExamAmendment.objects.count()) == (6000, 0)
    with pytest.raises(ActRefused, match="same_person"):
        amend(cast, exam, {"pass_marks": 5000}, who=["exam_officer"])


def test_two_signatures_put_it_in_force_and_keep_what_was_sealed(cast, exam):
    amendment = amend(cast, exam, {"pass_marks": 5000, "entry_minutes": 30})
    assert (exam.pass_marks, exam.seal.body["pass_marks"]) == (5000, 6000)
    assert amendment.body["before"] == {"pass_marks": 6000}
    assert amendment.body["after"] == {"pass_marks": 5000}
    assert amendment.body["previous"] == exam.seal.digest
    assert seal_fault(exam) is None
    entry = Entry.objects.get(act="exams.amend")
    assert entry.facts["digest"] == amendment.digest


def test_amendments_rest_on_one_another(cast, exam):
    first = amend(cast, exam, {"pass_marks": 5000})
    second = amend(cast, exam, {"pass_marks": 5500})
    assert second.body["before"] == {"pass_marks": 5000}
    assert second.body["previous"] == first.digest
    assert seal_fault(exam) is None


def test_a_first_signature_does_not_outlive_another_amendment(cast, exam):
    amend(cast, exam, {"entry_minutes": 45}, who=["exam_officer"])
    amend(cast, exam, {"pass_marks": 5000})
    assert amend(cast, exam, {"entry_minutes": 45}, who=["exam_officer_2"]) is None
    assert exam.entry_minutes == 30


def test_a_postponed_session_opens_later_for_everybody(cast, exam):
    amend(cast, exam, {"sessions": postponed(exam)})
    session = exam.sessions.get()
    attempt = session.attempts.get()
    with pytest.raises(sitting.SittingRefused, match="too_early"):
        sitting.start(attempt, device="d", now=NINE)
    begun = sitting.start(attempt, device="d", now=NINE + HOUR)
    assert begun.deadline_at == NINE + HOUR + timedelta(minutes=90)
    assert seal_fault(exam) is None


def test_a_longer_duration_is_what_a_candidate_gets(cast, exam):
    amend(cast, exam, {"duration_minutes": 120})
    begun = started(exam.sessions.get(), cast["li"])
    assert begun.deadline_at == NINE + timedelta(minutes=120)


def test_nothing_is_amended_once_somebody_has_begun(cast, exam):
    started(exam.sessions.get(), cast["li"])
    for change in ({"pass_marks": 5000}, {"sessions": postponed(exam)}):
        with pytest.raises(ActRefused, match="already_started"):
            amend(cast, exam, change)


@pytest.mark.parametrize(
    ("change", "reason", "refusal"),
    [
        ({"pass_marks": 5000}, " ", "reason_missing"),
        ({"pass_marks": 6000}, "停电", "nothing_changed"),
        ({"title": "另一场"}, "停电", "wrong_state"),
    ],
)
def test_what_is_no_amendment_is_refused(cast, exam, change, reason, refusal):
    with pytest.raises(ActRefused, match=refusal):
        amend(cast, exam, change, reason=reason)
    assert not ExamAmendment.objects.exists()


def test_a_draft_is_changed_not_amended(cast):
    with pytest.raises(ActRefused, match="wrong_state"):
        amend(cast, make_exam(cast), {"pass_marks": 5000})


def refused(sql, *values):
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, values)


def test_the_database_lets_a_sealed_value_move_with_a_new_amendment_alone(cast, exam):
    amendment = amend(cast, exam, {"pass_marks": 5000})
    refused("UPDATE exams_exam SET pass_marks = 1")
    refused("UPDATE exams_exam SET amendment_id = NULL, pass_marks = 1")
    refused("UPDATE exams_exam SET title = 'x', amendment_id = %s", amendment.pk + 1)
    refused("UPDATE exams_examamendment SET digest = 'x'")
    refused("DELETE FROM exams_examamendment")
    assert Exam.objects.get().pass_marks == 5000


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("UPDATE exams_exam SET pass_marks = 1", "changed since the seal: pass_marks"),
        ("UPDATE exams_exam SET pass_marks = 6000", "changed since the seal: pass_marks"),
        ("UPDATE exams_examsession SET place = 'x'", "changed since the seal: sessions"),
        ("UPDATE exams_examamendment SET digest = 'x'", "amendment 1 was altered"),
        ("UPDATE exams_examamendment SET body = '{}'", "amendment 1 was altered"),
        ("DELETE FROM exams_signature WHERE act = 'amend'", "amendment 1 was not signed by two"),
        ("UPDATE exams_exam SET amendment_id = NULL", "not the last one"),
    ],
)
def test_the_proof_follows_from_the_seal_to_the_last_amendment(cast, exam, sql, found):
    amend(cast, exam, {"pass_marks": 5000})
    tamper(sql)
    faults = StringIO()
    with pytest.raises(CommandError, match="faults"):
        call_command("verify_exam", "--all", stdout=StringIO(), stderr=faults)
    assert found in faults.getvalue()
