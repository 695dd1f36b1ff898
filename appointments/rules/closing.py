"""Whether a case may be closed as it is to be.

Source: plan 2010-2014 art. 46 (考查和测试结果应当作为任职的依据).
"""

from __future__ import annotations

from dataclasses import dataclass

from appointments.rules.terms import CaseState, Refusal
from appointments.rules.testing import Standing


@dataclass(frozen=True)
class Ground:
    """What a conclusion would rest on."""

    standing: Standing
    dossier_signed: bool
    sheet_signed: bool
    overridden: bool


def closing_refusal(outcome: CaseState, ground: Ground) -> Refusal | None:
    """Why the case may not be closed with this outcome, or None.

    Withdrawn it may always be. Any finding rests on a signed dossier. *Recommended* asks further
    for a valid pass on a sheet that all offices signed, or a waiver with its reason; without either
    only a named person's override opens the way, and its reason is printed.
    """
    if outcome is CaseState.WITHDRAWN:
        return None
    if not ground.dossier_signed:
        return Refusal.DOSSIER_UNSIGNED
    if outcome is CaseState.NOT_RECOMMENDED or ground.overridden:
        return None
    if ground.standing is Standing.WAIVED:
        return None
    if ground.standing is not Standing.PASSED:
        return Refusal.TEST_MISSING
    return None if ground.sheet_signed else Refusal.SHEET_UNSIGNED


def override_refusal(ground: Ground) -> Refusal | None:
    """Why there is nothing to override: a valid result or a waiver stands, or it is done."""
    if ground.overridden:
        return Refusal.OVERRIDDEN
    stands = ground.standing in (Standing.PASSED, Standing.WAIVED)
    return Refusal.NOTHING_TO_OVERRIDE if stands else None
