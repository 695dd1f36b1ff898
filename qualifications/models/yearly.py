"""The official yearly table of certified officers by unit, and what hangs on bodies that lost
their standing or a domain."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from people.models import Agency, DatedQuerySet, Post
from qualifications.models.bodies import BodyDomain, BodyStanding
from qualifications.models.certificates import (
    Certificate,
    CertificateQuerySet,
    CertificateTerms,
)
from qualifications.models.duty import found_once, held_without_right, scope_of_body
from qualifications.models.status import Qualification
from qualifications.rules.kinds import Kind
from qualifications.rules.matter import DUTY_CERTIFICATES, ENFORCEMENT

REVIEW_SHARE = 500  # ten-thousandths: 法制审核人员 ≥ 5 % in principle. Source: 国办发〔2018〕118号


class Figure(models.TextChoices):
    """The numbers of the yearly table, each with its rows."""

    OFFICERS = "officers", _("执法岗位人员")
    CERTIFIED = "certified", _("持有效证件的人员")
    UNCERTIFIED = "uncertified", _("没有有效证件的人员")
    WITHOUT_RIGHT = "without_right", _("无权上岗的岗位")
    REVIEWERS = "reviewers", _("法制审核人员")


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


def posts_behind(posts: DatedQuerySet[Post], on: date, figure: Figure) -> QuerySet[Post]:
    """The posts of the day that a figure counts: the rows behind the number."""
    held = posts.in_force(on)
    if figure is Figure.WITHOUT_RIGHT:
        return held_without_right(posts, on)
    if figure is Figure.REVIEWERS:
        reviewing = Qualification.objects.in_force(on).filter(
            person=OuterRef("person"), kind=Kind.REVIEW.value
        )
        return held.filter(Exists(reviewing))
    enforcing = held.filter(kind=ENFORCEMENT)
    if figure is Figure.OFFICERS:
        return enforcing
    valid = Certificate.objects.valid_on(on).filter(
        person=OuterRef("person"), kind__in=sorted(DUTY_CERTIFICATES)
    )
    if figure is Figure.CERTIFIED:
        return enforcing.filter(Exists(valid))
    return enforcing.filter(~Exists(valid))


def rows_behind(posts: DatedQuerySet[Post], on: date, figure: Figure) -> QuerySet[Post]:
    """The same, as many as the number says: one post of each person in a unit, where the figure
    counts persons."""
    found = posts_behind(posts, on, figure)
    if figure is Figure.WITHOUT_RIGHT:
        return found_once(found)
    once = found.order_by().values("person", "agency").annotate(first=Min("pk"))
    return posts.filter(pk__in=once.values("first"))


def unit_lines(posts: DatedQuerySet[Post], on: date) -> list[UnitLine]:
    """The table of the day, by unit in the order of the tree; six queries."""
    counted = {
        figure: _by_agency(
            posts_behind(posts, on, figure),
            count="pk" if figure is Figure.WITHOUT_RIGHT else "person",
        )
        for figure in Figure
        if figure is not Figure.UNCERTIFIED
    }
    officers, reviewers = counted[Figure.OFFICERS], counted[Figure.REVIEWERS]
    units = Agency.objects.filter(pk__in=[*officers, *reviewers])
    lines = [
        UnitLine(
            pk, name, path, officers[pk], counted[Figure.CERTIFIED][pk],
            counted[Figure.WITHOUT_RIGHT][pk], reviewers[pk],
        )
        for pk, name, path in units.values_list("pk", "name", "path")
    ]  # fmt: skip
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
    """A post whose body was given a domain after it had begun to enforce, in which its holder is
    not qualified: the professional exam is owed again. Source: 安徽 practice, domain.md 27-2."""

    post: Post
    domain: str
    since: date


def exams_owed(posts: DatedQuerySet[Post], on: date) -> list[Owing]:
    """Posts whose holders must pass the professional exam of a domain that came to their body,
    however long ago. Two queries, and one for each domain that moved."""
    moved = _moved_domains(on)
    qualified = Qualification.objects.in_force(on).filter(kind=ENFORCEMENT)
    held = posts.in_force(on).filter(kind=ENFORCEMENT)
    found = []
    for domain, at in moved.items():
        able = qualified.filter(person=OuterRef("person"), domains__holds=domain)
        below = Q()
        for path in at:
            below |= Q(agency__path__startswith=path)
        rows = held.filter(~Exists(able), below, domains__holds=domain)
        found += [
            Owing(post, domain, _since(at, post.agency.path))
            for post in rows.select_related("person", "agency").order_by("pk")
        ]
    return sorted(found, key=lambda one: (one.post.agency.path, one.post.pk, one.domain))


def _moved_domains(on: date) -> dict[str, dict[str, date]]:
    """By domain the places of the bodies that it came to, and since when. A domain with which a
    standing began is none that moved."""
    begun = BodyStanding.objects.current().values_list("body", "valid_from")
    new_bodies = set(begun)
    moved: dict[str, dict[str, date]] = defaultdict(dict)
    rows = BodyDomain.objects.in_force(on).order_by("valid_from", "pk")
    told = rows.values_list("body", "domain", "valid_from", "body__agency__path")
    for body, domain, since, path in told:
        if (body, since) not in new_bodies:
            moved[domain][path] = since
    return moved


def _since(at: dict[str, date], path: str) -> date:
    """Since when the nearest of the bodies at or above the place has the domain."""
    return at[max((one for one in at if path.startswith(one)), key=len)]
