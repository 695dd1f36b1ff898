"""The way from a unit's application to a qualification, step by step.

Source: plan art. 32 (行政执法人员执法资格制度), art. 45 (考试合格后准予上岗执法);
河南省行政执法条例 arts 20-21 and 山东省行政执法监督条例 art. 10 (在编; 工勤人员,
劳动合同工, 临时工, 劳务派遣 may not apply); 安徽 (省政府令273号): the unit enrols, the 编制 office
verifies, the professional exam comes before the common one. A step that the day's
policy does not ask for is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qualifications.rules.deeds import Refusal
from qualifications.rules.kinds import IN_DOMAINS, SHOWN_BY
from qualifications.rules.qualifying import Part, Policy, Sat, fulfilled
from qualifications.rules.warning import IN_ESTABLISHMENT


class Stage(StrEnum):
    """What an application has come to; each is a step with its grounds."""

    FILED = "filed"
    VERIFIED = "verified"
    TRAINED = "trained"
    PROFESSIONAL = "professional"
    PUBLIC = "public"
    PUBLICISED = "publicised"
    GRANTED = "granted"
    ISSUED = "issued"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"


ENDS = frozenset({Stage.GRANTED, Stage.ISSUED, Stage.REFUSED, Stage.WITHDRAWN})
# What the office confirms with `advance`; the others are deeds of their own.
CONFIRMED = (
    Stage.VERIFIED,
    Stage.TRAINED,
    Stage.PROFESSIONAL,
    Stage.PUBLIC,
    Stage.PUBLICISED,
)


@dataclass(frozen=True)
class Applicant:
    """What is on record about the applicant on the day. `credit` are hundredths of this year's
    hours; `first_worked_on` is since when they do the work of the kind."""

    establishments: frozenset[str] = frozenset()
    licensed: bool = False
    trained_before: bool = False
    first_worked_on: date | None = None
    credit: int = 0
    sat: tuple[Sat, ...] = ()


def steps_of(kind: str, policy: Policy) -> tuple[Stage, ...]:
    """The steps of an application of the kind under the policy, in their order; the last is that
    the certificate comes in, where the kind has one."""
    left_out = set()
    if not policy.professional_part or kind not in IN_DOMAINS:
        left_out.add(Stage.PROFESSIONAL)
    if not policy.public_part:
        left_out.add(Stage.PUBLIC)
    if not policy.publicity_days:
        left_out.add(Stage.PUBLICISED)
    if kind not in SHOWN_BY.values():
        left_out.add(Stage.ISSUED)
    asked = (Stage.FILED, *CONFIRMED, Stage.GRANTED, Stage.ISSUED)
    return tuple(stage for stage in asked if stage not in left_out)


def stage_of(taken: Sequence[str]) -> Stage:
    """What the application has come to: its last step, of a reopened one the last before."""
    standing = [Stage(kind) for kind in taken]
    while standing and standing[-1] is Stage.REOPENED:
        standing = standing[:-2]
    return standing[-1] if standing else Stage.FILED


def next_stage(taken: Collection[str], kind: str, policy: Policy) -> Stage | None:
    """The step that comes next, or None when nothing does."""
    order = list(taken)
    if stage_of(order) in ENDS - {Stage.GRANTED}:
        return None
    return next((stage for stage in steps_of(kind, policy) if stage.value not in order), None)


def is_older_staff(applicant: Applicant, policy: Policy) -> bool:
    """Whether the applicant did this work before the rule for newcomers began."""
    first, before = applicant.first_worked_on, policy.older_before
    return first is not None and before is not None and first < before


def unmet(
    stage: Stage, applicant: Applicant, domains: Collection[str], policy: Policy, on: date
) -> Refusal | None:
    """Which condition of the step is not met on the day, or None. The publicity period is looked
    at where it ends: by `granting_refusal`."""
    if stage is Stage.VERIFIED:
        return _unverified(applicant, policy)
    if stage is Stage.TRAINED and applicant.credit < policy.training_credit:
        return Refusal.TRAINING_MISSING
    if stage in (Stage.PROFESSIONAL, Stage.PUBLIC):
        part = Part.PUBLIC if stage is Stage.PUBLIC else Part.PROFESSIONAL
        missing = {p for p, _domain in _exams(applicant, domains, policy, on)}
        return Refusal.EXAMS_MISSING if part.value in missing else None
    return None


def _unverified(applicant: Applicant, policy: Policy) -> Refusal | None:
    if policy.establishment and not applicant.establishments & IN_ESTABLISHMENT:
        return Refusal.NOT_IN_ESTABLISHMENT
    if is_older_staff(applicant, policy):
        return None
    if policy.licence and not applicant.licensed:
        return Refusal.LICENCE_MISSING
    if policy.pre_service and not applicant.trained_before:
        return Refusal.PRE_SERVICE_MISSING
    return None


def _exams(
    applicant: Applicant, domains: Collection[str], policy: Policy, on: date
) -> tuple[tuple[str, str], ...]:
    return fulfilled(applicant.sat, domains, policy, on).missing


def evidence_of(
    stage: Stage, applicant: Applicant, domains: Collection[str], policy: Policy, on: date
) -> list[Sat]:
    """The newest good results that a step of an exam rests on."""
    good = sorted((s for s in applicant.sat if s.counts(policy, on)), reverse=True)
    if stage is Stage.PUBLIC:
        return [s for s in good if s.part == Part.PUBLIC][:1]
    if stage is Stage.PROFESSIONAL:
        of = [[s for s in good if s.part == Part.PROFESSIONAL and s.domain == d] for d in domains]
        return [found[0] for found in of if found]
    return []


def granting_refusal(
    taken: Sequence[str],
    kind: str,
    policy: Policy,
    *,
    public_to: date | None,
    on: date,
) -> Refusal | None:
    """Why the qualification cannot be granted yet: a step is missing, or the names are still
    public. `public_to` is the last day of that, which itself does not count."""
    if next_stage(taken, kind, policy) is not Stage.GRANTED:
        return Refusal.STEP_OUT_OF_ORDER
    if public_to is not None and on <= public_to:
        return Refusal.PUBLICITY_RUNNING
    return None
