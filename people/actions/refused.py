"""How a deed of this room says no."""

from __future__ import annotations

from collections.abc import Sequence

from people.models import Person
from people.rules import Refusal


class Refused(Exception):
    """The deed was not done, and nothing has changed. `reason` says why.

    `person` is the one of several at whom it failed; never anybody the deed was not asked for.
    `persons` are those whom a deed on an agency would have put in a wrong place.
    """

    def __init__(
        self, reason: Refusal, person: Person | None = None, persons: Sequence[Person] = ()
    ) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.person = person
        self.persons = persons
