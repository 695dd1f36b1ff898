"""Written answers, from the hall through two or three markers to a published result."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from exams.access import review_of
from exams.actions import (
    invigilating,
    reckoning,
    rekeying,
    results,
    saving,
    sitting,
)
from exams.actions.hand_marking import MarkRefused
from exams.actions.signing import ActRefused
from exams.models import HandMark, MarkingJob, QuestionUse, Result, Script
from exams.proof import attempt_fault, recomputes
from exams.rules.conduct import ActRefusal
from exams.rules.hand_marking import MarkRefusal
from exams.rules.marking import Withdrawn
from exams.rules.review import Viewer
from journal.models import Entry
from people.models import Assignment
from people.rules import Rights, Role
from tests.append_only import lifted
from tests.conftest import NINE, make_person
from tests.exams.by_hand import (
    HOUR,
    LONG,
    OVER,
    give,
    hand_in_written,
    make_markers,
    make_written_session,
    script_of,
    settle_all,
    write,
)
from tests.exams.makers import DEVICE, checked, publish
from tests.remembered import remembered

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def markers(cast, tree):
    """Three of another unit than 李."""
    return make_markers(cast, tree, 2, 3)


@pytest.fixture
def session(cast):
    return make_written_session(cast)


@pytest.fixture
def attempt(session, cast):
    return hand_in_written(session, cast["li"])


def refused(deed, *args, **words):
    with pytest.raises(MarkRefused) as caught:
        deed(*args, **words)
    return caught.value.reason


def test_a_paper_asks_written_answers_and_the_sub_questions_of_a_case(session):
    places = session.attempts.get().paper.body["places"]
    asked = [(p["kind"], p["part"], p["marks"]) for p in places]
    assert asked == [
        ("single", 0, 1000),
        ("short_answer", 0, 1000),
        ("single", 1, 500),
        ("short_answer", 2, 1000),
    ]
    hall = session.attempts.get().paper.hall
    assert "case-0 题干" in hall
    assert "应当出示执法证件" not in hall


def test_nothing_is_marked_before_the_markers_have_settled(attempt, markers, session, cast):
    assert not Result.objects.exists()
    assert sorted(Script.objects.values_list("place", flat=True)) == [2, 4]
    check = checked(session, cast["exam_officer"], now=OVER)
    assert check.outcome["unmarked"] == 1
    with pytest.raises(ActRefused) as caught:
        results.publish(session, actor=cast["exam_officer"], now=OVER)
    assert caught.value.reason == ActRefusal.STILL_UNMARKED


def test_two_who_agree_settle_it_and_the_rest_goes_on_by_itself(attempt, markers):
    settle_all(attempt, markers)
    assert results.mark_waiting(now=OVER) == 1
    result = Result.objects.get()
    assert result.marks == [[1, 1000, 1000], [2, 800, 1000], [3, 500, 500], [4, 200, 1000]]
    assert recomputes(result)
    attempt.refresh_from_db()
    assert attempt_fault(attempt) is None


def test_the_whole_exam_derives_and_marks_again(attempt, markers):
    settle_all(attempt, markers)
    results.mark_waiting(now=OVER)
    out = StringIO()
    call_command("verify_exam", "--all", stdout=out)
    assert out.getvalue().strip() == "1 papers, 1 re-derived"


def test_two_who_differ_too_much_call_for_a_third(attempt, markers):
    script = script_of(attempt, 2)
    assert not give(script, markers[0], 500, 500).differs
    assert give(script, markers[1], 100, 100).differs
    give(script, markers[2], 500, 300)
    for marker in markers[:2]:
        give(script_of(attempt, 4), marker, 0, 0)
    results.mark_waiting(now=OVER)
    assert Result.objects.get().marks[1] == [2, 900, 1000]


def test_nobody_marks_twice_or_what_is_settled(attempt, markers):
    script = script_of(attempt, 2)
    give(script, markers[0], 500, 500)
    assert refused(give, script, markers[0], 500, 400) == MarkRefusal.MARKED_BEFORE
    give(script, markers[1], 500, 400)
    assert refused(give, script, markers[2], 500, 400) == MarkRefusal.SETTLED
    assert script.hand_marks.count() == 2


def test_own_scripts_and_those_of_the_own_unit_are_refused(attempt, cast, tree):
    script = script_of(attempt, 2)
    colleague = make_person(tree.here, "42000001", "阅四", Role.MARKER, over=tree.city)
    assert refused(give, script, cast["li"], 0, 0) == MarkRefusal.CANDIDATE_HIMSELF
    assert refused(give, script, colleague, 0, 0) == MarkRefusal.OWN_UNIT


def test_who_wrote_the_question_does_not_mark_it(attempt, markers):
    script = script_of(attempt, 2)
    type(script.revision).objects.filter(pk=script.revision_id).update(author_id=markers[0].pk)
    assert refused(give, script, markers[0], 0, 0) == MarkRefusal.OWN_QUESTION


def test_nobody_marks_while_the_session_runs_or_beyond_the_points(attempt, markers):
    script = script_of(attempt, 2)
    early = NINE + HOUR
    assert refused(give, script, markers[0], 0, 0, now=early) == MarkRefusal.STILL_RUNNING
    assert refused(give, script, markers[0], 501, 0) == MarkRefusal.BAD_POINTS
    assert not HandMark.objects.exists()


def test_a_mark_stands_in_the_chain_and_the_journal_does_not_tell_it(attempt, markers):
    give(script_of(attempt, 2), markers[0], 500, 300)
    attempt.refresh_from_db()
    event = attempt.events.latest("n")
    assert (event.type, event.actor_id, event.data["points"]) == (
        "hand_mark",
        markers[0].pk,
        [500, 300],
    )
    assert "points" not in Entry.objects.get(act="exams.mark_script").facts


def test_a_mark_altered_in_the_database_is_found(attempt, markers):
    settle_all(attempt, markers)
    results.mark_waiting(now=OVER)
    with lifted():
        HandMark.objects.filter(n=1, script__place=4).update(points=[500, 500], marks=1000)
    attempt.refresh_from_db()
    assert attempt_fault(attempt) == "the marks given by hand are not those of its chain"
    assert not recomputes(Result.objects.get())


def test_an_empty_answer_earns_nothing_and_waits_for_nobody(session, cast):
    attempt = session.attempts.get()
    sitting.start(attempt, device=DEVICE, now=NINE)
    now = NINE + HOUR
    sitting.hand_in(attempt.ref, cast["li"].pk, [], arrival=now, now=now)
    assert results.mark_waiting(now=now) == 1
    assert Result.objects.get().total == 0
    assert not Script.objects.exists()


def test_a_marker_does_not_publish(attempt, markers, session, cast):
    settle_all(attempt, markers)
    results.mark_waiting(now=OVER)
    checked(session, cast["exam_officer"], now=OVER)
    with pytest.raises(ActRefused) as caught:
        results.publish(session, actor=markers[0], now=OVER)
    assert caught.value.reason == ActRefusal.OWN_MARKS


def test_a_marker_gets_what_waits_and_no_more(attempt, markers, cast):
    def waiting(person):
        grants = Assignment.objects.filter(person=person).grants(OVER.date())
        rows = Script.objects.to_be_marked_by(person, Rights(person.pk, grants), OVER)
        return sorted(rows.filter(is_mine=False, is_settled=False).values_list("place", flat=True))

    assert waiting(markers[0]) == waiting(markers[2]) == [2, 4]
    assert waiting(cast["li"]) == waiting(cast["exam_officer"]) == []
    give(script_of(attempt, 2), markers[0], 500, 500)
    assert waiting(markers[0]) == [4]
    give(script_of(attempt, 2), markers[1], 500, 500)
    assert waiting(markers[2]) == [4]


def test_a_late_answer_that_is_admitted_is_marked_anew(attempt, markers, cast, tree):
    settle_all(attempt, markers)
    results.mark_waiting(now=OVER)
    late = write(attempt, 2, "断网前写成的完整答案", 9)
    saving.save(attempt.ref, cast["li"].pk, [late], arrival=OVER, now=OVER)
    actors = [cast["marker"], make_person(tree.there, "42000002", "监二", Role.INVIGILATOR)]
    for actor in actors:
        invigilating.admit(attempt, op_ids=[late.op_id], reason="断网", actor=actor, now=OVER)
    assert results.mark_waiting(now=OVER) == 0
    assert MarkingJob.objects.filter(done_at=None).count() == 1
    newest = attempt.scripts.filter(place=2).latest("pk")
    for marker in markers[:2]:
        give(newest, marker, 500, 500)
    assert results.mark_waiting(now=OVER) == 1
    assert Result.objects.latest("receipt_n").marks[1] == [2, 1000, 1000]


def test_a_withdrawn_question_waits_for_no_marker(attempt, markers, cast):
    script = script_of(attempt, 2)
    wish = rekeying.Wish(script.revision, Withdrawn(), "条文另有规定")
    officers = cast["exam_officer"], cast["exam_officer_2"]
    proposal = rekeying.propose_key_change(attempt.exam, wish, actor=officers[0], now=OVER)
    rekeying.run_preview(proposal, now=OVER)
    proposal.refresh_from_db()
    for actor in officers:
        rekeying.sign_key_change(proposal, actor=actor, now=OVER)
    assert refused(give, script, markers[0], 0, 0) == MarkRefusal.SETTLED
    for marker in markers[:2]:
        give(script_of(attempt, 4), marker, 0, 200)
    results.mark_waiting(now=OVER)
    assert Result.objects.get().marks[1] == [2, 0, 0]
    assert not MarkingJob.objects.filter(done_at=None).exists()


def test_a_long_answer_and_one_in_lines_are_kept_to_the_letter(attempt):
    stored = attempt.operations.get(place=2).choices[0]
    assert stored.partition("=")[2] == LONG


@pytest.fixture
@remembered
def published(attempt, markers, session, cast):
    settle_all(attempt, markers)
    results.mark_waiting(now=OVER)
    publish(session, cast["exam_officer"], cast["exam_officer_2"], now=OVER)
    return attempt


def test_the_figures_of_a_question_take_a_case_as_one(published):
    reckoning.ask_for_statistics(now=OVER + HOUR)
    assert reckoning.reckon(published.exam, now=OVER + HOUR) == 3
    uses = {use.revision.kind: use for use in QuestionUse.objects.select_related("revision")}
    assert {kind: len(use.options) for kind, use in uses.items()} == {
        "single": 4,
        "short_answer": 0,
        "case": 0,
    }
    assert uses["short_answer"].total == pytest.approx(0.8)
    assert uses["case"].total == pytest.approx(700 / 1500)


def test_the_candidate_reads_the_own_answer_and_its_marks(published):
    attempt = published
    attempt = type(attempt).objects.select_related("exam", "session__publication").get()
    places = review_of(attempt, Viewer.CANDIDATE, OVER).places
    assert [(p.options[0].text, p.marks) for p in places if p.kind == "short_answer"] == [
        (LONG, 800),
        ("没有把握", 200),
    ]
    assert places[2].material == "case-0 题干"
    assert [p.points for p in places] == [()] * 4
