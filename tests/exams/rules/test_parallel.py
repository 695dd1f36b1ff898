"""Parallel forms: apart, whole, alike, and sat in an order of one's own."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.rules.conduct import ActRefusal
from exams.rules.drawing import Cell, PaperInfeasible, PoolItem
from exams.rules.parallel import (
    Deal,
    Form,
    build,
    draw_form,
    expected,
    fits,
    in_force,
    predicted,
    reserve_refusal,
    seal_refusal,
    shared_between,
    spread,
    widest_overlap,
)
from exams.rules.purposes import Purpose, own_papers_refusal
from exams.rules.replacing import Basis, Sitter, Source, Step

STEPS = ("easy", "medium", "hard")
CELLS = [Cell("single", 6, 100), Cell("multiple", 3, 200)]
POOL = [PoolItem(n, "single", STEPS[n % 3], 4) for n in range(60)] + [
    PoolItem(n, "multiple", STEPS[n % 3], 4) for n in range(100, 130)
]
SHARES = {item.revision_id: expected(item.difficulty, facility=None, answers=0) for item in POOL}
SEEDS = [hashlib.sha256(bytes([n])).digest() for n in range(40)]


def papers(made, seed, *steps, pool=POOL):
    return Source(Basis(CELLS, pool, made), steps).papers_of(Sitter(seed))


def forms(count=4, seed=SEEDS[0]):
    """The last one is the reserve."""
    made = build(CELLS, POOL, seed, SHARES, Deal(count - 1))
    return [Form(n, n == count, questions) for n, questions in enumerate(made, 1)]


@given(st.binary(min_size=1, max_size=8), st.integers(1, 8))
def test_forms_share_no_question_and_each_is_what_the_blueprint_asks(seed, count):
    made = forms(count, seed)
    asked = [pk for form in made for pk in form.revisions]
    assert len(asked) == len(set(asked)) == 9 * count
    assert all(fits(form, CELLS, POOL) for form in made)


@given(st.binary(min_size=1, max_size=8))
def test_forms_differ_by_no_more_than_one_question_dealt_otherwise(seed):
    made = forms(4, seed)
    widest = (850 - 450) * 200 / 1200
    assert spread([predicted(form.questions, SHARES) for form in made]) <= round(widest)


def test_dealing_makes_forms_more_alike_than_chance():
    """Without dealing by difficulty the widest spread of forty tries is several times as wide."""
    dealt, chance = [], []
    flat = dict.fromkeys(SHARES, 500)
    for seed in SEEDS:
        for shares, found in ((SHARES, dealt), (flat, chance)):
            made = build(CELLS, POOL, seed, shares, Deal(3))
            found.append(spread([predicted(questions, SHARES) for questions in made]))
    assert 2 * sum(dealt) < sum(chance)


def test_too_small_a_bank_names_the_cell_that_is_short_for_all_forms_together():
    with pytest.raises(PaperInfeasible) as refused:
        forms(11)
    assert [(line.asked, line.short) for line in refused.value.supply] == [(66, 6), (33, 3)]


def test_observed_difficulty_counts_from_a_hundred_answers_on():
    assert expected("easy", facility=0.4, answers=99) == 850
    assert expected("easy", facility=0.4, answers=100) == 400
    assert expected("hard", facility=None, answers=500) == 450


def test_each_candidate_sits_one_of_the_forms_in_an_order_of_the_own():
    made = [form for form in forms() if not form.is_reserve]
    papers = [draw_form(made, POOL, seed) for seed in SEEDS]
    sat = {frozenset(place.revision_id for place in places) for places in papers}
    assert sat == {form.revisions for form in made}
    assert len({tuple(place.revision_id for place in places) for places in papers}) > 20
    assert [place.kind for place in papers[0]] == ["single"] * 6 + ["multiple"] * 3
    assert sum(place.marks for place in papers[0]) == 1200


def test_the_reserve_is_sat_by_all_from_its_step_on_and_by_nobody_before():
    made = forms()
    for seed in SEEDS[:10]:
        first, then = papers(made, seed, Step("r", frozenset(), True))
        assert {place.revision_id for place in then.places} == made[-1].revisions
        assert not {place.revision_id for place in first.places} & made[-1].revisions
        assert (first.step, then.step) == ("", "r")


def test_a_form_that_loses_a_question_is_not_sat_any_more():
    made = forms()
    gone = min(made[0].revisions)
    left = [item for item in POOL if item.revision_id != gone]
    assert [form.n for form in in_force(made, left, on_reserve=False)] == [2, 3]
    for seed in SEEDS[:10]:
        *_former, last = papers(made, seed, Step("a", frozenset({gone})))
        assert {place.revision_id for place in last.places} in [f.revisions for f in made[1:3]]


def test_without_a_form_left_there_is_no_paper():
    made = forms(2)
    gone = frozenset({min(made[0].revisions)})
    left = [item for item in POOL if item.revision_id not in gone]
    with pytest.raises(PaperInfeasible):
        papers(made, SEEDS[0], pool=left)
    (only,) = papers(made, SEEDS[0], Step("r", frozenset(), True), pool=left)
    assert {place.revision_id for place in only.places} == made[1].revisions


@pytest.mark.parametrize(
    ("sessions", "readers", "current", "refusal"),
    [
        (3, {1: 2, 2: 2, 3: 2, 4: 2}, True, None),
        (4, {1: 2, 2: 2, 3: 2, 4: 2}, True, ActRefusal.FORMS_TOO_FEW),
        (3, {1: 2, 2: 2, 3: 2, 4: 1}, True, ActRefusal.FORMS_UNREAD),
        (3, {1: 2, 2: 2, 3: 2, 4: 2}, False, ActRefusal.FORMS_OUTDATED),
    ],
)
def test_a_seal_asks_for_enough_forms_all_read_and_still_right(sessions, readers, current, refusal):
    found = seal_refusal(forms(), sessions=sessions, readers=readers, current=current)
    assert found == refusal


def test_a_form_with_other_marks_or_a_question_gone_is_not_right():
    form = forms()[0]
    (pk, marks), *rest = form.questions
    assert not fits(Form(1, False, ((pk, marks + 1), *rest)), CELLS, POOL)
    assert not fits(form, CELLS, [item for item in POOL if item.revision_id != pk])


def test_the_reserve_is_sat_once_and_before_anybody_begins():
    reserve = forms()[-1:]
    assert reserve_refusal(reserve, used=False, begun=False) is None
    assert reserve_refusal(reserve, used=True, begun=False) == ActRefusal.NO_RESERVE
    assert reserve_refusal([], used=False, begun=False) == ActRefusal.NO_RESERVE
    assert reserve_refusal(reserve, used=False, begun=True) == ActRefusal.ALREADY_STARTED


def dealt(deal, pool=POOL):
    made = build(CELLS, pool, SEEDS[0], SHARES, deal)
    return [Form(n, n == deal.forms + 1, questions) for n, questions in enumerate(made, 1)]


@pytest.mark.parametrize(("common", "shared"), [(0, 0), (3, 3), (5, 4), (9, 9)])
def test_forms_of_one_session_share_at_most_what_is_allowed(common, shared):
    """In proportion to the cells, rounded down: of five, three singles and one multiple choice."""
    made = dealt(Deal(4, sessions=2, common=common))
    assert all(fits(form, CELLS, POOL) for form in made)
    first, second, third, fourth, reserve = (form.revisions for form in made)
    assert len(first & third) == len(second & fourth) == shared
    assert not (first | third) & (second | fourth)
    assert not reserve & (first | second | third | fourth)
    assert widest_overlap(made) == shared
    assert not shared_between(made, 2, ())
    assert shared_between(made, 4, ()) is bool(shared)


def test_what_must_be_in_stands_on_every_form_and_is_no_fault():
    pool = [replace(item, is_required=item.revision_id in (5, 101)) for item in POOL]
    made = dealt(Deal(3, sessions=3), pool)
    assert all({5, 101} <= form.revisions for form in made)
    assert all(fits(form, CELLS, pool) for form in made)
    assert widest_overlap(made) == 2
    assert not shared_between(made, 3, {5, 101})
    assert shared_between(made, 3, {5})
    without = Form(1, False, tuple((pk, m) for pk, m in made[0].questions if pk != 5))
    assert not fits(without, CELLS, pool)


@pytest.mark.parametrize(
    ("purpose", "reason", "pool", "unobserved", "refusal"),
    [
        (Purpose.QUALIFICATION, "", "exam", 0, ActRefusal.FORMS_EXPECTED),
        (Purpose.APPOINTMENT, " ", "exam", 0, ActRefusal.FORMS_EXPECTED),
        (Purpose.QUALIFICATION, "仅一人", "exam", 1, ActRefusal.NOT_OBSERVED),
        (Purpose.QUALIFICATION, "仅一人", "exam", 0, None),
        (Purpose.ANNUAL, "", "exam", 3, ActRefusal.NOT_OBSERVED),
        (Purpose.ANNUAL, "", "exam", 0, None),
        (Purpose.ANNUAL, "", "practice", 0, ActRefusal.PRACTICE_POOL),
        (Purpose.PRACTICE, "", "practice", 9, None),
    ],
)
def test_when_a_paper_may_be_drawn_for_each_candidate(purpose, reason, pool, unobserved, refusal):
    found = own_papers_refusal(purpose, reason=reason, pool=pool, unobserved=unobserved)
    assert found == refusal
