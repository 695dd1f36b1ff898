"""Whether somebody may sit an exam again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from exams.rules.conduct import ActRefusal


def resit_refusal(
    failed_on: Sequence[date], *, day: date, resits: int | None, wait_days: int
) -> ActRefusal | None:
    """Why somebody may not sit on `day`, or None.

    `failed_on` are the days of that year on which the person sat an exam of the same blueprint and
    failed; the first was no resit. `resits` is None where there is no limit. After `wait_days` days
    one may sit again. Source: house default; the numbers are the city's dated policy.
    """
    if not failed_on:
        return None
    if resits is not None and len(failed_on) > resits:
        return ActRefusal.RESITS_USED_UP
    is_early = day < max(failed_on) + timedelta(days=wait_days)
    return ActRefusal.RESIT_TOO_EARLY if is_early else None
