"""`manage.py verify_exam` finds what was altered by plain SQL, past every trigger (threat 45)."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from exams.actions import invigilating, rechecking, results, saving, sitting
from exams.actions.signing import ActRefused
from exams.chains import session_root
from exams.models import Attempt, Event, Receipt
from exams.proof import pool_fault
from journal.models import Entry
from tests.conftest import NINE
from tests.exams.makers import answer_all, checked, make_bank, make_ready, operation, started
from tests.journal.tampering import tamper
from tests.remembered import remembered

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)
AFTER = NINE + 3 * HOUR


@pytest.fixture
@remembered
def session(cast):
    """赵 answered, was given time, sent one answer too late (it was admitted) and is marked."""
    make_bank(cast)
    session = make_ready(cast, cast["zhao"], cast["wang"])[1]
    attempt = started(session, cast["zhao"])
    who = (attempt.ref, cast["zhao"].pk)
    saving.save(*who, answer_all(attempt), arrival=NINE + HOUR, now=NINE + HOUR)
    officers = [cast["exam_officer"], cast["exam_officer_2"]]
    for actor in officers:
        invigilating.grant_time(
            attempt, seconds=300, kind="incident", reason="断电", actor=actor, now=NINE + HOUR
        )
    sitting.take_over(attempt, device="another", code=None, now=NINE + HOUR)
    sitting.hand_in(*who, [], arrival=NINE + HOUR, now=NINE + HOUR)
    late = operation(attempt, 1, 1, seq=2000)
    saving.save(*who, [late], arrival=NINE + HOUR, now=NINE + HOUR)
    for actor in officers:
        invigilating.admit(attempt, op_ids=[late.op_id], reason="断网", actor=actor, now=AFTER)
    results.mark_waiting(now=AFTER)
    return session


def verify(*more):
    out, faults = StringIO(), StringIO()
    call_command("verify_exam", "--all", *more, stdout=out, stderr=faults)
    return out.getvalue().strip()


def test_an_untouched_exam_holds(session):
    assert verify() == "2 papers, 2 re-derived"


@pytest.mark.sqlite  # what is read is the same rows; the other tests show that it is
@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("UPDATE exams_exam SET pass_marks = 1", "changed since the seal: pass_marks"),
        ("UPDATE exams_exam SET duration_minutes = 91", "changed since the seal: duration_minutes"),
        ("UPDATE exams_examsession SET closes_at = '2027-01-01 00:00'", "seal: sessions"),
        ("UPDATE exams_examseal SET body = '{}'", "the seal was altered"),
        ("UPDATE exams_keyset SET commitment = 'x'", "the keys are not those"),
        ("UPDATE exams_sessionsecret SET commitment = 'x'", "a secret was exchanged"),
        ("UPDATE questionbank_revision SET stem = 'x'", "was altered"),
        ("UPDATE exams_paper SET hall = 'x'", "the text that the hall sends"),
        ("UPDATE exams_paper SET tokens = '{}'", "the option tokens"),
        ("UPDATE exams_operation SET choices = '[]' WHERE seq = 1001", "not as it was saved"),
        ("UPDATE exams_operation SET place = 9 WHERE seq = 1001", "not as it was saved"),
        ("UPDATE exams_operation SET payload_hash = 'x'", "not as it was saved"),
        ("UPDATE exams_operation SET disposition = 'stale'", "not as it was saved"),
        ("DELETE FROM exams_operation WHERE seq = 1001", "is gone"),
        ("DELETE FROM exams_admission", "the admissions are not"),
        ("UPDATE exams_attempt SET started_at = '2026-11-22 00:00' WHERE epoch > 0", "its start"),
        ("UPDATE exams_attempt SET deadline_at = '2027-01-01 00:00'", "its deadline is not"),
        ("UPDATE exams_timegrant SET seconds = 9", "the time granted is not"),
        ("DELETE FROM exams_timegrant", "the time granted is not"),
        ("UPDATE exams_attempt SET epoch = 1 WHERE epoch > 0", "the pen was handed over"),
        ("UPDATE exams_attempt SET state = 'open' WHERE epoch > 0", "its close is not"),
        ("UPDATE exams_attempt SET close_reason = 'x' WHERE epoch > 0", "its close is not"),
        ("DELETE FROM exams_receipt", "there is no receipt"),
        (
            "UPDATE exams_receipt SET body = replace(body, '\"answered\":8', '\"answered\":7')",
            "sign",
        ),
        ("UPDATE exams_event SET data = '{}' WHERE n = 2", "event 2 altered"),
        ("UPDATE exams_result SET total = 9", "another result"),
        ("UPDATE exams_result SET passed = NOT passed", "another result"),
        ("UPDATE exams_result SET marks = '[]'", "another result"),
    ],
)
def test_what_was_done_to_the_rows_is_found(session, sql, found):
    tamper(sql)
    faults = StringIO()
    with pytest.raises(CommandError, match="faults"):
        call_command("verify_exam", "--all", stdout=StringIO(), stderr=faults)
    assert found in faults.getvalue()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE exams_exam SET pass_marks = 1",
        "UPDATE exams_operation SET choices = '[]' WHERE seq = 1001",
        "UPDATE exams_attempt SET deadline_at = '2027-01-01 00:00'",
    ],
)
def test_what_does_not_hold_is_not_published(cast, session, sql):
    checked(session, cast["exam_officer"], now=AFTER)
    tamper(sql)
    with pytest.raises(ActRefused, match="broken_chain"):
        results.publish(session, actor=cast["exam_officer"], now=AFTER)


def test_a_receipt_of_another_attempt_is_found(session):
    other = Attempt.objects.get(epoch=0)
    tamper("UPDATE exams_receipt SET attempt_id = %s WHERE n = 2", other.pk)
    assert Receipt.objects.filter(attempt=other).exists()
    with pytest.raises(CommandError, match="faults"):
        verify()


def test_the_nightly_look_finds_it_too_and_says_so_in_the_journal(session):
    assert rechecking.recheck_some(now=AFTER) == []
    tamper("UPDATE exams_result SET passed = NOT passed")
    [failed] = rechecking.recheck_some(now=AFTER)
    assert failed == Attempt.objects.get(epoch__gt=0).ref
    facts = Entry.objects.filter(act="exams.recheck").order_by("n").values_list("facts", flat=True)
    assert list(facts) == [{"checked": 1, "failed": []}, {"checked": 1, "failed": [failed]}]


def test_the_digest_on_the_signed_record_is_found_again_at_its_time_alone(session):
    root, printed = session_root(session, AFTER), timezone.localtime(AFTER).isoformat()[:19]
    record = ("--record", f"{root[:4]} {root[4:]}", printed)
    assert verify(*record) == "2 papers, 2 re-derived"
    attempt = Attempt.objects.get(epoch__gt=0)
    later = AFTER + HOUR
    late = operation(attempt, 2, 1, seq=3000)
    saving.save(attempt.ref, attempt.person_id, [late], arrival=later, now=later)
    assert session_root(session, later) != root
    assert verify(*record) == "2 papers, 2 re-derived"
    with pytest.raises(CommandError, match="1 faults"):
        verify("--record", root, timezone.localtime(later).isoformat()[:19])
    with pytest.raises(CommandError, match="not a time"):
        verify("--record", root, "noon")
    assert Event.objects.filter(at__gt=AFTER).count() == 1


def test_the_pool_is_looked_at_in_few_queries(session, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):  # revisions, questions, citations, articles
        assert pool_fault(session.roster_lock) is None
