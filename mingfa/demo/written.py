"""Candidates who write: so many of the points as their ability lets them see, in any order."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta
from random import Random

from exams.actions import sitting
from exams.models import ExamSession
from exams.proof import key_set, places_of
from exams.rules.drawing import Place
from exams.rules.keeping import FILLS, FIRST_CLIENT_SEQ, Operation
from exams.rules.marking import Keys, Points, key_of
from mingfa.demo.city import Officer

BEGINNINGS = ("", "答：", "我认为，", "依照有关规定，")


def sit(session: ExamSession, roster: Sequence[Officer], random: Random) -> None:
    """Everybody on the roster writes and hands in."""
    keys = key_set(session.exam_id)
    attempts = {attempt.person_id: attempt for attempt in session.attempts.select_related("paper")}
    for officer in roster:
        attempt, begun = attempts[officer.person.pk], session.opens_at + timedelta(minutes=1)
        until = begun + timedelta(minutes=random.randrange(40, 85))
        writer = Random(random.random())  # noqa: S311  # invented answers
        sitting.start(attempt, device=secrets.token_urlsafe(16), now=begun)
        operations = [
            _operation(place, _written(place, keys, officer.ability, writer))
            for place in places_of(attempt.sat)
        ]
        sitting.hand_in(attempt.ref, attempt.person_id, operations, arrival=until, now=until)


def _operation(place: Place, choices: tuple[str, ...]) -> Operation:
    n = place.place
    return Operation(secrets.token_hex(16), 1, FIRST_CLIENT_SEQ + n, n, choices, mono_ms=1000 * n)


def _written(place: Place, keys: Keys, ability: float, random: Random) -> tuple[str, ...]:
    key = key_of(keys, place)
    if not isinstance(key, Points):
        return () if place.kind == "fill_in" else (random.choice(place.tokens),)
    seen = [point for point in key.words if random.random() < 0.62 + 0.15 * ability]
    if not seen:
        return ()
    random.shuffle(seen)
    text = random.choice(BEGINNINGS) + "；".join(point.rstrip("。；") for point in seen) + "。"
    return (f"{place.tokens[0]}{FILLS}{text}",)
