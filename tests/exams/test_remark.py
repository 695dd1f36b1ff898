"""Marks given by hand that do not stay: a slip that its marker corrects, an upheld objection."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from exams.access import review_of
from exams.actions import hand_marking, objecting, rekeying, results
from exams.actions.hand_marking import MarkRefused
from exams.actions.signing import ActRefused
from exams.models import (
    AboutChoice,
    Attempt,
    ChangeKind,
    HandMark,
    KeySet,
    MarkingJob,
    Remarking,
    Result,
    ResultChange,
    RulingChoice,
    Script,
)
from exams.models.marking import decided_by
from exams.models.uses import Reckoning, to_reckon
from exams.proof import attempt_fault, recomputes
from exams.rules.conduct import ActRefusal
from exams.rules.hand_marking import MarkRefusal
from exams.rules.marking import Alternatives, Points, Withdrawn
from exams.rules.review import Viewer
from journal.models import Entry
from people.models import Assignment
from people.rules import Rights
from questionbank.models import Revision
from tests.append_only import lifted
from tests.exams.by_hand import (
    HOUR,
    OVER,
    give,
    hand_in_written,
    make_markers,
    make_published,
    make_written_session,
    script_of,
)
from tests.remembered import remembered

pytestmark = pytest.mark.django_db(transaction=True)
LATER = OVER + timedelta(days=1)


@pytest.fixture
def markers(cast, tree):
    return make_markers(cast, tree, 2, 3, 4, 5)


@pytest.fixture
def attempt(cast, markers):
    return hand_in_written(make_written_session(cast), cast["li"])


@pytest.fixture
@remembered
def published(attempt, markers, cast):
    make_published(attempt, markers, cast["exam_officer"], cast["exam_officer_2"])
    return Attempt.objects.select_related("exam", "session", "paper").get()


def refused(deed, *args, **words):
    with pytest.raises((MarkRefused, ActRefused)) as caught:
        deed(*args, **words)
    return caught.value.reason


def correct(script, marker, *points, reason="误将要点二记为要点一"):
    return hand_marking.correct_mark(script, list(points), reason=reason, actor=marker, now=OVER)


def decided(attempt, cast, *places, ruling=RulingChoice.UPHELD, about=AboutChoice.MARK):
    """李 objects to places, an officer decides."""
    filed = objecting.file_objections(
        attempt, places, about=about, claim="要点二已写明", actor=cast["li"], now=LATER
    )
    for objection in filed:
        officer = cast["exam_officer"]
        objecting.decide(objection, ruling=ruling, reason="理由成立", actor=officer, now=LATER)
    return filed


def test_a_slip_is_corrected_before_the_script_is_settled_and_the_former_mark_stays(
    attempt, markers
):
    script = script_of(attempt, 2)
    give(script, markers[0], 0, 300)
    assert refused(correct, script, markers[0], 500, 300, reason=" ") == MarkRefusal.REASON_MISSING
    assert refused(correct, script, markers[0], 0, 300) == MarkRefusal.MARKED_BEFORE
    assert refused(correct, script, markers[0], 501, 300) == MarkRefusal.BAD_POINTS
    assert refused(correct, script, markers[1], 500, 300) == MarkRefusal.NOT_YOURS
    correct(script, markers[0], 500, 300)
    rows = HandMark.objects.values_list("n", "edition", "marks")
    assert list(rows) == [(1, 1, 300), (1, 2, 800)]
    give(script, markers[1], 500, 300)
    assert refused(correct, script, markers[0], 400, 300) == MarkRefusal.SETTLED
    for marker in markers[:2]:
        give(script_of(attempt, 4), marker, 0, 200)
    results.mark_waiting(now=OVER)
    assert Result.objects.get().marks[1] == [2, 800, 1000]
    attempt.refresh_from_db()
    assert attempt_fault(attempt) is None
    entry = Entry.objects.get(act="exams.correct_mark")
    assert entry.facts == {"script": script.ref, "marking_n": 1, "n": 1, "edition": 2}


def test_a_correction_can_call_the_third_marker_off_or_settle_at_once(attempt, markers):
    script = script_of(attempt, 2)
    give(script, markers[0], 0, 0)
    assert give(script, markers[1], 500, 300).differs
    assert not correct(script, markers[0], 500, 300).differs
    rows = Script.objects.with_progress(0)
    assert (rows.get(pk=script.pk).is_settled, rows.get(place=4).is_settled) == (True, False)
    assert refused(give, script, markers[2], 0, 0) == MarkRefusal.SETTLED


def waiting(person):
    grants = Assignment.objects.filter(person=person).grants(LATER.date())
    rows = Script.objects.to_be_marked_by(person, Rights(person.pk, grants), LATER)
    return list(rows.filter(is_mine=False, is_settled=False).values_list("place", flat=True))


def test_an_upheld_objection_to_a_mark_by_hand_lets_two_others_mark_anew(published, markers, cast):
    decided(published, cast, 2)
    assert [row.marking_n for row in Remarking.objects.all()] == [2]
    assert [waiting(marker) for marker in markers[:3]] == [[], [], [2]]
    script = script_of(published, 2)
    assert refused(give, script, markers[0], 500, 500, now=LATER) == MarkRefusal.MARKED_BEFORE
    give(script, markers[2], 500, 500, now=LATER)
    results.mark_waiting(now=LATER)
    assert Result.objects.count() == 1  # one alone changes nothing
    Reckoning.objects.create(exam=published.exam, asked_at=OVER + HOUR, done_at=OVER + HOUR)
    give(script, markers[3], 500, 500, now=LATER)
    assert results.mark_waiting(now=LATER) == 1
    former, present = Result.objects.order_by("marking_n")
    assert (former.marks[1], present.marks[1]) == ([2, 800, 1000], [2, 1000, 1000])
    assert recomputes(former)
    assert recomputes(present)
    change = ResultChange.objects.get()
    assert (change.former, change.present) == (former, present)
    assert [exam.pk for exam in to_reckon(LATER)] == [published.exam_id]
    seen = Attempt.objects.select_related("exam", "session__publication").get()
    sheet = review_of(seen, Viewer.CANDIDATE, LATER)
    assert (sheet.total, [row.total for row in sheet.former]) == (present.total, [former.total])
    assert attempt_fault(Attempt.objects.get()) is None
    out = StringIO()
    call_command("verify_exam", "--all", stdout=out)
    assert out.getvalue().strip() == "1 papers, 1 re-derived"
    with lifted():
        Remarking.objects.update(marking_n=3)
    assert attempt_fault(Attempt.objects.get()) == "its re-markings are not those of its chain"


def test_two_who_differ_call_for_a_third_among_those_who_have_not_marked(published, markers, cast):
    decided(published, cast, 2)
    script = script_of(published, 2)
    give(script, markers[2], 0, 0, now=LATER)
    give(script, markers[3], 500, 500, now=LATER)
    assert [waiting(marker) for marker in markers] == [[], [], [], [], [2]]
    give(script, markers[4], 500, 400, now=LATER)
    results.mark_waiting(now=LATER)
    assert Result.objects.get(marking_n=2).marks[1] == [2, 950, 1000]


def test_an_objection_to_the_total_lets_every_written_answer_be_marked_anew(
    published, markers, cast
):
    decided(published, cast, 0)
    two, four = script_of(published, 2), script_of(published, 4)
    for marker in markers[2:4]:
        give(four, marker, 500, 500, now=LATER)
    results.mark_waiting(now=LATER)
    assert Result.objects.count() == 1  # the result waits for both
    for marker in markers[2:4]:
        give(two, marker, 500, 500, now=LATER)
    results.mark_waiting(now=LATER)
    assert Result.objects.get(marking_n=3).total == 1000 + 1000 + 500 + 1000
    assert Result.objects.count() == 2


def test_a_rejected_objection_or_one_to_the_question_changes_no_mark(published, cast):
    decided(published, cast, 2, ruling=RulingChoice.REJECTED)
    decided(published, cast, 1)  # marked by its key
    decided(published, cast, 4, about=AboutChoice.QUESTION)
    assert not Remarking.objects.exists()


def test_who_decided_the_objection_does_not_mark_and_nothing_is_begun_twice(
    published, markers, cast
):
    (objection,) = objecting.file_objections(
        published, [2], about=AboutChoice.MARK, claim="已写明", actor=cast["li"], now=LATER
    )
    words = {"ruling": RulingChoice.UPHELD, "reason": "理由成立", "now": LATER}
    objecting.decide(objection, actor=markers[2], **words)
    assert waiting(markers[2]) == []
    script = script_of(published, 2)
    assert refused(give, script, markers[2], 0, 0, now=LATER) == MarkRefusal.DECIDED_IT
    decided(published, cast, 2)
    assert Remarking.objects.count() == 1


def test_a_change_of_keys_keeps_what_was_marked_anew(published, markers, cast):
    decided(published, cast, 2)
    script = script_of(published, 2)
    wish = rekeying.Wish(script_of(published, 4).revision, Withdrawn(), "条文另有规定")
    for marker in markers[2:4]:
        give(script, marker, 500, 500, now=LATER)
    officers = cast["exam_officer"], cast["exam_officer_2"]
    proposal = rekeying.propose_key_change(published.exam, wish, actor=officers[0], now=LATER)
    rekeying.run_preview(proposal, now=LATER)
    assert refused(rekeying.sign_key_change, proposal, actor=officers[0], now=LATER) == (
        ActRefusal.STILL_REGRADING
    )
    results.mark_waiting(now=LATER)
    proposal = rekeying.propose_key_change(published.exam, wish, actor=officers[0], now=LATER)
    rekeying.run_preview(proposal, now=LATER)
    for officer in officers:
        rekeying.sign_key_change(proposal, actor=officer, now=LATER)
    results.mark_waiting(now=LATER)
    newest = Result.objects.newest_first()[0]
    assert (newest.key_version, newest.marking_n) == (2, 2)
    assert newest.marks[1] == [2, 1000, 1000]
    assert not MarkingJob.objects.filter(done_at=None).exists()


def changed(published, cast, place, key, part=0):
    """Proposed for the question at a place, looked at, signed by two."""
    officers = cast["exam_officer"], cast["exam_officer_2"]
    revision = Revision.objects.get(pk=published.paper.body["places"][place - 1]["revision"])
    wish = rekeying.Wish(revision, key, "要点与条文不符", part=part)
    proposal = rekeying.propose_key_change(published.exam, wish, actor=officers[0], now=LATER)
    rekeying.run_preview(proposal, now=LATER)
    proposal.refresh_from_db()
    for officer in officers:
        rekeying.sign_key_change(proposal, actor=officer, now=LATER)
    return proposal


WORDS = "应当出示执法证件", "应当告知陈述权、申辩权", "应当听取意见"
OTHER_POINTS = Points(WORDS, (100, 100, 200))


def test_other_points_are_signed_by_two_and_every_answer_is_marked_by_them_by_others(
    published, markers, cast
):
    proposal = changed(published, cast, 2, OTHER_POINTS)
    assert proposal.kind == ChangeKind.POINTS
    assert proposal.outcome["scripts"] == 1
    assert proposal.outcome["rows"] == [[published.pk, [2500, 3500, 1], [1700, 3500, 0]]]
    assert KeySet.objects.count() == 2
    assert [waiting(marker) for marker in markers[:3]] == [[], [], [2]]
    script = script_of(published, 2)
    words = [word for word, _n in hand_marking.points_of(script, hand_marking.place_of(script))]
    assert words == list(WORDS)
    for who in ("exam_officer", "exam_officer_2"):  # neither of both, had they the role
        assert Remarking.objects.filter(decided_by(cast[who].pk)).exists()
    results.mark_waiting(now=LATER)
    assert Result.objects.count() == 1  # nothing counts before it is marked
    for marker in markers[2:4]:
        give(script, marker, 250, 250, 0, now=LATER)
    results.mark_waiting(now=LATER)
    former, present = Result.objects.order_by("key_version")
    assert (present.key_version, present.marking_n) == (2, 2)
    assert (former.marks[1], present.marks[1]) == ([2, 800, 1000], [2, 500, 1000])
    assert recomputes(former)
    assert recomputes(present)
    assert ResultChange.objects.get().present == present
    call_command("verify_exam", "--all", stdout=StringIO())


def test_a_sub_question_of_a_case_gets_another_key_of_its_own(published, cast):
    changed(published, cast, 3, Alternatives(((1,), (2,))), part=1)
    results.mark_waiting(now=LATER)
    former, present = Result.objects.order_by("key_version")
    assert former.marks[2][1] == former.marks[2][2]
    assert present.marks[2][1] == 0
    assert present.marks[3] == former.marks[3]
    assert refused(changed, published, cast, 3, (0,), part=9) == ActRefusal.NO_SUCH_KEY
    assert refused(changed, published, cast, 3, (0,), part=2) == ActRefusal.NO_SUCH_KEY
    assert refused(changed, published, cast, 3, OTHER_POINTS, part=1) == ActRefusal.NO_SUCH_KEY


def test_points_stay_while_answers_are_still_being_marked(published, markers, cast):
    decided(published, cast, 2)
    assert refused(changed, published, cast, 2, OTHER_POINTS) == ActRefusal.STILL_UNMARKED


def test_who_upholds_an_objection_to_the_question_may_have_the_answer_marked_anew(published, cast):
    (objection,) = objecting.file_objections(
        published, [4], about=AboutChoice.QUESTION, claim="答案不全", actor=cast["li"], now=LATER
    )
    words = {"ruling": RulingChoice.UPHELD, "reason": "评分偏低", "now": LATER}
    objecting.decide(objection, remark=True, actor=cast["exam_officer"], **words)
    assert Remarking.objects.get().script == script_of(published, 4)
