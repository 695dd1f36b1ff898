"""One's own exams: what is on, what comes, what is behind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from exams.actions import planning
from tests.conftest import NINE
from tests.exams.pages.conftest import HOUR

pytestmark = pytest.mark.django_db(transaction=True)


def mine(ask, who):
    return ask(who).get(reverse("exams:mine")).content.decode()


def test_a_coming_exam_says_how_long_until_it_begins(at, ask, ready):
    at(NINE - timedelta(hours=3, minutes=20))
    page = mine(ask, "li")
    assert "您有 <b>1</b> 场考试待参加" in page
    assert "距开考 3 小时 20 分" in page


def test_an_exam_that_is_on_leads_to_its_attempt(at, ask, ready, cast):
    attempt = ready.session.attempts.get(person=cast["li"])
    page = mine(ask, "li")
    assert "现在可以参加：公共法律知识考试" in page
    assert reverse("exams:attempt", args=[attempt.ref]) in page


def test_an_exam_that_one_is_sitting_is_called_so(at, ask, running):
    page = mine(ask, "li")
    assert "您正在参加：公共法律知识考试" in page
    assert "现在可以参加" not in page


@pytest.mark.parametrize(
    ("stage", "who", "after", "words"),
    [
        ("running", "li", 0, "作答中，尚未交卷"),
        ("handed_in", "li", 3, "已交卷，成绩尚未公布"),
        ("ready", "zhao", 1, "未参加"),
        ("published", "li", 4, "查阅成绩"),
    ],
)
def test_each_stage_has_its_words(at, ask, request, stage, who, after, words):
    request.getfixturevalue(stage)
    at(NINE + after * HOUR)
    assert words in mine(ask, who)


def test_a_draft_is_nobodys_exam_yet(at, ask, cast, draft):
    planning.enrol(draft.session, [cast["li"]], actor=cast["exam_officer"], now=NINE)
    page = mine(ask, "li")
    assert "没有待参加的考试" in page
    assert draft.exam.title not in page


def test_nobody_sees_anothers_exams(at, ask, ready):
    assert "公共法律知识考试" not in mine(ask, "setter")
