"""What an action of this room says when it does not act."""

from __future__ import annotations

from questionbank.rules.review import Refusal


class Refused(Exception):
    """The deed was not done. `reason` says why, `detail` where (a code, an article)."""

    def __init__(self, reason: Refusal, detail: str = "") -> None:
        super().__init__(f"{reason.value} {detail}".rstrip())
        self.reason = reason
        self.detail = detail
