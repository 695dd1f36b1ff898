"""The facts that the duty answer rests on, as plain values with their days and times of record.

Every fact holds from one day to another, both included (`valid_to` None: it has no end yet), and
is known from the instant at which it was recorded to the one at which it was superseded. So one set
of facts answers for any day, and for that day as it was known at any instant.

Source: domain.md 2.4: qualification, certificate and duty are three things with their own dates.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum


class EvidenceKind(StrEnum):
    """What a piece of evidence is; a page finds the record by it and the key."""

    POST = "post"
    AGENCY = "agency"
    BODY = "body"
    STANDING = "standing"
    BODY_DOMAIN = "body_domain"
    QUALIFICATION = "qualification"
    CERTIFICATE = "certificate"
    SUSPENSION = "suspension"
    DOMAIN = "domain"
    RECORDS = "records"
    YEAR = "year"


@dataclass(frozen=True, order=True)
class Evidence:
    """One record that the answer rests on. `key` is its id, of a certificate its ref; `day` is the
    day that matters (the last day, the day of a decision), if there is one."""

    kind: EvidenceKind
    key: str
    day: date | None = None


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that holds between two days, as known between two instants."""

    id: int
    valid_from: date
    valid_to: date | None = None
    recorded_at: datetime
    superseded_at: datetime | None = None

    def known(self, at: datetime) -> bool:
        """Whether this was on record at the instant, and not yet corrected."""
        return self.recorded_at <= at and (self.superseded_at is None or at < self.superseded_at)

    def holds(self, on: date) -> bool:
        """Whether it holds on the day; both ends are included."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True)
class MoveFact:
    """That an agency was put under another one: from `day` on the tree is as it is today. `path` is
    its place today."""

    agency_id: int
    path: str
    day: date


@dataclass(frozen=True, kw_only=True)
class PostFact(Fact):
    """What the person did, for which agency. `path` is the agency's place in the tree today;
    `moves` are the latest of it and of those above it."""

    title: str
    kind: str
    establishment: str
    domains: frozenset[str]
    agency_id: int
    path: str
    agency_closed_on: date | None = None
    is_main: bool = True
    moves: tuple[MoveFact, ...] = ()


@dataclass(frozen=True, kw_only=True)
class StandingFact(Fact):
    """That an agency is an enforcement body."""

    kind: str


@dataclass(frozen=True, kw_only=True)
class BodyDomainFact(Fact):
    """That a body may enforce in a domain."""

    domain: str


@dataclass(frozen=True, kw_only=True)
class BodyFact:
    """An enforcement body, with all that was ever on record about its standing and domains."""

    id: int
    path: str
    standings: tuple[StandingFact, ...] = ()
    domains: tuple[BodyDomainFact, ...] = ()


@dataclass(frozen=True, kw_only=True)
class QualificationFact(Fact):
    """That the person is qualified, of a kind and in domains."""

    kind: str
    domains: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class TermsFact(Fact):
    """What a certificate says: for which body, in which domains, from when to when."""

    body_id: int
    domains: frozenset[str]


@dataclass(frozen=True, order=True)
class EventFact:
    """Something that was decided about a certificate. `n` counts in the order of entry; `until` is
    the last day of a suspension with a term."""

    n: int
    kind: str
    effective_on: date
    recorded_at: datetime
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class CertificateFact:
    """A certificate: its terms as recorded and corrected, and what was decided about it."""

    id: int
    ref: str
    number: str
    kind: str
    terms: tuple[TermsFact, ...] = ()
    events: tuple[EventFact, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SuspensionFact(Fact):
    """That the person was suspended from duty by decision."""


@dataclass(frozen=True, kw_only=True)
class DomainFact:
    """A domain of the city's list."""

    id: int
    name: str
    closed_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class RecordsFact(Fact):
    """From which day (`valid_from`) the city's records of one source are complete."""

    source: str


@dataclass(frozen=True, kw_only=True)
class YearFact:
    """A year's training and exam of the person, as plain values; None: not asked of them."""

    year: int
    hours_owed: int | None = None  # hundredths of an hour that are still missing
    exam_missed: bool | None = None  # on a roster, never came, not sat since


@dataclass(frozen=True)
class Facts:
    """All that is on record about one person's right to enforce."""

    person_id: int
    domains: tuple[DomainFact, ...] = ()
    posts: tuple[PostFact, ...] = ()
    bodies: tuple[BodyFact, ...] = ()
    qualifications: tuple[QualificationFact, ...] = ()
    certificates: tuple[CertificateFact, ...] = ()
    suspensions: tuple[SuspensionFact, ...] = ()
    records: tuple[RecordsFact, ...] = ()
    years: tuple[YearFact, ...] = ()

    def of_post(self, post_id: int) -> Facts:
        """The same with one post alone: what the person may do by that post."""
        return replace(self, posts=tuple(post for post in self.posts if post.id == post_id))
