"""The records behind pieces of evidence, fetched by kind in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Model, QuerySet

from people.models import Agency, Domain, Post
from qualifications.models.bodies import Body, BodyDomain, BodyStanding
from qualifications.models.certificates import Certificate
from qualifications.models.status import DutySuspension, Qualification, RecordsBegin
from qualifications.rules.facts import Evidence, EvidenceKind

Rows = Callable[[], QuerySet[Any]]

TABLES: Mapping[EvidenceKind, Rows] = {
    EvidenceKind.POST: lambda: Post.objects.select_related("agency"),
    EvidenceKind.AGENCY: lambda: Agency.objects.all(),
    EvidenceKind.BODY: lambda: Body.objects.select_related("agency"),
    EvidenceKind.STANDING: lambda: BodyStanding.objects.select_related("body__agency"),
    EvidenceKind.BODY_DOMAIN: lambda: BodyDomain.objects.select_related("body__agency"),
    EvidenceKind.QUALIFICATION: lambda: Qualification.objects.all(),
    EvidenceKind.CERTIFICATE: lambda: Certificate.objects.with_terms().select_related("issuer"),
    EvidenceKind.SUSPENSION: lambda: DutySuspension.objects.all(),
    EvidenceKind.DOMAIN: lambda: Domain.objects.all(),
    EvidenceKind.RECORDS: lambda: RecordsBegin.objects.all(),
}


def records_of(evidence: Iterable[Evidence]) -> dict[Evidence, Model]:
    """The record of every piece; a kind without a table of its own has none."""
    wanted: dict[EvidenceKind, list[Evidence]] = defaultdict(list)
    for piece in evidence:
        wanted[piece.kind].append(piece)
    found: dict[Evidence, Model] = {}
    for kind, pieces in wanted.items():
        if kind not in TABLES:
            continue
        field = "ref" if kind is EvidenceKind.CERTIFICATE else "pk"
        keys = {piece.key for piece in pieces}
        rows = {
            str(getattr(row, field)): row for row in TABLES[kind]().filter(**{f"{field}__in": keys})
        }
        found |= {piece: rows[piece.key] for piece in pieces if piece.key in rows}
    return found
