"""The list of questions: filters, order, pages, and how many queries it costs."""

import re
from dataclasses import replace
from datetime import date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from questionbank import actions
from questionbank.models import Question
from tests.conftest import NINE, SHANGHAI
from tests.questionbank.conftest import MULTIPLE, SINGLE, TRUE_FALSE
from tests.remembered import remembered
from tests.statutes.conftest import LAW, take_in


@pytest.fixture
@remembered
def bank(law, cast, tree):
    return [
        actions.add_question(wording, agency=tree.city, author=cast["setter"], now=NINE)
        for wording in (SINGLE, MULTIPLE, TRUE_FALSE)
    ]


@pytest.fixture
def listed(client, cast):
    client.force_login(cast["setter"].user)

    def listed(**query):
        table = client.get(reverse("questionbank:questions"), query).context["table"]
        return [row.record.kind for row in table.page]

    return listed


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ({}, ["single", "multiple", "true_false"]),
        ({"kind": "multiple"}, ["multiple"]),
        ({"difficulty": "easy"}, ["true_false"]),
        ({"state": "approved"}, []),
        ({"pool": "practice"}, []),
        ({"words": "罚款"}, ["single"]),
        ({"words": "罚款 海关"}, []),
        ({"sort": "-code"}, ["true_false", "multiple", "single"]),
        ({"sort": "kind"}, ["multiple", "single", "true_false"]),
    ],
)
def test_filters_and_order(bank, listed, query, kinds):
    assert listed(**query) == kinds


@pytest.fixture
def add(cast, tree, law):
    """Adds the n-th question and hands it in."""

    def add(n):
        wording = replace(SINGLE, stem=f"第 {n} 题？")
        draft = actions.add_question(wording, agency=tree.city, author=cast["setter"], now=NINE)
        return actions.submit(draft, author=cast["setter"], now=NINE)

    return add


@time_machine.travel(datetime(2026, 11, 25, tzinfo=SHANGHAI), tick=False)
def test_the_questions_that_may_be_drawn_are_as_many_as_is_said(client, cast, listed, add):
    client.force_login(cast["setter"].user)
    drawn, _ = add(0), add(1)
    actions.approve(drawn, reviewer=cast["reviewer"], now=NINE)
    again = actions.revise(drawn.question, author=cast["setter"], now=NINE)
    assert again.state == "draft"  # a question stays in use while a newer revision is written
    page = client.get(reverse("questionbank:questions"))
    assert page.context["in_use"] == len(listed(use="drawable")) == 1
    take_in(LAW.replace("二日内", "三日内"), "2026年修正", date(2026, 11, 24))
    assert listed(use="drawable") == []


def test_a_statute_filters(bank, listed, law):
    assert len(listed(statute=law.statute_id)) == 3


def test_a_code_is_found(bank, listed):
    assert listed(words=bank[1].question.code) == ["multiple"]


def test_an_empty_list_says_so(client, cast, law):
    client.force_login(cast["setter"].user)
    text = client.get(reverse("questionbank:questions")).content.decode()
    assert "没有符合条件的试题。" in text


@pytest.mark.sqlite  # as many on either engine
@pytest.mark.parametrize("name", ["questions", "review"])
def test_queries_do_not_grow_with_the_rows(client, cast, add, name):
    client.force_login(cast["reviewer"].user)
    add(0)
    few = _queries(client, name)
    for n in range(1, 20):
        add(n)
    assert _queries(client, name) == few <= 16


@pytest.mark.sqlite  # as many on either engine
@time_machine.travel(datetime(2026, 11, 25, tzinfo=SHANGHAI), tick=False)
def test_twenty_drifted_questions_cost_as_many_queries_as_one(client, cast, add):
    first, *others = [add(n) for n in range(20)]
    actions.approve(first, reviewer=cast["reviewer"], now=NINE)
    take_in(LAW.replace("二日内", "三日内"), "2026年修正", date(2026, 11, 24))
    client.force_login(cast["reviewer"].user)
    one = _queries(client, "attention")
    for revision in others:
        actions.approve(revision, reviewer=cast["reviewer"], now=NINE)
    page = client.get(reverse("questionbank:attention"))
    assert len(page.context["shown"]) == 20
    assert "示范法 第一条 的条文已有变动。" in page.content.decode()
    assert _queries(client, "attention") == one <= 12


def _queries(client, name):
    address = reverse(f"questionbank:{name}")
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


NARROW = 'SELECT "questionbank_revision"."id" AS "pk" FROM'
HEADS = "statutes_article|returned|submitted"  # what the counts above the list name


def test_a_long_list_pages(client, cast, tree, law, monkeypatch):
    for n in range(51):
        actions.add_question(
            replace(SINGLE, stem=f"第 {n} 题？"), agency=tree.city, author=cast["setter"], now=NINE
        )
    client.force_login(cast["setter"].user)
    first, second = (_page(client, sort="code", page=n) for n in (1, 2))
    assert (len(first), len(second)) == (50, 1)
    assert first + second == list(Question.objects.order_by("code").values_list("code", flat=True))
    for ahead in (1000, 40):  # more keys than there are, and fewer
        monkeypatch.setattr("exchange.http.AHEAD", ahead)
        with CaptureQueriesContext(connection) as captured:
            alike = _page(client, sort="-kind", page=1) + _page(client, sort="-kind", page=2)
        assert alike == list(reversed(first + second))  # what is alike falls, too
        asked = [query["sql"] for query in captured]
        keys = [sql for sql in asked if f"LIMIT {ahead + 1}" in sql]
        near = [sql for sql in asked if sql.startswith(NARROW) and sql.endswith("LIMIT 1")]
        cuts = [sql for sql in asked if "LIMIT 50" in sql or "OFFSET 50" in sql]
        counts = [sql for sql in asked if "COUNT(" in sql and not re.search(HEADS, sql)]
        far = ahead < 51  # the first page is sought from the beginning, the second from the end
        assert (len(keys), len(cuts), len(near)) == (2, int(far), int(far))
        assert len(counts) == (0 if ahead > 51 else 2), counts
        for sql in keys + cuts:  # only keys are sorted to find the page
            assert sql.startswith(NARROW)
            assert "DESC, 1 DESC LIMIT" in sql  # the key ends the order


def _page(client, **query):
    table = client.get(reverse("questionbank:questions"), query).context["table"]
    return [row.record.question.code for row in table.page]
