"""Deeds on posts. Posts are dated facts: nothing is edited, a new row supersedes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from journal import actions as journal
from people.actions.agencies import hold_open_agency
from people.actions.facts import replace, withdraw
from people.actions.gating import pass_gates
from people.actions.refused import Refused
from people.models import Agency, Person, Post
from people.rules import Ending, PostTerms, Refusal, day_before, overlap


@transaction.atomic
def add_post(
    person: Person, agency: Agency, terms: PostTerms, *, actor: Person | None, now: datetime
) -> Post:
    """Give the person a post in `agency`. A new main post ends the former one the day before.

    Raises Refused: AGENCY_CLOSED, DAY_BEFORE_START, MAIN_POST_OVERLAPS, POSTING_GATED.
    """
    agency = hold_open_agency(agency)
    person = Person.objects.select_for_update().get(pk=person.pk)
    actor_id = None if actor is None else actor.pk
    if terms.is_main:
        _end_former_main(person, terms, now=now, by=actor_id)
    post = enter_post(person, agency, terms, now=now, by=actor_id)
    _follow_main_post(person, timezone.localdate(now))
    facts = {"post": post.pk, "agency": agency.pk, "from": terms.valid_from.isoformat()}
    _record(person, "people.add_post", facts, actor_id, now)
    return post


@transaction.atomic
def correct_post(
    post: Post, terms: PostTerms, *, reason: str, actor: Person | None, now: datetime
) -> Post:
    """Say what the post really was; what we believed until now stays on record.

    Raises Refused: NO_LONGER_CURRENT, DAY_BEFORE_START, MAIN_POST_OVERLAPS, POSTING_GATED.
    """
    person = Person.objects.select_for_update().get(pk=post.person_id)
    if terms.is_main and any(other.pk != post.pk for other in _main_posts(person, terms)):
        raise Refused(Refusal.MAIN_POST_OVERLAPS)
    if (post.kind, post.valid_from) != (terms.kind, terms.valid_from):
        pass_gates(person.pk, terms)
    actor_id = None if actor is None else actor.pk
    fresh = replace(post, now=now, by=actor_id, reason=reason, **post_columns(terms))
    _follow_main_post(person, timezone.localdate(now))
    facts = {"post": fresh.pk, "instead_of": post.pk, "reason": reason}
    _record(person, "people.correct_post", facts, actor_id, now)
    return fresh


@transaction.atomic
def end_post(post: Post, ending: Ending, *, actor: Person | None, now: datetime) -> Post:
    """Let the post end with the last day. Raises Refused as `correct_post`."""
    person = Person.objects.select_for_update().get(pk=post.person_id)
    actor_id = None if actor is None else actor.pk
    fresh = replace(post, now=now, by=actor_id, valid_to=ending.last_day, reason=ending.reason)
    facts = {"post": fresh.pk, "last_day": ending.last_day.isoformat(), "reason": ending.reason}
    _record(person, "people.end_post", facts, actor_id, now)
    return fresh


@transaction.atomic
def withdraw_post(post: Post, *, reason: str, actor: Person | None, now: datetime) -> None:
    """Take back a post that was entered by mistake. Raises Refused: NO_LONGER_CURRENT."""
    person = Person.objects.select_for_update().get(pk=post.person_id)
    withdraw(post, now=now)
    actor_id = None if actor is None else actor.pk
    facts = {"post": post.pk, "reason": reason}
    _record(person, "people.withdraw_post", facts, actor_id, now)


@transaction.atomic
def settle_main_agencies(*, now: datetime) -> int:
    """Let every person's agency follow the main post that holds today; how many changed.

    For the nightly tick: posts may be entered before they begin. Not recorded, because the post
    already is.
    """
    today = timezone.localdate(now)
    moved = Post.objects.in_force(today).filter(is_main=True).exclude(agency=F("person__agency"))
    people = list(Person.objects.select_for_update().filter(pk__in=moved.values("person_id")))
    for person in people:
        _follow_main_post(person, today)
    return len(people)


def enter_post(
    person: Person, agency: Agency, terms: PostTerms, *, now: datetime, by: int | None
) -> Post:
    """Write the post down. Part of the deeds above and of entering a person."""
    if terms.valid_to is not None and terms.valid_to < terms.valid_from:
        raise Refused(Refusal.DAY_BEFORE_START)
    pass_gates(person.pk, terms)
    return Post.objects.create(
        person=person, agency=agency, recorded_at=now, recorded_by_id=by, **post_columns(terms)
    )


def post_columns(terms: PostTerms) -> dict[str, Any]:
    return {
        "title": terms.title,
        "kind": terms.kind,
        "establishment": terms.establishment,
        "domains": list(terms.domains),
        "is_main": terms.is_main,
        "valid_from": terms.valid_from,
        "valid_to": terms.valid_to,
    }


def _main_posts(person: Person, terms: PostTerms) -> list[Post]:
    """The person's main posts that share a day with the terms."""
    asked = (terms.valid_from, terms.valid_to)
    rows = Post.objects.current().filter(person=person, is_main=True)
    return [post for post in rows if overlap((post.valid_from, post.valid_to), asked)]


def _end_former_main(person: Person, terms: PostTerms, *, now: datetime, by: int | None) -> None:
    """End the main post that the new one follows; a later one must be dealt with first."""
    for post in _main_posts(person, terms):
        if post.valid_from >= terms.valid_from:
            raise Refused(Refusal.MAIN_POST_OVERLAPS)
        replace(post, now=now, by=by, valid_to=day_before(terms.valid_from))


def _follow_main_post(person: Person, today: date) -> None:
    main = Post.objects.in_force(today).filter(person=person, is_main=True).first()
    if main is not None and main.agency_id != person.agency_id:
        person.agency_id = main.agency_id
        person.save(update_fields=["agency"])


def _record(
    person: Person, act: str, facts: dict[str, Any], actor_id: int | None, now: datetime
) -> None:
    subject = f"people.person:{person.pk}"
    journal.record(actor_id, act, subject, facts, now=now, agency_id=person.agency_id)
