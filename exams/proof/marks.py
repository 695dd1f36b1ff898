"""The marks of an attempt, reckoned from its log, and whether a stored result is the same."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from exams.models import Attempt, Logged, Result, Script
from exams.proof.papers import places_of
from exams.proof.seals import key_set
from exams.rules import hand_marking, keeping, marking
from exams.rules.keeping import Answer
from journal.rules import digest

Marked = tuple[list[marking.PlaceMark], str]


def mark_attempt(
    attempt: Attempt,
    key_version: int = 1,
    log: Sequence[Logged] | None = None,
    marking_n: int = hand_marking.FIRST_MARKING,
) -> Marked:
    """The marks of every place and the digest of what they rest on: pure, repeatable.

    `marking_n` is the marking by hand that counts, of each script its newest up to it. Raises
    marking.Unmarked while written answers wait for their markers.
    """
    return marks_under(attempt, key_set(attempt.exam_id, key_version), log, marking_n)


def marks_under(
    attempt: Attempt,
    keys: marking.Keys,
    log: Sequence[Logged] | None = None,
    marking_n: int = hand_marking.FIRST_MARKING,
) -> Marked:
    """The same under any keys: what two persons propose is looked at so before it counts."""
    answers, places = keeping.fold(attempt.stored_log(log)), places_of(attempt.sat)
    by_hand = hand_marks(attempt, answers, marking.written(places, answers, keys), marking_n)
    marks = marking.mark_paper(places, answers, keys, attempt.exam.scoring, by_hand)
    rested_on: list[list[object]] = [
        [place, answer.order[0], answer.order[1], sorted(answer.choices)]
        for place, answer in sorted(answers.items())
    ]
    rested_on += [[place, earned] for place, earned in sorted(by_hand.items())]
    return marks, digest(rested_on)


def hand_marks(
    attempt: Attempt, answers: Mapping[int, Answer], asked: Collection[int], marking_n: int
) -> dict[int, int]:
    """On which marks the markers settled for the written answers that count, place by place."""
    if not asked:
        return {}
    worth = {place.place: place.marks for place in places_of(attempt.sat)}
    found = {}
    for script in attempt.scripts.all():
        if script.place not in asked or script.answer != answer_digest(answers[script.place]):
            continue
        marks = settled_marks(script, worth[script.place], marking_n)
        if marks is not None:
            found[script.place] = marks
    return found


def settled_marks(script: Script, worth: int, through: int | None = None) -> int | None:
    """On which marks the markers settled for a script worth so many, in its newest marking up to
    `through`; None while they have not."""
    rule = script.attempt.exam.scoring[keeping.SHORT_ANSWER]
    tolerance = hand_marking.tolerance_of(rule, worth)
    return hand_marking.settled(marks_given(script, through), tolerance)


def marks_given(script: Script, through: int | None = None) -> list[int]:
    """The marks that count in the script's newest marking up to `through`, by marker."""
    opened = [row.marking_n for row in script.remarkings.all()]
    marking_n = hand_marking.marking_of(opened, through)
    rows = [row for row in script.hand_marks.all() if row.marking_n == marking_n]
    return hand_marking.counting((row.n, row.edition, row.marks) for row in rows)


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
        marks, rested_on = mark_attempt(result.attempt, result.key_version, log, result.marking_n)
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
