"""Whose objections somebody may read, advise on or decide."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404

from exams.models import Objection
from exams.proof import places_of, settled_marks
from people.access import require
from people.rules import Rights, Role


def objection_for(rights: Rights, ref: str) -> Objection:
    """The objection, for the examination officers of its exam and, where it is to a question, the
    reviewers of its bank. One's own, and any other: 404."""
    require(rights, Role.EXAM_OFFICER, Role.REVIEWER)
    rows = Objection.objects.visible_to(rights).select_related(
        "attempt__exam__agency",
        "attempt__session__publication",
        "attempt__candidate__agency",
        "attempt__person",
        "revision__question__agency",
        "advised_by",
        "decided_by",
    )
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404("objection")
    return found


def objection_to_decide(rights: Rights, ref: str) -> Objection:
    """The objection, for an examination officer over its exam."""
    require(rights, Role.EXAM_OFFICER)
    found = objection_for(rights, ref)
    if not decides(rights, found):
        raise Http404("objection")
    return found


def objection_to_advise(rights: Rights, ref: str) -> Objection:
    """The objection to a question, for a reviewer over its bank."""
    require(rights, Role.REVIEWER)
    found = objection_for(rights, ref)
    if not advises(rights, found):
        raise Http404("objection")
    return found


def decides(rights: Rights, objection: Objection) -> bool:
    return rights.covers(objection.attempt.exam.agency.path, Role.EXAM_OFFICER)


def advises(rights: Rights, objection: Objection) -> bool:
    revision = objection.revision
    return revision is not None and rights.covers(revision.question.agency.path, Role.REVIEWER)


@dataclass(frozen=True)
class Remarked:
    """A written answer that others mark anew upon an objection; `marks` is None while they do."""

    place: int
    of: int
    former: int | None
    marks: int | None


def remarked_upon(objection: Objection) -> list[Remarked]:
    """What is marked anew upon an objection, in order of places."""
    rows = objection.remarkings.select_related("script").order_by("script__place")
    found = []
    worth: dict[int, int] = {}
    for row in rows:
        script = row.script
        script.attempt = objection.attempt
        worth = worth or {place.place: place.marks for place in places_of(script.attempt.sat)}
        of = worth[script.place]
        former = settled_marks(script, of, row.marking_n - 1)
        found.append(Remarked(script.place, of, former, settled_marks(script, of, row.marking_n)))
    return found
