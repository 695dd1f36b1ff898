"""Questions that the bank keeps apart never stand on one paper."""

from __future__ import annotations

import pytest

from exams.actions import sealing
from exams.actions.signing import ActRefused
from exams.models import Paper
from exams.rules.apart import one_of_each
from exams.rules.conduct import ActRefusal
from exams.rules.drawing import PoolItem
from questionbank import actions
from questionbank.models import Question, Revision
from tests.conftest import NINE
from tests.exams.makers import make_bank, make_exam, make_ready


def items(*numbers):
    return [PoolItem(n, "single", "easy", 4) for n in numbers]


def left(pool, groups, used=None):
    named = {pk: frozenset(own) for pk, own in groups.items()}
    return [item.revision_id for item in one_of_each(pool, named, used or {})]


def test_of_a_group_the_least_used_stays_and_what_is_in_none_is_untouched():
    groups = {1: {7}, 2: {7}, 3: {7}}
    assert left(items(4, 3, 2, 1), groups) == [4, 1]
    assert left(items(1, 2, 3, 4), groups, {1: 9, 2: 5, 3: 9, 4: 99}) == [2, 4]


def test_a_question_of_two_groups_keeps_the_others_of_both_out_or_gives_way():
    groups = {1: {7, 8}, 2: {7}, 3: {8}}
    assert left(items(1, 2, 3), groups) == [1]
    assert left(items(1, 2, 3), groups, {1: 1}) == [2, 3]


def apart(cast, *codes):
    return actions.keep_apart(
        Question.objects.filter(code__in=codes),
        reason="互相提示",
        agency=cast["setter"].agency,
        actor=cast["reviewer"],
        now=NINE,
    )


def codes_on_papers(session):
    """The codes that stand on each paper of the session."""
    code = dict(Revision.objects.values_list("pk", "question__code"))
    bodies = Paper.objects.filter(paper_of__session=session).values_list("body", flat=True)
    return [{code[place["revision"]] for place in body["places"]} for body in bodies]


@pytest.mark.django_db
def test_no_paper_has_two_of_a_group(cast):
    make_bank(cast, singles=6)
    together = {"single-0", "single-1", "single-2"}  # four of the six are drawn
    apart(cast, *together)
    _exam, session = make_ready(cast, cast["li"], cast["wang"])
    papers = codes_on_papers(session)
    assert len(papers) == 2
    assert all(len(codes & together) == 1 for codes in papers)


@pytest.mark.django_db
def test_a_group_of_after_the_seal_holds_from_the_lock_on(cast):
    make_bank(cast, singles=5)
    _exam, session = make_ready(cast, cast["li"], papers=False)
    apart(cast, "single-0", "single-1")
    snapshot = sealing.snapshot_of(session)
    assert len(session.roster_lock.snapshot["pool"]) == len(snapshot["pool"]) + 1


@pytest.mark.django_db
def test_a_group_that_ended_binds_nobody_and_one_in_force_may_leave_too_few(cast):
    make_bank(cast, singles=4)
    group = apart(cast, "single-0", "single-1")
    exam = make_exam(cast)
    with pytest.raises(ActRefused) as refused:
        sealing.sign_seal(exam, actor=cast["exam_officer"], now=NINE)
    assert refused.value.reason is ActRefusal.INFEASIBLE
    actions.let_meet(group, actor=cast["reviewer"], now=NINE)
    sealing.sign_seal(exam, actor=cast["exam_officer"], now=NINE)
