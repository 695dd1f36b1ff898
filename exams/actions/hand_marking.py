"""Written answers go to markers without a name, and come back with marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from exams.actions.chaining import append_event
from exams.actions.outbox import ask_for_remarking
from exams.models import HALL_TEXTS, Attempt, HandMark, MarkingJob, Script
from exams.models.marking import decided_by
from exams.proof import answer_digest, key_set, newest_keys, places_of, settled_marks
from exams.rules import hand_marking, keeping, marking
from exams.rules.drawing import Place, shares
from exams.rules.hand_marking import MarkRefusal
from journal.actions import record
from people.models import Person


class MarkRefused(Exception):
    """A mark was refused; `reason` is the rule's, worded by the page."""

    def __init__(self, reason: MarkRefusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


def make_scripts(attempt: Attempt, *, now: datetime) -> None:
    """Hand every written answer of a closed attempt to the markers; again, it changes nothing.

    A question that is withdrawn is marked by nobody.
    """
    answers, places = keeping.fold(attempt.stored_log()), places_of(attempt.sat)
    at = {place.place: place for place in places}
    keys = key_set(attempt.exam_id, newest_keys(attempt.exam_id))
    Script.objects.bulk_create(
        [
            Script(
                attempt=attempt,
                place=n,
                revision_id=at[n].revision_id,
                part=at[n].part,
                answer=answer_digest(answers[n]),
                made_at=now,
            )
            for n in marking.written(places, answers, keys)
        ],
        ignore_conflicts=True,
    )


def place_of(script: Script) -> Place:
    """The place of the paper at which the script was written."""
    places = {place.place: place for place in places_of(script.attempt.sat)}
    return places[script.place]


def points_of(script: Script, place: Place) -> list[tuple[str, int]]:
    """The points of the marking sheet with the marks that each may earn, in hundredths."""
    key = _points_at(script.attempt.exam_id, place)
    return list(zip(key.words, shares(place.marks, key.worths), strict=True))


def _points_at(exam_id: int, place: Place) -> marking.Points:
    """The points that count: those of the newest keys, under which the question is not withdrawn.
    Raises TypeError for what no person marks."""
    for version in range(newest_keys(exam_id), 0, -1):
        key = marking.key_of(key_set(exam_id, version), place)
        if isinstance(key, marking.Points):
            return key
    raise TypeError("not a written answer")


def is_settled(script: Script, through: int | None = None) -> bool:
    """Whether the markers settled on marks, in the script's newest marking up to `through`."""
    return settled_marks(script, place_of(script).marks, through) is not None


@dataclass(frozen=True)
class _Held:
    """A script under its attempt's lock, with what was given in its newest marking."""

    script: Script
    marking_n: int
    worths: list[int]
    tolerance: int
    rows: list[HandMark]
    is_counting: bool

    def own(self, actor: Person) -> HandMark | None:
        """The actor's mark that counts."""
        return next((row for row in reversed(self.rows) if row.marker_id == actor.pk), None)

    @property
    def marks(self) -> list[int]:
        return hand_marking.counting((row.n, row.edition, row.marks) for row in self.rows)

    @property
    def is_waiting(self) -> bool:
        return self.is_counting and hand_marking.settled(self.marks, self.tolerance) is None


def _hold(script: Script) -> _Held:
    """Lock the attempt, then read the script and its marks as they are now."""
    locked = Attempt.objects.select_for_update(of=("self",)).defer(*HALL_TEXTS)
    attempt = locked.select_related("exam", "session", "candidate", "paper").get(
        pk=script.attempt_id
    )
    held = Script.objects.select_related("revision").get(pk=script.pk)
    held.attempt = attempt
    place = place_of(held)
    marking_n = hand_marking.marking_of(held.remarkings.values_list("marking_n", flat=True))
    return _Held(
        script=held,
        marking_n=marking_n,
        worths=[worth for _words, worth in points_of(held, place)],
        tolerance=hand_marking.tolerance_of(attempt.exam.scoring[place.kind], place.marks),
        rows=list(held.hand_marks.filter(marking_n=marking_n).order_by("n", "edition")),
        is_counting=Script.objects.counting().filter(pk=held.pk).exists(),
    )


@transaction.atomic
def mark_script(
    script: Script, points: Sequence[int], *, note: str = "", actor: Person, now: datetime
) -> HandMark:
    """Give a script its marks, point by point, without seeing those of others.

    The attempt is locked first, its chain notes the marks. When the last written answer of the
    attempt is settled, its marking is due. Raises MarkRefused.
    """
    held = _hold(script)
    _refuse(held, actor, now)
    _refuse_if(hand_marking.points_refusal(points, held.worths))
    mark = HandMark(n=len(held.marks) + 1, edition=1, points=list(points), note=note.strip())
    return _give(held, mark, actor, now)


@transaction.atomic
def correct_mark(
    script: Script, points: Sequence[int], *, reason: str, actor: Person, now: datetime
) -> HandMark:
    """Put other marks in the place of one's own, as long as the script is not settled.

    The former ones stay, the chain notes the new ones, the reason is kept. Raises MarkRefused.
    """
    held = _hold(script)
    own = held.own(actor)
    _refuse_if(
        hand_marking.correction_refusal(
            is_own=own is not None,
            is_waiting=held.is_waiting,
            is_changed=own is not None and list(points) != own.points,
            reason=reason,
        )
    )
    _refuse_if(hand_marking.points_refusal(points, held.worths))
    if own is None:
        raise MarkRefused(MarkRefusal.NOT_YOURS)
    mark = HandMark(n=own.n, edition=own.edition + 1, points=list(points), note=reason.strip())
    return _give(held, mark, actor, now)


def _give(held: _Held, mark: HandMark, actor: Person, now: datetime) -> HandMark:
    """Store the mark, in the table, the attempt's chain and the journal."""
    script, attempt = held.script, held.script.attempt
    mark.script, mark.marking_n, mark.marker, mark.at = script, held.marking_n, actor, now
    mark.marks = sum(mark.points)
    given = [(row.n, row.edition, row.marks) for row in (*held.rows, mark)]
    mark.differs = hand_marking.differs(hand_marking.counting(given), held.tolerance)
    mark.save(force_insert=True)
    facts = {"script": script.ref, "marking_n": mark.marking_n, "n": mark.n}
    facts |= {"edition": mark.edition}
    append_event(attempt, "hand_mark", facts | {"points": mark.points}, actor_id=actor.pk, now=now)
    act = "exams.mark_script" if mark.edition == 1 else "exams.correct_mark"
    subject = f"exams.exam:{attempt.exam_id}"
    record(actor.pk, act, subject, facts, agency_id=attempt.exam.agency_id, now=now)
    if hand_marking.settled(hand_marking.counting(given), held.tolerance) is not None:
        _bring_forward(attempt, now)
    return mark


def _bring_forward(attempt: Attempt, now: datetime) -> None:
    """A script is settled: what waits for it is looked at, and after publication a further result
    is due once every marking up to it is settled."""
    MarkingJob.objects.filter(attempt=attempt, done_at=None).update(asked_at=now)
    markings = {}
    for row in attempt.remarkings.select_related("script"):
        row.script.attempt = attempt
        markings[row.marking_n] = is_settled(row.script, row.marking_n)
    through = hand_marking.settled_through(markings)
    if through > hand_marking.FIRST_MARKING:
        ask_for_remarking(attempt, marking_n=through, now=now)


def _refuse(held: _Held, actor: Person, now: datetime) -> None:
    script = held.script
    attempt, revision = script.attempt, script.revision
    _refuse_if(
        hand_marking.mark_refusal(
            is_candidate=attempt.person_id == actor.pk,
            is_own_unit=attempt.candidate.agency_id == actor.agency_id,
            is_over=attempt.session.closes_at <= now,
            has_marked=script.hand_marks.filter(marker=actor).exists(),
            is_waiting=held.is_waiting,
        )
    )
    if actor.pk in (revision.author_id, revision.decided_by_id):
        raise MarkRefused(MarkRefusal.OWN_QUESTION)
    if script.remarkings.filter(decided_by(actor.pk)).exists():
        raise MarkRefused(MarkRefusal.DECIDED_IT)


def _refuse_if(reason: MarkRefusal | None) -> None:
    if reason is not None:
        raise MarkRefused(reason)


def marked_in(session_id: int, person_id: int) -> bool:
    """Whether the person marked a script of the session."""
    theirs = Q(script__attempt__session=session_id, marker=person_id)
    return HandMark.objects.filter(theirs).exists()
