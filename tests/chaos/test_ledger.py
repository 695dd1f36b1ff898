"""The ledger finds whatever must not be: each kind of loss is planted once."""

from __future__ import annotations

import pytest

from chaos.ledger import Kept, Ledger, Sent, compare

ONE = Sent("a1", 1, 1001, 1, ("x",))
TWO = Sent("a2", 1, 1002, 1, ("y",))
OLD = Sent("a3", 1, 1003, 2, ("x",), fenced=True)
MADE = ("a1", "a2", "a3")


def kept(sent, disposition="applied", **other):
    columns = {"op_id": sent.op_id, "seq": sent.seq, "choices": sent.choices} | other
    return Kept(epoch=1, place=sent.place, disposition=disposition, **columns)


def found(stored, *, made=MADE, acknowledged=((ONE, "applied"), (TWO, "applied"))):
    ledger = Ledger()
    for sent, disposition in acknowledged:
        ledger.acknowledge("r", sent, disposition)
    return dict(compare(ledger, {"r": stored}, made))


def test_what_is_as_it_was_acknowledged_is_no_fault():
    assert found([kept(ONE), kept(TWO)]) == {}


@pytest.mark.parametrize(
    ("stored", "fault"),
    [
        ([kept(ONE)], "acknowledged and lost"),
        ([kept(ONE), kept(TWO, choices=("z",))], "stored otherwise than acknowledged"),
        ([kept(ONE), kept(TWO, "stale")], "stored otherwise than acknowledged"),
        ([kept(ONE), kept(TWO), kept(TWO, op_id="b9", seq=1009)], "stored and nobody's"),
        ([kept(ONE), kept(TWO), kept(ONE, op_id="a3", seq=1009)], "answers differ"),
        ([kept(ONE), kept(TWO), kept(TWO, op_id="a3")], "stored twice"),
    ],
)
def test_every_difference_is_found(stored, fault):
    assert fault in found(stored)


@pytest.mark.parametrize(
    ("acknowledged", "fault"),
    [
        (((ONE, "applied"), (ONE, "stale")), "disposition changed"),
        (((OLD, "applied"),), "fenced computer wrote"),
    ],
)
def test_what_a_browser_must_not_be_told_is_found(acknowledged, fault):
    assert fault in found([], acknowledged=acknowledged)


def test_two_receipts_that_differ_are_found():
    ledger = Ledger()
    for head in ((5, "h"), (5, "h"), (6, "i")):
        ledger.hand_in("r", head)
    assert ledger.seen == {"receipt changed": 1}
