"""The order in which shuffled questions are tried."""

from __future__ import annotations

import hashlib
from collections import Counter

from exams.rules.allotting import in_turn
from exams.rules.drawing import Cell, PoolItem, draw
from exams.rules.generator import Generator

SEEDS = [hashlib.sha256(n.to_bytes(2, "big")).digest() for n in range(300)]


def item(pk, exposure=0, *, spent=False):
    return PoolItem(pk, "single", "easy", 4, exposure=exposure, is_spent=spent)


def test_of_two_the_less_exposed_is_always_first():
    for seed in SEEDS[:40]:
        first, then = in_turn([[item(1, 3), item(2, 5)]], (), Generator(seed))
        assert (first.revision_id, then.revision_id) == (1, 2)


def test_what_is_spent_and_what_was_seen_stand_behind_in_this_order():
    steps = [[item(1), item(3), item(4)], [item(2, spent=True), item(5, spent=True)]]
    for seed in SEEDS[:20]:
        found = [found.revision_id for found in in_turn(steps, {1, 5}, Generator(seed))]
        assert set(found[:2]) == {3, 4}
        assert found[2] == 2
        assert set(found[3:]) == {1, 5}


def test_the_less_exposed_are_drawn_more_often_but_not_alone():
    pool = [item(n, exposure=100 * (n < 10)) for n in range(20)]
    cells = [Cell("single", 5, 100)]
    drawn = Counter(place.revision_id >= 10 for seed in SEEDS for place in draw(cells, pool, seed))
    assert 0.65 < drawn[True] / drawn.total() < 0.85


def test_seen_questions_fill_the_paper_only_where_nothing_else_is_left():
    pool = [item(n) for n in range(8)]
    for seed in SEEDS[:40]:
        paper = {p.revision_id for p in draw([Cell("single", 5, 100)], pool, seed, {0, 1, 2, 3, 4})}
        assert {5, 6, 7} < paper
        assert len(paper) == 5
