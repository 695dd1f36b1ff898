"""Markup, SQL and strange keys in every field of the bank's pages (threats 84, 85, 93)."""

from dataclasses import replace

import pytest
from django.urls import reverse

from questionbank import actions
from questionbank.models import Question, Revision
from tests.conftest import NINE
from tests.questionbank.conftest import SINGLE
from tests.remembered import remembered

pytestmark = pytest.mark.sqlite  # files; rows: test_import_questions


EVIL = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7|add:7 }}"


@pytest.fixture
@remembered
def hostile(law, cast, tree):
    wording = replace(
        SINGLE,
        stem=EVIL,
        options=(EVIL, *SINGLE.options[1:]),
        rationale=EVIL,
        computed=EVIL,
    )
    draft = actions.add_question(wording, agency=tree.city, author=cast["setter"], now=NINE)
    revision = actions.submit(draft, author=cast["setter"], now=NINE)
    actions.send_back(revision, reviewer=cast["reviewer"], note=EVIL, now=NINE)
    second = actions.revise(revision.question, author=cast["setter"], now=NINE)
    return actions.submit(second, author=cast["setter"], now=NINE)


def test_markup_is_shown_and_never_run(client, cast, hostile):
    code, pk = {"code": hostile.question.code}, {"revision_id": hostile.pk}
    client.force_login(cast["reviewer"].user)
    pages = [
        client.get(reverse("questionbank:questions"), {"words": EVIL}),
        client.get(reverse("questionbank:question", kwargs=code)),
        client.get(reverse("questionbank:question", kwargs=code), {"n": "1"}),
        client.get(reverse("questionbank:review")),
        client.get(reverse("questionbank:decide", kwargs=pk)),
        client.post(reverse("questionbank:decide", kwargs=pk), {"note": EVIL * 20}),
        client.post(reverse("questionbank:approve_many"), {"revision": [hostile.pk]}),
    ]
    client.force_login(cast["setter"].user)
    pages.append(client.post(reverse("questionbank:write"), {"stem": EVIL, "rationale": EVIL}))
    for page in pages:
        text = page.content.decode()
        assert page.status_code in (200, 422)
        assert "<script>alert(1)" not in text
        assert "<img src=x" not in text
        assert "alert(1)&lt;/script&gt;" in text
        assert "14" not in text.split("alert(1)&lt;/script&gt;", 1)[1][:60]


@pytest.mark.parametrize(
    "query",
    [
        {"sort": "question__agency__name"},
        {"sort": "key__sealed"},
        {"sort": "-state,code"},
        {"words": "' OR 1=1 --"},
        {"words": "%_\\"},
        {"statute": "1 OR 1=1"},
        {"kind": "x"},
        {"page": "999999"},
        {"key__sealed__contains": "x"},
        {"n": "NaN"},
    ],
)
def test_strange_queries_neither_fail_nor_find_more(client, cast, hostile, query):
    client.force_login(cast["setter"].user)
    answer = client.get(reverse("questionbank:questions"), query)
    assert answer.status_code == 200
    if "OR" in query.get("words", ""):
        assert hostile.question.code not in answer.content.decode()


def test_fields_that_the_form_does_not_have_change_nothing(client, cast, law):
    client.force_login(cast["setter"].user)
    data = {
        "action": "save",
        "pool": "exam",
        "stem": "题干",
        "difficulty": "easy",
        "state": "approved",
        "author_id": cast["reviewer"].pk,
        "decided_by_id": cast["reviewer"].pk,
        "agency": "1",
        "code": "XZCF-001",
    }
    client.post(reverse("questionbank:write"), data)
    revision = Revision.objects.get()
    assert (revision.state, revision.author_id) == ("draft", cast["setter"].pk)
    assert revision.decided_by_id is None
    assert Question.objects.get().code.startswith("ZM-")
