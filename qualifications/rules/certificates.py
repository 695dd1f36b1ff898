"""What a certificate is worth on a day: its events folded, its terms read.

Sources: 行政处罚法 art. 55 (the certificate is shown); 河南省行政执法条例 arts 42, 45, 46 and
domain.md 2.4 (暂扣, 吊销, 注销, loss and reissue); the fields are those of the national form,
domain.md 2.3.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from qualifications.rules.facts import CertificateFact, EventFact, TermsFact

SOON_DAYS = (30, 60, 90)  # days before its end; house default, from issue 6


class EventKind(StrEnum):
    """What can be decided about a certificate (暂扣 is not 吊销, and neither is 注销)."""

    ISSUED = "issued"
    SUSPENDED = "suspended"
    RESTORED = "restored"
    REVOKED = "revoked"
    CANCELLED = "cancelled"
    LOST = "lost"
    REISSUED = "reissued"
    WITHDRAWN = "withdrawn"  # entered by mistake: what was decided about it before is void


class State(StrEnum):
    """What a certificate is on a day."""

    VALID = "valid"
    NOT_BEGUN = "not_begun"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    CANCELLED = "cancelled"
    LOST = "lost"
    WITHDRAWN = "withdrawn"


# An event that takes the certificate away until it is restored, and the state that it leaves. One
# that was reissued is void, as one that was lost and replaced.
ADVERSE: dict[str, State] = {
    EventKind.SUSPENDED: State.SUSPENDED,
    EventKind.REVOKED: State.REVOKED,
    EventKind.CANCELLED: State.CANCELLED,
    EventKind.LOST: State.LOST,
    EventKind.REISSUED: State.LOST,
}
RESTORING = frozenset({EventKind.RESTORED, EventKind.WITHDRAWN})
GRAVEST_FIRST = (State.REVOKED, State.CANCELLED, State.LOST, State.SUSPENDED)


def adverse_on(certificate: CertificateFact, on: date, known_on: datetime) -> EventFact | None:
    """The gravest event that stands against the certificate on the day, or None.

    An event counts from its effective day on, a suspension with a term up to its last day; a later
    entry that restores takes every earlier one away from its own effective day on. Of two equally
    grave ones the later entry is named.
    """
    events = [e for e in certificate.events if e.recorded_at <= known_on and e.effective_on <= on]
    restored = max((e.n for e in events if e.kind in RESTORING), default=0)
    standing = [
        e
        for e in events
        if e.kind in ADVERSE and e.n > restored and (e.until is None or on <= e.until)
    ]
    if not standing:
        return None
    return min(standing, key=lambda e: (GRAVEST_FIRST.index(ADVERSE[e.kind]), -e.n))


def terms_on(certificate: CertificateFact, on: date, known_on: datetime) -> tuple[TermsFact, ...]:
    """What the certificate says on the day; empty outside its dates."""
    return tuple(t for t in certificate.terms if t.known(known_on) and t.holds(on))


def state_on(certificate: CertificateFact, on: date, known_on: datetime) -> State:
    """What the certificate is on the day, as known at `known_on`.

    An adverse decision is named before the dates: a revoked certificate does not expire. The SQL
    twin is `CertificateQuerySet.with_state`.
    """
    known = [t for t in certificate.terms if t.known(known_on)]
    if not known:
        return State.WITHDRAWN
    against = adverse_on(certificate, on, known_on)
    if against is not None:
        return ADVERSE[against.kind]
    if terms_on(certificate, on, known_on):
        return State.VALID
    return State.NOT_BEGUN if all(on < t.valid_from for t in known) else State.EXPIRED


def soon_step(last_day: date, on: date) -> int | None:
    """The step of 30, 60, 90 days within which `last_day` lies ahead of `on`; None beyond."""
    left = (last_day - on).days
    return next((step for step in SOON_DAYS if 0 <= left <= step), None)
