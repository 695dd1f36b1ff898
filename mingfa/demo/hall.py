"""What happens in the exam room: who comes when, answers how, hands in or runs out of time."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from exams.actions import invigilating, saving, sitting
from exams.models import Attempt, ExamSession
from exams.proof import key_set
from exams.rules.keeping import MAX_BATCH, Operation
from mingfa.demo import answers
from mingfa.demo.city import City, Officer

COUNTS = {"single": 30, "multiple": 10, "true_false": 10}
SAVES = 2  # how often a candidate's page sends what has piled up
HANDS_IN = 0.97  # of those who sit; the others run out of time
QUICKEST, SLOWEST = 28, 80  # minutes from start to hand-in
GRANTED = 600  # seconds, after a power cut at one desk


@dataclass(frozen=True)
class Seat:
    """One candidate at one desk, with what they will do."""

    attempt: Attempt
    begun: datetime
    minutes: int
    script: answers.Script


class Hall:
    """One session's room. All that is chance is drawn in the order of the roster; what somebody
    will do in any case stands in `given`, by person."""

    def __init__(
        self, city: City, session: ExamSession, roster: Sequence[Officer], random: Random
    ) -> None:
        self.city, self.session, self.roster, self.random = city, session, roster, random
        keys = key_set(session.exam_id)  # the city's exams ask for choices alone
        self.keys = {pk: key for pk, key in keys.items() if isinstance(key, tuple)}
        self.items = answers.items(list(self.keys), city.seed)
        self.given: dict[int, answers.Script] = {}
        rows = session.attempts.select_related("paper", "exam", "session", "candidate")
        self.attempts = {attempt.person_id: attempt for attempt in rows}

    def sit(self, absent: Collection[Officer]) -> None:
        """The whole session, for all but the absent: one moves to another computer, one gets
        time back, a few run out of time."""
        seats = list(self._seats({officer.person.pk for officer in absent}))
        for n, seat in enumerate(seats):
            self._start(seat)
            if n == 1:
                self._move(seat)
                continue
            if n == 2:
                self._grant(seat)
            self._answer(seat, hand_in=self.random.random() < HANDS_IN)

    def sit_until(self, now: datetime) -> None:
        """An open session at the hour: the first has not begun, some are done, others write."""
        for officer in self.roster[1:]:
            if self.random.random() < 0.25:
                continue
            minutes = self.random.randrange(5, 58)
            is_done = minutes > QUICKEST + 3 and self.random.random() < 0.7
            reach = 1.0 if is_done else min(1.0, minutes / 70)
            script = answers.script(officer.ability, COUNTS, self.random, reach)
            begun = now - timedelta(minutes=minutes)
            seat = Seat(self.attempts[officer.person.pk], begun, minutes - 2, script)
            self._start(seat)
            self._answer(seat, hand_in=is_done)

    def _seats(self, absent: set[int]) -> Iterator[Seat]:
        for officer in self.roster:
            late = self.random.randrange(22) if self.random.random() < 0.04 else 0
            minutes = self.random.randrange(QUICKEST, SLOWEST)
            script = answers.script(officer.ability, COUNTS, self.random)
            begun = self.session.opens_at + timedelta(minutes=late + self.random.randrange(4))
            if officer.person.pk not in absent:
                script = self.given.get(officer.person.pk, script)
                yield Seat(self.attempts[officer.person.pk], begun, minutes, script)

    def _start(self, seat: Seat) -> None:
        sitting.start(seat.attempt, device=secrets.token_urlsafe(16), now=seat.begun)

    def _operations(self, seat: Seat, epoch: int = 1) -> list[Operation]:
        places = seat.attempt.sat.body["places"]
        candidate = answers.Candidate(seat.script, self.items)
        return candidate.operations(places, self.keys, epoch=epoch)

    def _answer(self, seat: Seat, *, hand_in: bool, epoch: int = 1) -> None:
        """Send what piles up, the last of it with the hand-in."""
        operations = self._operations(seat, epoch)
        size = min(MAX_BATCH, -(-len(operations) // SAVES) or 1)
        parts = [operations[n : n + size] for n in range(0, len(operations), size)]
        last = parts.pop() if hand_in and parts else []
        ref, person = seat.attempt.ref, seat.attempt.person_id
        step = timedelta(minutes=seat.minutes) / (len(parts) + 1)
        at = seat.begun
        for part in parts:
            at += step
            saving.save(ref, person, part, arrival=at, now=at)
        if hand_in:
            at = seat.begun + timedelta(minutes=seat.minutes)
            sitting.hand_in(ref, person, last, arrival=at, now=at)

    def _move(self, seat: Seat) -> None:
        """The computer fails after two minutes; the candidate goes on at another."""
        at = seat.begun + timedelta(minutes=2)
        sitting.take_over(seat.attempt, device=secrets.token_urlsafe(16), code=None, now=at)
        self._answer(seat, hand_in=True, epoch=2)

    def _grant(self, seat: Seat) -> None:
        """Ten minutes back after a power cut, given by two invigilators."""
        at = seat.begun + timedelta(minutes=15)
        for key in ("invigilator", "invigilator_2"):
            invigilating.grant_time(
                seat.attempt,
                seconds=GRANTED,
                kind="outage",
                reason="机位断电，已更换插座",
                actor=self.city.staff[key],
                now=at,
            )
