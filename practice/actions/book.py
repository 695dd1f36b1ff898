"""The cards: an answer is learnt from, a question leaves the book, everything is forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from people.models import Person
from practice.models import Card, Item, Round
from practice.rules import memory

LEARNT = [
    "revision", "seen", "misses", "last_right", "answered_at", "seen_on", "book_since",
    "stability", "difficulty", "due_on",
]  # fmt: skip


def hold(person_id: int) -> None:
    """What one person does in two windows happens one after the other."""
    Person.objects.select_for_update(no_key=True).values("pk").get(pk=person_id)


def learn(person_id: int, items: Iterable[Item], *, now: datetime) -> None:
    """Enter marked answers into the cards: a wrong one puts its question into the book, and what is
    in the book is scheduled anew. The caller holds the person."""
    marked = list(items)
    questions = [item.revision.question_id for item in marked]
    cards = {card.question_id: card for card in Card.objects.of(person_id).filter(
        question__in=questions)}  # fmt: skip
    fresh = []
    for item in marked:
        card = cards.get(item.revision.question_id)
        if card is None:
            card = Card(person_id=person_id, question_id=item.revision.question_id)
            cards[card.question_id] = card
            fresh.append(card)
        _learn_one(card, item, now)
    Card.objects.bulk_create(fresh)
    Card.objects.bulk_update([card for card in cards.values() if card not in fresh], LEARNT)


def _learn_one(card: Card, item: Item, now: datetime) -> None:
    today, right = timezone.localdate(now), bool(item.right)
    is_kept = card.book_since is not None
    if is_kept or not right:
        known = memory.after(card.memory, right, today)
        card.stability, card.difficulty = known.stability, known.difficulty
        card.due_on, card.book_since = known.due_on, card.book_since or today
    card.revision = item.revision
    card.seen += 1
    card.misses += not right
    card.last_right = right
    card.answered_at, card.seen_on = now, today


@transaction.atomic
def take_out(card: Card) -> None:
    """Take a question out of the book; a wrong answer brings it back, scheduled from the start."""
    hold(card.person_id)
    Card.objects.filter(pk=card.pk).update(
        book_since=None, due_on=None, stability=None, difficulty=None
    )


@transaction.atomic
def forget(person: Person) -> None:
    """Delete everything that the person has practised, for good."""
    hold(person.pk)
    Round.objects.of(person.pk).delete()
    Card.objects.of(person.pk).delete()
