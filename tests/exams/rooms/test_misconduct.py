"""Misconduct from two witnesses to a review, and what it does to the result; extra time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from exams.actions import reckoning, results, sitting, tabulating
from exams.actions.accommodating import accommodate
from exams.actions.misconducting import StepRefused, report_misconduct, take_step
from exams.actions.signing import ActRefused
from exams.models import Accommodation, Candidate, Misconduct
from exams.models.attendance import attendance_of, granted_in, with_attendance
from exams.models.overview import Outcome, with_outcome
from exams.rules.misconduct import Attendance, Effect, Step
from notices.models import Notice
from tests.conftest import NINE
from tests.exams.makers import answer_all, publish, started
from tests.exams.pages.conftest import HOUR
from tests.exams.roomed import make_roomed

pytestmark = pytest.mark.django_db(transaction=True)
AFTER = NINE + 4 * HOUR


@pytest.fixture
def over(cast, at):
    """李 handed in a right paper, 王 and 赵 never came."""
    made = make_roomed(cast)
    cast["watch"], cast["chief"] = made.watch, made.chief
    li = started(made.session, cast["li"])
    sitting.hand_in(li.ref, cast["li"].pk, answer_all(li), arrival=NINE + HOUR, now=NINE + HOUR)
    made.li = made.session.candidates.get(person=cast["li"])
    return made


def outcome(made):
    row = with_outcome(Candidate.objects.filter(pk=made.li.pk)).get()
    return row.outcome


def case_of(made, *, now=AFTER):
    report_misconduct(made.li, kind="device", facts="使用手机", actor=made.watch, now=now)
    return report_misconduct(made.li, kind="device", facts="使用手机", actor=made.chief, now=now)


def test_one_witness_opens_no_case_and_the_same_one_twice_neither(cast, over):
    words = {"kind": "device", "facts": "使用手机", "now": NINE}
    assert report_misconduct(over.li, actor=over.watch, **words) is None
    with pytest.raises(ActRefused, match="same_person"):
        report_misconduct(over.li, actor=over.watch, **words)
    with pytest.raises(ActRefused, match="own_unit"):
        report_misconduct(over.li, actor=cast["exam_officer"], **words)
    assert not Misconduct.objects.exists()
    assert report_misconduct(over.li, actor=over.chief, **words).second_by == over.chief


def test_the_second_witness_is_called_at_the_console_and_led_to_the_case(cast, over, ask, at):
    at(NINE)
    report = reverse("exams:report_misconduct", args=[over.session.ref, over.li.ref])
    console = reverse("exams:console", args=[over.first.ref])
    seen = {"kind": "device", "facts": "使用手机"}
    watch, chief = ask("watch"), ask("chief")
    assert watch.post(report, seen).url == console
    said = watch.get(console).content.decode()
    assert "另一名见证人签署同样的内容后立案" in said
    assert "您已签署，等待第二人签署" in said
    for page in (console, reverse("exams:desk", args=[over.session.ref])):
        asked = chief.get(page).content.decode()
        assert f'<a class="btn btn-grave" href="{report}">查看并签署</a>' in asked
    case = chief.post(report, seen).url
    assert case == reverse("exams:misconduct", args=[Misconduct.objects.get().ref])
    assert "两名见证人已签署，已立案" in chief.get(case).content.decode()
    assert "查看并签署" not in chief.get(console).content.decode()
    started(over.session, cast["wang"])
    paper = reverse("exams:use_paper", args=[over.first.ref])
    for who, is_asked in ((watch, True), (chief, False)):
        who.post(paper, {"reason": "停电"})
        assert (f'href="{paper}">查看并签署' in chief.get(console).content.decode()) == is_asked
    at(NINE + HOUR / 2)
    for name, ref in (("console", over.first.ref), ("desk", over.session.ref)):
        shown = chief.get(reverse(f"exams:{name}", args=[ref])).content.decode()
        assert "三分钟无保存" not in shown, "on paper nobody saves"


def test_a_decision_takes_the_result_away_and_a_review_gives_it_back(cast, over, ask, at):
    sitting.close_overdue(now=AFTER)
    results.mark_waiting(now=AFTER)
    publish(over.session, cast["exam_officer"], cast["exam_officer_2"], now=AFTER)
    at(AFTER)
    assert outcome(over) == Outcome.PASSED
    assert reckoning.ask_for_statistics(now=AFTER) == [over.session.exam_id]
    assert tabulating.tabulate(over.session, now=AFTER) == 1
    case = case_of(over)
    officer, second, li = cast["exam_officer"], cast["exam_officer_2"], cast["li"]
    page = reverse("exams:misconduct", args=[case.ref])
    assert ask("li").get(page).status_code == 404, "not told yet"
    take_step(case, Step.NOTICE, words="拟取消成绩", actor=officer, now=AFTER)
    assert Notice.objects.get().person == li
    assert "拟取消成绩" in ask("li").get(page).content.decode()
    take_step(case, Step.DEFENCE, words="没有使用", actor=li, now=AFTER)
    with pytest.raises(StepRefused, match="no_effect"):
        take_step(case, Step.DECISION, words="认定", actor=officer, now=AFTER)
    later = AFTER + HOUR / 4
    assert reckoning.ask_for_statistics(now=later) == []
    decide = {"words": "认定", "effect": Effect.VOID, "now": later}
    with pytest.raises(StepRefused, match="not_you"):
        take_step(case, Step.DECISION, actor=over.chief, **decide)
    take_step(case, Step.DECISION, actor=officer, **decide)
    assert outcome(over) == Outcome.VOIDED
    assert reckoning.ask_for_statistics(now=later + HOUR / 4) == [over.session.exam_id]
    assert tabulating.tabulate(over.session, now=later) == 0, "no figure rests on it any more"
    attempt = over.session.attempts.get(person=li)
    shown = ask("li").get(reverse("exams:result", args=[attempt.ref])).content.decode()
    assert "违纪，成绩无效" in shown
    public = ask("li").get(reverse("exams:check_result", args=[attempt.ref])).content.decode()
    assert "成绩现为合格" not in public
    listed = ask("exam_officer").get(reverse("exams:results", args=[over.session.ref]))
    assert "违纪，成绩无效" in listed.content.decode()
    take_step(case, Step.APPEAL, words="请复核", actor=li, now=AFTER)
    with pytest.raises(StepRefused, match="not_you"):
        take_step(case, Step.REVIEW, words="维持", effect=Effect.VOID, actor=officer, now=AFTER)
    take_step(case, Step.REVIEW, words="撤销", effect=Effect.NONE, actor=second, now=AFTER)
    assert outcome(over) == Outcome.PASSED


def test_the_record_says_how_attendance_ended_and_what_was_given(cast, over, ask, at):
    case = case_of(over)
    officer = cast["exam_officer"]
    take_step(case, Step.NOTICE, words="拟警告", actor=officer, now=AFTER)
    later = AFTER + timedelta(days=6)
    take_step(case, Step.DECISION, words="警告", effect=Effect.WARNING, actor=officer, now=later)
    rows = with_attendance(over.session.candidates.select_related("session", "person"))
    found = {row.person.name: attendance_of(row) for row in rows}
    absent = Attendance.ABSENT
    assert found == {"李青": Attendance.MISCONDUCT, "王川": absent, "赵禾": absent}
    assert [row.effect for row in granted_in(over.session).misconducts] == [Effect.WARNING]
    at(later)
    record = ask("exam_officer").get(reverse("exams:session_record", args=[over.session.ref]))
    page = record.content.decode()
    assert all(words in page for words in ("缺考", "警告，成绩不受影响", "1-1"))


def test_a_wrong_step_is_refused_with_its_reason_and_nothing_typed_is_lost(cast, over, ask, at):
    case = case_of(over)
    words = {"actor": cast["exam_officer"], "now": NINE}
    take_step(case, Step.NOTICE, words="拟警告", **words)
    address = reverse("exams:take_misconduct_step", args=[case.ref, "decision"])
    answer = ask("exam_officer").post(address, {"words": "认定违纪", "effect": "void"})
    assert answer.status_code == 409
    assert "申辩期满后" in answer.content.decode()
    assert "认定违纪" in answer.content.decode()


def test_time_in_advance_needs_two_persons_and_a_candidate_who_has_not_begun(cast, over):
    wang = over.session.candidates.get(person=cast["wang"])
    words = {"seconds": 1200, "reason": "视力障碍", "now": NINE}
    assert accommodate(wang, actor=over.chief, **words) is None
    with pytest.raises(ActRefused, match="same_person"):
        accommodate(wang, actor=over.chief, **words)
    assert accommodate(wang, actor=cast["legal_affairs"], **words).seconds == 1200
    with pytest.raises(ActRefused, match="already_started"):
        accommodate(over.li, actor=over.chief, **words)
    assert Accommodation.objects.count() == 1
