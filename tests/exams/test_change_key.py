"""A key is changed after the exam: seen before, signed by two, everybody marked anew."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from exams.actions import outbox, reckoning, rekeying, results, sitting, tabulating
from exams.actions.rekeying import Wish
from exams.actions.signing import ActRefused
from exams.models import KeyChange, KeySet, MarkingJob, QuestionUse, Result, ResultChange
from exams.models.uses import to_reckon
from exams.proof import keys_fault, mark_attempt, totals_of
from exams.rules.marking import Alternatives, Withdrawn
from notices.models import Notice
from questionbank.models import Revision
from tests.conftest import NINE
from tests.exams.makers import answer_all, checked, make_bank, make_ready, publish, started
from tests.journal.tampering import tamper
from tests.remembered import remembered

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)
AFTER = NINE + 3 * HOUR
LATER = NINE + timedelta(days=1)


def handed_in(session, person, *, wrong=(), answered=None):
    """The person's paper, right but for the places named; or only `answered` of them."""
    attempt = started(session, person)
    right, bad = answer_all(attempt), answer_all(attempt, right=False)
    chosen = [b if b.place in wrong else r for r, b in zip(right, bad, strict=True)]
    chosen = [op for op in chosen if answered is None or op.place in answered]
    sitting.hand_in(attempt.ref, person.pk, chosen, arrival=NINE + HOUR, now=NINE + HOUR)
    attempt.refresh_from_db()
    return attempt


@pytest.fixture
@remembered
def exam(cast):
    """Three singles, three multiples, two true/false make 100; 李 has all right, 王 58.

    Every question of the bank is on every paper.
    """
    make_bank(cast, singles=4, multiples=2, true_falses=2)
    exam, session = make_ready(cast, cast["li"], cast["wang"])
    exam.li = handed_in(session, cast["li"])
    kinds = {p["place"]: p["kind"] for p in exam.li.paper.body["places"]}
    exam.wang = handed_in(session, cast["wang"], wrong=_places(session, cast["wang"], "single"))
    assert set(kinds.values()) == {"single", "multiple", "true_false"}
    results.mark_waiting(now=NINE + HOUR)
    exam.session = session
    return exam


def _places(session, person, kind):
    """The places of a kind on the person's paper: with them wrong, 60 of 100 remain."""
    places = session.attempts.get(person=person).paper.body["places"]
    return [place["place"] for place in places if place["kind"] == kind]


@pytest.fixture
@remembered
def published(cast, exam):
    publish(exam.session, cast["exam_officer"], cast["exam_officer_2"], now=AFTER)
    return exam


def revision(code):
    return Revision.objects.get(question__code=code)


def propose(exam, cast, key, *, code="multiple-0", who="exam_officer", now=LATER):
    """Proposed and looked at."""
    wish = Wish(revision(code), key, "条文另有规定")
    proposal = rekeying.propose_key_change(exam, wish, actor=cast[who], now=now)
    rekeying.run_preview(proposal, now=now)
    proposal.refresh_from_db()
    return proposal


def sign(proposal, cast, *who, now=LATER):
    officers = who or ("exam_officer", "exam_officer_2")
    return [rekeying.sign_key_change(proposal, actor=cast[each], now=now) for each in officers][-1]


def counted(attempt):
    return attempt.results.latest("key_version", "receipt_n")


def test_the_preview_names_whose_result_would_change_and_changes_nothing(cast, published):
    proposal = propose(published, cast, (1, 2))
    before = {p: counted(p).says for p in (published.li, published.wang)}
    assert before[published.wang] == (6000, 10_000, True)
    assert proposal.outcome["attempts"] == proposal.outcome["holding"] == 2
    rows = {pk: (old, new) for pk, old, new in proposal.outcome["rows"]}
    assert rows == {
        published.li.pk: ([10_000, 10_000, 1], [8000, 10_000, 1]),
        published.wang.pk: ([6000, 10_000, 1], [4000, 10_000, 0]),
    }
    assert {p: counted(p).says for p in before} == before
    assert not KeyChange.objects.exists()


