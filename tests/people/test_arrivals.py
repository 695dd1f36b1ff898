"""Lists of agencies, judged without a database."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from exchange.rules import Row, Standing
from people.rules.arrivals import AgencyFacts, Place, judge_agencies, parents_first

CODES = ["A", "B", "C", "D", "E"]
FACTS = AgencyFacts({"R": Place(1, "0001", "R", "根", "市")}, frozenset({"R"}))


@st.composite
def branches(draw):
    """Rows with distinct codes whose parents are anything: the root, each other, nobody."""
    codes = draw(st.lists(st.sampled_from(CODES), unique=True, max_size=5))
    parents = [draw(st.sampled_from([*CODES, "R", "Z"])) for _ in codes]
    return [
        Row(n, {"code": code, "name": "甲", "parent": parent, "kind": "部门"})
        for n, (code, parent) in enumerate(zip(codes, parents, strict=True), start=2)
    ]


def leads_to_root(row, by_code):
    steps = 0
    while row.get("parent") != "R":
        row, steps = by_code.get(row.get("parent")), steps + 1
        if row is None or steps > len(by_code):
            return False
    return True


@given(branches())
def test_what_is_new_hangs_on_the_record_by_an_unbroken_chain(rows):
    by_code = {row.get("code"): row for row in rows}
    for row, finding in zip(rows, judge_agencies(rows, (), FACTS), strict=True):
        assert (finding.standing is Standing.NEW) == leads_to_root(row, by_code)


@given(branches())
def test_every_parent_is_entered_before_its_children(rows):
    findings = judge_agencies(rows, (), FACTS)
    new = [r for r, f in zip(rows, findings, strict=True) if f.standing is Standing.NEW]
    ordered = parents_first(new)
    assert sorted(r.n for r in ordered) == sorted(r.n for r in new)
    for place, row in enumerate(ordered):
        assert row.get("parent") == "R" or row.get("parent") in {
            earlier.get("code") for earlier in ordered[:place]
        }
