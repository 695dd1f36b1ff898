"""The bank's pages: what is shown to whom, what is kept when a form is refused."""

from dataclasses import replace

import pytest
from django.urls import reverse

from people.rules import Role
from questionbank import actions
from questionbank.models import OpenKey, Pool, Question, Revision, State
from tests.conftest import NINE, make_person
from tests.questionbank.conftest import MULTIPLE, SINGLE
from tests.remembered import remembered

RATIONALE = "释义暗记独一无二"
FORM = {
    "action": "save",
    "pool": "exam",
    "stem": "当场收缴的罚款几日内交至行政机关？",
    "difficulty": "easy",
    "option_0": "一日",
    "option_1": "二日",
    "option_2": "三日",
    "option_3": "五日",
    "right": "1",
    "rationale": "第一条定为二日。",
    "statute_0": "示范法",
    "article_0": "第一条",
}


@pytest.fixture
def enter(client, cast):
    def enter(who):
        client.force_login(cast[who].user)
        return client

    return enter


def page(client, name, **kwargs):
    return client.get(reverse(f"questionbank:{name}", kwargs=kwargs))


def test_a_setter_writes_a_question_and_finds_it_among_the_drafts(enter, law):
    client = enter("setter")
    answer = client.post(reverse("questionbank:write") + "?kind=single", FORM, follow=True)
    assert answer.status_code == 200
    revision = Revision.objects.get()
    assert (revision.state, revision.question.pool) == (State.DRAFT, Pool.EXAM)
    assert revision.draft_key is not None
    listed = client.get(reverse("questionbank:questions"), {"state": "draft"})
    assert revision.question.code in listed.content.decode()


@pytest.mark.parametrize(
    ("kind", "data", "right"),
    [
        ("true_false", {"right": "1"}, (1,)),
        ("multiple", {"right": ["0", "2"], "option_4": "七日"}, (0, 2)),
    ],
)
def test_each_kind_has_its_form(enter, law, kind, data, right):
    client = enter("setter")
    data = FORM | data
    if kind == "true_false":
        data = {k: v for k, v in data.items() if not k.startswith("option")}
    client.post(reverse("questionbank:write") + f"?kind={kind}", data)
    revision = Revision.objects.get()
    assert revision.kind == kind
    assert len(revision.options) == {"true_false": 0, "multiple": 5}[kind]
    assert OpenKey.unseal(revision.draft_key.sealed).right == right


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"stem": ""}, "请写题干。"),
        ({"article_0": "第九条"}, "现行法规中没有这一条。"),
        ({"article_0": "某条"}, "第三十六条第二款第（一）项"),
        ({"statute_0": ""}, "请选定法规，并写明是哪一条。"),
        ({"statute_0": "他法"}, "请从所列现行法规中选择。"),
        ({"right": "9"}, "请从所列选项中选定答案。"),
        ({"option_0": "长" * 301}, "300"),
        ({"stem": "长" * 1001}, "1000"),
    ],
)
def test_a_refused_form_says_why_and_loses_nothing(enter, law, change, words):
    answer = enter("setter").post(reverse("questionbank:write"), FORM | change)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert "当场收缴的罚款几日内" in text or "stem" in change
    assert not Question.objects.exists()


def test_rows_are_added_and_taken_away_without_saving_anything(enter, law):
    client = enter("setter")
    address = reverse("questionbank:write") + "?kind=multiple"
    more = client.post(address, FORM | {"action": "add_option", "stem": ""})
    assert more.status_code == 200
    assert 'name="option_4"' in more.content.decode()
    assert "请写题干" not in more.content.decode()
    fewer = client.post(address, FORM | {"action": "drop_option", "option_4": "七日"})
    assert 'name="option_4"' not in fewer.content.decode()
    cited = client.post(address, FORM | {"action": "add_citation"}).content.decode()
    assert 'name="statute_1"' in cited
    assert "应当自收缴之日起二日内交至行政机关" in cited, "the article stands beside the form"
    assert not Question.objects.exists()


