"""One question put to one person's facts, and one way on which the answer could be yes.

Source: the conditions of `rules.duty`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from qualifications.rules.answers import Reason
from qualifications.rules.facts import (
    BodyFact,
    Evidence,
    Fact,
    Facts,
    PostFact,
    QualificationFact,
)

F = TypeVar("F", bound=Fact)

ENFORCEMENT = "enforcement"
# Certificates with which one enforces: the province's, and those of ministries, which are filed
# with the local government. Source: 辽宁省行政执法证件管理办法 (省政府令110号) arts 1-7.
DUTY_CERTIFICATES = frozenset({"enforcement", "ministry"})
SOURCES = ("posts", "bodies", "qualifications", "certificates")


@dataclass(frozen=True)
class Matter:
    """The question: these facts, this domain, this day, as known at this instant."""

    facts: Facts
    domain: str
    on: date
    known_on: datetime
    kind: str = ENFORCEMENT

    def holding(self, facts: Iterable[F]) -> F | None:
        """The one that holds on the day; of several the one that holds longest."""
        found = [f for f in facts if f.known(self.known_on) and f.holds(self.on)]
        return max(found, key=lambda f: (f.valid_to or date.max, f.id), default=None)

    def qualifications(self, domain: str = "") -> Iterator[QualificationFact]:
        """Known qualifications of the kind, in the domain if one is named."""
        for fact in self.facts.qualifications:
            in_domain = not domain or domain in fact.domains
            if fact.kind == self.kind and in_domain and fact.known(self.known_on):
                yield fact


@dataclass(frozen=True)
class Way:
    """A post and a body above it, with all that this way lacks and what it rests on."""

    post: PostFact | None = None
    body: BodyFact | None = None
    reasons: list[Reason] = field(default_factory=list)
    basis: list[Evidence] = field(default_factory=list)

    def order(self) -> tuple[int, int, bool, int, int]:
        """Who lacks least comes first, then the nearer body, the main post, the earlier entry."""
        near = -len(self.body.path) if self.body else 0
        side = self.post is not None and not self.post.is_main
        return (
            len(self.reasons),
            near,
            side,
            self.post.id if self.post else 0,
            self.body.id if self.body else 0,
        )
