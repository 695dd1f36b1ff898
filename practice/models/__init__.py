"""Practice: rounds, mock exams, what was practised, the wrong-question book. Private throughout."""

from practice.models.cards import Book, Card, CardQuerySet, Weakness, book_on, weakness_of
from practice.models.choices import Purpose, RefusalWords
from practice.models.pool import StatuteLine, lines, places_of, pool_for, statutes_of, topics_of
from practice.models.rounds import Item, Round

__all__ = [
    "Book",
    "Card",
    "CardQuerySet",
    "Item",
    "Purpose",
    "RefusalWords",
    "Round",
    "StatuteLine",
    "Weakness",
    "book_on",
    "lines",
    "places_of",
    "pool_for",
    "statutes_of",
    "topics_of",
    "weakness_of",
]
