"""What the officer who can be signed in as has practised of late: some rounds and a mock exam."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from mingfa.demo.city import City
from mingfa.demo.stories import Story
from practice import actions
from practice.models import Item, Purpose
from practice.rules.answering import Given
from questionbank.rules.kinds import Kind

KNOWS = 0.7  # the share of questions that are answered rightly
EVENINGS = (20, 17, 15, 11, 8, 4, 2)  # so many days ago
MOCK = 8
THINKS = timedelta(seconds=40)


def practice(city: City) -> Story:
    """Seven evenings, on one of them a mock exam; part of what was missed comes again today."""
    random = city.random("practice")
    for days in EVENINGS:
        evening = timezone.localtime(city.span.now - timedelta(days=days))
        now = evening.replace(hour=20, minute=0, second=0, microsecond=0)
        yield now
        _practise(city, Purpose.MOCK if days == MOCK else Purpose.ANY, now, random)


def _practise(city: City, purpose: Purpose, now: datetime, random: Random) -> None:
    """One round from its beginning to its end; without questions there is none."""
    person = city.hero.person
    try:
        made = actions.begin(person, actions.Wish(purpose), now=now, seed=random.randbytes(32))
    except actions.NothingToAsk:
        return
    for item in made.items.with_question():
        now += THINKS
        actions.answer(item, _given(item, random), now=now)
    actions.close(made, now=now)


def _given(item: Item, random: Random) -> Given:
    """The right answer, or one that is not."""
    key, knows = item.revision.key.open(), random.random() < KNOWS
    if item.revision.kind == Kind.FILL_IN:
        return [variants[0] for variants in key.blanks] if knows else ["不清楚"] * len(key.blanks)
    return list(key.right) if knows else [n for n in item.order if n not in key.right][:1]
