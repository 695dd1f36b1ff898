"""An officer's conduct record: what is on it, and what of it counts.

Only confirmed entries count; an entry to which the officer objects counts for nothing until that is
decided. A fault's effect on a certificate is a decision of its own, by the competent organ.

Sources: plan art. 30 (评议考核结果要作为执法人员奖励惩处、晋职晋级的重要依据), art. 33
(过错责任追究), art. 46 (依法行政情况: annulled decisions, court appearances), art. 51 (表彰奖励).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from qualifications.rules.deeds import Refusal


class ConductState(StrEnum):
    """What an entry is."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    OBJECTED = "objected"
    ANNULLED = "annulled"


class ConductStep(StrEnum):
    """What happens to an entry."""

    CONFIRM = "confirm"
    OBJECT = "object"
    REJECT = "reject"
    ANNUL = "annul"


LEADS_TO = {
    ConductStep.CONFIRM: ConductState.CONFIRMED,
    ConductStep.OBJECT: ConductState.OBJECTED,
    ConductStep.REJECT: ConductState.CONFIRMED,
    ConductStep.ANNUL: ConductState.ANNULLED,
}
FROM = {
    ConductStep.CONFIRM: frozenset({ConductState.PENDING}),
    ConductStep.OBJECT: frozenset({ConductState.PENDING, ConductState.CONFIRMED}),
    ConductStep.REJECT: frozenset({ConductState.OBJECTED}),
    ConductStep.ANNUL: frozenset(ConductState) - {ConductState.ANNULLED},
}

# What makes an entry count is the word of another person than who entered it.
ANOTHER_HAND = frozenset({ConductStep.CONFIRM, ConductStep.REJECT})


def state_of(steps: Sequence[str]) -> ConductState:
    """What an entry is after its steps. Twin: `ConductQuerySet.with_state`."""
    return LEADS_TO[ConductStep(steps[-1])] if steps else ConductState.PENDING


def step_refusal(
    step: ConductStep, steps: Sequence[str], *, is_own: bool, is_same_hand: bool
) -> Refusal | None:
    """Why a step is refused. The officer alone objects, once, and decides nothing; who entered it
    neither confirms it nor decides on the objection to it."""
    if is_own != (step is ConductStep.OBJECT):
        return Refusal.OWN_MATTER if is_own else Refusal.STATE
    if state_of(steps) not in FROM[step]:
        return Refusal.STATE
    if step is ConductStep.OBJECT and ConductStep.OBJECT.value in steps:
        return Refusal.ALREADY_OBJECTED
    if step in ANOTHER_HAND and is_same_hand:
        return Refusal.SAME_HAND
    return None
