"""The official yearly table of certified officers by unit, and what hangs on bodies that lost
their standing or a domain."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    QuerySet,
    Value,
    When,
)

from people.models import Post
from qualifications.models.bodies import BodyDomain, BodyStanding
from qualifications.models.certificates import (
    Certificate,
    CertificateQuerySet,
    CertificateTerms,
)
from qualifications.models.duty import held_without_right, scope_of_body
from qualifications.models.status import Qualification
from qualifications.rules.kinds import Kind
from qualifications.rules.matter import DUTY_CERTIFICATES, ENFORCEMENT

REVIEW_SHARE = 500  # ten-thousandths: 法制审核人员 ≥ 5 % in principle. Source: 国办发〔2018〕118号
NEW_FOR = timedelta(days=365)  # so long a body's new domain is looked after; house default


@dataclass(frozen=True)
class UnitLine:
    """One unit's line: persons in posts of enforcement, of them with a valid certificate, posts
    held without right, and persons qualified for legal review."""

    agency_id: int
    name: str
    path: str
    officers: int
    certified: int
    without_right: int
    reviewers: int

    @property
    def rate(self) -> str:
        """持证率 in per cent with one decimal; a dash where there is nobody."""
        return _share(self.certified, self.officers)

    @property
    def review_share(self) -> str:
        return _share(self.reviewers, self.officers)

    @property
    def lacks_reviewers(self) -> bool:
        return self.reviewers * 10_000 < self.officers * REVIEW_SHARE


def _share(part: int, whole: int) -> str:
    return f"{part * 100 / whole:.1f}" if whole else "—"


def unit_lines(posts: QuerySet[Post], on: date) -> list[UnitLine]:
    """The table of the day, by unit in the order of the tree; six queries."""
    held = posts.filter(pk__in=Post.objects.in_force(on).values("pk"))
    enforcing = held.filter(kind=ENFORCEMENT)
    valid = Certificate.objects.valid_on(on).filter(
        person=OuterRef("person"), kind__in=sorted(DUTY_CERTIFICATES)
    )
    reviewing = Qualification.objects.in_force(on).filter(
        person=OuterRef("person"), kind=Kind.REVIEW.value
    )
    officers = _by_agency(enforcing)
    certified = _by_agency(enforcing.filter(Exists(valid)))
    reviewers = _by_agency(held.filter(Exists(reviewing)))
    wrong = _by_agency(held_without_right(posts, on), count="pk")
    units = held.order_by().values_list("agency_id", "agency__name", "agency__path").distinct()
    lines = [
        UnitLine(pk, name, path, officers[pk], certified[pk], wrong[pk], reviewers[pk])
        for pk, name, path in units
        if officers[pk] or reviewers[pk]
    ]
    return sorted(lines, key=lambda line: line.path)


def total_of(lines: list[UnitLine], name: str) -> UnitLine:
    """The sum of the lines; somebody with posts in two units counts in each of them."""
    return UnitLine(
        0,
        name,
        "",
        sum(line.officers for line in lines),
        sum(line.certified for line in lines),
        sum(line.without_right for line in lines),
        sum(line.reviewers for line in lines),
    )


def _by_agency(rows: QuerySet[Any], count: str = "person") -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    counted = rows.order_by().values("agency_id").annotate(n=Count(count, distinct=True))
    found.update(counted.values_list("agency_id", "n"))
    return found


def hanging(certificates: CertificateQuerySet, on: date) -> CertificateQuerySet:
    """Valid certificates whose body has no standing on the day, or no longer all of the domains
    that they name; `lost_standing` says which. Nothing happens by itself (27-1, 27-2).

    What certificates say is held against their bodies first: few are left to be looked at.
    """
    standings = BodyStanding.objects.in_force(on).filter(body=OuterRef("body"))
    terms = CertificateTerms.objects.in_force(on)
    without = terms.filter(~Exists(standings))
    beyond = terms.annotate(scope=scope_of_body(on)).exclude(scope__holds_all=F("domains"))
    lost = set(without.values_list("certificate", flat=True))
    found = lost | set(beyond.values_list("certificate", flat=True))
    rows = certificates.filter(pk__in=sorted(found)).valid_on(on)
    return rows.annotate(
        lost_standing=Case(
            When(pk__in=sorted(lost), then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        )
    )


@dataclass(frozen=True)
class Owing:
    """A post whose body was given a domain lately, in which its holder is not qualified: the
    professional exam is owed again. Source: 安徽 practice, domain.md 27-2."""

    post: Post
    domain: str
    since: date


def exams_owed(posts: QuerySet[Post], on: date) -> list[Owing]:
    """Posts whose holders must pass a new domain's professional exam. One query for each of the
    domains that bodies were given within a year."""
    qualified = Qualification.objects.in_force(on).filter(kind=ENFORCEMENT)
    held = posts.filter(pk__in=Post.objects.in_force(on).values("pk"), kind=ENFORCEMENT)
    begun = BodyDomain.objects.in_force(on).filter(valid_from__gt=on - NEW_FOR)
    found = []
    for scope in begun.select_related("body__agency").order_by("pk"):
        if (
            BodyStanding.objects.current()
            .filter(body=scope.body_id, valid_from=scope.valid_from)
            .exists()
        ):
            continue  # a new body, not a domain that moved
        able = qualified.filter(person=OuterRef("person"), domains__holds=scope.domain)
        rows = held.filter(
            ~Exists(able),
            agency__path__startswith=scope.body.agency.path,
            domains__holds=scope.domain,
        )
        found += [
            Owing(post, scope.domain, scope.valid_from)
            for post in rows.select_related("person", "agency").order_by("agency__path", "pk")
        ]
    return found
