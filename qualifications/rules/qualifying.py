"""Whether a person's exams make them eligible for a qualification. A person then confirms it.

Both parts are asked for, 公共法律知识 and 专业法律知识 of the domain, as the day's policy says.
Only supervised, published, passed results count. Sources: 河南省行政执法条例 art. 21; plan art. 45
(考试合格后准予上岗执法); DESIGN: unsupervised results never count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Part(StrEnum):
    """The parts of the qualifying exam."""

    PUBLIC = "public"
    PROFESSIONAL = "professional"


@dataclass(frozen=True)
class Policy:
    """What a qualification asks for: which parts, and how many days a result stays good (None:
    without limit); establishment, 法律职业资格, 统一职前培训, hours of training (hundredths) in the
    year, and for how many days the names are made public. `purposes` are those for which an exam
    must have been held to count: a routine test or a mock exam never does.

    Who first did this work before `older_before` is asked for neither licence nor pre-service
    training: the laws ask both of 初次从事 alone.
    """

    public_part: bool = True
    professional_part: bool = True
    result_days: int | None = None
    establishment: bool = True
    licence: bool = False
    pre_service: bool = False
    older_before: date | None = None
    training_credit: int = 0
    publicity_days: int = 5  # house default; a city that does not publish names lays down 0
    purposes: tuple[str, ...] = ("qualification",)


@dataclass(frozen=True, order=True)
class Sat:
    """One exam that a person sat: what it was recognised as, and what came of it.

    `domain` is empty for the public part. `day` is the day of the exam. `source` names the organ of
    an exam from elsewhere, and is empty for ours.
    """

    day: date
    part: str
    domain: str
    attempt_ref: str
    total: int
    passed: bool
    published: bool
    supervised: bool
    source: str = ""
    purpose: str = "qualification"

    def counts(self, policy: Policy, on: date) -> bool:
        """Whether the result is good on the day."""
        if not (self.passed and self.published and self.supervised) or self.day > on:
            return False
        if self.purpose not in policy.purposes:
            return False
        return policy.result_days is None or on <= self.day + timedelta(days=policy.result_days)

    def as_evidence(self) -> dict[str, str | int]:
        """What a qualification keeps of it."""
        said: dict[str, str | int] = {
            "attempt": self.attempt_ref,
            "part": self.part,
            "domain": self.domain,
            "day": self.day.isoformat(),
            "total": self.total,
        }
        return said | ({"source": self.source} if self.source else {})


@dataclass(frozen=True)
class Fulfilled:
    """The domains that a person's exams suffice for, with the results that show it."""

    domains: frozenset[str] = frozenset()
    evidence: tuple[Sat, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()  # (part, domain) for what is asked and not there


def fulfilled(sat: Iterable[Sat], domains: Iterable[str], policy: Policy, on: date) -> Fulfilled:
    """For which of the domains the results suffice on the day; the newest good ones are named."""
    good = sorted((s for s in sat if s.counts(policy, on)), reverse=True)
    public = next((s for s in good if s.part == Part.PUBLIC), None)
    professional = {
        d: next((s for s in good if s.part == Part.PROFESSIONAL and s.domain == d), None)
        for d in domains
    }
    missing: list[tuple[str, str]] = []
    if policy.public_part and public is None:
        missing.append((Part.PUBLIC.value, ""))
    if policy.professional_part:
        missing += [(Part.PROFESSIONAL.value, d) for d, s in professional.items() if s is None]
    lacking = {domain for _part, domain in missing}
    done = frozenset() if "" in lacking else frozenset(set(professional) - lacking)
    used = [public if policy.public_part else None]
    if policy.professional_part:
        used += [professional[d] for d in sorted(done)]
    shown = tuple(s for s in used if s is not None) if done else ()
    return Fulfilled(done, shown, tuple(missing))
