"""What the duty answer is made of: verdict, reasons, remedies, warnings.

Sources: `rules.duty`; that a day before the records is 无法确认 and never 不能 is a decision of the
house (DESIGN, "What the law decides").
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum

from qualifications.rules.facts import Evidence

CITY_TIME = timezone(timedelta(hours=8))  # Asia/Shanghai, which knows no summer time
Params = str | int | tuple[str, ...]


class Verdict(StrEnum):
    """可以上岗, 不能, 无法确认."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Code(StrEnum):
    """Why somebody may not enforce, or why that cannot be told."""

    BEFORE_RECORDS = "before_records"
    RECORDS_UNDECLARED = "records_undeclared"
    PLACE_MOVED = "place_moved"
    DOMAIN_UNKNOWN = "domain_unknown"
    DOMAIN_CLOSED = "domain_closed"
    NO_POST = "no_post"
    NOT_IN_OFFICE = "not_in_office"
    POST_ENDED = "post_ended"
    POST_NOT_BEGUN = "post_not_begun"
    POST_OTHER_DOMAIN = "post_other_domain"
    AGENCY_CLOSED = "agency_closed"
    NO_BODY = "no_body"
    STANDING_ENDED = "standing_ended"
    BODY_OTHER_DOMAIN = "body_other_domain"
    NO_CERTIFICATE = "no_certificate"
    CERTIFICATE_NOT_BEGUN = "certificate_not_begun"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_SUSPENDED = "certificate_suspended"
    CERTIFICATE_REVOKED = "certificate_revoked"
    CERTIFICATE_CANCELLED = "certificate_cancelled"
    CERTIFICATE_LOST = "certificate_lost"
    CERTIFICATE_OTHER_BODY = "certificate_other_body"
    CERTIFICATE_OTHER_DOMAIN = "certificate_other_domain"
    NO_QUALIFICATION = "no_qualification"
    QUALIFICATION_ENDED = "qualification_ended"
    QUALIFICATION_NOT_BEGUN = "qualification_not_begun"
    QUALIFICATION_OTHER_DOMAIN = "qualification_other_domain"
    SUSPENDED = "suspended"


class Remedy(StrEnum):
    """What would make the answer a yes. CORRECTION says that nothing can, short of the records
    having been wrong; WAIT that it comes by itself on the evidence's day."""

    CORRECTION = "correction"
    WAIT = "wait"
    ASK_PAPERS = "ask_papers"
    DECLARE_RECORDS = "declare_records"
    CHECK_DOMAIN = "check_domain"
    GIVE_POST = "give_post"
    WIDEN_POST = "widen_post"
    MOVE_POST = "move_post"
    REGISTER_BODY = "register_body"
    RESTORE_STANDING = "restore_standing"
    WIDEN_BODY = "widen_body"
    ISSUE_CERTIFICATE = "issue_certificate"
    RENEW_CERTIFICATE = "renew_certificate"
    RESTORE_CERTIFICATE = "restore_certificate"
    OVERTURN = "overturn"
    REISSUE_CERTIFICATE = "reissue_certificate"
    WIDEN_CERTIFICATE = "widen_certificate"
    REISSUE_FOR_BODY = "reissue_for_body"
    QUALIFY = "qualify"
    QUALIFY_AGAIN = "qualify_again"
    QUALIFY_IN_DOMAIN = "qualify_in_domain"
    LIFT_SUSPENSION = "lift_suspension"


class WarningCode(StrEnum):
    """What somebody should know beside the answer; it never changes the answer."""

    CERTIFICATE_ENDS = "certificate_ends"
    STANDING_ENDS = "standing_ends"
    HOURS_MISSING = "hours_missing"
    EXAM_MISSED = "exam_missed"
    ESTABLISHMENT = "establishment"
    FUTURE_DAY = "future_day"


@dataclass(frozen=True)
class Reason:
    """One reason, its evidence, and what would mend it. `params` are sorted pairs."""

    code: Code
    remedy: Remedy
    params: tuple[tuple[str, Params], ...] = ()
    evidence: tuple[Evidence, ...] = ()

    def with_remedy(self, remedy: Remedy) -> Reason:
        return replace(self, remedy=remedy)


@dataclass(frozen=True)
class Warned:
    """One warning. `params` are sorted pairs: `day`, `within` (days), `hours` (hundredths) …"""

    code: WarningCode
    params: tuple[tuple[str, Params], ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Answer:
    """The answer for one person, domain and day, as known at an instant.

    `basis` is what a yes rests on (and what of it is there in a no); `until` is the last day up to
    which a yes holds if nothing more is recorded, None when nothing ends it.
    """

    verdict: Verdict
    domain: str
    on: date
    known_on: datetime
    reasons: tuple[Reason, ...] = ()
    warnings: tuple[Warned, ...] = ()
    basis: tuple[Evidence, ...] = ()
    until: date | None = None
