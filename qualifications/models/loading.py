"""The facts of persons as the duty rule takes them, in few queries for one person or a thousand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Exists, F, QuerySet

from people.models import Agency, Domain, Post
from people.rules import paths_above
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
    MoveFact,
    PostFact,
    QualificationFact,
    RecordsFact,
    StandingFact,
    SuspensionFact,
    TermsFact,
    YearFact,
)

BATCH = 500
DATED = ("id", "valid_from", "valid_to", "recorded_at", "superseded_at")


def facts_of(
    person_ids: Iterable[int], *, years: Mapping[int, Sequence[YearFact]] | None = None
) -> dict[int, Facts]:
    """All that is on record about each of the persons; an id that nobody has gets empty facts.

    Nine queries for every 500 persons, ten where any agency was ever moved. Everything is loaded,
    corrected entries too, so that one set of facts answers for any day as known at any instant.
    `years` are the hours and yearly exams, which another room reckons.
    """
    ids = list(dict.fromkeys(person_ids))
    domains = tuple(
        DomainFact(id=pk, name=name, closed_on=closed)
        for pk, name, closed in Domain.objects.values_list("pk", "name", "closed_on")
    )
    records = tuple(RecordsFact(**row) for row in RecordsBegin.objects.values(*DATED, "source"))
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


def _owned(
    rows: QuerySet[Any], owner: str, *columns: str, **named: F | Exists
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Whose each dated row is, and what it says, in the words of a fact. No model is made: the
    facts of thousands of persons are loaded at once."""
    for row in rows.order_by("pk").values(owner, *DATED, *columns, **named):
        if "domains" in row:
            row["domains"] = frozenset(row["domains"])
        yield row.pop(owner), row


def _posts(ids: Sequence[int]) -> dict[int, list[PostFact]]:
    found: dict[int, list[PostFact]] = defaultdict(list)
    owned = _owned(
        Post.objects.filter(person_id__in=ids),
        "person_id",
        *("title", "kind", "establishment", "domains", "agency_id", "is_main"),
        path=F("agency__path"),
        agency_closed_on=F("agency__closed_on"),
        any_moved=Exists(Agency.objects.filter(moved_on__isnull=False)),  # asked once for all rows
    )
    rows = list(owned)
    moved = [row.pop("any_moved") for _person_id, row in rows]
    moves = _moves({row["path"] for _person_id, row in rows}) if any(moved) else {}
    for person_id, row in rows:
        found[person_id].append(PostFact(**row, moves=moves.get(row["path"], ())))
    return found


def _moves(places: set[str]) -> dict[str, tuple[MoveFact, ...]]:
    """By place the agencies there and above that were ever put under another one: few are."""
    above = {place: paths_above(place) for place in places}
    rows = Agency.objects.filter(path__in={path for paths in above.values() for path in paths})
    moved = rows.filter(moved_on__isnull=False).values_list("pk", "path", "moved_on")
    at = {path: MoveFact(pk, path, day) for pk, path, day in moved}
    return {
        place: tuple(at[path] for path in paths if path in at)
        for place, paths in above.items()
        if at
    }


def _bodies(posts: Iterable[PostFact]) -> dict[str, BodyFact]:
    """The bodies at or above the posts' agencies, by path."""
    paths = {above for post in posts for above in paths_above(post.path)}
    standings: dict[int, list[StandingFact]] = defaultdict(list)
    at: dict[str, int] = {}
    standing = BodyStanding.objects.filter(body__agency__path__in=paths)
    for body_id, row in _owned(standing, "body_id", "kind", path=F("body__agency__path")):
        at[row.pop("path")] = body_id
        standings[body_id].append(StandingFact(**row))
    domains: dict[int, list[BodyDomainFact]] = defaultdict(list)
    scopes = BodyDomain.objects.filter(body_id__in=list(standings))
    for body_id, row in _owned(scopes, "body_id", "domain"):
        domains[body_id].append(BodyDomainFact(**row))
    return {
        path: BodyFact(id=pk, path=path, standings=tuple(standings[pk]), domains=tuple(domains[pk]))
        for path, pk in at.items()
    }


def _above(bodies: Mapping[str, BodyFact], posts: Iterable[PostFact]) -> list[BodyFact]:
    paths = dict.fromkeys(above for post in posts for above in paths_above(post.path))
    return [bodies[path] for path in paths if path in bodies]


def _qualifications(ids: Sequence[int]) -> dict[int, list[QualificationFact]]:
    found: dict[int, list[QualificationFact]] = defaultdict(list)
    held = Qualification.objects.filter(person_id__in=ids)
    for person_id, row in _owned(held, "person_id", "kind", "domains"):
        found[person_id].append(QualificationFact(**row))
    return found


def _certificates(ids: Sequence[int]) -> dict[int, list[CertificateFact]]:
    """Certificates with their terms and events: two queries."""
    terms: dict[int, list[TermsFact]] = defaultdict(list)
    known: dict[int, tuple[int, str, str, str]] = {}
    said = CertificateTerms.objects.filter(certificate__person_id__in=ids)
    rows = _owned(
        said, "certificate_id", "body_id", "domains",
        person_id=F("certificate__person_id"), ref=F("certificate__ref"),
        number=F("certificate__number"), kind=F("certificate__kind"),
    )  # fmt: skip
    for pk, row in rows:
        known[pk] = (row.pop("person_id"), row.pop("ref"), row.pop("number"), row.pop("kind"))
        terms[pk].append(TermsFact(**row))
    events: dict[int, list[EventFact]] = defaultdict(list)
    decided = Event.objects.filter(person_id__in=ids, certificate__isnull=False).order_by("pk")
    names = ("pk", "kind", "effective_on", "recorded_at", "until")
    for certificate_id, *values in decided.values_list("certificate_id", *names):
        events[certificate_id or 0].append(EventFact(*values))
    found: dict[int, list[CertificateFact]] = defaultdict(list)
    for pk, (person_id, ref, number, kind) in sorted(known.items()):
        found[person_id].append(
            CertificateFact(
                id=pk,
                ref=ref,
                number=number,
                kind=kind,
                terms=tuple(terms[pk]),
                events=tuple(events[pk]),
            )
        )
    return found


def _suspensions(ids: Sequence[int]) -> dict[int, list[SuspensionFact]]:
    found: dict[int, list[SuspensionFact]] = defaultdict(list)
    for person_id, row in _owned(DutySuspension.objects.filter(person_id__in=ids), "person_id"):
        found[person_id].append(SuspensionFact(**row))
    return found
