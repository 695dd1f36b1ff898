"""How an attempt is kept: what becomes of an operation, when time is up, what counts in the end.

An operation is one change of one place: an idempotent message with a client id and a sequence
number. Times are aware datetimes. Source: house rules, `docs/exam-core.md`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

MAX_BATCH = 50
MAX_BATCH_BYTES = 64 * 1024
FILL_IN, SHORT_ANSWER = "fill_in", "short_answer"  # the kinds whose choices carry text
LONGEST = {FILL_IN: 100, SHORT_ANSWER: 3000}  # characters of one blank, of one written answer
FILLS = "="  # between the token of a blank and what was typed into it
FIRST_CLIENT_SEQ = 1000  # lower numbers are kept for operations that an invigilator adopts


class State(StrEnum):
    """The life of an attempt. There is no way back out of `closed` or `void`."""

    READY = "ready"
    OPEN = "open"
    CLOSED = "closed"
    VOID = "void"


class Disposition(StrEnum):
    """What the server made of an operation; once given it never changes."""

    APPLIED = "applied"
    STALE = "stale"
    FENCED = "fenced"
    LATE = "late"
    CLOSED = "closed"
    INVALID = "invalid"


class StartRefusal(StrEnum):
    """Why an attempt cannot be started now."""

    TOO_EARLY = "too_early"
    ENTRY_ENDED = "entry_ended"
    OVER = "over"
    NO_PAPER = "no_paper"
    CLOSED = "closed"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Operation:
    """One change as the client sends it. `choices` are option tokens; where text is typed, each is
    `token=text` for a blank or for the whole written answer. Empty clears the answer."""

    op_id: str
    epoch: int
    seq: int
    place: int
    choices: tuple[str, ...]
    flag: bool = False
    mono_ms: int = 0

    @property
    def order(self) -> tuple[int, int]:
        return (self.epoch, self.seq)

    def payload(self) -> dict[str, object]:
        """What the hash of an operation covers: the same id with another payload is refused."""
        return {
            "epoch": self.epoch,
            "seq": self.seq,
            "place": self.place,
            "choices": sorted(self.choices),
            "flag": self.flag,
        }


@dataclass(frozen=True)
class Question:
    """What a place allows: its kind and the tokens of its options."""

    kind: str
    tokens: frozenset[str]


def questions_of(tokens: str, places: Iterable[int]) -> dict[int, Question]:
    """The questions at these places of a paper, from its short text: `{"1": ["single", [token, …]],
    …}`. A place that is not on the paper is left out."""
    paper = json.loads(tokens)
    asked = ((place, paper.get(str(place))) for place in places)
    return {place: Question(row[0], frozenset(row[1])) for place, row in asked if row}


def is_valid(operation: Operation, paper: Mapping[int, Question]) -> bool:
    """Whether the place is on the paper and the choices are its own, not too many, none twice."""
    question = paper.get(operation.place)
    if question is None or len(set(operation.choices)) != len(operation.choices):
        return False
    if question.kind in LONGEST:
        return _fills(operation.choices, question)
    if question.kind != "multiple" and len(operation.choices) > 1:
        return False
    return set(operation.choices) <= question.tokens


def _fills(choices: Sequence[str], question: Question) -> bool:
    """Whether every text says where it stands, at most one for each blank, and none is too long;
    a blank holds one line."""
    texts = typed(choices)
    most, may_break = LONGEST[question.kind], question.kind == SHORT_ANSWER
    return (
        len(texts) == len(choices)
        and texts.keys() <= question.tokens
        and all(text.strip() and len(text) <= most for text in texts.values())
        and (may_break or not any("\n" in text for text in texts.values()))
    )


def typed(choices: Iterable[str]) -> dict[str, str]:
    """What was typed, by the token of its blank or of the written answer."""
    return {token: text for token, _fills, text in (c.partition(FILLS) for c in choices)}


def disposition(
    operation: Operation,
    *,
    state: State,
    epoch: int,
    on_time: bool,
    newest: tuple[int, int] | None,
    paper: Mapping[int, Question],
) -> Disposition:
    """What becomes of a new operation. `newest` is the (epoch, seq) of the place's newest applied
    operation, `on_time` comes from `is_on_time`. The first reason in the order below wins.

    Raises ValueError for an epoch that was never given out: no device can hold it honestly.
    """
    if operation.epoch > epoch:
        raise ValueError(f"epoch {operation.epoch} was never given out")
    if state is not State.OPEN:
        return Disposition.CLOSED
    if operation.epoch != epoch:
        return Disposition.FENCED
    if not on_time:
        return Disposition.LATE
    if not is_valid(operation, paper):
        return Disposition.INVALID
    if newest is not None and operation.order <= newest:
        return Disposition.STALE
    return Disposition.APPLIED


def is_on_time(arrival: datetime, deadline_at: datetime, grace: timedelta) -> bool:
    """Whether something that arrived at `arrival` counts; `deadline + grace` itself still does."""
    return arrival <= deadline_at + grace


def deadline(
    started_at: datetime,
    *,
    allowed: timedelta,
    granted: timedelta,
    window_end: datetime,
    full_duration: bool,
) -> datetime:
    """When the attempt ends: own time with all grants, but not after the window.

    A grant also moves the window's end for its attempt: time given back must be usable. With
    `full_duration` a late starter keeps the whole time. Raises ValueError for no time at all.
    """
    if allowed <= timedelta(0) or granted < timedelta(0):
        raise ValueError("time allowed must be positive, time granted must not be negative")
    own = started_at + allowed + granted
    return own if full_duration else min(own, window_end + granted)


def start_refusal(
    *,
    now: datetime,
    opens_at: datetime,
    entry_ends_at: datetime,
    window_end: datetime,
    state: State,
    has_paper: bool,
) -> StartRefusal | None:
    """Why an attempt may not be started at `now`, or None. Both ends of the entry are included."""
    if state in (State.CLOSED, State.VOID):
        return StartRefusal.CLOSED
    if now < opens_at:
        return StartRefusal.TOO_EARLY
    if now >= window_end:
        return StartRefusal.OVER
    if now > entry_ends_at:
        return StartRefusal.ENTRY_ENDED
    return None if has_paper else StartRefusal.NO_PAPER


@dataclass(frozen=True)
class Stored:
    """An operation as it lies in the log; `admitted` by two persons afterwards, or not."""

    place: int
    epoch: int
    seq: int
    choices: tuple[str, ...]
    flag: bool
    disposition: Disposition
    admitted: bool = False


@dataclass(frozen=True)
class Answer:
    """What stands at a place: the newest operation that counts."""

    choices: tuple[str, ...]
    flag: bool
    order: tuple[int, int]


def fold(log: Iterable[Stored]) -> dict[int, Answer]:
    """The answers: per place the newest operation, by epoch and then seq, among the applied and
    the admitted. The order in which the log is read does not matter."""
    answers: dict[int, Answer] = {}
    for row in log:
        if row.disposition is not Disposition.APPLIED and not row.admitted:
            continue
        at = answers.get(row.place)
        if at is None or (row.epoch, row.seq) > at.order:
            answers[row.place] = Answer(row.choices, row.flag, (row.epoch, row.seq))
    return answers


def answered(answers: Mapping[int, Answer]) -> int:
    """How many places hold an answer that is not empty."""
    return sum(1 for answer in answers.values() if answer.choices)


def remaining_ms(now: datetime, deadline_at: datetime) -> int:
    """Milliseconds until the deadline, never below zero."""
    return max(0, int((deadline_at - now) / timedelta(milliseconds=1)))
