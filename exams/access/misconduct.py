"""Doors to cases of misconduct."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from exams.access.doors import candidate_in, room_for
from exams.access.rooms import own_room
from exams.models import Candidate, Misconduct
from people.rules import Rights, Role


def misconduct_cases(rights: Rights) -> QuerySet[Misconduct]:
    """Cases that the reader may see, with effect and last step. Of one's own those of which one
    has been told: before the notice a case is the witnesses' and the officers'."""
    rows = Misconduct.objects.visible_to(rights).with_effect()
    hidden = rows.filter(candidate__person_id=rights.person_id, steps__isnull=True)
    return rows.exclude(pk__in=hidden.values("pk")).select_related(
        "candidate__person", "candidate__agency", "candidate__session__exam__agency"
    )


def misconduct_for(rights: Rights, ref: str) -> Misconduct:
    """One of these; else 404."""
    found = misconduct_cases(rights).select_related("first_by", "second_by").filter(ref=ref)
    case = found.first()
    if case is None:
        raise Http404("misconduct")
    return case


def decides_on(rights: Rights, case: Misconduct) -> bool:
    """Whether the reader holds the office that gives notice and decides."""
    path = case.candidate.session.exam.agency.path
    is_office = rights.covers(path, Role.EXAM_OFFICER)
    return is_office and case.candidate.person_id != rights.person_id


def candidate_at_desk(rights: Rights, ref: str, candidate_ref: str) -> Candidate:
    """A candidate of a session, for those at its desk; bound to a room, of that room alone."""
    session = room_for(rights, ref)
    candidate = candidate_in(session, candidate_ref)
    room = own_room(rights, session)
    if room and not room.seats.filter(candidate=candidate).exists():
        raise Http404("candidate")
    return candidate
