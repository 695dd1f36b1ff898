"""What an action of this room says when it does not act."""

from __future__ import annotations

from statutes.rules.refusals import Refusal


class Refused(Exception):
    """The deed was not done. `reason` says why, `detail` where."""

    def __init__(self, reason: Refusal, detail: str = "") -> None:
        super().__init__(f"{reason.value} {detail}".rstrip())
        self.reason = reason
        self.detail = detail


class ImportRefused(Refused):
    """The version cannot be taken in."""
