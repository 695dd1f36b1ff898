"""Two persons replace or keep a question of a sealed exam whose law has changed."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from exams.actions import amending, making, planning, replacing, saving, sealing, sitting
from exams.actions.signing import ActRefused
from exams.models import Exam, ExamAmendment, Exposure, Paper, Signature
from exams.proof import seal_fault, snapshot_of, touched_in
from exams.rules.replacing import Choice
from journal.models import Entry
from questionbank.models import Renewal, Revision
from statutes.models import Article
from tests.conftest import NINE
from tests.exams.makers import answer_all, make_exam, make_ready, started
from tests.exams.touching import amend_law, make_touchable_bank, touched_ids
from tests.journal.tampering import tamper
from tests.remembered import remembered

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE = NINE - timedelta(hours=1)
BOTH = ("exam_officer", "exam_officer_2")
SEATED = ("li", "wang", "zhao", "coordinator", "neighbour", "marker")


@pytest.fixture
def statute(cast):
    return make_touchable_bank(cast)


@pytest.fixture
@remembered
def ready(cast, statute):
    """Sealed, locked and drawn for six; then the law changes on the day of the exam."""
    exam, session = make_ready(cast, *(cast[who] for who in SEATED))
    amend_law(statute)
    return exam, session


@pytest.fixture
@remembered
def sealed(cast, statute):
    """Sealed by two, 李 on the roster, not locked; then the law changes."""
    exam = make_exam(cast)
    session = exam.sessions.get()
    planning.enrol(session, [cast["li"]], actor=cast["exam_officer"], now=BEFORE)
    for who in BOTH:
        sealing.sign_seal(exam, actor=cast[who], now=BEFORE)
    amend_law(statute)
    exam.refresh_from_db()
    return exam, session


def decide(cast, exam, choice=Choice.REPLACE, *, who=BOTH, ids=None, reason="条文已修改"):
    choices = dict.fromkeys(touched_ids() if ids is None else ids, choice)
    done = [
        replacing.decide_questions(
            exam, choices=choices, reason=reason, actor=cast[name], now=BEFORE
        )
        for name in who
    ]
    exam.refresh_from_db()
    return done[-1]


def lock(cast, session):
    for who in BOTH:
        sealing.sign_lock(session, actor=cast[who], witness_number="20261122", now=BEFORE)


def on_papers(session):
    """The questions of every paper that is sat, by candidate."""
    return {
        attempt.person_id: {place["revision"] for place in attempt.paper.body["places"]}
        for attempt in session.attempts.select_related("paper")
    }


def verify():
    out, faults = StringIO(), StringIO()
    try:
        call_command("verify_exam", "--all", stdout=out, stderr=faults)
    except CommandError:
        return faults.getvalue()
    return out.getvalue()


def test_a_sealed_exam_asks_for_a_decision_about_each_touched_question(ready):
    exam, session = ready
    (touched,) = touched_in([exam], BEFORE)
    assert touched.session == session
    assert sorted(touched.questions) == touched_ids()
    assert touched_in([exam], session.closes_at) == []


def test_a_text_that_takes_effect_after_the_session_asks_for_nothing(cast, statute):
    exam, _session = make_ready(cast, cast["li"])
    amend_law(statute, date(2026, 11, 24))
    assert touched_in([exam], BEFORE) == []


def test_a_question_that_a_reviewer_found_to_stand_asks_for_nothing(cast, ready):
    for citation in Article.objects.get(version__label="2021", number=72).citations.all():
        Renewal.objects.create(
            citation=citation,
            article=Article.objects.exclude(version__label="2021").get(number=72),
            digest="3" * 64,
            reason="答案不变",
            by_id=cast["reviewer"].pk,
            at=BEFORE,
        )
    assert touched_in([ready[0]], BEFORE) == []


def test_one_signature_changes_nothing(cast, ready):
    exam, session = ready
    before = on_papers(session)
    assert decide(cast, exam, who=["exam_officer"]) is None
    assert (ExamAmendment.objects.count(), on_papers(session)) == (0, before)
    with pytest.raises(ActRefused, match="same_person"):
        decide(cast, exam, who=["exam_officer"])


def test_only_the_papers_that_hold_the_question_are_drawn_anew(cast, ready):
    exam, session = ready
    before, gone = on_papers(session), set(touched_ids())
    amendment = decide(cast, exam)
    after = on_papers(session)
    holding = {who for who, questions in before.items() if questions & gone}
    assert {who for who in after if after[who] != before[who]} == holding
    assert not any(questions & gone for questions in after.values())
    assert [len(questions) for questions in after.values()] == [8] * len(SEATED)
    assert Paper.objects.filter(n=2).count() == len(holding)
    assert Paper.objects.filter(n=1).count() == len(SEATED)
    assert Entry.objects.get(act="exams.decide_questions").facts["papers"] == len(holding)
    assert amendment.body["previous"] == exam.seal.digest


def test_the_first_seal_stays_and_the_proof_follows_the_decision(cast, ready):
    exam, _session = ready
    sealed = dict(exam.seal.body)
    decide(cast, exam)
    assert Exam.objects.get().seal.body == sealed
    assert seal_fault(exam) is None
    papers = Paper.objects.count()
    assert verify().strip() == f"{papers} papers, {papers} re-derived"


def test_the_count_of_uses_follows_the_papers_that_are_sat(cast, ready):
    exam, session = ready
    decide(cast, exam)
    used = {}
    for row in Exposure.objects.filter(session=session):
        used[row.revision_id] = used.get(row.revision_id, 0) + row.papers
    sat = {}
    for questions in on_papers(session).values():
        for pk in questions:
            sat[pk] = sat.get(pk, 0) + 1
    assert {pk: n for pk, n in used.items() if n} == sat


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("UPDATE exams_attempt SET paper_id = (SELECT min(id) FROM exams_paper p WHERE"
         " p.attempt_id = exams_attempt.id)", "was not drawn anew"),
        ("UPDATE exams_paper SET digest = 'x' WHERE n = 1", "digest does not fit"),
        ("DELETE FROM exams_signature WHERE act = 'amend'", "was not signed by two"),
    ],
)  # fmt: skip
def test_the_proof_finds_a_paper_put_back_or_a_decision_of_nobody(cast, ready, sql, found):
    decide(cast, ready[0])
    tamper(sql)
    assert found in verify()


def test_a_kept_question_stays_on_its_papers_with_the_reason_on_record(cast, ready):
    exam, session = ready
    before = on_papers(session)
    amendment = decide(cast, exam, Choice.KEEP, reason="修改不影响答案")
    assert on_papers(session) == before
    assert amendment.body["reason"] == "修改不影响答案"
    assert touched_in([exam], BEFORE) == []


def test_a_roster_is_not_locked_before_the_decision(cast, sealed):
    exam, session = sealed
    with pytest.raises(ActRefused, match="undecided"):
        lock(cast, session)
    decide(cast, exam)
    lock(cast, session)
    pool = {item["revision"] for item in session.roster_lock.snapshot["pool"]}
    assert not pool & set(touched_ids())
    making.make_papers(session, now=BEFORE)
    assert verify().strip() == "1 papers, 1 re-derived"


def test_a_question_kept_before_the_lock_may_be_drawn(cast, sealed):
    exam, session = sealed
    assert not {i["revision"] for i in snapshot_of(session)["pool"]} & set(touched_ids())
    decide(cast, exam, Choice.KEEP)
    pool = {item["revision"] for item in snapshot_of(session)["pool"]}
    assert set(touched_ids()) <= pool


def test_papers_made_after_the_decision_are_those_that_would_have_been_drawn_anew(cast, statute):
    exam, session = make_ready(cast, *(cast[who] for who in SEATED), papers=False)
    amend_law(statute)
    decide(cast, exam)
    making.make_papers(session, now=BEFORE)
    assert not any(qs & set(touched_ids()) for qs in on_papers(session).values())
    assert verify().strip() == f"{len(SEATED)} papers, {len(SEATED)} re-derived"


def test_nothing_is_replaced_once_somebody_has_begun(cast, ready):
    exam, session = ready
    decide(cast, exam, who=["exam_officer"])
    started(session, cast["li"])
    before = on_papers(session)
    for who in BOTH:
        with pytest.raises(ActRefused, match="already_started"):
            decide(cast, exam, who=[who])
    assert on_papers(session) == before
    assert [row.has_begun for row in touched_in([exam], NINE)] == [True]


def test_a_paper_drawn_anew_is_sat_and_keeps_its_chain(cast, ready):
    exam, session = ready
    decide(cast, exam)
    attempt = started(session, session.attempts.filter(paper__n=2).first().person)
    operations = answer_all(attempt)
    saved = saving.save(attempt.ref, attempt.person_id, operations, arrival=NINE, now=NINE)
    assert set(saved.dispositions.values()) == {"applied"}
    sitting.hand_in(attempt.ref, attempt.person_id, [], arrival=NINE, now=NINE)
    assert "re-derived" in verify()


def test_too_few_others_in_a_cell_refuse_the_replacement(cast, ready):
    exam, _session = ready
    singles = Revision.objects.filter(kind="single").exclude(pk__in=touched_ids())
    amend_more(singles[:5])
    with pytest.raises(ActRefused, match="infeasible"):
        decide(cast, exam, ids=[*touched_ids(), *singles[:5].values_list("pk", flat=True)])


def amend_more(revisions):
    """More questions rest on the changed article."""
    article = Article.objects.get(version__label="2021", number=72)
    for revision in revisions:
        revision.citations.create(article=article, digest=article.digest)


@pytest.mark.parametrize(
    ("ids", "reason", "refusal"),
    [
        (None, " ", "reason_missing"),
        ([], "修改", "nothing_changed"),
        ([1], "修改", "changed_since"),
    ],
)
def test_what_is_no_decision_is_refused(cast, ready, ids, reason, refusal):
    if ids:
        ids = [Revision.objects.exclude(pk__in=touched_ids()).first().pk]
    with pytest.raises(ActRefused, match=refusal):
        decide(cast, ready[0], ids=ids, reason=reason)
    assert not Signature.objects.filter(act="amend").exists()


def test_who_wrote_or_approved_the_question_does_not_decide_about_it(cast, ready):
    with pytest.raises(ActRefused, match="own_questions"):
        decide(cast, ready[0], who=["reviewer"])


def test_a_decision_and_another_amendment_rest_on_one_another(cast, ready):
    exam, _session = ready
    first = decide(cast, exam, ids=touched_ids()[:1])
    for who in BOTH:
        amending.amend(
            exam, change={"pass_marks": 5000}, reason="复核", actor=cast[who], now=BEFORE
        )
    second = decide(cast, exam, Choice.KEEP, ids=touched_ids()[1:])
    assert second.body["before"]["questions"] == first.body["after"]["questions"]
    exam.refresh_from_db()
    assert seal_fault(exam) is None