def test_two_persons_put_the_key_in_force_and_everybody_is_marked_anew(cast, published):
    proposal = propose(published, cast, (1, 2))
    assert sign(proposal, cast, "exam_officer") is None
    with pytest.raises(ActRefused, match="same_person"):
        sign(proposal, cast, "exam_officer")
    assert KeySet.objects.count() == 1
    change = sign(proposal, cast, "exam_officer_2")
    assert change.key_set.version == 2
    assert results.mark_waiting(now=LATER) == 2
    assert results.mark_waiting(now=LATER) == 0
    wang = published.wang
    assert [(r.key_version, *r.says) for r in wang.results.order_by("key_version")] == [
        (1, 6000, 10_000, True),
        (2, 4000, 10_000, False),
    ]
    (changes,) = (t for t in totals_of(published.session) if t.code == "key_changes")
    assert (changes.left, changes.right, changes.agrees) == (1, 1, True)
    lowered = ResultChange.objects.lowered().get()
    assert (lowered.attempt, lowered.former.total, lowered.present.total) == (wang, 6000, 4000)
    assert ResultChange.objects.count() == 2
    told = Notice.objects.values_list("kind", "person")
    assert set(told) == {("exams.result_rekeyed", a.person_id) for a in (published.li, wang)}
    for result in Result.objects.all():  # each version recomputes to the same bytes
        marks, rested_on = mark_attempt(result.attempt, result.key_version)
        assert result.marks == [[m.place, m.marks, m.of] for m in marks]
        assert result.operations_digest == rested_on
    call_command("verify_exam", published.ref, stdout=StringIO())


def test_a_withdrawn_question_leaves_numerator_and_denominator_of_those_who_drew_it(cast, exam):
    publish(exam.session, cast["exam_officer"], cast["exam_officer_2"], now=AFTER)
    sign(propose(exam, cast, Withdrawn()), cast)
    results.mark_waiting(now=LATER)
    assert counted(exam.li).says == (8000, 8000, True)
    assert counted(exam.wang).says == (4000, 8000, False)  # 60 of 100 would be 48 of 80


def test_who_did_not_draw_the_question_keeps_result_and_hears_of_nothing(cast):
    make_bank(cast, singles=30)
    exam, session = make_ready(cast, cast["li"], cast["wang"])
    attempts = [handed_in(session, cast[who]) for who in ("li", "wang")]
    results.mark_waiting(now=NINE + HOUR)
    publish(session, cast["exam_officer"], cast["exam_officer_2"], now=AFTER)
    drawn = [{p["revision"] for p in a.paper.body["places"]} for a in attempts]
    pk = min(drawn[0] - drawn[1])
    wish = Wish(Revision.objects.get(pk=pk), Withdrawn(), "题干有误")
    proposal = rekeying.propose_key_change(exam, wish, actor=cast["exam_officer"], now=LATER)
    rekeying.run_preview(proposal, now=LATER)
    proposal.refresh_from_db()
    assert (proposal.outcome["attempts"], proposal.outcome["holding"]) == (2, 1)
    sign(proposal, cast)
    results.mark_waiting(now=LATER)
    assert counted(attempts[1]).says == (10_000, 10_000, True)
    assert [row.attempt for row in ResultChange.objects.all()] == [attempts[0]]


def test_two_accepted_keys_let_the_better_count(cast, published):
    proposal = propose(published, cast, Alternatives(((1,), (0,))), code="single-0")
    assert [pk for pk, _old, _new in proposal.outcome["rows"]] in ([], [published.wang.pk])
    sign(propose(published, cast, Alternatives(((0, 1), (0, 2)))), cast)
    results.mark_waiting(now=LATER)
    assert counted(published.li).total == 10_000  # still right by the former key


@pytest.mark.parametrize(
    ("code", "key", "why"),
    [
        ("multiple-0", (0, 1), "nothing_changed"),
        ("multiple-0", (0, 4), "no_such_key"),
        ("multiple-0", (), "no_such_key"),
        ("single-0", (0, 1), "no_such_key"),  # a single choice has one, or another one
        ("true_false-0", Alternatives(((0, 1),)), "no_such_key"),
    ],
)
def test_a_key_that_does_not_fit_is_not_proposed(cast, published, code, key, why):
    with pytest.raises(ActRefused, match=why):
        propose(published, cast, key, code=code)


def test_setters_reviewers_and_candidates_neither_propose_nor_sign(cast, published):
    for who, why in (
        ("setter", "own_questions"),
        ("reviewer", "own_questions"),
        ("wang", "candidate_himself"),
    ):
        with pytest.raises(ActRefused, match=why):
            propose(published, cast, (0,), who=who)
        with pytest.raises(ActRefused, match=why):
            sign(propose(published, cast, (0,)), cast, who)


def test_what_was_not_looked_at_or_has_changed_since_is_not_signed(cast, published):
    first = propose(published, cast, (1, 2))
    other = propose(published, cast, (0, 2))
    wish = Wish(revision("single-0"), (1,), "另有规定")
    unseen = rekeying.propose_key_change(published, wish, actor=cast["exam_officer"], now=LATER)
    with pytest.raises(ActRefused, match="not_previewed"):
        sign(unseen, cast)
    sign(first, cast)
    with pytest.raises(ActRefused, match="changed_since"):
        sign(other, cast)
    again = propose(published, cast, (0, 2))
    with pytest.raises(ActRefused, match="still_regrading"):
        sign(again, cast)
    results.mark_waiting(now=LATER)
    with pytest.raises(ActRefused, match="changed_since"):  # seen before the regrading was through
        sign(again, cast)
    assert sign(propose(published, cast, (0, 2)), cast).key_set.version == 3


