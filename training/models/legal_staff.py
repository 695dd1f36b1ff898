"""Legal-affairs and reconsideration staff with their way through the posts (plan, art. 52)."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from people.models import Person, PersonQuerySet, Post, PostKind
from people.rules import Rights, Role
from training.models.hours import with_hours

KINDS = (PostKind.LEGAL, PostKind.RECONSIDERATION)


def legal_staff(rights: Rights, on: date, *roles: Role) -> PersonQuerySet:
    """Who holds such a post on the day, where one of the roles is held.

    Adds `since` (the first day of the present post), `posts` and `agencies` (how many posts they
    have had in how many agencies, this one among them), and the year's `credit` and `days`.
    """
    main = Post.objects.in_force(on).filter(person=OuterRef("pk"), is_main=True)
    latest = main.order_by("-valid_from", "-id")
    begun = Post.objects.current().filter(person=OuterRef("pk"), valid_from__lte=on).order_by()
    by_person = begun.values("person")
    rows = (
        Person.objects.governed_by(rights, *roles).with_main_post(on).filter(Q(post_kind__in=KINDS))
    )
    rows = rows.annotate(
        since=Subquery(latest.values("valid_from")[:1]),
        posts_held=Coalesce(Subquery(by_person.annotate(n=Count("pk")).values("n")), 0),
        agencies=Coalesce(
            Subquery(by_person.annotate(n=Count("agency", distinct=True)).values("n")), 0
        ),
    )
    return with_hours(rows, on)
