"""Who sees which part of a result, and when (threats 4, 48, 57)."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from exams.access import review_of
from exams.actions import sitting
from exams.chains import session_root
from exams.models import ExamSession
from exams.rules.review import POLICIES, Field, Moment, Viewer
from exams.templatetags.exam_words import grouped
from tests.conftest import NINE
from tests.exams.makers import make_ready, started
from tests.exams.pages.conftest import HOUR
from tests.journal.tampering import tamper

pytestmark = pytest.mark.django_db(transaction=True)
AFTER = NINE + 4 * HOUR


def result_of(attempt):
    return reverse("exams:result", args=[attempt.ref])


def said(answer):
    return answer.content.decode()


def test_the_candidate_reads_the_answer_first_then_each_question(at, ask, published):
    at(AFTER)
    page = said(ask("li").get(result_of(published.li)))
    assert "合格" in page
    assert "<b>100</b> 分（满分 100 分）" in page
    assert page.count("您的选择") == 10  # four single, two of two, two true or false
    assert page.count("<b>释义</b>") == 8
    assert "《行政处罚法》第七十一条" in page
    assert published.li.head_hash[:4] in page


def test_wrong_answers_are_shown_as_wrong(at, ask, published):
    at(AFTER)
    page = said(ask("wang").get(result_of(published.wang)))
    assert "不合格" in page
    assert page.count("错误</span>") >= 6
    assert "8 题中有 8 题未得满分" in page


@pytest.mark.parametrize("state", ["running", "handed_in"])
def test_before_publication_the_candidate_learns_nothing(at, ask, request, state):
    room = request.getfixturevalue(state)
    at(AFTER if state == "handed_in" else NINE)
    answer = ask("li").get(result_of(room.li))
    assert answer.status_code == 404
    page = said(answer)
    assert "成绩尚未公布" in page
    for word in ("释义", "题干", "100 分", "合格</b>"):
        assert word not in page


def test_a_mark_before_publication_is_the_offices_alone_without_questions(at, ask, handed_in):
    at(AFTER)
    page = said(ask("exam_officer").get(result_of(handed_in.li)))
    assert "<b>100</b> 分" in page
    assert "仅供考务核对" in page
    for word in ("释义", "题干", "的选择"):
        assert word not in page
    for who in ("coordinator", "auditor", "wang", "legal_affairs", "agency_admin"):
        assert "100" not in said(ask(who).get(result_of(handed_in.li)))


def test_the_coordinator_sees_the_mark_and_nothing_else(at, ask, published):
    at(AFTER)
    page = said(ask("coordinator").get(result_of(published.li)))
    assert "<b>100</b> 分" in page
    for word in ("题干", "释义", "的选择", "第七十一条"):
        assert word not in page


@pytest.mark.parametrize(
    ("policy", "there", "hidden"),
    [
        ("full", ("题干", "正确答案", "释义", "第七十一条"), ()),
        ("articles", ("题干", "释义", "第七十一条"), ("正确答案",)),
        ("mark", ("<b>100</b> 分",), ("题干", "正确答案", "释义", "第七十一条", "您的选择")),
    ],
)
def test_the_policy_decides_what_the_candidate_reads(at, ask, published, policy, there, hidden):
    at(AFTER)
    tamper("UPDATE exams_exam SET review_policy = %s", policy)
    page = said(ask("li").get(result_of(published.li)))
    assert [word for word in there if word not in page] == []
    assert [word for word in hidden if word in page] == []


def test_nothing_that_is_hidden_is_even_in_the_sheet(at, published):
    tamper("UPDATE exams_exam SET review_policy = %s", "articles")
    published.li.refresh_from_db()
    sheet = review_of(published.li, Viewer.CANDIDATE, AFTER)
    assert all(o.is_right is None for place in sheet.places for o in place.options)
    assert review_of(published.li, Viewer.COORDINATOR, AFTER).places == ()
    assert review_of(published.li, Viewer.OTHER, AFTER).total is None
    assert review_of(published.li, Viewer.CANDIDATE, NINE).total is None


def test_an_officer_who_sits_sees_the_own_result_no_earlier_than_others(at, ask, cast, bank):
    _exam, session = make_ready(cast, cast["li"], cast["exam_officer"])
    attempt = started(session, cast["exam_officer"])
    at(AFTER)
    assert ask("exam_officer").get(result_of(attempt)).status_code == 404
    page = said(ask("exam_officer").get(reverse("exams:results", args=[session.ref])))
    assert "李青" in page
    assert attempt.candidate.number not in page


def test_the_list_is_filtered_and_the_sheet_holds_the_same_rows(at, ask, published):
    at(AFTER)
    address = reverse("exams:results", args=[published.session.ref])
    officer = ask("exam_officer")
    page = said(officer.get(address, {"outcome": "failed"}))
    assert ("王川" in page, "李青" in page, "赵禾" in page) == (True, False, False)
    assert "参考 2 人，" in page
    sheet = officer.get(reverse("exams:results_sheet", args=[published.session.ref]))
    rows = list(openpyxl.load_workbook(BytesIO(sheet.content)).active.values)
    assert rows[0] == ("准考证号", "姓名", "单位", "总分", "结论")
    found = {row[1]: (row[3], row[4]) for row in rows[1:]}
    assert found == {"李青": (100, "合格"), "王川": (0, "不合格"), "赵禾": ("—", "缺考")}
    sheet = officer.get(
        reverse("exams:results_sheet", args=[published.session.ref]), {"outcome": "absent"}
    )
    rows = list(openpyxl.load_workbook(BytesIO(sheet.content)).active.values)
    assert [row[1] for row in rows[1:]] == ["赵禾"]


def test_the_coordinator_lists_the_own_units_candidates_alone(at, ask, published):
    at(AFTER)
    page = said(ask("coordinator").get(reverse("exams:results", args=[published.session.ref])))
    assert ("李青" in page, "赵禾" in page) == (True, False)
    assert "参考 2 人，" in page


def test_an_officer_reads_the_choices_as_the_candidates_and_goes_back_to_the_list(
    at, ask, published
):
    at(AFTER)
    page = said(ask("exam_officer").get(result_of(published.li)))
    assert page.count("考生的选择") == 10
    assert "您的选择" not in page
    assert reverse("exams:results", args=[published.session.ref]) in page


def test_the_checks_count_the_absent_after_publication_too(at, ask, published):
    at(AFTER)
    address = reverse("exams:publish", args=[published.session.ref])
    assert "未到 1 人" in said(ask("exam_officer").get(address))


def test_the_absent_are_told_so(at, ask, cast, published):
    at(AFTER)
    attempt = published.session.attempts.get(person=cast["zhao"])
    answer = ask("zhao").get(result_of(attempt))
    assert answer.status_code == 404
    assert "记为缺考" in said(answer)


def test_no_result_page_holds_an_identity_number_or_a_phone(at, ask, published):
    at(AFTER)
    for page in ("results", "session_proof", "session_record"):
        address = reverse(f"exams:{page}", args=[published.session.ref])
        assert "identity" not in said(ask("exam_officer").get(address))


def test_the_record_bears_the_digest_of_all_chains_once_nobody_sits(at, ask, running):
    def record():
        at(AFTER)
        address = reverse("exams:session_record", args=[running.session.ref])
        return said(ask("exam_officer").get(address))

    assert "作答记录摘要" not in record()
    sitting.close_overdue(now=AFTER)
    assert grouped(session_root(running.session, AFTER)) in record()


def test_a_number_of_the_statistics_opens_exactly_its_rows(at, ask, cast, published):
    """By agency with those below, kind of post, outcome and marks, as they were counted."""
    at(NINE + 4 * HOUR)
    officer, rows = ask("exam_officer"), reverse("exams:results", args=[published.session.ref])
    wang = cast["wang"]
    post = wang.posts.get(is_main=True)
    total = published.wang.results.get().total / 100

    def shown(query):
        page = said(officer.get(f"{rows}?{query}"))
        listed = page[page.index('id="rows"') :]
        return {who for who in ("li", "wang", "zhao") if cast[who].name in listed}

    assert "zhao" not in shown("outcome=marked")
    assert shown("outcome=marked") == shown("outcome=marked&low=0")
    assert shown(f"agency={wang.agency_id}&outcome=marked") >= {"wang"}
    assert "wang" in shown(f"category={post.kind}")
    assert "wang" not in shown("category=none")
    assert "wang" in shown(f"low={total:g}")
    assert "wang" not in shown(f"high={total:g}")


def released(sheet):
    """Which parts of a result the sheet shows."""
    told = {Field.MARK} if sheet.total is not None else set()
    told |= {Field.RIGHTNESS} if any(p.is_right is not None for p in sheet.places) else set()
    options = [option for place in sheet.places for option in place.options]
    told |= {Field.KEY} if any(option.is_right is not None for option in options) else set()
    told |= {Field.RATIONALE} if any(p.rationale is not None for p in sheet.places) else set()
    return told | ({Field.ARTICLE} if any(p.articles is not None for p in sheet.places) else set())


@pytest.mark.parametrize("name", POLICIES)
def test_the_sheet_of_page_and_paper_shows_exactly_what_the_policy_releases(published, name):
    """At every moment to every viewer; page and result sheet are made of nothing else."""
    attempt = (
        type(published.li)
        .objects.select_related("exam", "session__publication")
        .get(pk=published.li.pk)
    )
    attempt.exam.review_policy = name
    closes, out = attempt.session.closes_at, attempt.session.publication.at
    moments = {Moment.CLOSED: closes - HOUR / 2, Moment.ALL_CLOSED: closes, Moment.PUBLISHED: out}
    for moment, now in moments.items():
        for viewer in Viewer:
            sheet = review_of(attempt, viewer, now)
            assert sheet.moment == moment
            assert released(sheet) == POLICIES[name].seen(moment, viewer), (moment, viewer)
    ExamSession.objects.create(  # another shift
        exam=attempt.exam, ordinal=2, place="二场", opens_at=out + HOUR, closes_at=out + 2 * HOUR
    )
    for viewer in Viewer:
        sheet = review_of(attempt, viewer, out)
        assert sheet.moment == Moment.RELEASED
        assert released(sheet) == POLICIES[name].seen(Moment.RELEASED, viewer), viewer
