"""The page on which a sealed exam asks what becomes of its touched questions."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.urls import reverse

from exams.models import ExamAmendment, Signature
from questionbank.models import Revision
from tests.conftest import NINE
from tests.exams.makers import make_ready, started
from tests.exams.pages.conftest import HOUR
from tests.exams.test_decide_questions import amend_more
from tests.exams.touching import amend_law, make_touchable_bank, touched_ids

pytestmark = pytest.mark.django_db(transaction=True)


MOST_QUERIES = 40  # session, rights, exam, touched questions, their basis and maps, signatures


def said(answer):
    return answer.content.decode()


@pytest.fixture
def touched(at, cast):
    """At eight, an hour before the exam opens; the law of its day has changed."""
    at(NINE - HOUR)
    statute = make_touchable_bank(cast)
    exam, session = make_ready(cast, cast["li"])
    amend_law(statute)
    page = reverse("exams:decide_questions", args=[exam.ref])
    return SimpleNamespace(exam=exam, session=session, page=page)


def entered(choice="replace", reason="条文已修改"):
    return {f"q{pk}": choice for pk in touched_ids()} | {"reason": reason}


def test_home_and_exam_ask_for_the_decision_and_lead_to_the_page(ask, touched):
    home = said(ask("exam_officer").get(reverse("home")))
    assert "决定条文变动的试题：公共法律知识考试" in home
    assert touched.page in home
    exam = said(ask("exam_officer").get(reverse("exams:exam", args=[touched.exam.ref])))
    assert "2 道试题所依据的条文已变动" in exam
    assert touched.page in exam


def test_each_question_is_shown_with_its_old_and_new_article_and_never_its_words(ask, touched):
    text = said(ask("exam_officer").get(touched.page))
    assert '<b class="nb">2 道试题</b>所依据的条文已变动' in text
    for words in ("试题 law-single-0", "试题 law-single-1", "<ins>", "第 1 场"):
        assert words in text, words
    for hidden in ("题干", "选项1", "释义"):
        assert hidden not in text, hidden


def test_two_officers_replace_and_the_exam_shows_what_was_decided(ask, touched):
    first = ask("exam_officer").post(touched.page, entered(), follow=True)
    assert "等待第二人签署" in said(first)
    assert not ExamAmendment.objects.exists()
    waiting = said(ask("exam_officer_2").get(touched.page))
    assert "考一已于" in waiting
    assert "核对无误，签署" in waiting
    assert "核对无误，签署" not in said(ask("exam_officer").get(touched.page))
    signature = Signature.objects.get(act="amend")
    address = reverse("exams:countersign_amendment", args=[touched.exam.ref, signature.pk])
    assert ask("exam_officer").post(address).status_code == 409
    done = said(ask("exam_officer_2").post(address, follow=True))
    for words in ("试题 law-single-0", "<b>换题</b>", "条文已修改", "考一、考二"):
        assert words in done, words
    assert "须由两人决定换题或者保留" not in done
    assert "没有需要决定的试题" in said(ask("exam_officer").get(touched.page))


def test_the_second_person_may_enter_the_same_choices(ask, touched):
    ask("exam_officer").post(touched.page, entered("keep", "修改不影响答案"))
    done = said(
        ask("exam_officer_2").post(touched.page, entered("keep", "修改不影响答案"), follow=True)
    )
    assert "处理意见即时生效" in done
    assert "<b>保留</b>" in done


@pytest.mark.parametrize(
    ("data", "words", "status"),
    [
        ({"reason": ""}, "请填写此项", 422),
        ({"reason": "修改"}, "没有变化", 409),
    ],
)
def test_what_does_not_fit_is_said(ask, touched, data, words, status):
    answer = ask("exam_officer").post(touched.page, data)
    assert answer.status_code == status
    assert words in said(answer)
    assert not Signature.objects.filter(act="amend").exists()


def test_a_choice_that_does_not_exist_is_refused_and_the_reason_stays(ask, touched):
    answer = ask("exam_officer").post(touched.page, entered("forget", "我的理由"))
    assert answer.status_code == 422
    assert "我的理由" in said(answer)


def test_once_somebody_has_begun_the_page_says_what_can_still_be_done(at, ask, cast, touched):
    at(NINE)
    started(touched.session, cast["li"])
    text = said(ask("exam_officer").get(touched.page))
    assert "已有考生开考，本场不能再换题" in text
    assert "考后按更正答案或者撤销试题办理" in text
    assert ask("exam_officer").post(touched.page, entered()).status_code == 409
    assert "决定条文变动的试题" not in said(ask("exam_officer").get(reverse("home")))


def test_whoever_checks_the_draw_sees_the_replacement_by_its_digest(ask, touched):
    proof = reverse("exams:session_proof", args=[touched.session.ref])
    for who in ("exam_officer", "exam_officer_2"):
        ask(who).post(touched.page, entered())
    amendment = ExamAmendment.objects.get()
    shown = said(ask("li").get(proof))
    assert "因条文变动换去 2 道试题" in shown
    assert amendment.digest[:4] in shown
    assert "law-single" not in shown


@pytest.mark.parametrize("more", [0, 6])
def test_the_page_asks_no_more_of_the_database_for_many(
    ask, touched, more, django_assert_max_num_queries
):
    others = Revision.objects.filter(kind="single").exclude(pk__in=touched_ids())
    amend_more(others[:more])
    with django_assert_max_num_queries(MOST_QUERIES):
        text = said(ask("exam_officer").get(touched.page))
    assert text.count('<option value="replace">') == 2 + more
