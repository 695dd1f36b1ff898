"""Questions are held back, given to a reviewer, talked about, kept apart and let out by two."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journal.models import Entry
from people.rules import Role
from questionbank import actions
from questionbank.models import Comment, EnemyGroup, PoolExport, Question, Revision, State
from questionbank.rules.review import Refusal
from tests.conftest import NINE, make_person
from tests.questionbank.conftest import MULTIPLE, TRUE_FALSE

LATER = NINE + timedelta(days=1)


@pytest.fixture
def other_reviewer(tree):
    return make_person(tree.here, "30000009", "审二", Role.REVIEWER, over=tree.city)


def refusal_of(deed, *args, **kwargs):
    with pytest.raises(actions.Refused) as refused:
        deed(*args, now=NINE, **kwargs)
    return refused.value.reason


def test_a_suspended_question_is_not_drawn_and_comes_back(approved, cast):
    assert list(Revision.objects.drawable()) == [approved]
    held = actions.suspend(approved, reviewer=cast["reviewer"], reason="有争议", now=NINE)
    assert (held.state, list(Revision.objects.drawable())) == (State.SUSPENDED, [])
    actions.resume(held, reviewer=cast["reviewer"], now=LATER)
    assert list(Revision.objects.drawable()) == [approved]
    acts = Entry.objects.filter(subject=f"questionbank.revision:{approved.pk}")
    assert {"questionbank.suspend", "questionbank.resume"} <= set(
        acts.values_list("act", flat=True)
    )


def test_an_older_approved_revision_does_not_stand_in_for_a_suspended_one(approved, cast):
    newer = actions.revise(approved.question, author=cast["setter"], now=NINE)
    actions.submit(newer, author=cast["setter"], now=NINE)
    newer = actions.approve(newer, reviewer=cast["reviewer"], now=NINE)
    actions.suspend(newer, reviewer=cast["reviewer"], reason="有争议", now=NINE)
    assert not Revision.objects.drawable().exists()


def test_a_suspended_question_may_be_retired(approved, cast):
    held = actions.suspend(approved, reviewer=cast["reviewer"], reason="有争议", now=NINE)
    gone = actions.retire(held, reviewer=cast["reviewer"], reason="确有错误", now=NINE)
    assert gone.state == State.RETIRED


def test_only_what_is_in_use_is_suspended_and_only_with_a_reason(submitted, cast):
    reviewer = cast["reviewer"]
    assert (
        refusal_of(actions.suspend, submitted, reviewer=reviewer, reason="无") is Refusal.NOT_IN_USE
    )
    approved = actions.approve(submitted, reviewer=reviewer, now=NINE)
    assert refusal_of(actions.suspend, approved, reviewer=reviewer, reason=" ") is Refusal.NO_REASON
    assert refusal_of(actions.resume, approved, reviewer=reviewer) is Refusal.NOT_SUSPENDED


def test_its_author_does_not_take_a_suspended_question_into_use(approved, cast):
    held = actions.suspend(approved, reviewer=cast["reviewer"], reason="有争议", now=NINE)
    assert refusal_of(actions.resume, held, reviewer=cast["setter"]) is Refusal.OWN_WORK


def test_a_waiting_question_is_given_to_a_reviewer_never_to_its_author(
    submitted, cast, other_reviewer
):
    given = actions.assign(submitted, to=other_reviewer, actor=cast["reviewer"], now=NINE)
    assert given.assigned_to_id == other_reviewer.pk
    assign, actor = actions.assign, cast["reviewer"]
    assert refusal_of(assign, given, to=cast["setter"], actor=actor) is Refusal.OWN_WORK
    assert refusal_of(assign, given, to=cast["li"], actor=actor) is Refusal.NO_REVIEWER
    decided = actions.approve(given, reviewer=actor, now=NINE)
    assert refusal_of(assign, decided, to=other_reviewer, actor=actor) is Refusal.NOT_SUBMITTED


def test_what_is_said_lies_encrypted_and_is_read_only_beside_the_key(submitted, cast, client, tree):
    actions.comment(submitted, words="答案应为二日", author=cast["reviewer"], now=NINE)
    assert "二日".encode() not in bytes(Comment.objects.get().sealed)
    page = reverse("questionbank:question", kwargs={"code": submitted.question.code})
    client.force_login(cast["setter"].user)
    assert "答案应为二日" in client.get(page).content.decode()
    stranger = make_person(tree.here, "30000010", "命二", Role.SETTER, over=tree.city)
    client.force_login(stranger.user)
    assert "答案应为二日" not in client.get(page).content.decode()
    address = reverse("questionbank:comment", kwargs={"revision_id": submitted.pk})
    assert client.post(address, {"words": "我也看看"}).status_code == 404
    assert Comment.objects.count() == 1


def test_an_empty_remark_is_refused_beside_its_field(submitted, cast, client):
    client.force_login(cast["reviewer"].user)
    address = reverse("questionbank:comment", kwargs={"revision_id": submitted.pk})
    answer = client.post(address, {"words": "  "})
    assert answer.status_code == 422
    assert "请写明意见。" in answer.content.decode()


def test_the_board_says_what_waits_for_whom(submitted, cast, client, other_reviewer):
    client.force_login(cast["reviewer"].user)
    board = reverse("questionbank:board")
    assert "未指定审题人" in client.get(board).content.decode()
    address = reverse("questionbank:assign", kwargs={"revision_id": submitted.pk})
    client.post(address, {"reviewer": other_reviewer.pk})
    shown = client.get(board).content.decode()
    assert other_reviewer.name in shown
    assert submitted.question.code in shown
    actions.send_back(submitted, reviewer=cast["reviewer"], note="请改", now=NINE)
    assert cast["setter"].name in client.get(board).content.decode()


def test_the_board_asks_the_same_few_questions_of_one_row_and_of_twenty(law, cast, tree, client):
    client.force_login(cast["reviewer"].user)
    asked = []
    for count in (1, 19):
        for n in range(count):
            draft = actions.add_question(
                replace(TRUE_FALSE, stem=f"第{count}{n}题。"), agency=tree.city,
                author=cast["setter"], now=NINE,
            )  # fmt: skip
            actions.submit(draft, author=cast["setter"], now=NINE)
        client.get(reverse("questionbank:board"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("questionbank:board"))
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 12


def test_suspending_on_the_page_needs_a_reason_and_loses_nothing(approved, cast, client):
    client.force_login(cast["reviewer"].user)
    address = reverse("questionbank:suspend", kwargs={"code": approved.question.code})
    assert client.post(address, {"suspend-reason": ""}).status_code == 422
    client.post(address, {"suspend-reason": "有争议"})
    shown = client.get(reverse("questionbank:question", kwargs={"code": approved.question.code}))
    assert "有争议" in shown.content.decode()
    client.post(reverse("questionbank:resume", kwargs={"code": approved.question.code}))
    assert Revision.objects.get().state == State.APPROVED


@pytest.fixture
def ask(approved, cast, tree):
    def ask(**words):
        words = {"form": "xlsx", "purpose": "送省厅备案", "agency": tree.city} | words
        return actions.ask_export([approved.question], actor=cast["setter"], now=NINE, **words)

    return ask


def test_an_export_of_the_examination_pool_waits_for_another_person(ask, cast):
    export = ask()
    assert not export.may_be_fetched(NINE)
    with pytest.raises(actions.Refused) as own:
        actions.consent_export(export, actor=cast["setter"], now=NINE)
    assert own.value.reason is Refusal.OWN_REQUEST
    export = actions.consent_export(export, actor=cast["reviewer"], now=NINE)
    assert export.may_be_fetched(LATER)
    assert not export.may_be_fetched(NINE + timedelta(days=8))
    actions.fetch_export(export, actor=cast["setter"], sha256="0" * 64, now=LATER)
    assert Entry.objects.get(act="questionbank.fetch_export").facts["file"] == "0" * 64


def test_a_refused_export_stays_refused(ask, cast):
    export = actions.refuse_export(ask(), actor=cast["reviewer"], now=NINE)
    reason = refusal_of(actions.consent_export, export, actor=cast["reviewer"])
    assert reason is Refusal.ALREADY_DECIDED
    assert not PoolExport.objects.get().may_be_fetched(NINE)


def test_an_export_needs_a_purpose(ask):
    with pytest.raises(actions.Refused) as refused:
        ask(purpose=" ")
    assert refused.value.reason is Refusal.NO_REASON


def test_enemies_are_of_one_pool_and_at_least_two(approved, cast, tree, law):
    other = actions.add_question(
        MULTIPLE, agency=tree.city, author=cast["setter"], now=NINE
    ).question
    keep = {"reason": "互相提示", "agency": tree.city, "actor": cast["reviewer"]}
    group = actions.keep_apart([approved.question, other], now=NINE, **keep)
    assert set(group.questions.all()) == {approved.question, other}
    assert refusal_of(actions.keep_apart, [other, other], **keep) is Refusal.TOO_FEW
    practice = Question.objects.create(code="LX-001", pool="practice", agency=tree.city)
    assert refusal_of(actions.keep_apart, [other, practice], **keep) is Refusal.OTHER_POOL
    actions.let_meet(group, actor=cast["reviewer"], now=LATER)
    assert EnemyGroup.objects.get().ended_at == LATER
