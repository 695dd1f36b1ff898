"""What a paper earns never depends on an order: of answers saved, options shown, places."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as some

from exams.rules.drawing import Place
from exams.rules.keeping import Disposition, Stored, fold
from exams.rules.marking import mark_paper, total

KINDS = ("single", "multiple", "true_false")
SCORING = {
    "single": "deduct_wrong:50",
    "multiple": "share_for_subset",
    "true_false": "all_or_nothing",
}
OPTIONS = 4


@some.composite
def papers(draw):
    """Places with keys, and for each the options that were chosen time after time."""
    kinds = draw(some.lists(some.sampled_from(KINDS), min_size=1, max_size=6))
    keys, answers = {}, []
    for n in range(1, len(kinds) + 1):
        options = some.frozensets(some.integers(0, OPTIONS - 1), max_size=OPTIONS)
        keys[n] = tuple(sorted(draw(options.filter(bool))))
        answers.append(draw(some.lists(options, max_size=3)))
    return kinds, keys, answers


def place(n, kind, order):
    tokens = tuple(f"{n}-{option}" for option in order)
    return Place(place=n, revision_id=n, kind=kind, marks=200, order=order, tokens=tokens)


def log_of(answers):
    """Every choice as it was saved, the later ones with higher numbers."""
    return [
        Stored(n, 1, 1000 * n + seq, tuple(f"{n}-{o}" for o in chosen), False, Disposition.APPLIED)
        for n, times in enumerate(answers, 1)
        for seq, chosen in enumerate(times)
    ]


@settings(max_examples=40)
@given(paper=papers(), chance=some.randoms(use_true_random=False))
def test_marks_never_depend_on_any_order(paper, chance):
    kinds, keys, answers = paper
    log = log_of(answers)
    straight = [place(n, kind, tuple(range(OPTIONS))) for n, kind in enumerate(kinds, 1)]
    expected = mark_paper(straight, fold(log), keys, SCORING, {})
    mixed = []
    for each in straight:
        order = list(each.order)
        chance.shuffle(order)
        mixed.append(place(each.place, each.kind, tuple(order)))
    chance.shuffle(mixed)
    shuffled = [
        Stored(
            row.place, row.epoch, row.seq, tuple(chance.sample(row.choices, len(row.choices))),
            row.flag, row.disposition,
        )
        for row in chance.sample(log, len(log))
    ]  # fmt: skip
    found = mark_paper(mixed, fold(shuffled), keys, SCORING, {})
    assert found == expected
    assert total(found) == total(expected) >= 0
