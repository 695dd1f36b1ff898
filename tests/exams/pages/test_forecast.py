"""What a blueprint's papers will be like, said before anything is sealed."""

from __future__ import annotations

import pytest
from django.urls import reverse

from exams.actions import planning
from exams.models import Blueprint
from exams.rules.drawing import Cell, Frame
from people.http import EMPTY_STYLE
from tests.conftest import NINE

pytestmark = pytest.mark.django_db(transaction=True)


def said(answer):
    return answer.content.decode()


@pytest.fixture
def address(draft):
    return reverse("exams:forecast", args=[draft.exam.blueprint_id])


def test_it_tells_difficulty_and_overlap_with_figures_and_rows(ask, address):
    answer = ask("exam_officer").get(address, {"candidates": "20"})
    assert EMPTY_STYLE in answer.headers["Content-Security-Policy"]  # else the figures fall apart
    page = said(answer)
    for words in (
        "题库可以满足 <b>20</b> 名考生",
        "平均得分率 65.0%，标准差 0.0%",
        'data-figure="difficulty"',
        'data-figure="overlap"',
        "模拟抽取 20 份试卷",
        "有 18 题作答不足 100 人次",
    ):
        assert words in page, words


def test_a_bank_that_does_not_suffice_is_said_with_the_lines_in_conflict(ask, cast, address):
    """Two lines share eight singles, each on three papers at most; multiple choices suffice."""
    blueprint = Blueprint.objects.get()
    cells = [
        Cell("single", 2, 100),
        Cell("multiple", 1, 100),
        Cell("single", 2, 100, None, "medium"),
    ]
    planning.change_blueprint(
        blueprint, title="方案", cells=cells, frame=Frame(most_in_exam=3),
        actor=cast["exam_officer"], now=NINE,
    )  # fmt: skip
    page = said(ask("exam_officer").get(address, {"candidates": "10"}))
    assert "题库不能满足 <b>10</b> 名考生" in page
    assert "第 1 行、第 3 行合起来无法满足：共需 40 题次，题库最多提供 24 题次" in page
    enough = said(ask("exam_officer").get(address, {"candidates": "6"}))
    assert "题库可以满足 <b>6</b> 名考生" in enough
    assert "题库按抽签结果分为 2 份" in enough


def test_a_number_that_is_none_is_said_and_stays(ask, address):
    for typed in ("0", "viele", "99999999"):
        answer = ask("exam_officer").get(address, {"candidates": typed})
        assert answer.status_code == 422
        assert f'value="{typed}"' in said(answer)


def test_lines_that_nothing_fits_make_no_figure(ask, cast, address):
    cells = [Cell("case", 2, 100)]
    planning.change_blueprint(
        Blueprint.objects.get(), title="方案", cells=cells, actor=cast["exam_officer"], now=NINE
    )
    page = said(ask("exam_officer").get(address))
    assert "题库不能满足 <b>200</b> 名考生" in page
    assert "第 1 行无法满足：共需 400 题次，题库最多提供 0 题次" in page
    assert "data-figure" not in page
