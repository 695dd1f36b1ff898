"""Who sees which part of a result, and when (threats 4, 48, 57)."""

from __future__ import annotations

import itertools
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
    assert page.count("正确</span>") == 8
    assert page.count("《行政处罚法》第七十一条") == 8
    assert published.li.head_hash[:4] in page


def test_wrong_answers_are_shown_with_what_the_law_says(at, ask, published):
    at(AFTER)
    page = said(ask("wang").get(result_of(published.wang)))
    assert "不合格" in page
    assert page.count("错误</span>") >= 6
    assert "8 题中有 8 题未得满分" in page
    assert "您的选择" in page
    assert page.count("<b>释义</b>") == page.count('<details class="fold" open>') == 8


def test_what_was_answered_rightly_is_no_leaf_of_the_bank(at, ask, published):
    """Its words would tell the key; under the policy that releases the key they are there."""
    at(AFTER)
    page, told = result_of(published.li), reverse("exams:api_result", args=[published.li.ref])
    for words in ("single-", "您的选择", "释义"):
        assert words not in said(ask("li").get(page))
    question = ask("li").get(told).json()["questions"][0]
    assert (question["right"], question["stem"], question["options"]) == (True, "", [])
    assert "rationale" not in question
    assert question["articles"][0]["text"] == ""
    assert "single-" in said(ask("exam_officer").get(page))
    tamper("UPDATE exams_exam SET review_policy = %s", "full")
    assert said(ask("li").get(page)).count("您的选择") == 10  # four, two of two, two


def test_a_whole_roster_may_open_its_results_at_the_same_moment(
    at, ask, published, django_assert_max_num_queries
):
    """Nothing is asked twice, and of what was granted only whether there is anything."""
    at(AFTER)
    li = ask("li")
    li.get(result_of(published.li))
    with django_assert_max_num_queries(15):
        assert li.get(result_of(published.li)).status_code == 200


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


WORDS = {  # what a page, or an answer in JSON, holds where a part is released
    Field.MARK: ("<b>0</b> 分", '"total": 0'),
    Field.RIGHTNESS: ("single-", '"stem"'),
    Field.KEY: ("正确答案", '"chosen": false, "right": true'),
    Field.RATIONALE: ("<b>释义</b>", '"rationale"'),
    Field.ARTICLE: ("第七十一条", '"articles"'),
}
VIEWERS = {
    Viewer.CANDIDATE: "wang",
    Viewer.EXAM_STAFF: "exam_officer",
    Viewer.AUDITOR: "auditor",
    Viewer.COORDINATOR: "coordinator",
    Viewer.OTHER: "li",
}


def shown(answer, n):
    """The parts of a result that an answer shows, as a page (0) or in JSON (1)."""
    return {part for part, words in WORDS.items() if words[n] in said(answer)}


def listed(answer):
    """Who stands in a list of results with a mark: from the sheet, or in JSON."""
    if answer.status_code != 200:
        return set()
    if answer.headers["Content-Type"] == "application/json":
        return {row["name"] for row in answer.json()["results"] if row["total"] is not None}
    rows = list(openpyxl.load_workbook(BytesIO(answer.content)).active.values)
    return {row[1] for row in rows[1:] if row[3] != "—"}


def test_page_paper_sheet_and_interface_show_what_the_policy_releases(at, ask, cast, published):
    """Every policy at every moment to every viewer: all of it, and never more."""
    session, out = published.session, published.session.publication.at
    other = ExamSession.objects.create(  # another shift
        exam=published.exam, ordinal=2, place="二场", opens_at=NINE - HOUR, closes_at=NINE
    )
    moments = {
        Moment.CLOSED: (session.closes_at - HOUR / 2, NINE),
        Moment.ALL_CLOSED: (session.closes_at, NINE),
        Moment.RELEASED: (out, out + HOUR),
        Moment.PUBLISHED: (out, NINE),
    }
    clients = {viewer: ask(who) for viewer, who in VIEWERS.items()}
    for name, (moment, (now, other_closes)) in itertools.product(POLICIES, moments.items()):
        tamper("UPDATE exams_exam SET review_policy = %s", name)
        ExamSession.objects.filter(pk=other.pk).update(closes_at=other_closes)
        at(now)
        for viewer, client in clients.items():
            expected, about = POLICIES[name].seen(moment, viewer), (name, moment, viewer)
            page = client.get(result_of(published.wang))
            told = client.get(reverse("exams:api_result", args=[published.wang.ref]))
            assert shown(page, 0) == shown(told, 1) == expected, about
            assert told.status_code == page.status_code == (200 if expected else 404), about
            assert set(told.json().get("released", ())) == expected, about
            if name != "mark":
                continue  # these hold the mark alone, which no policy keeps back
            is_out = bool(expected) and moment in (Moment.RELEASED, Moment.PUBLISHED)
            paper = client.get(reverse("exams:result_sheet", args=[published.wang.ref]))
            assert (paper.status_code == 200) == is_out, about
            lists = viewer in (Viewer.EXAM_STAFF, Viewer.COORDINATOR) and now >= session.closes_at
            for form in ("results_sheet", "api_results"):
                answer = client.get(reverse(f"exams:{form}", args=[session.ref]))
                found = {cast["wang"].name} if lists and expected else set()
                assert listed(answer) & {cast["wang"].name} == found, (form, *about)


def test_results_for_other_programs_name_no_more_than_the_list(at, ask, client, cast, published):
    at(AFTER)
    address = reverse("exams:api_results", args=[published.session.ref])
    told = ask("exam_officer").get(address).json()
    assert (told["count"], told["pages"]) == (3, 1)
    assert {row["name"]: (row["total"], row["outcome"]) for row in told["results"]} == {
        "李青": (10000, "passed"),
        "王川": (0, "failed"),
        "赵禾": (None, "absent"),
    }
    assert set(told["results"][0]) == {"number", "name", "agency", "attempt", "total", "outcome"}
    own = [row["name"] for row in ask("coordinator").get(address).json()["results"]]
    assert "赵禾" not in own
    assert ask("exam_officer").get(address, {"page": "2"}).json()["error"] == "unknown"
    assert ask("exam_officer").get(address, {"page": "一"}).status_code == 404
    assert ask("invigilator").get(address).json()["error"] == "forbidden"
    assert client.get(address).json()["error"] == "signed_out"
