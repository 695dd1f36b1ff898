"""A round begins, takes answers, closes."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from exams.rules.drawing import PoolItem, draw
from exams.rules.generator import Generator
from people.models import Person
from practice.actions.book import hold, learn
from practice.actions.refused import NothingToAsk, Refused
from practice.models import (
    Card,
    Item,
    Purpose,
    Round,
    book_on,
    places_of,
    pool_for,
    statutes_of,
    weakness_of,
)
from practice.rules import answering, choosing, mock
from practice.rules.answering import Given, Solution
from questionbank.models import Revision, RevisionQuerySet, Topic
from questionbank.rules import scoring
from questionbank.rules.kinds import Kind
from statutes.models import Statute


@dataclass(frozen=True)
class Wish:
    """What somebody wants to practise."""

    purpose: Purpose
    statute: Statute | None = None
    topic: Topic | None = None


@transaction.atomic
def begin(person: Person, wish: Wish, *, now: datetime, seed: bytes | None = None) -> Round:
    """Begin a round; one that is still open ends. An open mock exam is gone on with instead.

    The same seed asks the same questions in the same order; without one chance decides.

    Raises NothingToAsk.
    """
    hold(person.pk)
    before = Round.objects.of(person.pk).open().first()
    if before and before.is_mock and not before.is_overdue(now):
        return before
    today = timezone.localdate(now)
    seed = seed or secrets.token_bytes(32)
    if wish.purpose == Purpose.MOCK:
        items, lasts = _paper(pool_for(person, today), seed)
    else:
        items, lasts = _items(person, wish, today, seed), None
    if not items:
        raise NothingToAsk
    if before:
        close(before, now=now)
    made = Round.objects.create(
        person=person, purpose=wish.purpose, statute=wish.statute, topic=wish.topic,
        begun_at=now, deadline_at=now + lasts if lasts else None,
    )  # fmt: skip
    for item in items:
        item.round = made
    Item.objects.bulk_create(items)
    return made


def _paper(pool: RevisionQuerySet, seed: bytes) -> tuple[list[Item], timedelta]:
    """A mock paper, drawn as a real one is, and how long it lasts."""
    supply = [
        PoolItem(revision.pk, revision.kind, revision.difficulty, places_of(revision))
        for revision in pool
    ]
    count = {kind.value: sum(item.kind == kind for item in supply) for kind in Kind}
    cells = mock.cells_for(count)
    places = draw(cells, supply, seed) if cells else []
    items = [
        Item(place=p.place, revision_id=p.revision_id, order=list(p.order), of=p.marks)
        for p in places
    ]
    return items, timedelta(minutes=mock.minutes(cells))


def _items(person: Person, wish: Wish, today: date, seed: bytes) -> list[Item]:
    generator = Generator(seed)
    wanted = _due(person, today) if wish.purpose == Purpose.DUE else None
    if wanted is None:
        pool = _narrowed(pool_for(person, today), person, wish)
        wanted = choosing.choose(_candidates(pool, person), choosing.ROUND, generator)
    revisions = Revision.objects.in_bulk(wanted)
    return [_item(n, revisions[pk], generator) for n, pk in enumerate(wanted, 1)]


def _due(person: Person, today: date) -> list[int]:
    """The revisions that come from the book today: woken ones first, then the longest due."""
    book = book_on(person, today)
    due = list(Card.objects.due(book).order_by("due_on", "pk"))
    due.sort(key=lambda card: card.question_id not in book.woken)
    return [book.current[card.question_id] for card in due[: choosing.ROUND]]


def _narrowed(pool: RevisionQuerySet, person: Person, wish: Wish) -> RevisionQuerySet:
    """The part of the pool that is wished for."""
    if wish.purpose == Purpose.STATUTE and wish.statute:
        return pool.on_statute(wish.statute)
    if wish.purpose == Purpose.TOPIC and wish.topic:
        topics = Topic.objects.under(wish.topic.path)
        return pool.filter(topics__in=topics).distinct()
    if wish.purpose == Purpose.WEAK:
        answered = Card.objects.answered(person.pk)
        return pool.filter(question__in=weakness_of(pool, statutes_of(pool), answered).questions)
    return pool


def _candidates(pool: RevisionQuerySet, person: Person) -> list[choosing.Candidate]:
    seen = {
        question: (seen_on, right)
        for question, seen_on, right in Card.objects.of(person.pk).values_list(
            "question", "seen_on", "last_right"
        )
    }
    rows = pool.order_by("pk").values_list("pk", "question")
    return [choosing.Candidate(pk, *seen.get(question, ())) for pk, question in rows]


def _item(place: int, revision: Revision, generator: Generator) -> Item:
    order = choosing.option_order(revision.kind, places_of(revision), generator)
    return Item(place=place, revision=revision, order=order)


@transaction.atomic
def answer(item: Item, given: Given, *, now: datetime) -> Item:
    """Take the answer to one question; outside a mock exam it is marked at once and learnt from.

    Raises Refused: EMPTY, ANSWERED, CLOSED.
    """
    hold(item.round.person_id)
    held = Round.objects.get(pk=item.round_id)
    item = held.items.with_question().get(pk=item.pk)
    item.round = held
    reason = answering.refusal(
        is_empty=not any(answer != "" for answer in given),
        is_answered=item.answered_at is not None,
        is_closed=held.closed_at is not None,
        deadline_at=held.deadline_at,
        now=now,
    )
    if reason:
        raise Refused(reason)
    item.given, item.answered_at = list(given), now
    if not held.is_mock:
        _mark(item)
        learn(held.person_id, [item], now=now)
    item.save(update_fields=["given", "answered_at", "right", "earned"])
    if not held.is_mock and not held.items.filter(answered_at__isnull=True).exists():
        _end(held, now)
    return item


@transaction.atomic
def close(round_: Round, *, now: datetime) -> Round:
    """End a round. A mock exam is marked as it stands: what was not answered earns nothing, and the
    book learns from the rest. One that is closed already stays as it is."""
    hold(round_.person_id)
    held = Round.objects.get(pk=round_.pk)
    if held.closed_at is not None:
        return held
    if held.is_mock:
        _mark_paper(held, now)
    _end(held, min(now, held.deadline_at) if held.deadline_at else now)
    return held


def _mark_paper(held: Round, now: datetime) -> None:
    items = list(held.items.with_question())
    for item in items:
        _mark(item)
    Item.objects.bulk_update(items, ["right", "earned"])
    learn(held.person_id, [item for item in items if item.is_answered], now=now)


def _mark(item: Item) -> None:
    """Hold the answer against the key."""
    solution = solution_of(item.revision)
    given: Sequence[int] | Sequence[str] = item.given or []
    item.right = item.is_answered and solution.is_right(given)
    item.earned = max(0, solution.marks(given, item.of)) if item.is_answered else 0


def solution_of(revision: Revision) -> Solution:
    """The key of a practice question in plain."""
    key = revision.key.open()
    rule = scoring.rule_for(Kind(revision.kind), revision.scoring)
    return Solution(revision.kind, key.right, key.blanks, rule)


def _end(held: Round, at: datetime) -> None:
    held.closed_at = at
    held.save(update_fields=["closed_at"])
