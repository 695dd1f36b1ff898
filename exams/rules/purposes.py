"""What an exam is for, and what follows from it for the way in which papers are made.

Parallel forms, which two persons read, are the rule wherever a right hangs on the result. Source:
house rule, `docs/exam-core.md`.
"""

from __future__ import annotations

from enum import StrEnum


class Purpose(StrEnum):
    """What an exam is held for."""

    QUALIFICATION = "qualification"
    APPOINTMENT = "appointment"
    ANNUAL = "annual"
    PRACTICE = "practice"


FORMS_EXPECTED = frozenset({Purpose.QUALIFICATION, Purpose.APPOINTMENT})
