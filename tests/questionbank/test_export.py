"""Questions are asked for as a file, let out by a second person and fetched by who asked."""

import hashlib
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journal.models import Entry
from people.rules import Role
from questionbank import actions
from questionbank.models import Pool, PoolExport, Question, Revision
from questionbank.rules.review import Refusal
from questionbank.sheets import outgoing
from tests.conftest import NINE, make_person
from tests.questionbank.conftest import TRUE_FALSE

pytestmark = pytest.mark.sqlite  # files; rows: test_import_questions


ASKED = {"form": "txt", "purpose": "送省厅备案"}


@pytest.fixture(autouse=True)
def at_nine():
    with time_machine.travel(NINE, tick=False):
        yield


@pytest.fixture
def other_reviewer(tree):
    return make_person(tree.here, "30000009", "审二", Role.REVIEWER, over=tree.city)


@pytest.fixture
def post(client):
    """Posts as that person to a page of an export, or to the form with that query."""

    def post(person, page, export=None, query="", **data):
        client.force_login(person.user)
        words = {"export_id": export.pk} if export else {}
        return client.post(reverse(f"questionbank:{page}", kwargs=words) + query, data)

    return post


@pytest.fixture
def asked(approved, cast, post):
    """The setter's request for the one approved question."""
    answer = post(cast["setter"], "ask_export", **ASKED)
    export = PoolExport.objects.get()
    assert answer.url == reverse("questionbank:export", kwargs={"export_id": export.pk})
    return export


def acts():
    rows = Entry.objects.filter(subject__startswith="questionbank.poolexport:")
    return list(rows.order_by("pk").values_list("act", flat=True))


def test_who_asked_fetches_the_file_after_another_has_consented(asked, cast, post):
    setter = cast["setter"]
    early = post(setter, "fetch_export", asked)
    assert (early.status_code, acts()) == (409, ["questionbank.ask_export"])
    assert post(cast["reviewer"], "consent_export", asked).status_code == 302
    answer = post(setter, "fetch_export", asked)
    rows = Revision.objects.drawable().with_basis().select_related("key", "draft_key")
    assert answer.content == outgoing.as_file("txt", "题库", outgoing.items_of(rows))
    assert answer["Content-Disposition"].startswith("attachment;")
    assert acts() == [f"questionbank.{act}_export" for act in ("ask", "consent", "fetch")]
    entry = Entry.objects.get(act="questionbank.fetch_export")
    assert entry.facts["file"] == hashlib.sha256(answer.content).hexdigest()


def test_nobody_consents_to_their_own_request(approved, cast, post):
    reviewer = cast["reviewer"]
    post(reviewer, "ask_export", **ASKED)
    export = PoolExport.objects.get()
    answer = post(reviewer, "consent_export", export)
    assert answer.status_code == 409
    assert "申请人不能同意自己的申请。" in answer.content.decode()
    assert PoolExport.objects.get().is_open


def test_after_the_days_the_file_is_had_no_more(asked, cast, post):
    post(cast["reviewer"], "consent_export", asked)
    with time_machine.travel(NINE + timedelta(days=7), tick=False):
        answer = post(cast["setter"], "fetch_export", asked)
    assert answer.status_code == 409
    assert "期限已过" in answer.content.decode()
    assert "questionbank.fetch_export" not in acts()


def test_nobody_fetches_what_another_asked_for(asked, cast, post):
    post(cast["reviewer"], "consent_export", asked)
    assert post(cast["reviewer"], "fetch_export", asked).status_code == 404


def test_a_request_is_refused_once_and_by_who_may(asked, cast, post, other_reviewer):
    assert post(cast["reviewer"], "refuse_export", asked).status_code == 302
    assert post(other_reviewer, "consent_export", asked).status_code == 409
    assert "不同意" in post(cast["setter"], "fetch_export", asked).content.decode()


