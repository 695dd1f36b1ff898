"""When a question of the wrong-question book comes again.

The scheduling is that of FSRS (Free Spaced Repetition Scheduler, version 6, with its published
default weights), by the library `fsrs`. Here it reckons in whole days of the city's calendar and
without chance, so that the same answers always lead to the same day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from fsrs import Card, Rating, Scheduler, State

RETENTION = 0.9  # house default: asked again when nine of ten would still know it
LONGEST_DAYS = 180  # house default: nothing in the book stays away for longer

_SCHEDULER = Scheduler(
    desired_retention=RETENTION,
    learning_steps=(),  # nothing comes twice within a day
    relearning_steps=(),
    maximum_interval=LONGEST_DAYS,
    enable_fuzzing=False,
)


@dataclass(frozen=True)
class Memory:
    """How well a question is remembered: `stability` in days, `difficulty` from 1 to 10, the day of
    the last answer, and the day on which it comes again."""

    stability: float
    difficulty: float
    seen_on: date
    due_on: date


def after(memory: Memory | None, right: bool, on: date) -> Memory:
    """What is remembered after an answer on the day; None: the question has just come in.

    A wrong answer brings it again on the next day, right ones ever later. The next day is always
    after `on`, at most `LONGEST_DAYS` after it. An answer before the last one counts as on its day.
    """
    if memory is None:
        card = Card(card_id=1, due=_instant(on))
    else:
        on = max(on, memory.seen_on)
        card = Card(
            card_id=1,
            state=State.Review,
            stability=memory.stability,
            difficulty=memory.difficulty,
            due=_instant(memory.due_on),
            last_review=_instant(memory.seen_on),
        )
    rating = Rating.Good if right else Rating.Again
    card, _log = _SCHEDULER.review_card(card, rating, review_datetime=_instant(on))
    if card.stability is None or card.difficulty is None:
        raise ValueError("a reviewed card has a stability and a difficulty")
    return Memory(card.stability, card.difficulty, on, card.due.date())


def _instant(day: date) -> datetime:
    """The day as the library wants it; only differences between days count."""
    return datetime.combine(day, time.min, UTC)
