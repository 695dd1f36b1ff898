"""A result on paper, and the public page that says whether it still stands."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.urls import reverse

from exams.views.certifying import CHECKS_A_MINUTE
from tests.conftest import NINE
from tests.exams.pages.conftest import HOUR

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def later(at, published):
    cache.clear()
    at(NINE + 5 * HOUR)
    return published


def test_the_candidate_takes_the_sheet_away_as_a_pdf(ask, later):
    page = reverse("exams:result_sheet", args=[later.li.ref])
    said = ask("li").get(reverse("exams:result", args=[later.li.ref])).content.decode()
    assert page in said
    assert "第 1 版；依据第 1 号回执" in said  # the key version, and the named rules
    assert "多项选择计分" in said
    answer = ask("li").get(page)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_anybody_with_the_code_learns_whether_it_stands_and_no_more(client, later):
    said = client.get(reverse("exams:check_result", args=[later.li.ref])).content.decode()
    assert "成绩现为合格" in said
    assert "李*" in said
    assert "李青" not in said
    assert later.li.candidate.number not in said
    failed = client.get(reverse("exams:check_result", args=[later.wang.ref])).content.decode()
    assert "成绩现为不合格" in failed


def test_a_code_that_is_none_and_an_unpublished_result_say_the_same(client, at, handed_in):
    cache.clear()
    for ref in ("A" * 22, handed_in.li.ref):
        answer = client.get(reverse("exams:check_result", args=[ref]))
        assert answer.status_code == 404
        assert "没有查到这份成绩单" in answer.content.decode()


def test_one_address_asks_only_so_often(client, later):
    page = reverse("exams:check_result", args=[later.li.ref])
    answers = [client.get(page).status_code for _n in range(CHECKS_A_MINUTE + 1)]
    assert answers == [200] * CHECKS_A_MINUTE + [429]
