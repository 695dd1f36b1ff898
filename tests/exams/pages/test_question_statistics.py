"""The page of a question's statistics: figures, doubts, options; who sees which part."""

from __future__ import annotations

import pytest
from django.urls import reverse

from exams.models import Exposure, QuestionUse
from people.rules import Role
from questionbank.actions import Seen, observe
from questionbank.models import Revision
from tests.conftest import NINE, make_person
from tests.remembered import remembered

pytestmark = pytest.mark.django_db(transaction=True)
OPTIONS = [[30, 20, 5], [10, 2, 6], [6, 1, 5], [1, 0, 1]]


def said(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def page_of(revision):
    return reverse("exams:question_statistics", args=[revision.question.code])


@pytest.fixture
@remembered
def used(published):
    """A single-choice question that 50 met, 47 of them with an answer, 30 rightly."""
    exposed = Exposure.objects.filter(session=published.session, revision__kind="single")
    revision = exposed.order_by("pk").first().revision
    QuestionUse.objects.create(
        exam=published.exam, revision=revision, last_day=NINE.date(), papers=50, answered=47,
        total=30, squares=30, discrimination=0.35, upper=20, lower=18, options=OPTIONS,
    )  # fmt: skip
    seen = Seen(revision, 1, 50, 47, 0.6, 0.07, 0.35, [30, 10, 6, 1], [20, 2, 1, 0], frozenset({0}))
    observe([seen], now=NINE)
    return revision


def test_the_answer_comes_first_then_doubts_figures_and_uses(at, ask, used):
    page = said(ask("reviewer").get(page_of(used)))
    assert '得分率 <b class="nb">60.0%</b>，区分度 <b class="nb">0.35</b>' in page
    assert "干扰项少有人选" in page
    assert "60.0%（标准误 7.0%）" in page
    assert "公共法律知识考试" in page
    assert "2026-11</th>" in page  # on papers in that month


def test_what_was_chosen_stands_beside_the_key(at, ask, used):
    page = said(ask("reviewer").get(page_of(used)))
    assert "考生选了什么" in page
    for words in ("100.0%", "27.8%", "33.3%"):  # the thirds' shares of the key and of an option
        assert words in page


def test_who_may_not_read_the_key_sees_no_options(at, ask, used, cast, tree):
    other = make_person(tree.here, "30000009", "命九", Role.SETTER, over=tree.city)
    cast["other"] = other
    page = said(ask("other").get(page_of(used)))
    assert "得分率" in page
    assert "考生选了什么" not in page
    assert "选项分布会显示答案" in page
    assert 'id="chosen"' not in page


def test_too_small_a_group_gives_the_reason_instead_of_a_figure(at, ask, used):
    QuestionUse.objects.update(papers=9, answered=9)
    page = said(ask("reviewer").get(page_of(used)))
    assert "人数过少，暂不统计得分率" in page
    assert "仅 9 人次作答" in page
    QuestionUse.objects.update(papers=29, answered=29)
    assert "共 29 人次，不足 30 人次" in said(ask("reviewer").get(page_of(used)))


def test_before_publication_nothing_is_told(at, ask, handed_in):
    revision = Revision.objects.filter(exposures__isnull=False).first()
    page = said(ask("reviewer").get(page_of(revision)))
    assert "尚未在已公布成绩的考试中使用" in page
    assert "公共法律知识考试" not in page
    assert "data-figure" not in page


def test_the_question_leads_there(at, ask, used):
    shown = said(ask("reviewer").get(reverse("questionbank:question", args=[used.question.code])))
    assert page_of(used) in shown


def test_the_page_asks_little_however_many_the_uses(at, ask, used, django_assert_max_num_queries):
    client = ask("reviewer")
    with django_assert_max_num_queries(16):
        client.get(page_of(used))