def test_who_asked_may_withdraw_and_another_setter_may_not(asked, cast, post, tree):
    other = make_person(tree.here, "30000008", "命二", Role.SETTER, over=tree.city)
    assert post(other, "refuse_export", asked).status_code == 403
    assert post(cast["setter"], "refuse_export", asked).status_code == 302
    assert "已撤回" in post(cast["setter"], "refuse_export", asked).content.decode()


@pytest.mark.parametrize(
    ("query", "typed", "said"),
    [
        ("", {"purpose": " "}, "请写明用途。"),
        ("", {"form": "exe"}, "没有这一格式"),
        ("?kind=multiple", {}, "没有可以导出的试题。"),
        ("?kind=nothing", {}, "没有可以导出的试题。"),
        ("?statute=x", {}, "没有可以导出的试题。"),
        ("?pool=practice", {}, "没有可以导出的试题。"),
    ],
)
def test_bad_input_is_answered_in_words(approved, cast, post, query, typed, said):
    answer = post(cast["setter"], "ask_export", query=query, **(ASKED | typed))
    assert (answer.status_code, PoolExport.objects.count()) == (422, 0)
    assert said in answer.content.decode()


def test_more_than_a_page_gives_out_is_asked_for_in_parts(approved, cast, post, monkeypatch):
    monkeypatch.setattr("questionbank.views.exporting.MOST_IN_A_FILE", 0)
    answer = post(cast["setter"], "ask_export", **ASKED)
    assert answer.status_code == 422
    assert "一次最多导出 5000 题" in answer.content.decode()
    assert not PoolExport.objects.exists()


def test_the_lists_conditions_choose_what_is_in_use(approved, cast, tree, post, client):
    setter = cast["setter"]
    second = actions.add_question(TRUE_FALSE, agency=tree.city, author=setter, now=NINE)
    actions.submit(second, author=setter, now=NINE)
    client.force_login(setter.user)
    shown = client.get(reverse("questionbank:ask_export")).content.decode()
    assert "考试题库 1 题" in shown
    actions.approve(second, reviewer=cast["reviewer"], now=NINE)
    listed = client.get(reverse("questionbank:questions"), {"kind": "true_false"})
    assert reverse("questionbank:ask_export") + "?kind=true_false" in listed.content.decode()
    post(setter, "ask_export", query="?kind=true_false", **ASKED)
    assert [q.code for q in PoolExport.objects.get().questions.all()] == [second.question.code]


def test_of_the_practice_pool_nobody_need_consent(approved, cast, post):
    Question.objects.update(pool=Pool.PRACTICE)
    post(cast["setter"], "ask_export", query="?pool=practice", **ASKED)
    export = PoolExport.objects.get()
    assert post(cast["setter"], "fetch_export", export).status_code == 200
    with pytest.raises(actions.Refused) as refused:
        actions.consent_export(export, actor=cast["reviewer"], now=NINE)
    assert refused.value.reason is Refusal.ALREADY_DECIDED


def test_the_list_shows_waiting_ones_first_and_reviewers_are_asked(
    asked, approved, cast, post, client, tree
):
    words = {"form": "txt", "purpose": "核对", "agency": tree.city, "actor": cast["setter"]}
    newer = actions.ask_export([approved.question], now=NINE, **words)
    actions.refuse_export(newer, actor=cast["reviewer"], now=NINE)
    client.force_login(cast["reviewer"].user)
    answer = client.get(reverse("questionbank:exports"))
    assert [row.record for row in answer.context["table"].page] == [asked, newer]
    home = client.get(reverse("home")).content.decode()
    assert "答复题库导出申请 1 件" in home
    sheet = client.get(reverse("questionbank:exports_sheet"))
    assert sheet["Content-Disposition"].startswith("attachment;")


def test_the_list_asks_the_same_few_questions_of_one_row_and_of_twenty(
    approved, cast, client, tree
):
    client.force_login(cast["reviewer"].user)
    words = {"form": "txt", "purpose": "核对", "agency": tree.city, "actor": cast["setter"]}
    asked = []
    for count in (1, 19):
        for _n in range(count):
            actions.ask_export([approved.question], now=NINE, **words)
        client.get(reverse("questionbank:exports"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("questionbank:exports"))
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 12