def test_the_author_goes_on_with_a_draft(enter, draft):
    client = enter("setter")
    address = reverse("questionbank:edit", kwargs={"revision_id": draft.pk})
    text = client.get(address).content.decode()
    assert SINGLE.stem in text
    assert 'value="第一条"' in text
    client.post(address, FORM | {"stem": "改过的题干？"})
    draft.refresh_from_db()
    assert draft.stem == "改过的题干？"


def test_a_submitted_revision_is_no_longer_edited(enter, submitted):
    address = reverse("questionbank:edit", kwargs={"revision_id": submitted.pk})
    answer = enter("setter").post(address, FORM, follow=True)
    assert "只有草稿可以修改或者提交。" in answer.content.decode()
    assert Revision.objects.get().stem == SINGLE.stem


def test_an_unfinished_draft_is_not_submitted_and_the_page_says_what_is_missing(enter, law):
    client = enter("setter")
    client.post(reverse("questionbank:write"), FORM | {"rationale": ""})
    revision = Revision.objects.get()
    address = reverse("questionbank:submit", kwargs={"revision_id": revision.pk})
    text = client.post(address, follow=True).content.decode()
    assert "试题尚不完整" in text
    assert "缺释义。" in text


def test_a_reviewer_sees_key_rationale_article_and_remarks(enter, submitted):
    text = page(enter("reviewer"), "decide", revision_id=submitted.pk).content.decode()
    for part in (SINGLE.stem, SINGLE.rationale, "应当自收缴之日起二日内", "未发现问题"):
        assert part in text


def test_a_number_that_the_law_does_not_hold_is_remarked(enter, law, cast, tree):
    client = enter("setter")
    client.post(reverse("questionbank:write"), FORM | {"option_1": "四日"})
    text = page(client, "question", code=Question.objects.get().code).content.decode()
    assert "答案中的数字 4 不见于所引条文" in text


def test_near_duplicates_are_named(enter, submitted, cast, tree):
    actions.add_question(SINGLE, agency=tree.city, author=cast["setter"], now=NINE)
    other = Question.objects.exclude(pk=submitted.question_id).get()
    client = enter("setter")
    link = reverse("questionbank:alike", kwargs={"revision_id": other.revisions.get().pk})
    assert f'hx-get="{link}"' in page(client, "question", code=other.code).content.decode()
    for headers in ({}, {"HX-Request": "true"}):  # a page of its own, and a part of the question's
        text = client.get(link, headers=headers).content.decode()
        assert (
            f'与此题题干相近（100%）：<a href="/questions/code/{submitted.question.code}/' in text
        )
        assert ("<html" in text) == (not headers)


def test_a_return_without_words_is_refused_beside_the_field(enter, submitted):
    client = enter("reviewer")
    address = reverse("questionbank:decide", kwargs={"revision_id": submitted.pk})
    answer = client.post(address, {"decision": "return", "note": ""})
    assert answer.status_code == 422
    assert "请写明理由。" in answer.content.decode()
    client.post(address, {"decision": "return", "note": "选项不当"})
    submitted.refresh_from_db()
    assert submitted.state == State.RETURNED


def test_a_decision_that_came_too_late_says_so(enter, approved):
    address = reverse("questionbank:decide", kwargs={"revision_id": approved.pk})
    answer = enter("reviewer").post(address, {"decision": "return", "note": "不妥"}, follow=True)
    assert "可能已由他人审定" in answer.content.decode()
    approved.refresh_from_db()
    assert approved.state == State.APPROVED


def test_many_are_shown_with_their_keys_before_they_are_approved(enter, submitted):
    client = enter("reviewer")
    listed = client.get(reverse("questionbank:review"), {"all": "1"}).content.decode()
    assert f'value="{submitted.pk}"' in listed
    assert " checked" in listed
    address = reverse("questionbank:approve_many")
    shown = client.post(address, {"revision": [submitted.pk]}).content.decode()
    assert "您将批准" in shown
    assert "<b>B</b>" in shown
    submitted.refresh_from_db()
    assert submitted.state == State.SUBMITTED
    client.post(address, {"revision": [submitted.pk], "confirmed": "1"})
    submitted.refresh_from_db()
    assert submitted.state == State.APPROVED


