"""The marks of an attempt, reckoned from its log, and whether a stored result is the same."""

from __future__ import annotations

from collections.abc import Sequence

from exams.models import Attempt, Logged, Result
from exams.proof.papers import places_of
from exams.proof.seals import key_set
from exams.rules import keeping, marking
from journal.rules import digest


def mark_attempt(
    attempt: Attempt, key_version: int = 1, log: Sequence[Logged] | None = None
) -> tuple[list[marking.PlaceMark], str]:
    """The marks of every place and the digest of the answers they rest on: pure, repeatable."""
    answers = keeping.fold(attempt.stored_log(log))
    marks = marking.mark_paper(
        places_of(attempt.sat),
        answers,
        key_set(attempt.exam_id, key_version),
        attempt.exam.scoring,
    )
    rested_on = [
        [place, answer.order[0], answer.order[1], sorted(answer.choices)]
        for place, answer in sorted(answers.items())
    ]
    return marks, digest(rested_on)


def recomputes(result: Result, log: Sequence[Logged] | None = None) -> bool:
    """Whether marking the attempt again gives the stored result to the byte."""
    marks, rested_on = mark_attempt(result.attempt, result.key_version, log)
    return (
        result.marks == plain_marks(marks)
        and result.total == marking.total(marks)
        and result.passed == marking.is_pass(result.total, result.attempt.exam.pass_marks)
        and result.operations_digest == rested_on
    )


def plain_marks(marks: Sequence[marking.PlaceMark]) -> list[list[int]]:
    """Marks as they are stored: place, earned, possible."""
    return [[mark.place, mark.marks, mark.of] for mark in marks]
