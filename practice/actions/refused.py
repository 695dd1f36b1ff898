"""What may stand in the way of practising."""

from __future__ import annotations

from practice.rules.answering import Refusal


class Refused(Exception):
    """An answer that is not taken, and why."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason


class NothingToAsk(Exception):
    """The pool holds no question of what is wished for."""
