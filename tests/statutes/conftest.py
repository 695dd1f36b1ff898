"""A small law in two versions."""

from datetime import date

import pytest

from statutes import actions
from statutes.rules.dates import Dates
from statutes.rules.texts import parse
from tests.conftest import NINE
from tests.remembered import remembered

LAW = """# 中华人民共和国示范法

## 第一章　总则

**第一条**　当场收缴的罚款，应当自收缴之日起二日内交至行政机关。

**第二条**　对处罚决定不服的，可以自知道之日起六十日内申请行政复议。

复议期间不停止执行。

## 第二章　附则

**第三条**　本法自2020年1月1日起施行。
"""


@remembered
def take_in(text, label, day, *, repealed=None):
    dates = Dates(label, None, day, repealed, "第三条")
    version, _ = actions.import_version(parse(text), dates, source="", actor_id=None, now=NINE)
    return version


@pytest.fixture
def law(db):
    """示范法 as promulgated, in force since 2020."""
    return take_in(LAW, "2020年公布", date(2020, 1, 1))