@pytest.mark.parametrize("ticked", [[], ["987654"], ["x"]])
def test_a_selection_that_does_not_hold_changes_nothing(enter, submitted, ticked):
    address = reverse("questionbank:approve_many")
    data = {"revision": ticked, "confirmed": "1"}
    answer = enter("reviewer").post(address, data, follow=True)
    assert answer.status_code == 200
    assert "请" in answer.content.decode()
    submitted.refresh_from_db()
    assert submitted.state == State.SUBMITTED


def test_one_foreign_question_among_the_ticked_stops_the_whole_selection(
    enter, submitted, cast, tree
):
    over_here = make_person(tree.here, "30000009", "审二", Role.REVIEWER, over=tree.here)
    cast["over_here"] = over_here
    own = actions.submit(
        actions.add_question(MULTIPLE, agency=tree.here, author=cast["setter"], now=NINE),
        author=cast["setter"],
        now=NINE,
    )
    data = {"revision": [own.pk, submitted.pk], "confirmed": "1"}
    enter("over_here").post(reverse("questionbank:approve_many"), data)
    assert not Revision.objects.filter(state=State.APPROVED).exists()


def test_revisions_are_compared(enter, approved, cast):
    client = enter("setter")
    client.post(reverse("questionbank:revise", kwargs={"code": approved.question.code}))
    second = Revision.objects.get(n=2)
    client.post(
        reverse("questionbank:edit", kwargs={"revision_id": second.pk}),
        FORM | {"stem": SINGLE.stem.replace("行政机关", "代收机构")},
    )
    text = page(client, "question", code=approved.question.code).content.decode()
    assert "<del>行政机关</del>" in text
    assert "<ins>代收机构</ins>" in text


def test_a_retired_question_says_why(enter, approved):
    client = enter("reviewer")
    address = reverse("questionbank:retire", kwargs={"code": approved.question.code})
    assert client.post(address, {"reason": ""}).status_code == 422
    text = client.post(address, {"reason": "条文已删"}, follow=True).content.decode()
    assert "停用理由：条文已删" in text


# --- who sees what (threats 1, 12, 15) -----------------------------------------------------------


@pytest.fixture
@remembered
def secret(law, cast, tree):
    """An approved question with a canary in its rationale, written by the reviewer's colleague."""
    wording = replace(SINGLE, rationale=RATIONALE)
    author = make_person(tree.here, "30000008", "命二", Role.SETTER, over=tree.city)
    revision = actions.add_question(wording, agency=tree.city, author=author, now=NINE)
    revision = actions.submit(revision, author=author, now=NINE)
    return actions.approve(revision, reviewer=cast["reviewer"], now=NINE)


def test_a_setter_reads_another_setters_question_and_not_its_key(enter, secret):
    client = enter("setter")
    text = page(client, "question", code=secret.question.code).content.decode()
    assert secret.stem in text
    assert RATIONALE not in text
    assert "is-right" not in text
    assert "答案和释义只有审题员和命题人本人可以查看。" in text


def test_a_reviewer_reads_the_key(enter, secret):
    text = page(enter("reviewer"), "question", code=secret.question.code).content.decode()
    assert RATIONALE in text


@pytest.mark.parametrize(
    "who", ["li", "coordinator", "exam_officer", "marker", "legal_affairs", "system_admin"]
)
def test_nobody_else_finds_a_word_of_it_by_search(enter, secret, who):
    answer = enter(who).get(reverse("questionbank:questions"), {"words": "罚款"})
    assert answer.status_code == 403
    assert secret.stem not in answer.content.decode()


def test_the_list_never_shows_keys(enter, secret):
    for who in ("setter", "reviewer"):
        text = enter(who).get(reverse("questionbank:questions")).content.decode()
        assert RATIONALE not in text


def test_another_setters_draft_does_not_hide_the_question_in_use(enter, secret, cast):
    actions.revise(secret.question, author=cast["setter"], now=NINE)
    text = enter("reviewer").get(reverse("questionbank:questions")).content.decode()
    assert secret.question.code in text


def test_a_draft_is_nobody_elses(enter, draft):
    client = enter("reviewer")
    assert page(client, "question", code=draft.question.code).status_code == 404
    assert draft.question.code not in page(client, "questions").content.decode()
