"""Two windows at once on a real PostgreSQL: one round, one answer, one card."""

from __future__ import annotations

import pytest

from practice import actions
from practice.models import Card, Purpose, Round
from tests.conftest import NINE
from tests.exams.test_races import at_once
from tests.practice.makers import answer, begin, make_pool

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_of_ten_rounds_begun_at_once_one_is_open(cast, tree):
    make_pool(cast, tree)
    at_once([lambda: begin(cast["li"])] * 10, threads=10)
    assert Round.objects.open().count() == 1


def test_of_ten_mock_exams_begun_at_once_there_is_one(cast, tree):
    make_pool(cast, tree)
    made = at_once([lambda: begin(cast["li"], Purpose.MOCK)] * 10, threads=10)
    assert len({round_.ref for round_ in made}) == 1


def test_of_ten_answers_at_once_one_is_learnt_from(cast, tree):
    make_pool(cast, tree)
    item = begin(cast["li"]).items.first()

    def press():
        try:
            return answer(item, right=False)
        except actions.Refused:
            return None

    outcomes = at_once([press] * 10, threads=10)
    assert sum(outcome is not None for outcome in outcomes) == 1
    assert Card.objects.get().seen == 1


def test_of_ten_hand_ins_at_once_one_is_learnt_from(cast, tree):
    make_pool(cast, tree)
    mock = begin(cast["li"], Purpose.MOCK)
    answer(mock.items.first(), right=False)
    at_once([lambda: actions.close(mock, now=NINE)] * 10, threads=10)
    assert Card.objects.get().seen == 1
