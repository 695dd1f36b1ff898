"""Parallel forms: made, read by two, sealed, sat; and the reserve in their place."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from exams.actions import making, parallel, planning, replacing, sealing
from exams.actions.signing import ActRefused
from exams.models import Exposure, FormSet, Paper
from exams.proof import key_set, made_forms, seal_fault
from exams.rules.replacing import Choice
from questionbank.models import Revision
from tests.conftest import NINE
from tests.exams.makers import make_bank, make_exam, started
from tests.exams.touching import amend_law, make_touchable_bank, touched_ids
from tests.journal.tampering import tamper
from tests.remembered import remembered

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE = NINE - timedelta(hours=1)
BOTH = ("exam_officer", "exam_officer_2")
READERS = ("setter", "reviewer")
SEATED = ("li", "wang", "zhao")


@pytest.fixture
@remembered
def draft(cast):
    """A draft with one session of three candidates, and a bank for three forms."""
    make_bank(cast, singles=12, multiples=6, true_falses=6)
    return with_roster(cast)


def with_roster(cast):
    exam = make_exam(cast)
    roster = [cast[who] for who in SEATED]
    planning.enrol(exam.sessions.get(), roster, actor=cast["exam_officer"], now=BEFORE)
    return exam


def make(cast, exam, count=2, readers=READERS):
    parallel.make_forms(exam, count=count, actor=cast["exam_officer"], now=BEFORE)
    for form in made_forms(exam):
        for who in readers:
            parallel.read_form(form, actor=cast[who], now=BEFORE)


def seal(cast, exam):
    for who in BOTH:
        sealing.sign_seal(exam, actor=cast[who], now=BEFORE)
    exam.refresh_from_db()


def lock(cast, exam, *, papers=True):
    session = exam.sessions.first()
    for who in BOTH:
        sealing.sign_lock(session, actor=cast[who], witness_number="20261122", now=BEFORE)
    if papers:
        making.make_papers(session, now=BEFORE)
    session.refresh_from_db()
    return session


@pytest.fixture
@remembered
def ready(cast, draft):
    make(cast, draft)
    seal(cast, draft)
    return draft, lock(cast, draft)


def use_reserve(cast, session, *, who=BOTH, reason="试卷可能泄露"):
    done = [
        parallel.use_reserve(session, reason=reason, actor=cast[name], now=BEFORE) for name in who
    ]
    return done[-1]


def sat(session):
    """The questions of every paper that is sat."""
    rows = session.attempts.select_related("paper").order_by("pk")
    return [{place["revision"] for place in row.paper.body["places"]} for row in rows]


def of_form(form):
    return {pk for pk, _marks in form.questions}


def verify():
    out, faults = StringIO(), StringIO()
    try:
        call_command("verify_exam", "--all", stdout=out, stderr=faults)
    except CommandError:
        return faults.getvalue()
    return out.getvalue().strip()


def test_forms_and_a_reserve_are_made_without_a_question_in_common(cast, draft):
    parallel.make_forms(draft, count=2, actor=cast["exam_officer"], now=BEFORE)
    rows = made_forms(draft)
    assert [(row.n, row.is_reserve) for row in rows] == [(1, False), (2, False), (3, True)]
    asked = [pk for row in rows for pk in of_form(row)]
    assert len(asked) == len(set(asked)) == 24


def test_a_bank_too_small_for_all_forms_is_refused_and_names_the_cell(cast, draft):
    with pytest.raises(ActRefused, match="infeasible") as refused:
        parallel.make_forms(draft, count=3, actor=cast["exam_officer"], now=BEFORE)
    assert [line.short for line in refused.value.details["supply"]] == [4, 2, 2]
    assert not FormSet.objects.exists()


def test_an_exam_is_not_sealed_before_two_have_read_every_form(cast, draft):
    make(cast, draft, readers=["setter"])
    with pytest.raises(ActRefused, match="forms_unread"):
        seal(cast, draft)
    with pytest.raises(ActRefused, match="same_person"):
        parallel.read_form(made_forms(draft)[0], actor=cast["setter"], now=BEFORE)


def test_forms_made_anew_must_be_read_anew(cast, draft):
    make(cast, draft)
    (former, *_rest) = made_forms(draft)
    parallel.make_forms(draft, count=1, actor=cast["exam_officer"], now=BEFORE)
    with pytest.raises(ActRefused, match="forms_unread"):
        seal(cast, draft)
    with pytest.raises(ActRefused, match="changed_since"):
        parallel.read_form(former, actor=cast["marker"], now=BEFORE)


def test_a_candidate_reads_no_form_and_a_reader_sits_none(cast, draft):
    make(cast, draft)
    with pytest.raises(ActRefused, match="candidate_himself"):
        parallel.read_form(made_forms(draft)[0], actor=cast["li"], now=BEFORE)
    planning.enrol(draft.sessions.get(), [cast["setter"]], actor=cast["exam_officer"], now=BEFORE)
    seal(cast, draft)
    with pytest.raises(ActRefused, match="reader_sits"):
        lock(cast, draft)


def test_a_question_retired_after_the_reading_refuses_the_seal(cast, draft):
    make(cast, draft)
    gone = min(of_form(made_forms(draft)[0]))
    Revision.objects.filter(pk=gone).update(
        state="retired", retired_reason="过时", retired_by_id=cast["reviewer"].pk, retired_at=BEFORE
    )
    with pytest.raises(ActRefused, match="forms_outdated"):
        seal(cast, draft)


def test_every_session_needs_a_form_of_its_own(cast, draft):
    opens = NINE + timedelta(hours=4)
    planning.add_session(
        draft, place="308 机房", opens_at=opens, closes_at=opens + timedelta(hours=2),
        actor=cast["exam_officer"], now=BEFORE,
    )  # fmt: skip
    make(cast, draft, count=1)
    with pytest.raises(ActRefused, match="forms_too_few"):
        seal(cast, draft)
    make(cast, draft, count=2)
    seal(cast, draft)
    dealt = {row["session"] for row in draft.seal.body["forms"] if not row["reserve"]}
    assert dealt == {session.ref for session in draft.sessions.all()}


def test_no_forms_at_all_draws_a_paper_for_each_candidate_as_before(cast, draft):
    make(cast, draft)
    parallel.make_forms(draft, count=0, actor=cast["exam_officer"], now=BEFORE)
    seal(cast, draft)
    session = lock(cast, draft)
    assert draft.seal.body["forms"] == []
    assert verify() == "3 papers, 3 re-derived"
    assert len(sat(session)) == 3


def test_candidates_sit_the_forms_of_their_session_and_never_the_reserve(ready):
    exam, session = ready
    *forms, reserve = made_forms(exam)
    for questions in sat(session):
        assert questions in [of_form(form) for form in forms]
    assert set(key_set(exam.pk)) == {pk for form in (*forms, reserve) for pk in of_form(form)}
    assert seal_fault(exam) is None
    assert verify() == "3 papers, 3 re-derived"


def test_the_proof_finds_a_form_that_was_exchanged_after_the_seal(ready):
    tamper("UPDATE exams_parallelform SET predicted = 1, n = n + 10")
    assert "changed since the seal: forms" in verify()


def test_two_persons_let_a_session_sit_the_reserve(cast, ready):
    exam, session = ready
    before = sat(session)
    assert use_reserve(cast, session, who=["exam_officer"]) is None
    assert sat(session) == before
    with pytest.raises(ActRefused, match="same_person"):
        use_reserve(cast, session, who=["exam_officer"])
    amendment = use_reserve(cast, session, who=["exam_officer_2"])
    assert sat(session) == [of_form(made_forms(exam)[-1])] * 3
    assert Paper.objects.filter(n=1).count() == Paper.objects.filter(n=2).count() == 3
    assert amendment.body["after"] == {"reserve": [session.ref]}
    exam.refresh_from_db()
    assert seal_fault(exam) is None
    assert verify() == "6 papers, 6 re-derived"


def test_the_count_of_uses_follows_to_the_reserve(cast, ready):
    exam, session = ready
    use_reserve(cast, session)
    used = {}
    for row in Exposure.objects.filter(session=session):
        used[row.revision_id] = used.get(row.revision_id, 0) + row.papers
    assert {pk: n for pk, n in used.items() if n} == dict.fromkeys(of_form(made_forms(exam)[-1]), 3)


def test_papers_made_after_the_switch_are_of_the_reserve_too(cast, draft):
    make(cast, draft)
    seal(cast, draft)
    use_reserve(cast, draft.sessions.get())
    session = lock(cast, draft)
    assert sat(session) == [of_form(made_forms(draft)[-1])] * 3
    assert verify() == "3 papers, 3 re-derived"


def test_the_reserve_is_not_used_twice_nor_once_somebody_has_begun(cast, ready):
    _exam, session = ready
    use_reserve(cast, session)
    session.exam.refresh_from_db()
    with pytest.raises(ActRefused, match="no_reserve"):
        use_reserve(cast, session)
    started(session, cast["li"])
    with pytest.raises(ActRefused, match="already_started"):
        use_reserve(cast, session)


@pytest.mark.parametrize(
    ("reason", "who", "refusal"),
    [(" ", "exam_officer", "reason_missing"), ("泄露", "reviewer", "own_questions")],
)
def test_what_is_no_switch_is_refused(cast, ready, reason, who, refusal):
    with pytest.raises(ActRefused, match=refusal):
        use_reserve(cast, ready[1], who=[who], reason=reason)


def test_an_exam_without_forms_has_no_reserve(cast, draft):
    seal(cast, draft)
    with pytest.raises(ActRefused, match="no_reserve"):
        use_reserve(cast, lock(cast, draft))


@pytest.fixture
@remembered
def touched(cast):
    """Forms that between them hold both questions whose law changes on the day of the exam."""
    statute = make_touchable_bank(cast)
    exam = with_roster(cast)
    for _try in range(60):
        parallel.make_forms(exam, count=1, actor=cast["exam_officer"], now=BEFORE)
        first, reserve = made_forms(exam)
        gone = set(touched_ids())
        if gone & of_form(first) and not gone & of_form(reserve):
            break
    for form in made_forms(exam):
        for who in READERS:
            parallel.read_form(form, actor=cast[who], now=BEFORE)
    seal(cast, exam)
    session = lock(cast, exam)
    amend_law(statute)
    return exam, session


def test_a_form_with_a_replaced_question_gives_way_to_the_reserve(cast, touched):
    exam, session = touched
    ids = set(touched_ids()) & of_form(made_forms(exam)[0])
    words = {"choices": dict.fromkeys(ids, Choice.REPLACE), "reason": "条文已修改", "now": BEFORE}
    with pytest.raises(ActRefused, match="no_form_left"):
        replacing.decide_questions(exam, actor=cast["exam_officer"], **words)
    use_reserve(cast, session)
    exam.refresh_from_db()
    for who in BOTH:
        replacing.decide_questions(exam, actor=cast[who], **words)
    assert sat(session) == [of_form(made_forms(exam)[1])] * 3
    assert verify() == "6 papers, 6 re-derived"
