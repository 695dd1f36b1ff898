"""Whom an examination officer may put on a roster or appoint to supervise."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet
from django.http import Http404

from exams.models import ExamSession
from people.models import Agency, Assignment, Person, within
from people.rules import Rights, Role, paths_above


def persons_to_enrol(rights: Rights) -> QuerySet[Person]:
    """Everybody with an active account whom an examination officer may put on a roster."""
    rows = Person.objects.governed_by(rights, Role.EXAM_OFFICER)
    return rows.filter(user__is_active=True).select_related("agency")


def persons_named(rights: Rights, ids: Collection[int]) -> list[Person]:
    """The persons of the given ids, all of them within scope: with one that is not, 404 for all."""
    found = list(persons_to_enrol(rights).filter(pk__in=ids))
    if len(found) != len(set(ids)):
        raise Http404("person")
    return found


def persons_found(rights: Rights, session: ExamSession, words: str) -> QuerySet[Person]:
    """Persons within scope under a name or number, those on the exam's rosters left out."""
    there = session.exam.sessions.values("candidates__person_id")
    rows = persons_to_enrol(rights).exclude(pk__in=there.filter(candidates__isnull=False))
    return rows.filter(Q(name__icontains=words) | Q(staff_number__startswith=words))


def officers_below(rights: Rights, agency: Agency, on: date) -> list[Person]:
    """The enforcement officers of an agency's subtree, by their role on the day."""
    officers = Assignment.objects.in_force(on).filter(role=Role.OFFICER).values("person_id")
    rows = persons_to_enrol(rights).filter(within((agency.path,), "agency__path"))
    return list(rows.filter(pk__in=officers))


def invigilators_for(rights: Rights, session: ExamSession, on: date) -> QuerySet[Person]:
    """Holders of the role over the exam's agency who neither sit here nor supervise already."""
    above = paths_above(session.exam.agency.path)
    holders = Assignment.objects.in_force(on).filter(role=Role.INVIGILATOR, agency__path__in=above)
    rows = Person.objects.filter(pk__in=holders.values("person_id"), user__is_active=True)
    busy = Q(pk__in=session.candidates.values("person_id")) | Q(
        pk__in=session.invigilations.values("person_id")
    )
    return rows.exclude(busy).select_related("agency")
