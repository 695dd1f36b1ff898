"""The marks of an attempt, reckoned from its log, and whether a stored result is the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exams.models import Attempt, Logged, Result, Script
from exams.proof.papers import places_of
from exams.proof.seals import key_set
from exams.rules import hand_marking, keeping, marking
from exams.rules.drawing import Place
from exams.rules.keeping import Answer
from journal.rules import digest


def mark_attempt(
    attempt: Attempt, key_version: int = 1, log: Sequence[Logged] | None = None
) -> tuple[list[marking.PlaceMark], str]:
    """The marks of every place and the digest of what they rest on: pure, repeatable.

    Raises marking.Unmarked while written answers wait for their markers.
    """
    return marks_under(attempt, key_set(attempt.exam_id, key_version), log)


def marks_under(
    attempt: Attempt, keys: marking.Keys, log: Sequence[Logged] | None = None
) -> tuple[list[marking.PlaceMark], str]:
    """The same under any keys: what two persons propose is looked at so before it counts."""
    answers, places = keeping.fold(attempt.stored_log(log)), places_of(attempt.sat)
    by_hand = hand_marks(attempt, places, answers, keys)
    marks = marking.mark_paper(places, answers, keys, attempt.exam.scoring, by_hand)
    rested_on: list[list[object]] = [
        [place, answer.order[0], answer.order[1], sorted(answer.choices)]
        for place, answer in sorted(answers.items())
    ]
    rested_on += [[place, earned] for place, earned in sorted(by_hand.items())]
    return marks, digest(rested_on)


def hand_marks(
    attempt: Attempt, places: Sequence[Place], answers: Mapping[int, Answer], keys: marking.Keys
) -> dict[int, int]:
    """On which marks the markers settled for the written answers that count, place by place."""
    asked = set(marking.written(places, answers, keys))
    if not asked:
        return {}
    worth = {place.place: place.marks for place in places}
    found = {}
    for script in attempt.scripts.all():
        if script.place not in asked or script.answer != answer_digest(answers[script.place]):
            continue
        tolerance = hand_marking.tolerance_of(
            attempt.exam.scoring[keeping.SHORT_ANSWER], worth[script.place]
        )
        given = [row.marks for row in sorted(script.hand_marks.all(), key=lambda row: row.n)]
        marks = hand_marking.settled(given, tolerance)
        if marks is not None:
            found[script.place] = marks
    return found


def written_text(script: Script) -> str:
    """What stands in the log for a script; empty where another answer has come to count."""
    answer = keeping.fold(script.attempt.stored_log()).get(script.place)
    if answer is None or answer_digest(answer) != script.answer:
        return ""
    return "".join(keeping.typed(answer.choices).values())


def answer_digest(answer: Answer) -> str:
    """What names a written answer: its text, whenever it was given."""
    return digest(sorted(answer.choices))


def recomputes(result: Result, log: Sequence[Logged] | None = None) -> bool:
    """Whether marking the attempt again gives the stored result to the byte."""
    try:
        marks, rested_on = mark_attempt(result.attempt, result.key_version, log)
    except marking.Unmarked:
        return False
    return (
        result.marks == plain_marks(marks)
        and result.total == marking.total(marks)
        and result.passed == passes(result.attempt, marks)
        and result.operations_digest == rested_on
    )


def passes(attempt: Attempt, marks: Sequence[marking.PlaceMark]) -> bool:
    """Whether the marks of an attempt are enough."""
    full = sum(place.marks for place in places_of(attempt.sat))
    return marking.is_pass(marks, attempt.exam.pass_marks, full)


def plain_marks(marks: Sequence[marking.PlaceMark]) -> list[list[int]]:
    """Marks as they are stored: place, earned, possible."""
    return [[mark.place, mark.marks, mark.of] for mark in marks]
