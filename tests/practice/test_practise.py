"""A round: begun, answered one question after another, told at once why."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from practice import actions
from practice.models import Card, Purpose, Round
from practice.rules.answering import Refusal
from questionbank.models import Pool
from tests.conftest import NINE
from tests.practice.makers import (
    FILL_IN,
    SINGLE,
    WRONG,
    answer,
    answer_all,
    approved,
    begin,
    card_of,
    make_pool,
)

pytestmark = pytest.mark.sqlite  # what a page shows does not hang on the engine; see test_races
HTMX = {"HTTP_HX_REQUEST": "true"}
DAY = timedelta(days=1)


@pytest.fixture
def li(client, cast):
    client.force_login(cast["li"].user)
    with time_machine.travel(NINE, tick=False):
        yield cast["li"]


def address(round_, place=1):
    return reverse("practice:question", args=[round_.ref, place])


def asked(round_):
    return {item.revision.question_id for item in round_.items.select_related("revision")}


def test_an_examination_question_is_never_asked(cast, tree):
    make_pool(cast, tree, pool=Pool.EXAM)
    with pytest.raises(actions.NothingToAsk):
        begin(cast["li"])
    with pytest.raises(actions.NothingToAsk):
        begin(cast["li"], Purpose.MOCK)


def test_a_bank_of_another_district_is_not_asked_from(cast, tree, pool):
    there = approved(cast, tree.district, SINGLE)
    assert there.question_id not in asked(begin(cast["li"]))
    assert there.question_id in asked(begin(cast["zhao"]))


def test_by_statute_and_by_topic_only_what_belongs_there_is_asked(cast, pool, law_2):
    other, revision = law_2
    assert asked(begin(cast["li"], Purpose.STATUTE, statute=other)) == {revision.question_id}
    topic = revision.topics.get()
    assert asked(begin(cast["li"], Purpose.TOPIC, topic=topic)) == {revision.question_id}


def test_weakness_is_practised_once_enough_was_answered(cast, pool, law_2):
    with pytest.raises(actions.NothingToAsk):
        begin(cast["li"], Purpose.WEAK)
    answer_all(begin(cast["li"], Purpose.STATUTE, statute=law_2[0]), right=True)
    for item in begin(cast["li"], Purpose.ANY).items.select_related("revision"):
        answer(item, item.revision.question_id == law_2[1].question_id)
    assert law_2[1].question_id not in asked(begin(cast["li"], Purpose.WEAK))


def test_a_weak_topic_is_practised_although_its_statutes_are_known_well(client, cast, tree, li):
    pool = make_pool(cast, tree, singles=12)
    topic = "行政处罚/期限"
    weak = [
        approved(cast, tree.city, replace(SINGLE, stem=f"期限之{n}", topics=(f"{topic}/{n}",)))
        for n in range(2)
    ] + [approved(cast, tree.city, replace(SINGLE, stem="期限", topics=(topic,)))]
    missed = {revision.question_id for revision in weak}
    for revision in (*pool, *weak):
        found = Round.objects.create(person=li, purpose=Purpose.ANY, begun_at=NINE)
        item = found.items.create(place=1, revision=revision, order=[0, 1, 2, 3])
        answer(item, revision.question_id not in missed)
    assert asked(begin(li, Purpose.WEAK)) == missed
    assert f"较需要再练：{topic}。" in client.get(reverse("practice:practice")).content.decode()


def test_an_answer_is_told_at_once_with_the_reason_and_the_article(client, li, pool):
    found = begin(li, now=NINE)
    item = found.items.get(place=1)
    before = client.get(address(found)).content.decode()
    assert "释义" not in before
    key = {"choice": WRONG[item.revision.kind]}
    if item.revision.kind == "fill_in":
        key = {f"blank_{n}": text for n, text in enumerate(WRONG["fill_in"])}
    answered = client.post(address(found), key, follow=True)
    page = answered.content.decode()
    assert "答案不对，已列入错题本" in page
    assert item.revision.key.open().rationale in page
    assert item.revision.citations.first().article.text.split("\n")[0] in page
    item.refresh_from_db()
    assert item.right is False


def test_by_htmx_the_question_alone_comes_back(client, li, pool):
    found = begin(li, now=NINE)
    item = found.items.select_related("revision").get(revision=pool[0])
    answered = client.post(address(found, item.place), {"choice": [1]}, **HTMX)
    page = answered.content.decode()
    assert answered.status_code == 200
    assert "答对了" in page
    assert "<html" not in page
    restored = client.get(
        address(found, item.place), **HTMX, HTTP_HX_HISTORY_RESTORE_REQUEST="true"
    )
    assert "<html" in restored.content.decode()


def test_nothing_chosen_is_said_and_nothing_stored(client, li, pool):
    found = begin(li, now=NINE)
    place = found.items.get(revision=pool[0]).place
    for strange in ({}, {"choice": ["9"]}, {"choice": ["x"]}):
        answered = client.post(address(found, place), strange)
        assert answered.status_code == 422
        assert "请先作答，再提交。" in answered.content.decode()
    assert found.items.get(place=place).answered_at is None
    assert not Card.objects.exists()


def test_the_first_answer_stands(client, li, pool):
    found = begin(li, now=NINE)
    item = found.items.get(revision=pool[0])
    client.post(address(found, item.place), {"choice": ["0"]})
    client.post(address(found, item.place), {"choice": ["1"]})
    item.refresh_from_db()
    assert (item.given, item.right) == ([0], False)
    assert card_of(li, pool[0]).seen == 1
    with pytest.raises(actions.Refused) as refused:
        answer(item, right=True)
    assert refused.value.reason == Refusal.ANSWERED


def test_blanks_are_filled_by_typing_and_numbers_compare_by_value(client, li, pool):
    found = begin(li, now=NINE)
    item = found.items.get(revision__kind="fill_in")
    client.post(address(found, item.place), {"blank_0": "2日", "blank_1": " 书面 "})
    item.refresh_from_db()
    assert item.right is True
    assert FILL_IN.blanks[0][0] in client.get(address(found, item.place)).content.decode()


def test_the_last_answer_ends_the_round_and_the_result_shows_what_was_missed(client, li, pool):
    found = begin(li, now=NINE)
    for item in found.items.select_related("revision"):
        answer(item, item.revision_id != pool[0].pk)
    page = client.get(reverse("practice:result", args=[found.ref])).content.decode()
    found.refresh_from_db()
    assert found.closed_at == NINE
    assert "作答 5 题，答对 <b>4</b> 题" in page
    assert page.count("reviewed-stem") == 1


def test_a_round_that_is_open_ends_when_another_begins(cast, pool):
    first = begin(cast["li"])
    begin(cast["li"])
    first.refresh_from_db()
    assert first.closed_at
    assert Round.objects.open().count() == 1
    with pytest.raises(actions.Refused) as refused:
        answer(first.items.first(), right=True)
    assert refused.value.reason == Refusal.CLOSED


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"purpose": "due"}, "今天没有到期的错题。"),
        ({"purpose": "weak"}, "还看不出薄弱处"),
        ({"purpose": "statute"}, "请选择法规。"),
        ({"purpose": "topic"}, "请选择知识点。"),
        ({"purpose": "statute", "statute": "987654"}, "没有这部法规。"),
        ({"purpose": "topic", "topic": "x"}, "没有这个知识点。"),
        ({"purpose": "rank"}, "rank"),
        ({}, "必填"),
    ],
)
def test_a_wish_that_cannot_be_met_says_why(client, li, pool, data, words):
    answered = client.post(reverse("practice:begin"), data)
    assert answered.status_code == 422
    assert words in answered.content.decode() or words in ("rank", "必填")
    assert not Round.objects.exists()


@pytest.mark.parametrize("singles", [1, 22])
def test_the_pages_need_the_same_few_queries_for_few_and_many_questions(
    client, cast, tree, li, singles, django_assert_num_queries
):
    make_pool(cast, tree, singles=singles)
    for _ in range(1 + singles // 10):
        found = answer_all(begin(li), right=False)
    begin(li)
    for page, args, queries in (
        ("practice", (), 19),
        ("book", (), 13),
        ("result", (found.ref,), 8),
        ("mock", (), 8),
        ("mocks", (), 5),
    ):
        with django_assert_num_queries(queries):
            client.get(reverse(f"practice:{page}", args=args))


def test_the_home_page_leads_there_quietly(client, li, pool):
    earlier = NINE - DAY
    answer_all(begin(li, now=earlier), right=False, now=earlier)
    page = client.get(reverse("home")).content.decode()
    assert f'<a href="{reverse("practice:practice")}">今天可复习 5 题</a>' in page
    assert "您现在没有待办事项" in page  # practice is no duty
