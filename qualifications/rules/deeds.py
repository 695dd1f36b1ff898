"""What may be decided about bodies, qualifications and certificates, and why not.

Only the competent organ changes a status: every decision names its organ, document, basis and
reason, and takes effect from a day on that the organ says; nothing is retroactive by itself.
Sources: 河南省行政执法条例 arts 20-21, 42(6), 45-46; 辽宁省行政执法证件管理办法; domain.md 2.4.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from qualifications.rules.certificates import EventKind, State, adverse_on, state_on
from qualifications.rules.facts import CertificateFact
from qualifications.rules.warning import IN_ESTABLISHMENT

SUSPENDED_AT_MOST = 366  # days of one suspension with a term; house default, a slip of the year


class Refusal(StrEnum):
    """Why a deed is refused. Pages word these codes (`qualifications/_refusal.html`)."""

    ALREADY_A_BODY = "already_a_body"
    AGENCY_CLOSED = "agency_closed"
    DELEGATOR_MISSING = "delegator_missing"
    DOMAIN_UNKNOWN = "domain_unknown"
    DOMAIN_HELD = "domain_held"
    DECIDED_IN_FUTURE = "decided_in_future"
    EFFECTIVE_BEFORE_DECISION = "effective_before_decision"
    EFFECTIVE_BEFORE_START = "effective_before_start"
    ENDS_BEFORE_START = "ends_before_start"
    TERM_TOO_LONG = "term_too_long"
    NO_LONGER_CURRENT = "no_longer_current"
    PURPOSE_NOT_COUNTED = "purpose_not_counted"
    NOT_IN_ESTABLISHMENT = "not_in_establishment"
    NO_ENFORCEMENT_POST = "no_enforcement_post"
    ALREADY_QUALIFIED = "already_qualified"
    EXAMS_MISSING = "exams_missing"
    NUMBER_TAKEN = "number_taken"
    NUMBER_SHAPE = "number_shape"
    PATTERN_MISSING = "pattern_missing"
    PATTERN_FAULTY = "pattern_faulty"
    BODY_ELSEWHERE = "body_elsewhere"
    STATE = "state"
    ALREADY_SUSPENDED = "already_suspended"
    OWN_MATTER = "own_matter"
    DAY_IN_FUTURE = "day_in_future"
    NOTHING_CHANGES = "nothing_changes"
    CHECKS_SPENT = "checks_spent"
    BATCHES_SPENT = "batches_spent"
    LICENCE_MISSING = "licence_missing"
    PRE_SERVICE_MISSING = "pre_service_missing"
    TRAINING_MISSING = "training_missing"
    STEP_OUT_OF_ORDER = "step_out_of_order"
    PUBLICITY_RUNNING = "publicity_running"
    PUBLICITY_SHORT = "publicity_short"
    ALREADY_APPLIED = "already_applied"
    NO_POST = "no_post"
    SAME_HAND = "same_hand"
    SAME_SIGNER = "same_signer"
    ALREADY_ENTERED = "already_entered"
    NOT_IN_TERM = "not_in_term"
    DAY_IN_PAST = "day_in_past"
    ALREADY_OPEN = "already_open"
    NOBODY_CONCERNED = "nobody_concerned"
    CAMPAIGN_CLOSED = "campaign_closed"
    ENTRIES_WAIT = "entries_wait"
    ALREADY_OBJECTED = "already_objected"


@dataclass(frozen=True)
class Decision:
    """A decision of the competent organ: which, by what document and on what grounds, from when.

    `until` is the last day of a suspension with a term.
    """

    organ: str
    document: str
    basis: str
    reason: str
    decided_on: date
    effective_on: date
    until: date | None = None


# From which state each decision may be taken. A lost card stays void when it is found again.
FROM: Mapping[EventKind, frozenset[State]] = {
    EventKind.SUSPENDED: frozenset({State.VALID}),
    EventKind.REVOKED: frozenset({State.VALID, State.SUSPENDED, State.EXPIRED, State.LOST}),
    EventKind.CANCELLED: frozenset({State.VALID, State.SUSPENDED, State.EXPIRED, State.LOST}),
    EventKind.LOST: frozenset({State.VALID, State.SUSPENDED}),
    EventKind.REISSUED: frozenset({State.VALID, State.LOST, State.EXPIRED}),
    EventKind.RESTORED: frozenset({State.SUSPENDED, State.REVOKED, State.CANCELLED}),
}


def decision_refusal(decision: Decision, *, today: date) -> Refusal | None:
    """Why a decision cannot be entered, whatever it is about; None when it can.

    It must have been taken (today at the latest) before it takes effect.
    """
    if decision.decided_on > today:
        return Refusal.DECIDED_IN_FUTURE
    if decision.effective_on < decision.decided_on:
        return Refusal.EFFECTIVE_BEFORE_DECISION
    return _term_refusal(decision)


def _term_refusal(decision: Decision) -> Refusal | None:
    if decision.until is None:
        return None
    if decision.until < decision.effective_on:
        return Refusal.ENDS_BEFORE_START
    if (decision.until - decision.effective_on).days >= SUSPENDED_AT_MOST:
        return Refusal.TERM_TOO_LONG
    return None


def certificate_refusal(
    kind: EventKind,
    decision: Decision,
    *,
    state: State,
    adverse_from: date | None,
    today: date,
) -> Refusal | None:
    """Why a decision on a certificate is refused. `state` is the one on its effective day, for a
    restoration on the day of the decision if that is later.

    A restoration may reach back to `adverse_from`, the day from which the certificate was taken
    away (an annulled decision never was), but not before it.
    """
    if state not in FROM[kind]:
        return Refusal.ALREADY_SUSPENDED if kind == EventKind.SUSPENDED else Refusal.STATE
    if kind == EventKind.RESTORED:
        if decision.decided_on > today:
            return Refusal.DECIDED_IN_FUTURE
        if adverse_from is not None and decision.effective_on < adverse_from:
            return Refusal.EFFECTIVE_BEFORE_START
        return None
    return decision_refusal(decision, today=today)


def decided_refusal(
    certificate: CertificateFact, kind: EventKind, decision: Decision, *, now: datetime, today: date
) -> Refusal | None:
    """`certificate_refusal` for a certificate with its events so far, all known at `now`.

    A restoration may reach back; what it undoes is what stood when it was decided.
    """
    day = decision.effective_on
    if kind == EventKind.RESTORED:
        day = max(day, decision.decided_on)
    against = adverse_on(certificate, day, now)
    return certificate_refusal(
        kind,
        decision,
        state=state_on(certificate, day, now),
        adverse_from=against.effective_on if against else None,
        today=today,
    )


def qualify_refusal(
    *, establishments: Iterable[str], held: frozenset[str], domains: frozenset[str]
) -> Refusal | None:
    """Why a person cannot be qualified. `establishments` are those of the enforcement posts held
    on the day, `held` the domains of a qualification that holds then.

    Who is not in establishment (工勤, 合同制, 劳务派遣) may not apply: 河南省行政执法条例 art. 20,
    山东省行政执法监督条例 art. 10.
    """
    kinds = set(establishments)
    if not kinds:
        return Refusal.NO_ENFORCEMENT_POST
    if not kinds & IN_ESTABLISHMENT:
        return Refusal.NOT_IN_ESTABLISHMENT
    if domains <= held:
        return Refusal.ALREADY_QUALIFIED
    return None
