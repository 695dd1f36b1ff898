"""What was answered: read from the page, held against the key, worth so many marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from exams.rules import scoring
from questionbank.rules import answers
from questionbank.rules.kinds import Kind
from questionbank.rules.scoring import PER_BLANK_ANY_ORDER

Given = Sequence[int] | Sequence[str]
GRACE = timedelta(seconds=5)  # for an answer that was on its way at the last second
RULES = {  # of a mock exam; the rest by all or nothing
    Kind.MULTIPLE: "half_for_subset",
    Kind.FILL_IN: "per_blank@1",
}


class Refusal(StrEnum):
    """Why an answer is not taken."""

    EMPTY = "empty"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True)
class Solution:
    """The key of a question that a machine can mark."""

    kind: str
    right: tuple[int, ...] = ()
    blanks: tuple[tuple[str, ...], ...] = ()
    scoring: str = ""

    def filled(self, given: Given) -> list[bool]:
        """For each blank whether it is filled rightly."""
        texts = [str(text) for text in given]
        in_any_order = self.scoring == PER_BLANK_ANY_ORDER
        return answers.filled(texts, self.blanks, any_order=in_any_order)

    def is_right(self, given: Given) -> bool:
        """Whether exactly the right options are chosen, or every blank is filled rightly."""
        if self.kind == Kind.FILL_IN:
            return all(self.filled(given))
        return set(given) == set(self.right)

    def marks(self, given: Given, of: int) -> int:
        """What the answer earns in a mock exam, in hundredths."""
        rule = RULES.get(Kind(self.kind), "all_or_nothing")
        if self.kind == Kind.FILL_IN:
            return scoring.blanks_mark(rule, self.filled(given), of) if any(given) else 0
        chosen = frozenset(int(option) for option in given)
        return scoring.choice_mark(rule, chosen, frozenset(self.right), of)


def refusal(
    *, is_empty: bool, is_answered: bool, is_closed: bool, deadline_at: datetime | None,
    now: datetime,
) -> Refusal | None:  # fmt: skip
    """Why an answer that arrives at `now` is not taken; None to take it.

    In a mock exam (it has a deadline) an answer may be changed and may be empty until it closes,
    `deadline_at + GRACE` itself included; elsewhere the first answer stands.
    """
    if is_closed or (deadline_at and now > deadline_at + GRACE):
        return Refusal.CLOSED
    if deadline_at:
        return None
    if is_answered:
        return Refusal.ANSWERED
    return Refusal.EMPTY if is_empty else None
