"""Pages of the room `practice`: everybody has their own, nobody another's."""

from __future__ import annotations

from practice.models import Purpose
from questionbank import actions as bank
from tests.conftest import NINE
from tests.matrix import NOT_ALLOWED, Row, everybody
from tests.practice.makers import answer_all, begin, make_pool
from tests.questionbank.test_pictures import picture

OWN = {"li": 200}


def pool(world):
    return make_pool(world.cast, world.tree)


def a_round(world):
    pool(world)
    return {"ref": begin(world.cast["li"]).ref}


def a_place(world):
    return a_round(world) | {"place": 1}


def a_closed_round(world):
    pool(world)
    return {"ref": answer_all(begin(world.cast["li"]), right=False).ref}


def a_card(world):
    questions = pool(world)
    answer_all(begin(world.cast["li"]), right=False)
    return {"code": questions[0].question.code}


def a_picture(world):
    """A picture of the bank that no question put to anybody shows."""
    setter = world.cast["setter"]
    held = bank.add_picture(picture(), agency=world.tree.city, actor=setter, now=NINE)
    return a_card(world) | {"sha256": held.sha256}


def with_a_pool(world):
    pool(world)
    return {}


ROWS = [
    Row("practice:practice", url=with_a_pool, get=everybody(200)),
    Row(
        "practice:begin",
        url=with_a_pool,
        get=NOT_ALLOWED,
        # 区农业农村局 and 东河区 lie below the city, whose bank everybody practises with.
        post=everybody(302),
        data=lambda world: {"purpose": Purpose.ANY.value},
    ),
    Row("practice:mock", url=with_a_pool, get=everybody(200)),
    Row("practice:mocks", get=everybody(200)),
    Row(
        "practice:question",
        url=a_place,
        get=everybody(404, **OWN),
        post=everybody(404, li=422),
    ),
    Row("practice:end", url=a_round, get=NOT_ALLOWED, post=everybody(404, li=302)),
    Row("practice:result", url=a_closed_round, get=everybody(404, **OWN)),
    Row("practice:book", get=everybody(200)),
    Row("practice:book_sheet", get=everybody(200)),
    Row("practice:card", url=a_card, get=everybody(404, **OWN)),
    Row("practice:take_out", url=a_card, get=NOT_ALLOWED, post=everybody(404, li=302)),
    Row("practice:picture", url=a_picture, get=everybody(404)),
    Row("practice:forget", get=everybody(200), post=everybody(302)),
]
