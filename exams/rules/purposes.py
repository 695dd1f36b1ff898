"""What an exam is for, and what follows from it for the way in which papers are made.

Parallel forms, which two persons read, are the rule wherever a right hangs on the result. Source:
house rule, `docs/exam-core.md`.
"""

from __future__ import annotations

from enum import StrEnum

from exams.rules.conduct import ActRefusal


class Purpose(StrEnum):
    """What an exam is held for."""

    QUALIFICATION = "qualification"
    APPOINTMENT = "appointment"
    ANNUAL = "annual"
    PRACTICE = "practice"
    REHEARSAL = "rehearsal"  # no exam at all: `rules.rehearsing`


FORMS_EXPECTED = frozenset({Purpose.QUALIFICATION, Purpose.APPOINTMENT})


def own_papers_refusal(
    purpose: str, *, reason: str, pool: str, unobserved: int
) -> ActRefusal | None:
    """Why an exam may not be sealed so that a paper is drawn for each candidate, or None.

    Where parallel forms are the rule, another choice has its written `reason`. But for practice
    every question must have been answered often enough that its difficulty is known: `unobserved`
    counts the others. Nothing but practice asks what everybody can read.
    """
    if purpose in FORMS_EXPECTED and not reason.strip():
        return ActRefusal.FORMS_EXPECTED
    if purpose == Purpose.PRACTICE:
        return None
    return ActRefusal.NOT_OBSERVED if unobserved else pool_refusal(purpose, pool)


def pool_refusal(purpose: str, pool: str) -> ActRefusal | None:
    """Why the exam may not take its questions from the pool, or None."""
    is_public = pool == "practice" and purpose != Purpose.PRACTICE
    return ActRefusal.PRACTICE_POOL if is_public else None