def test_before_publication_the_checks_wait_for_the_new_marks_and_nobody_is_notified(cast, exam):
    officers = cast["exam_officer"], cast["exam_officer_2"]
    checked(exam.session, officers[0], now=AFTER)
    sign(propose(exam, cast, (1, 2), now=AFTER), cast, now=AFTER)
    with pytest.raises(ActRefused, match="check_outdated"):
        results.publish(exam.session, actor=officers[0], now=AFTER)
    assert checked(exam.session, officers[0], now=AFTER).outcome["unmarked"] == 2
    results.mark_waiting(now=AFTER)
    publish(exam.session, *officers, now=AFTER)
    assert counted(exam.wang).says == (4000, 10_000, False)
    assert not ResultChange.objects.exists()


def test_while_somebody_sits_no_key_changes_and_who_sits_later_is_marked_by_the_new_one(cast):
    make_bank(cast, singles=4, multiples=2, true_falses=2)
    exam, session = make_ready(cast, cast["li"], cast["wang"])
    handed_in(session, cast["li"])
    results.mark_waiting(now=NINE + HOUR)
    proposal = propose(exam, cast, (1, 2), now=NINE + HOUR)
    wang = started(session, cast["wang"])
    with pytest.raises(ActRefused, match="still_open"):
        sign(proposal, cast, now=NINE + HOUR)
    operations = answer_all(wang)
    sitting.hand_in(wang.ref, cast["wang"].pk, operations, arrival=NINE + HOUR, now=NINE + HOUR)
    results.mark_waiting(now=NINE + HOUR)
    sign(propose(exam, cast, (1, 2), now=NINE + HOUR), cast, now=NINE + HOUR)
    assert {job.key_version for job in MarkingJob.objects.filter(done_at=None)} == {2}


def test_until_the_last_is_reckoned_everybody_reads_the_former_results(cast, exam):
    publish(exam.session, cast["exam_officer"], cast["exam_officer_2"], now=AFTER)
    sign(propose(exam, cast, (1, 2), now=AFTER), cast, now=AFTER)
    MarkingJob.objects.filter(attempt=exam.wang, key_version=2).update(asked_at=LATER)
    assert results.mark_waiting(now=AFTER) == 0
    assert {row.key_version for row in Result.objects.all()} == {1}
    assert not ResultChange.objects.exists()
    assert rekeying.is_regrading(exam)
    assert results.mark_waiting(now=LATER) == 2
    assert Result.objects.filter(key_version=2).count() == ResultChange.objects.count() == 2
    assert not MarkingJob.objects.filter(done_at=None).exists()


def test_an_answer_admitted_after_the_change_is_marked_by_the_new_key(cast, exam):
    sign(propose(exam, cast, (1, 2), now=AFTER), cast, now=AFTER)
    results.mark_waiting(now=AFTER)
    outbox.ask_for_marking(exam.wang, receipt_n=2, now=AFTER)
    assert MarkingJob.objects.get(receipt_n=2).key_version == 2


def test_the_proof_finds_keys_that_two_did_not_sign(cast, published):
    sign(propose(published, cast, (1, 2)), cast)
    results.mark_waiting(now=LATER)
    assert keys_fault(published) is None
    tamper("UPDATE exams_keychange SET body = '{}'")
    assert keys_fault(published) == "keys 2 are not what was proposed"
    with pytest.raises(CommandError, match="1 faults"):
        call_command("verify_exam", published.ref, stdout=StringIO(), stderr=StringIO())


def test_statistics_are_reckoned_anew_by_the_new_key(cast, published):
    now = timezone.now()
    assert reckoning.ask_for_statistics(now=now) == [published.pk]
    reckoning.reckon(published, now=now)
    tabulating.tabulate(published.session, now=now)
    sign(propose(published, cast, Withdrawn(), now=now), cast, now=now + HOUR)
    assert not to_reckon(now + HOUR).exists()  # until everybody is marked
    results.mark_waiting(now=now + HOUR)
    assert reckoning.ask_for_statistics(now=now + HOUR) == [published.pk]
    reckoning.reckon(published, now=now + HOUR)
    gone = revision("multiple-0")
    assert not QuestionUse.objects.filter(revision=gone).exists()
    assert QuestionUse.objects.count() == 7


def test_the_statistics_of_a_session_take_a_withdrawn_question_as_it_stands(cast, published):
    sign(propose(published, cast, Withdrawn()), cast)
    results.mark_waiting(now=LATER)
    tabulating.tabulate(published.session, now=LATER)
