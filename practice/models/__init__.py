"""Practice: rounds, mock exams, what was practised, the wrong-question book. Private throughout."""

from practice.models.cards import Book, Card, CardQuerySet, book_on, tally
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
    "book_on",
    "lines",
    "places_of",
    "pool_for",
    "statutes_of",
    "tally",
    "topics_of",
]
