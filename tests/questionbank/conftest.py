"""A wording, a draft, a submitted and an approved question on 示范法."""

from dataclasses import replace

import pytest

from questionbank import actions
from questionbank.rules.wording import Difficulty, Kind, Wording
from statutes.rules.references import Reference
from tests.conftest import NINE
from tests.remembered import remembered
from tests.statutes.conftest import law

__all__ = ["law"]

SINGLE = Wording(
    kind=Kind.SINGLE,
    stem="当场收缴的罚款，应当自收缴之日起几日内交至行政机关？",
    options=("一日", "二日", "三日", "五日"),
    difficulty=Difficulty.MEDIUM,
    right=(1,),
    rationale="第一条定为二日。",
    citations=(Reference("示范法", 1),),
)
TRUE_FALSE = Wording(
    kind=Kind.TRUE_FALSE,
    stem="复议期间停止执行。",
    options=(),
    difficulty=Difficulty.EASY,
    right=(1,),
    rationale="第二条规定复议期间不停止执行。",
    citations=(Reference("示范法", 2),),
)
MULTIPLE = replace(
    SINGLE,
    kind=Kind.MULTIPLE,
    stem="下列属于示范法规定的有：",
    options=("罚款收缴", "行政复议", "行政诉讼", "国家赔偿"),
    right=(0, 1),
    citations=(Reference("示范法", 1), Reference("示范法", 2)),
)


@pytest.fixture
@remembered
def draft(law, cast, tree):
    return actions.add_question(SINGLE, agency=tree.city, author=cast["setter"], now=NINE)


@pytest.fixture
@remembered
def submitted(draft, cast):
    return actions.submit(draft, author=cast["setter"], now=NINE)


@pytest.fixture
@remembered
def approved(submitted, cast):
    return actions.approve(submitted, reviewer=cast["reviewer"], now=NINE)
