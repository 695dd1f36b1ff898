"""Posts held without right, as one question to the database: the twin of `rules.duty.assess`."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from django.db import models
from django.db.models import (
    Case,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Length, Substr

from people.models import DatedQuerySet, Domain, Post
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
    posts: DatedQuerySet[Post], on: date, *, known_on: datetime | None = None
) -> QuerySet[Post]:
    """Posts of enforcement that hold on the day and by which alone the holder may not enforce in
    each of their domains: `assess` of `Facts.of_post` answers 不能 for at least one of them, or no
    domain is on record at all. A right by another post is no right at this one.

    Whether the records reach back to the day is not asked here. `test_agreement` runs both.
    """
    held = posts.in_force(on, known_on=known_on).filter(kind=ENFORCEMENT)
    of_post = ExpressionWrapper(OuterRef("domains"), output_field=models.JSONField())
    right = (
        Domain.objects.open_on(on)
        .annotate(of_post=of_post)
        .filter(of_post__holds=F("name"))  # first: it is the cheapest
        .filter(_qualified(on, known_on), _certified(on, known_on))
        .order_by()
    )
    suspended = DutySuspension.objects.in_force(on, known_on=known_on)
    in_order = _in_order(held.order_by(), on, known_on).filter(pk=OuterRef("pk"))
    return held.alias(in_right=_count(right)).filter(
        Q(agency__closed_on__lt=on)
        | Q(domains=[])
        | Exists(suspended.filter(person=OuterRef("person")))
        | (~Exists(in_order) & Q(in_right__lt=ListLength("domains")))
    )


def found_once(posts: QuerySet[Post]) -> QuerySet[Post]:
    """The same posts by their keys: what is dear to find is then found once, and not again to be
    counted, sorted and cut into pages."""
    return Post.objects.filter(pk__in=list(posts.order_by().values_list("pk", flat=True)))


def _in_order(held: QuerySet[Post], on: date, known_on: datetime | None) -> QuerySet[Post]:
    """Posts in all whose domains the holder is qualified by one decision and certified by one
    certificate of one body: nearly all of them, found at once, so that the count of domains, which
    is asked post by post, need be asked of few."""
    qualified = Qualification.objects.in_force(on, known_on=known_on).filter(kind=ENFORCEMENT)
    certified = _serving(OuterRef("agency__path"), on, known_on).annotate(
        of_post=ExpressionWrapper(OuterRef("domains"), output_field=models.JSONField()),
        scope=scope_of_body(on, known_on),
    )
    return held.filter(
        Exists(
            qualified.annotate(
                of_post=ExpressionWrapper(OuterRef("domains"), output_field=models.JSONField())
            ).filter(_as_a_rule(domains__holds_all=F("of_post")), person=OuterRef("person"))
        ),
        Exists(
            certified.filter(
                _as_a_rule(domains__holds_all=F("of_post")),
                _as_a_rule(scope__holds_all=F("of_post")),
                certificate__person=OuterRef("person"),
            )
        ),
    )


def _as_a_rule(**holds: object) -> Case:
    """A condition that nearly every row meets. Written plainly, PostgreSQL takes it for rare and
    looks up a hundred thousand rows one by one."""
    return Case(When(**holds, then=Value(True)), default=Value(False))


def scope_of_body(on: date, known_on: datetime | None = None) -> Case:
    """The open domains in which the body of the row may enforce. They are read when the question
    is put together, which takes one query: bodies are few, rows are many."""
    rows = BodyDomain.objects.in_force(on, known_on=known_on)
    rows = rows.filter(domain__in=Domain.objects.open_on(on).values("name"))
    domains_of: dict[int, set[str]] = defaultdict(set)
    for body, domain in rows.values_list("body", "domain"):
        domains_of[body].add(domain)
    alike: dict[frozenset[str], list[int]] = defaultdict(list)
    for body, names in domains_of.items():
        alike[frozenset(names)].append(body)
    json = models.JSONField()
    whens = [When(body__in=ids, then=Value(sorted(names), json)) for names, ids in alike.items()]
    return Case(*whens, default=Value([], json), output_field=json)


def _count(rows: QuerySet[Domain]) -> models.Subquery:
    counted = rows.annotate(one=Value(1)).values("one").annotate(n=models.Count("pk"))
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
    scopes = BodyDomain.objects.in_force(on, known_on=known_on)
    return Exists(
        _serving(OuterRef(OuterRef("agency__path")), on, known_on).filter(
            Exists(scopes.filter(body=OuterRef("body"), domain=OuterRef(OuterRef("name")))),
            certificate__person=OuterRef(OuterRef("person")),
            domains__holds=OuterRef("name"),
        )
    )


def _serving(path: OuterRef, on: date, known_on: datetime | None) -> QuerySet[CertificateTerms]:
    """Terms of valid certificates for duty, of bodies with standing at the path or above it."""
    standings = BodyStanding.objects.in_force(on, known_on=known_on)
    return (
        CertificateTerms.objects.in_force(on, known_on=known_on)
        .annotate(post_path=ExpressionWrapper(path, output_field=models.CharField()))
        .filter(
            Exists(standings.filter(body=OuterRef("body"))),
            ~Exists(standing_against(OuterRef("certificate"), on, known_on)),
            certificate__kind__in=sorted(DUTY_CERTIFICATES),
            body__agency__path=Substr("post_path", 1, Length("body__agency__path")),
        )
    )
