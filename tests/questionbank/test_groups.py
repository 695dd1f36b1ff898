"""The pages on which questions are kept apart: the list, a new group, the end of one."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journal.models import Entry
from people.models import Assignment
from people.rules import Role
from questionbank import actions
from questionbank.models import EnemyGroup, Question
from tests.conftest import NEW_YEAR, NINE, make_person
from tests.questionbank.conftest import MULTIPLE

KEEP = reverse("questionbank:keep_apart")
LIST = reverse("questionbank:groups")


@pytest.fixture
def enter(client, cast):
    def enter(who):
        client.force_login(cast[who].user)
        return client

    return enter


@pytest.fixture
def pair(approved, cast, tree):
    """The codes of two questions that a reviewer has seen."""
    other = actions.add_question(MULTIPLE, agency=tree.city, author=cast["setter"], now=NINE)
    actions.submit(other, author=cast["setter"], now=NINE)
    return sorted([approved.question.code, other.question.code])


def keep(cast, pair, reason="互相提示"):
    return actions.keep_apart(
        Question.objects.filter(code__in=pair),
        reason=reason,
        agency=Question.objects.get(code=pair[0]).agency,
        actor=cast["reviewer"],
        now=NINE,
    )


def body(answer):
    return answer.content.decode()


@pytest.mark.parametrize("between", ["\n", " ", "，", "\r\n\r\n"])
def test_a_reviewer_keeps_questions_apart(enter, cast, tree, pair, between):
    answer = enter("reviewer").post(KEEP, {"codes": between.join(pair), "reason": "互相提示"})
    assert (answer.status_code, answer["Location"]) == (302, LIST)
    group = EnemyGroup.objects.get()
    assert sorted(group.questions.values_list("code", flat=True)) == pair
    assert (group.agency, group.made_by_id) == (tree.city, cast["reviewer"].pk)
    entry = Entry.objects.get(act="questionbank.keep_apart")
    assert (entry.actor_id, entry.facts) == (cast["reviewer"].pk, {"questions": pair})


def test_unknown_codes_are_named_and_nothing_typed_is_lost(enter, pair):
    typed = {"codes": f"{pair[0]}\nMF-没有\nMF-999", "reason": "理由独一无二"}
    answer = enter("reviewer").post(KEEP, typed)
    assert answer.status_code == 422
    assert "您审定的题库中没有这些题号：MF-没有、MF-999" in body(answer)
    assert typed["codes"] in body(answer)
    assert typed["reason"] in body(answer)
    assert not EnemyGroup.objects.exists()


def test_anothers_bank_and_drafts_are_unknown(client, cast, tree, pair, law):
    draft = actions.add_question(
        replace(MULTIPLE, stem="下列未提交的有："),
        agency=tree.city,
        author=cast["setter"],
        now=NINE,
    )
    of_district = make_person(tree.there, "30000007", "审四", Role.REVIEWER, over=tree.district)
    for who, code in ((of_district, pair[0]), (cast["reviewer"], draft.question.code)):
        client.force_login(who.user)
        answer = client.post(KEEP, {"codes": f"{code} {pair[1]}", "reason": "互相提示"})
        assert answer.status_code == 422
        assert f"没有这些题号：{code}" in body(answer)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"codes": "{0} {0}", "reason": "互相提示"}, "互斥题组至少有两道试题。"),
        ({"codes": "", "reason": "互相提示"}, "请写明题号。"),
        ({"codes": "{0} {1}", "reason": " "}, "请写明理由。"),
        ({"codes": "{0} LX-001", "reason": "互相提示"}, "请只写同一题库的题号"),
    ],
)
def test_what_is_missing_is_said(enter, cast, tree, pair, data, words):
    practice = actions.add_question(
        replace(MULTIPLE, stem="练习题"),
        agency=tree.city,
        author=cast["setter"],
        now=NINE,
        pool="practice",
    )
    actions.submit(practice, author=cast["setter"], now=NINE)
    Question.objects.filter(pk=practice.question_id).update(code="LX-001")
    data = data | {"codes": data["codes"].format(*pair)}
    answer = enter("reviewer").post(KEEP, data)
    assert answer.status_code == 422
    assert words in body(answer)
    assert not EnemyGroup.objects.exists()


def test_questions_of_two_banks_are_kept_apart_by_who_reviews_above_both(client, cast, tree, pair):
    """Somebody who reviews for two agencies, but not for the one above them."""
    both = make_person(tree.here, "30000008", "审五", Role.REVIEWER, over=tree.here)
    Assignment.objects.create(
        person=both, agency=tree.there, role=Role.REVIEWER, valid_from=NEW_YEAR, recorded_at=NINE
    )
    for code, agency in zip(pair, (tree.here, tree.there), strict=True):
        Question.objects.filter(code=code).update(agency=agency)
    data = {"codes": " ".join(pair), "reason": "互相提示"}
    client.force_login(both.user)
    answer = client.post(KEEP, data)
    assert (answer.status_code, "请由共同的上级单位登记" in body(answer)) == (422, True)
    client.force_login(cast["reviewer"].user)
    assert client.post(KEEP, data).status_code == 302


def test_a_question_names_those_it_is_kept_apart_from(enter, cast, pair):
    keep(cast, pair)
    client = enter("reviewer")
    shown = body(client.get(reverse("questionbank:question", args=[pair[0]])))
    assert "不得同卷" in shown
    assert f'href="{reverse("questionbank:question", args=[pair[1]])}"' in shown
    assert f'href="{KEEP}?code={pair[0]}"' in shown
    assert pair[0] in body(client.get(KEEP, {"code": pair[0]}))


def test_a_setter_reads_the_list_and_keeps_nothing(enter, cast, pair):
    group = keep(cast, pair)
    client = enter("setter")
    listed = body(client.get(LIST))
    assert all(words in listed for words in [*pair, "互相提示", cast["reviewer"].name, "互斥中"])
    assert reverse("questionbank:let_meet", args=[group.pk]) not in listed
    assert KEEP not in listed
    assert KEEP not in body(client.get(reverse("questionbank:question", args=[pair[0]])))


def test_a_reviewer_ends_a_group_once_and_the_row_stays(enter, cast, pair):
    group = keep(cast, pair)
    client, end = enter("reviewer"), reverse("questionbank:let_meet", args=[group.pk])
    asked = client.get(end)
    assert "、".join(pair) in body(asked)
    assert EnemyGroup.objects.in_force().exists()
    assert client.post(end).status_code == 302
    assert not EnemyGroup.objects.in_force().exists()
    assert Entry.objects.get(act="questionbank.let_meet").actor_id == cast["reviewer"].pk
    again = client.post(end)
    assert (again.status_code, "该题组已经解除" in body(again)) == (409, True)
    assert "解除" in body(client.get(LIST))
    assert "不得同卷" not in body(client.get(reverse("questionbank:question", args=[pair[0]])))


def test_an_empty_list_says_what_belongs_there(enter):
    assert "登记后，组卷时一组至多抽取一题。" in body(enter("setter").get(LIST))


@pytest.mark.sqlite  # as many on either engine
def test_the_list_costs_the_same_for_many_groups(enter, cast, pair):
    client = enter("reviewer")
    keep(cast, pair)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        return len(queries)

    cost()
    one = cost()
    for n in range(19):
        keep(cast, pair, reason=f"理由{n}")
    assert cost() == one
