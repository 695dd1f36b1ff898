"""Posts held without right, as one question to the database: the twin of `rules.duty.assess`."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, Func, IntegerField, OuterRef, Q, QuerySet
from django.db.models.functions import Length, Substr

from people.models import Domain, Post
from qualifications.models.bodies import BodyDomain, BodyStanding
from qualifications.models.certificates import CertificateTerms, standing_against
from qualifications.models.status import DutySuspension, Qualification
from qualifications.rules.matter import DUTY_CERTIFICATES, ENFORCEMENT


class ListLength(Func):
    """How many values a JSON list holds."""

    function = "json_array_length"
    output_field = IntegerField()

    def as_postgresql(self, compiler: object, connection: object, **words: object) -> object:
        return super().as_sql(compiler, connection, function="jsonb_array_length", **words)  # type: ignore[arg-type]


def held_without_right(
    posts: QuerySet[Post], on: date, *, known_on: datetime | None = None
) -> QuerySet[Post]:
    """Posts of enforcement that hold on the day and by which alone the holder may not enforce in
    each of their domains: `assess` of `Facts.of_post` answers 不能 for at least one of them, or no
    domain is on record at all. A right by another post is no right at this one.

    Whether the records reach back to the day is not asked here. `test_agreement` runs both.
    """
    held = Post.objects.in_force(on, known_on=known_on).filter(kind=ENFORCEMENT)
    of_post = ExpressionWrapper(OuterRef("domains"), output_field=models.JSONField())
    right = (
        Domain.objects.open_on(on)
        .annotate(of_post=of_post)
        .filter(of_post__holds=F("name"))  # first: it is the cheapest
        .filter(_qualified(on, known_on), _certified(on, known_on))
        .order_by()
    )
    suspended = DutySuspension.objects.in_force(on, known_on=known_on)
    return (
        posts.filter(pk__in=held.values("pk"))
        .annotate(in_right=_count(right))
        .filter(
            Q(agency__closed_on__lt=on)
            | Q(domains=[])
            | Q(in_right__lt=ListLength("domains"))
            | Exists(suspended.filter(person=OuterRef("person")))
        )
    )


def _count(rows: QuerySet[Domain]) -> models.Subquery:
    counted = rows.annotate(one=models.Value(1)).values("one").annotate(n=models.Count("pk"))
    return models.functions.Coalesce(models.Subquery(counted.values("n")), 0)  # type: ignore[return-value]


def _qualified(on: date, known_on: datetime | None) -> Exists:
    """Whether the holder of the outer post is qualified in the domain of the row between."""
    rows = Qualification.objects.in_force(on, known_on=known_on)
    return Exists(
        rows.filter(
            kind=ENFORCEMENT,
            person=OuterRef(OuterRef("person")),
            domains__holds=OuterRef("name"),
        )
    )


def _certified(on: date, known_on: datetime | None) -> Exists:
    """Whether the holder has a valid certificate in the domain, of a body with standing in it, at
    the post's agency or above."""
    standings = BodyStanding.objects.in_force(on, known_on=known_on)
    scopes = BodyDomain.objects.in_force(on, known_on=known_on)
    path = OuterRef(OuterRef("agency__path"))
    return Exists(
        CertificateTerms.objects.in_force(on, known_on=known_on)
        .annotate(post_path=ExpressionWrapper(path, output_field=models.CharField()))
        .filter(
            Exists(standings.filter(body=OuterRef("body"))),
            Exists(scopes.filter(body=OuterRef("body"), domain=OuterRef(OuterRef("name")))),
            ~Exists(standing_against(OuterRef("certificate"), on, known_on)),
            certificate__person=OuterRef(OuterRef("person")),
            certificate__kind__in=sorted(DUTY_CERTIFICATES),
            domains__holds=OuterRef("name"),
            body__agency__path=Substr("post_path", 1, Length("body__agency__path")),
        )
    )
