"""The yearly review of those who enforce, and the clean-up of the corps.

The machine proposes and shows why; a person decides on each. What nobody decided by the last day is
put before the office; nothing is frozen by itself (DESIGN, "What the law decides").

Sources: plan art. 32 (定期培训和考核机制; 继续整顿行政执法队伍); domain.md 2.4 (yearly check:
hours, yearly exam, still in post, no barring decision).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class CampaignKind(StrEnum):
    """The yearly review (审验) and the clean-up (清理)."""

    REVIEW = "review"
    CLEANUP = "cleanup"


class Ruling(StrEnum):
    """What is decided about one person: the first three in a review, the others in a clean-up."""

    PASSED = "passed"
    REMEDY = "remedy"
    FAILED = "failed"
    CONFIRMED = "confirmed"
    REMOVED = "removed"
    WRONG = "wrong"


RULINGS = {
    CampaignKind.REVIEW: (Ruling.PASSED, Ruling.REMEDY, Ruling.FAILED),
    CampaignKind.CLEANUP: (Ruling.CONFIRMED, Ruling.REMOVED, Ruling.WRONG),
}


class Finding(StrEnum):
    """What speaks against passing, as found on the day of opening."""

    HOURS = "hours"
    EXAM = "exam"
    POST = "post"
    CERTIFICATE = "certificate"
    SUSPENDED = "suspended"
    ESTABLISHMENT = "establishment"


@dataclass(frozen=True)
class Snapshot:
    """What is on record about a person when a campaign opens. `hours_owed` in hundredths."""

    has_post: bool = True
    in_establishment: bool = True
    has_certificate: bool = True
    is_suspended: bool = False
    hours_owed: int = 0
    exam_missed: bool = False


def findings(seen: Snapshot) -> tuple[Finding, ...]:
    """Everything that speaks against passing; empty: the machine proposes to pass."""
    against = (
        (seen.hours_owed > 0, Finding.HOURS),
        (seen.exam_missed, Finding.EXAM),
        (not seen.has_post, Finding.POST),
        (not seen.has_certificate, Finding.CERTIFICATE),
        (seen.is_suspended, Finding.SUSPENDED),
        (seen.has_post and not seen.in_establishment, Finding.ESTABLISHMENT),
    )
    return tuple(finding for holds, finding in against if holds)


def may_rule(kind: str, *, is_office: bool, due_on: date, today: date) -> bool:
    """Who decides: in a review the office alone; in a clean-up the unit up to the last day, which
    is included, and the office at any time."""
    return is_office or (kind == CampaignKind.CLEANUP and today <= due_on)


def is_escalated(ruling: str | None, due_on: date, today: date) -> bool:
    """Whether the last day went by without a decision. Twin: `CampaignEntryQuerySet.escalated`."""
    return ruling is None and today > due_on
