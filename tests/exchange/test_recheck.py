"""Mending one row checks what hangs together with it, and finds what a check of all would find."""

from __future__ import annotations

import random

import pytest

from exchange import kinds
from exchange.actions import staging
from exchange.rules import Refused, Resolution, Row
from tests.conftest import NINE
from tests.exchange import files
from tests.exchange.conftest import stage
from tests.people.test_add_person import numbered

NUMBERS = ["", "", numbered("21010219900307123"), numbered("21010219910307124"), "123"]
NAMES = ["孙新", "吴立", "李青"]
CODES = ["N1", "N2", "N3", "C01", "?"]


def found(job):
    return {row.n: (row.standing, row.faults, row.candidates) for row in job.rows.all()}


def found_anew(job, kind):
    """What a check of the whole import says of the rows as they stand."""
    rows = [Row(row.n, row.cells, Resolution(row.resolution)) for row in job.rows.all()]
    return {
        row.n: (
            str(finding.standing),
            [fault.as_json() for fault in finding.faults],
            [{"key": c.key, "label": c.label} for c in finding.candidates],
        )
        for row, finding in zip(rows, kind.check(rows, job.uploaded_by_id, NINE), strict=True)
    }


def persons(dice):
    data = [files.person(dice.choice(NAMES), identity=dice.choice(NUMBERS)) for _ in range(8)]
    return files.persons(*data), {"name": NAMES, "identity": NUMBERS}


def agencies(dice):
    rows = [[dice.choice(CODES), "某队", dice.choice(CODES), "部门"] for _ in range(8)]
    return files.agencies(*rows), {"code": CODES, "parent": CODES}


@pytest.mark.parametrize("made", [persons, agencies])
@pytest.mark.parametrize("seed", range(4))
def test_after_every_change_the_preview_says_what_a_check_of_all_rows_says(cast, made, seed):
    dice = random.Random(seed)  # noqa: S311  # the same throws every time
    data, cells = made(dice)
    job, kind = stage(made.__name__, data, cast["agency_admin"]), kinds.kind_named(made.__name__)
    for _ in range(12):
        row = dice.choice(list(job.rows.all()))
        try:
            if dice.random() < 0.3:
                wanted = dice.choice([Resolution.SKIP, Resolution.NONE, Resolution.DIFFERENT])
                staging.resolve(job, kind, [row.n], wanted, now=NINE)
            else:
                column = dice.choice(list(cells))
                staging.mend(job, kind, row.n, {column: dice.choice(cells[column])}, now=NINE)
        except Refused:
            continue
        assert found(job) == found_anew(job, kind)


def test_a_row_alone_is_checked_alone(cast):
    rows = [files.person(f"孙{n}") for n in "甲乙丙丁戊己庚辛"]
    job = stage("persons", files.persons(*rows), cast["agency_admin"])
    kind, checked = kinds.kind_named("persons"), []
    check = kind.check
    kind.check = lambda rows, *rest: checked.append([row.n for row in rows]) or check(rows, *rest)
    staging.mend(job, kind, 4, {"name": "孙乙"}, now=NINE)
    assert checked == [[3, 4]]  # the row itself, and the namesake that it has got
    staging.mend(job, kind, 6, {"name": "吴立"}, now=NINE)
    assert checked[1:] == [[6]]
