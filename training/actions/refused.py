"""How a deed of this room says no."""

from __future__ import annotations

from training.rules import Refusal


class Refused(Exception):
    """The deed was not done, and nothing has changed. `reason` says why, `about` names with whom
    or with what: persons, a class, a day."""

    def __init__(self, reason: Refusal, about: str = "") -> None:
        super().__init__(reason.value)
        self.reason, self.about = reason, about
