"""Chains as plain values: what is a fault, and at which row it is found."""

from dataclasses import replace

import pytest

from journal.rules import Row, base_of, canonical, first_fault, link

BASE = base_of("city")


def chain(length, base=BASE):
    rows, previous = [], base
    for n in range(1, length + 1):
        body = {"act": f"act {n}"}
        rows.append(Row(n, body, previous, link(previous, n, body)))
        previous = rows[-1].hash
    return rows


def fault_of(rows, whole, **more):
    return first_fault(rows, base=BASE, head_n=len(whole), head_hash=whole[-1].hash, **more)


def test_a_whole_chain_has_no_fault():
    rows = chain(5)
    assert fault_of(rows, rows) is None
    assert first_fault([], base=BASE, head_n=0, head_hash=BASE) is None


@pytest.mark.parametrize(
    ("spoil", "n", "why"),
    [
        (lambda rows: rows[:2] + rows[3:], 3, "missing"),
        (lambda rows: rows[1:], 1, "missing"),
        (lambda rows: rows[:4], 5, "missing"),
        (lambda rows: [], 1, "missing"),
        (lambda rows: [*rows[:2], replace(rows[2], body={"act": "x"}), *rows[3:]], 3, "altered"),
        (lambda rows: [*rows[:2], replace(rows[2], previous=BASE), *rows[3:]], 3, "follow"),
        (lambda rows: [rows[0], rows[2], rows[1], *rows[3:]], 2, "missing"),
        (lambda rows: chain(5, base_of("agency:1")), 1, "follow"),
        (lambda rows: [*rows, *chain(6)[5:]], 6, "beyond"),
    ],
)
def test_the_first_row_that_does_not_fit_is_named(spoil, n, why):
    rows = chain(5)
    fault = fault_of(spoil(rows), rows)
    assert fault.n == n
    assert why in fault.why


def test_a_chain_computed_anew_differs_from_its_head_and_from_its_seals():
    whole = chain(5)
    forged, previous = [], BASE
    for n in range(1, 6):
        body = {"act": "forged" if n == 2 else f"act {n}"}
        forged.append(Row(n, body, previous, link(previous, n, body)))
        previous = forged[-1].hash
    assert fault_of(forged, whole).n == 5
    assert fault_of(forged, forged) is None
    assert fault_of(forged, forged, sealed={1: whole[0].hash, 3: whole[2].hash}).n == 3


def test_a_chain_shorter_than_a_seal_saw_has_lost_its_end():
    whole = chain(5)
    assert fault_of(whole[:3], whole[:3], sealed={5: whole[4].hash}).n == 4


@pytest.mark.parametrize("value", [1.0, {"a": [1, 2.5]}, {1: "one"}, {"a": ({"b": {2: 1}},)}])
def test_a_value_that_two_programs_may_write_differently_is_refused(value):
    with pytest.raises(TypeError):
        canonical(value)


def test_the_canonical_form_does_not_depend_on_the_order_of_keys():
    assert canonical({"b": (1, "中"), "a": True}) == '{"a":true,"b":[1,"中"]}'.encode()
