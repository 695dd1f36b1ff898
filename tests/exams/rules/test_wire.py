"""What a browser may send: exactly this, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from exams.rules.keeping import Operation
from exams.rules.wire import Malformed, read_batch

GOOD = {
    "op_id": "0" * 31 + "a",
    "epoch": 1,
    "seq": 1000,
    "place": 3,
    "choices": ["ab12"],
    "flag": True,
    "mono_ms": 5,
}


def test_a_good_operation_is_read_as_it_stands():
    assert read_batch({"ops": [GOOD]}) == [
        Operation("0" * 31 + "a", 1, 1000, 3, ("ab12",), True, 5),
    ]


def test_what_was_typed_into_a_blank_is_read_to_the_letter():
    typed = ["ab12= ２日=“e\u0301” 😀", "cd34=一\n" + "长" * 2998]
    assert read_batch({"ops": [GOOD | {"choices": typed}]})[0].choices == tuple(typed)


def test_no_operations_ask_for_news_only():
    assert read_batch({"ops": []}) == []


@pytest.mark.parametrize("body", [None, [], "ops", {}, {"ops": {}}, {"ops": [], "more": 1}])
def test_another_body_is_refused(body):
    with pytest.raises(Malformed):
        read_batch(body)


@pytest.mark.parametrize(
    "fault",
    [
        {"op_id": "A" * 32},
        {"op_id": "0" * 31},
        {"op_id": 7},
        {"epoch": 0},
        {"epoch": "1"},
        {"epoch": True},
        {"seq": 1.0},
        {"seq": 2**31},
        {"place": 0},
        {"place": 2**15},
        {"choices": "ab12"},
        {"choices": ["ab12 "]},
        {"choices": [None]},
        {"choices": ["\ud800"]},
        {"choices": ["a"] * 27},
        {"choices": ["ab="]},
        {"choices": ["ab=" + "长" * 3001]},
        {"choices": ["ab=一\r\n二"]},
        {"choices": ["ab=\x00"]},
        {"choices": ["ab=\ud800"]},
        {"choices": ["=二日"]},
        {"flag": 1},
        {"flag": None},
        {"mono_ms": -1},
        {"roles": ["admin"]},
    ],
    ids=str,
)
def test_a_field_of_another_shape_refuses_the_whole_batch(fault):
    with pytest.raises(Malformed):
        read_batch({"ops": [GOOD, GOOD | fault]})


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_missing_field_refuses_the_batch(name):
    with pytest.raises(Malformed):
        read_batch({"ops": [{key: value for key, value in GOOD.items() if key != name}]})


anything = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(),
    lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner),
    max_leaves=8,
)


@given(anything, some.sampled_from(sorted(GOOD)))
def test_whatever_comes_it_is_read_or_refused(value, name):
    for body in (value, {"ops": value}, {"ops": [value]}, {"ops": [GOOD | {name: value}]}):
        try:
            operations = read_batch(body)
        except Malformed:
            continue
        assert all(isinstance(op, Operation) for op in operations)
