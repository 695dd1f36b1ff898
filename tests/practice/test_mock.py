"""A mock exam: one paper, a deadline, the result at once, and nothing that counts."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from exams.models import Attempt, Result
from practice import actions
from practice.models import Card, Purpose, Round
from practice.rules.answering import GRACE, Refusal
from tests.conftest import NINE
from tests.practice.makers import answer, begin

MINUTE = timedelta(minutes=1)


@pytest.fixture
def mock(cast, pool):
    return begin(cast["li"], Purpose.MOCK)


def page(client, cast, address, at=NINE, **data):
    client.force_login(cast["li"].user)
    with time_machine.travel(at, tick=False):
        return client.post(address, data) if data else client.get(address)


def question(found, place=1):
    return reverse("practice:question", args=[found.ref, place])


def test_its_paper_is_drawn_by_kind_with_marks_and_time_in_proportion(mock):
    kinds = list(mock.items.values_list("revision__kind", "of"))
    assert kinds == [("single", 200), ("single", 200), ("multiple", 300), ("true_false", 200)]
    assert mock.deadline_at - mock.begun_at == 6 * MINUTE


def test_answers_may_change_and_nothing_is_told_before_it_is_handed_in(client, cast, mock):
    for given in ("0", "1"):
        answered = page(client, cast, question(mock), choice=given, to="2")
        assert answered.url == question(mock, 2)
    item = mock.items.get(place=1)
    assert (item.given, item.right) == ([1], None)
    shown = page(client, cast, question(mock)).content.decode()
    assert "释义" not in shown
    assert "正确答案" not in shown
    assert not Card.objects.exists()


def test_an_empty_answer_moves_on_and_a_strange_place_leads_to_a_real_one(client, cast, mock):
    assert page(client, cast, question(mock), to="999").url == question(mock, 4)
    assert page(client, cast, question(mock), to="-1").url == question(mock, 1)
    assert page(client, cast, question(mock), to="²").url == question(mock, 1)


def test_handing_in_gives_the_result_and_fills_the_book(client, cast, mock):
    for item in mock.items.select_related("revision"):
        answer(item, item.revision.kind == "single", now=NINE + MINUTE)
    mock.items.filter(revision__kind="true_false").update(given=None, answered_at=None)
    answered = page(client, cast, reverse("practice:end", args=[mock.ref]), NINE + MINUTE, x="1")
    shown = page(client, cast, answered.url, NINE + MINUTE).content.decode()
    assert "<b>5.5</b> 分" in shown  # two singles, and half for a subset
    assert "达到合格分" in shown
    assert "4 题中作答 3 题，答对 2 题" in shown
    assert shown.count("reviewed-stem") == 2
    assert set(Card.objects.in_book().values_list("revision__kind", flat=True)) == {"multiple"}


def test_handing_in_from_a_question_saves_what_stands_chosen_there(client, cast, mock):
    answered = page(client, cast, question(mock), choice="1", to="end")
    assert answered.url == reverse("practice:result", args=[mock.ref])
    mock.refresh_from_db()
    assert mock.closed_at == NINE
    assert mock.items.get(place=1).earned == 200


def test_the_deadline_closes_it_whoever_looks_next(client, cast, mock):
    answer(mock.items.get(place=1), right=True, now=mock.deadline_at)
    late = mock.deadline_at + GRACE + timedelta(seconds=1)
    with pytest.raises(actions.Refused) as refused:
        answer(mock.items.get(place=2), right=True, now=late)
    assert refused.value.reason == Refusal.CLOSED
    answered = page(client, cast, question(mock, 2), late, choice="1")
    assert answered.url == reverse("practice:result", args=[mock.ref])
    mock.refresh_from_db()
    assert mock.closed_at == mock.deadline_at
    assert mock.items.get(place=2).given is None
    assert [item.earned for item in mock.items.all()] == [200, 0, 0, 0]


def test_closing_twice_changes_nothing(mock):
    answer(mock.items.get(place=1), right=False)
    actions.close(mock, now=NINE + MINUTE)
    actions.close(mock, now=NINE + 2 * MINUTE)
    mock.refresh_from_db()
    assert mock.closed_at == NINE + MINUTE
    assert Card.objects.get().seen == 1


def test_while_it_runs_nothing_else_begins(client, cast, mock):
    assert begin(cast["li"], now=NINE + MINUTE) == mock
    answered = page(client, cast, reverse("practice:begin"), NINE + MINUTE, purpose="any")
    assert answered.url == question(mock)
    assert Round.objects.count() == 1
    after = begin(cast["li"], now=mock.deadline_at + MINUTE)
    mock.refresh_from_db()
    assert after != mock
    assert mock.closed_at == mock.deadline_at


def test_its_rules_are_told_before_and_former_ones_are_listed(client, cast, mock):
    actions.close(mock, now=NINE + MINUTE)
    before = page(client, cast, reverse("practice:mock")).content.decode()
    assert "6 分钟" in before
    assert "练习题库题量不足" in before
    assert "/ 9" in page(client, cast, reverse("practice:mocks")).content.decode()


def test_it_leaves_no_trace_among_the_exams(mock):
    actions.close(mock, now=NINE + MINUTE)
    assert not Attempt.objects.exists()
    assert not Result.objects.exists()
