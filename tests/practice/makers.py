"""A practice pool of the city on 示范法, by the bank's own actions; and answered rounds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from practice import actions
from practice.models import Card, Purpose
from questionbank import actions as bank
from questionbank.models import Pool
from questionbank.rules.wording import Kind
from tests.conftest import NINE
from tests.questionbank.conftest import MULTIPLE, SINGLE, TRUE_FALSE
from tests.remembered import remembered
from tests.statutes.conftest import LAW, take_in

RIGHT = {"single": [1], "multiple": [0, 1], "true_false": [1], "fill_in": ["二日", "书面"]}
WRONG = {"single": [0], "multiple": [0], "true_false": [0], "fill_in": ["三日", ""]}
FILL_IN = replace(
    SINGLE, kind=Kind.FILL_IN, stem="罚款____内交至行政机关，形式为____。", options=(), right=(),
    blanks=(("二日", "2日"), ("书面",)),
)  # fmt: skip


@remembered
def make_pool(cast, tree, *, singles=2, pool=Pool.PRACTICE):
    """Approved questions: some singles on 第一条, a multiple, a true/false on 第二条, a fill-in."""
    take_in(LAW, "2020年公布", date(2020, 1, 1))
    words = [replace(SINGLE, stem=f"{n}．{SINGLE.stem}") for n in range(singles)]
    return [
        approved(cast, tree.city, wording, pool=pool)
        for wording in (*words, MULTIPLE, TRUE_FALSE, FILL_IN)
    ]


def approved(cast, agency, wording, *, pool=Pool.PRACTICE):
    """One question that has been reviewed."""
    revision = bank.add_question(wording, agency=agency, author=cast["setter"], now=NINE, pool=pool)
    revision = bank.submit(revision, author=cast["setter"], now=NINE)
    return bank.approve(revision, reviewer=cast["reviewer"], now=NINE)


def begin(person, purpose=Purpose.ANY, *, now=NINE, **wish):
    """A round."""
    return actions.begin(person, actions.Wish(purpose, **wish), now=now)


def answer(item, right, *, now=NINE):
    given = (RIGHT if right else WRONG)[item.revision.kind]
    return actions.answer(item, given, now=now)


def answer_all(round_, right=True, *, now=NINE):
    """Every question of the round, alike."""
    for item in round_.items.all():
        answer(item, right, now=now)
    round_.refresh_from_db()
    return round_


def card_of(person, revision):
    return Card.objects.get(person=person, question=revision.question)
