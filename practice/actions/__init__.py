"""Practising.

Nothing of this goes into the journal: what somebody practises is their own affair, no act of
office, and whoever reads the journal must not learn it.
"""

from practice.actions.book import forget, take_out
from practice.actions.quizzing import answer_quiz, begin_quiz, items_of
from practice.actions.refused import NothingToAsk, Refused
from practice.actions.rounds import Wish, answer, begin, close

__all__ = [
    "NothingToAsk",
    "Refused",
    "Wish",
    "answer",
    "answer_quiz",
    "begin",
    "begin_quiz",
    "close",
    "forget",
    "items_of",
    "take_out",
]
