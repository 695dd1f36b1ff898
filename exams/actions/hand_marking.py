"""Written answers go to markers without a name, and come back with marks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from exams.actions.chaining import append_event
from exams.models import HALL_TEXTS, Attempt, HandMark, MarkingJob, Script
from exams.proof import answer_digest, key_set, newest_keys, places_of
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
    key = marking.key_of(key_set(script.attempt.exam_id), place)
    if not isinstance(key, marking.Points):
        raise TypeError("not a written answer")
    return list(zip(key.words, shares(place.marks, key.worths), strict=True))


@transaction.atomic
def mark_script(
    script: Script, points: Sequence[int], *, note: str = "", actor: Person, now: datetime
) -> HandMark:
    """Give a script its marks, point by point, without seeing those of others.

    The attempt is locked first, its chain notes the marks. When the last written answer of the
    attempt is settled, its marking is due. Raises MarkRefused.
    """
    locked = Attempt.objects.select_for_update(of=("self",)).defer(*HALL_TEXTS)
    attempt = locked.select_related("exam", "session", "candidate", "paper").get(
        pk=script.attempt_id
    )
    held = Script.objects.select_related("revision").get(pk=script.pk)
    held.attempt = attempt
    place = place_of(held)
    worths = [worth for _words, worth in points_of(held, place)]
    given = list(held.hand_marks.order_by("n"))
    tolerance = hand_marking.tolerance_of(attempt.exam.scoring[place.kind], place.marks)
    _refuse(held, given, tolerance, actor, now)
    _refuse_if(hand_marking.points_refusal(points, worths))
    marks = [row.marks for row in given] + [sum(points)]
    mark = HandMark.objects.create(
        script=held,
        n=len(marks),
        marker=actor,
        points=list(points),
        marks=sum(points),
        differs=len(marks) == hand_marking.FIRST_TWO and hand_marking.differs(marks, tolerance),
        note=note,
        at=now,
    )
    data = {"script": held.ref, "n": mark.n, "points": mark.points}
    append_event(attempt, "hand_mark", data, actor_id=actor.pk, now=now)
    if hand_marking.settled(marks, tolerance) is not None:
        MarkingJob.objects.filter(attempt=attempt, done_at=None).update(asked_at=now)
    subject = f"exams.exam:{attempt.exam_id}"
    facts = {"script": held.ref, "n": mark.n}
    record(actor.pk, "exams.mark_script", subject, facts, agency_id=attempt.exam.agency_id, now=now)
    return mark


def _refuse(
    script: Script, given: Sequence[HandMark], tolerance: int, actor: Person, now: datetime
) -> None:
    attempt, revision = script.attempt, script.revision
    is_counting = Script.objects.counting().filter(pk=script.pk).exists()
    marks = [row.marks for row in given]
    _refuse_if(
        hand_marking.mark_refusal(
            is_candidate=attempt.person_id == actor.pk,
            is_own_unit=attempt.candidate.agency_id == actor.agency_id,
            is_over=attempt.session.closes_at <= now,
            has_marked=any(row.marker_id == actor.pk for row in given),
            is_waiting=is_counting and hand_marking.settled(marks, tolerance) is None,
        )
    )
    if actor.pk in (revision.author_id, revision.decided_by_id):
        raise MarkRefused(MarkRefusal.OWN_QUESTION)


def _refuse_if(reason: MarkRefusal | None) -> None:
    if reason is not None:
        raise MarkRefused(reason)


def marked_in(session_id: int, person_id: int) -> bool:
    """Whether the person marked a script of the session."""
    theirs = Q(script__attempt__session=session_id, marker=person_id)
    return HandMark.objects.filter(theirs).exists()
