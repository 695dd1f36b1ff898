"""What of a sealed exam may still be changed, until when, and what then stands.

The sealed content never changes: amendments are folded over it, each the values before and after.
Source: the product's threat 38 (`docs/threats.md`); which values may change is a house default.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from exams.rules.conduct import ActRefusal

RULES = (
    "duration_minutes",
    "pass_marks",
    "entry_minutes",
    "grace_seconds",
    "full_duration",
    "own_takeover",
    "open_book",
    "review_policy",
)
SESSIONS = "sessions"
AMENDABLE = frozenset({*RULES, SESSIONS})


@dataclass(frozen=True)
class Underway:
    """The refs of the sessions that cannot be moved any more: begun by somebody, or published."""

    begun: frozenset[str]
    published: frozenset[str]


def folded(sealed: Mapping[str, Any], amendments: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The content in force: the sealed one, with what each amendment in order put in its place."""
    standing = dict(sealed)
    for amendment in amendments:
        standing |= amendment["after"]
    return standing


def moved(before: Collection[Mapping[str, Any]], after: Collection[Mapping[str, Any]]) -> set[str]:
    """The refs of the sessions whose place or window differ, came or went."""
    old, new = ({row["ref"]: dict(row) for row in rows} for rows in (before, after))
    return {ref for ref in old.keys() | new.keys() if old.get(ref) != new.get(ref)}


def amendment_refusal(
    standing: Mapping[str, Any], change: Mapping[str, Any], *, underway: Underway, now: datetime
) -> ActRefusal | None:
    """Why `change` may not be made to the exam as it stands, or None.

    A rule holds for all candidates: it may change until the first of them opens a paper. A session
    may be moved until somebody has opened a paper in it; its new window must lie ahead and hold the
    whole duration. Neither title nor blueprint nor scoring nor keys can change: papers rest on
    them.
    """
    after = {**standing, **change}
    touched = moved(standing[SESSIONS], after[SESSIONS])
    if not change or all(standing.get(name) == value for name, value in change.items()):
        return ActRefusal.NOTHING_CHANGED
    same_sessions = [{row["ref"] for row in rows[SESSIONS]} for rows in (standing, after)]
    if not AMENDABLE.issuperset(change) or same_sessions[0] != same_sessions[1]:
        return ActRefusal.WRONG_STATE
    begun = underway.begun if change.keys() - {SESSIONS} else underway.begun & touched
    if begun:
        return ActRefusal.ALREADY_STARTED
    if underway.published & touched:
        return ActRefusal.WRONG_STATE
    return _window_refusal(after, touched, underway.published, now)


def _window_refusal(
    after: Mapping[str, Any], touched: set[str], over: Collection[str], now: datetime
) -> ActRefusal | None:
    duration = timedelta(minutes=after["duration_minutes"])
    for row in after[SESSIONS]:
        opens, closes = (datetime.fromisoformat(row[name]) for name in ("opens_at", "closes_at"))
        if row["ref"] not in over and closes - opens < duration:
            return ActRefusal.BAD_WINDOW
        if row["ref"] in touched and opens <= now:
            return ActRefusal.BAD_WINDOW
    return None
