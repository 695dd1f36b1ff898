"""The facts of persons as the duty rule takes them, in few queries for one person or a thousand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from people.models import Dated, Domain, Person, Post
from people.rules import PATH_STEP
from qualifications.models.bodies import BodyDomain, BodyStanding
from qualifications.models.certificates import CertificateTerms
from qualifications.models.register import Event
from qualifications.models.status import DutySuspension, Qualification, RecordsBegin
from qualifications.rules.facts import (
    BodyDomainFact,
    BodyFact,
    CertificateFact,
    DomainFact,
    EventFact,
    Facts,
    PostFact,
    QualificationFact,
    RecordsFact,
    StandingFact,
    SuspensionFact,
    TermsFact,
    YearFact,
)

BATCH = 500
M = TypeVar("M", bound=Model)


def facts_of(
    person_ids: Iterable[int], *, years: Mapping[int, Sequence[YearFact]] | None = None
) -> dict[int, Facts]:
    """All that is on record about each of the persons; an id that nobody has gets empty facts.

    Nine queries for every 500 persons. Everything is loaded, corrected entries too, so that one set
    of facts answers for any day as known at any instant. `years` are the hours and yearly exams,
    which another room reckons.
    """
    ids = list(dict.fromkeys(person_ids))
    domains = tuple(
        DomainFact(id=pk, name=name, closed_on=closed)
        for pk, name, closed in Domain.objects.values_list("pk", "name", "closed_on")
    )
    records = tuple(
        RecordsFact(**_dated(row), source=row.source) for row in RecordsBegin.objects.all()
    )
    found: dict[int, Facts] = {}
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        posts = _posts(part)
        bodies = _bodies(p for held in posts.values() for p in held)
        qualifications = _qualifications(part)
        certificates = _certificates(part)
        suspensions = _suspensions(part)
        for pk in part:
            found[pk] = Facts(
                person_id=pk,
                domains=domains,
                posts=tuple(posts[pk]),
                bodies=tuple(_above(bodies, posts[pk])),
                qualifications=tuple(qualifications[pk]),
                certificates=tuple(certificates[pk]),
                suspensions=tuple(suspensions[pk]),
                records=records,
                years=tuple((years or {}).get(pk, ())),
            )
    return found


def names_of(person_ids: Iterable[int]) -> dict[int, Person]:
    """The persons with their agencies, for pages beside their facts."""
    return Person.objects.select_related("agency").in_bulk(list(person_ids))


def _dated(row: Dated) -> dict[str, Any]:
    """The columns that every dated fact has."""
    return {
        "id": row.pk,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "recorded_at": row.recorded_at,
        "superseded_at": row.superseded_at,
    }


def _by_person(rows: QuerySet[M]) -> dict[int, list[M]]:
    found: dict[int, list[M]] = defaultdict(list)
    for row in rows.order_by("pk"):
        found[row.person_id].append(row)  # type: ignore[attr-defined]  # all of them have one
    return found


def _posts(ids: Sequence[int]) -> dict[int, list[PostFact]]:
    rows = Post.objects.filter(person_id__in=ids).select_related("agency")
    return defaultdict(
        list,
        {
            pk: [
                PostFact(
                    **_dated(post),
                    title=post.title,
                    kind=post.kind,
                    establishment=post.establishment,
                    domains=frozenset(post.domains),
                    agency_id=post.agency_id,
                    path=post.agency.path,
                    agency_closed_on=post.agency.closed_on,
                    is_main=post.is_main,
                )
                for post in posts
            ]
            for pk, posts in _by_person(rows).items()
        },
    )


def _paths_above(path: str) -> list[str]:
    """The agency's own path and those above it."""
    return [path[:end] for end in range(PATH_STEP, len(path) + 1, PATH_STEP)]


def _bodies(posts: Iterable[PostFact]) -> dict[str, BodyFact]:
    """The bodies at or above the posts' agencies, by path."""
    paths = {above for post in posts for above in _paths_above(post.path)}
    standings: dict[int, list[StandingFact]] = defaultdict(list)
    at: dict[str, int] = {}
    rows = BodyStanding.objects.filter(body__agency__path__in=paths).select_related("body__agency")
    for row in rows.order_by("pk"):
        at[row.body.agency.path] = row.body_id
        standings[row.body_id].append(StandingFact(**_dated(row), kind=row.kind))
    domains: dict[int, list[BodyDomainFact]] = defaultdict(list)
    for scope in BodyDomain.objects.filter(body_id__in=list(standings)).order_by("pk"):
        domains[scope.body_id].append(BodyDomainFact(**_dated(scope), domain=scope.domain))
    return {
        path: BodyFact(id=pk, path=path, standings=tuple(standings[pk]), domains=tuple(domains[pk]))
        for path, pk in at.items()
    }


def _above(bodies: Mapping[str, BodyFact], posts: Iterable[PostFact]) -> list[BodyFact]:
    paths = dict.fromkeys(above for post in posts for above in _paths_above(post.path))
    return [bodies[path] for path in paths if path in bodies]


def _qualifications(ids: Sequence[int]) -> dict[int, list[QualificationFact]]:
    found: dict[int, list[QualificationFact]] = defaultdict(list)
    for row in Qualification.objects.filter(person_id__in=ids).order_by("pk"):
        fact = QualificationFact(**_dated(row), kind=row.kind, domains=frozenset(row.domains))
        found[row.person_id].append(fact)
    return found


def _certificates(ids: Sequence[int]) -> dict[int, list[CertificateFact]]:
    """Certificates with their terms and events: two queries."""
    terms: dict[int, list[TermsFact]] = defaultdict(list)
    known = {}
    rows = CertificateTerms.objects.filter(certificate__person_id__in=ids)
    for row in rows.select_related("certificate").order_by("pk"):
        known[row.certificate_id] = row.certificate
        fact = TermsFact(**_dated(row), body_id=row.body_id, domains=frozenset(row.domains))
        terms[row.certificate_id].append(fact)
    events: dict[int, list[EventFact]] = defaultdict(list)
    decided = Event.objects.filter(person_id__in=ids, certificate__isnull=False).order_by("pk")
    names = ("pk", "kind", "effective_on", "recorded_at", "until")
    for certificate_id, *values in decided.values_list("certificate_id", *names):
        events[certificate_id or 0].append(EventFact(*values))
    found: dict[int, list[CertificateFact]] = defaultdict(list)
    for pk in sorted(known):
        certificate = known[pk]
        found[certificate.person_id].append(
            CertificateFact(
                id=pk,
                ref=certificate.ref,
                number=certificate.number,
                kind=certificate.kind,
                terms=tuple(terms[pk]),
                events=tuple(events[pk]),
            )
        )
    return found


def _suspensions(ids: Sequence[int]) -> dict[int, list[SuspensionFact]]:
    found: dict[int, list[SuspensionFact]] = defaultdict(list)
    for row in DutySuspension.objects.filter(person_id__in=ids).order_by("pk"):
        found[row.person_id].append(SuspensionFact(**_dated(row)))
    return found
