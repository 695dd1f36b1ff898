"""What was used before is drawn last: by this candidate of late, on too many papers, more often."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from exams.actions import budgeting, planning, sealing
from exams.actions.signing import ActRefused
from exams.models import Exposure
from exams.proof import overrun_of, snapshot_of
from exams.rules.blueprint import Frame
from exams.rules.budget import Overrun
from journal.models import Entry
from questionbank.models import Revision
from tests.conftest import NINE
from tests.exams.makers import make_bank, make_exam, make_ready, started
from tests.remembered import remembered

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)
NEXT_YEAR = NINE + timedelta(days=300)


@pytest.fixture
@remembered
def sat(cast):
    """李 sat an exam, 王 did not come to it; the bank holds twice what a paper asks."""
    make_bank(cast, true_falses=5)
    _exam, session = make_ready(cast, cast["li"], cast["wang"])
    started(session, cast["li"])
    return session


def of(session, person):
    body = session.attempts.get(person=person).paper.body
    return {place["revision"] for place in body["places"]}


def test_no_candidate_meets_a_question_again_within_two_years_while_others_are_left(cast, sat):
    _exam, later = make_ready(cast, cast["li"], cast["wang"], opens_at=NEXT_YEAR, title="次年")
    again = of(sat, cast["li"]) & of(later, cast["li"])
    kinds = list(Revision.objects.filter(pk__in=again).values_list("kind", flat=True))
    assert "single" not in kinds  # eight for four
    assert len(kinds) == 0
    out = StringIO()
    call_command("verify_exam", "--all", stdout=out)
    assert out.getvalue().strip() == "4 papers, 4 re-derived"


def test_the_snapshot_names_who_met_what_and_leaves_out_who_did_not_come(cast, sat):
    _exam, later = make_ready(
        cast, cast["li"], cast["wang"], opens_at=NEXT_YEAR, title="次年", papers=False
    )
    (ref,) = later.candidates.filter(person=cast["li"]).values_list("ref", flat=True)
    assert later.roster_lock.snapshot["seen"] == {ref: sorted(of(sat, cast["li"]))}


def test_after_two_years_nothing_is_held_against_a_question(cast, sat):
    _exam, later = make_ready(
        cast, cast["li"], opens_at=NINE + timedelta(days=800), title="后年", papers=False
    )
    assert later.roster_lock.snapshot["seen"] == {}


def test_a_new_wording_of_the_same_question_counts_as_seen(cast, sat):
    _exam, later = make_ready(cast, cast["li"], opens_at=NEXT_YEAR, title="次年", papers=False)
    old = Revision.objects.get(pk=min(of(sat, cast["li"])))
    new = Revision.objects.exclude(pk__in=of(sat, cast["li"])).filter(kind=old.kind).first()
    Revision.objects.filter(pk=new.pk).update(question=old.question, n=2)
    (seen,) = snapshot_of(later)["seen"].values()
    assert new.pk in seen
    assert old.pk not in seen  # superseded, so not in the pool


def test_former_uses_are_counted_in_the_snapshot(cast, sat):
    used = dict(Exposure.objects.values_list("revision_id", "papers"))
    _exam, later = make_ready(cast, cast["li"], opens_at=NEXT_YEAR, title="次年", papers=False)
    pool = later.roster_lock.snapshot["pool"]
    assert {item["revision"]: item["exposure"] for item in pool if item["exposure"]} == used


def draft_of_three(cast):
    """Three candidates of whom each should meet other questions, and a bank for two papers."""
    make_bank(cast)
    exam = make_exam(cast, frame=Frame(most_in_exam=1))
    session, officer = exam.sessions.get(), cast["exam_officer"]
    roster = [cast[who] for who in ("li", "wang", "zhao")]
    planning.enrol(session, roster, actor=officer, now=NINE - HOUR)
    for who in ("exam_officer", "exam_officer_2"):
        sealing.sign_seal(exam, actor=cast[who], now=NINE - HOUR)
    return session


def test_a_bank_too_small_for_the_budget_is_told_and_somebody_decides(cast):
    session, officer = draft_of_three(cast), cast["exam_officer"]
    assert overrun_of(session) == Overrun(papers=2)
    with pytest.raises(ActRefused, match="budget_exceeded"):
        sealing.sign_lock(session, actor=officer, now=NINE - HOUR)
    words = {"actor": officer, "now": NINE - HOUR}
    with pytest.raises(ActRefused, match="reason_missing"):
        budgeting.exceed_budget(session, reason=" ", **words)
    budgeting.exceed_budget(session, reason="题库尚在扩充", **words)
    kept = {"papers": 2, "spent": 0, "reason": "题库尚在扩充"}
    assert Entry.objects.get(act="exams.exceed_budget").facts == kept
    assert snapshot_of(session)["overrun"] == kept
    planning.enrol(session, [cast["coordinator"], cast["marker"]], **words)
    with pytest.raises(ActRefused, match="budget_exceeded"):  # three papers now: decided anew
        sealing.sign_lock(session, **words)
    budgeting.exceed_budget(session, reason="题库尚在扩充", **words)
    sealing.sign_lock(session, **words)


def test_what_is_within_the_budget_is_not_to_be_decided(cast, client):
    make_bank(cast)
    exam = make_exam(cast)
    planning.enrol(exam.sessions.get(), [cast["li"]], actor=cast["exam_officer"], now=NINE - HOUR)
    for who in ("exam_officer", "exam_officer_2"):
        sealing.sign_seal(exam, actor=cast[who], now=NINE - HOUR)
    with pytest.raises(ActRefused, match="nothing_changed"):
        budgeting.exceed_budget(
            exam.sessions.get(), reason="备用", actor=cast["exam_officer"], now=NINE - HOUR
        )


def test_the_page_of_the_lock_names_the_figures_and_the_decision(cast, client):
    session = draft_of_three(cast)
    client.force_login(cast["exam_officer"].user)
    page, decide = (
        reverse(f"exams:{name}", args=[session.ref]) for name in ("sign_lock", "exceed_budget")
    )
    with time_machine.travel(NINE - HOUR, tick=False):
        told = client.get(page).content.decode()
        assert "最多可能出现在 2 份试卷上，上限为 1 份" in told
        assert decide in told
        assert "我已核对，签署" not in told
        assert client.post(decide, {"reason": "题库尚在扩充"}).status_code == 302
        assert "已决定超出上限，理由：题库尚在扩充" in client.get(page).content.decode()
