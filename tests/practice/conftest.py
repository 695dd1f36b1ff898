from dataclasses import replace
from datetime import date

import pytest

from statutes.rules.references import Reference
from tests.practice.makers import approved, make_pool
from tests.questionbank.conftest import SINGLE
from tests.statutes.conftest import LAW, take_in


@pytest.fixture
def pool(cast, tree):
    return make_pool(cast, tree)


@pytest.fixture
def law_2(pool, cast, tree):
    """另一法 with a question of its own, and a topic."""
    version = take_in(LAW.replace("示范法", "另一法"), "2020年公布", date(2020, 1, 1))
    wording = replace(
        SINGLE, stem="另一法所定期限是几日？", citations=(Reference("另一法", 1),),
        topics=("行政处罚/期限",),
    )  # fmt: skip
    return version.statute, approved(cast, tree.city, wording)
