"""What is on record about an applicant, as the rule of the application takes it."""

from __future__ import annotations

from datetime import date

from people.models import Person, Post
from qualifications.models.applying import Credential, CredentialKind
from qualifications.models.exams import sat_by
from qualifications.rules.applying import Applicant
from qualifications.rules.matter import ENFORCEMENT
from training.models.hours import with_hours


def applicant_on(person_id: int, kind: str, on: date) -> Applicant:
    """The applicant on the day. Five queries."""
    posts = Post.objects.in_force(on).filter(person_id=person_id)
    if kind == ENFORCEMENT:
        posts = posts.filter(kind=ENFORCEMENT)
    papers = list(Credential.objects.in_force(on).filter(person_id=person_id))
    first = [
        paper.valid_from
        for paper in papers
        if paper.kind == CredentialKind.FIRST_WORK and paper.of_kind == kind
    ]
    hours = with_hours(Person.objects.filter(pk=person_id), on).get()
    return Applicant(
        establishments=frozenset(posts.values_list("establishment", flat=True)),
        licensed=any(paper.kind == CredentialKind.LICENCE for paper in papers),
        trained_before=any(paper.kind == CredentialKind.PRE_SERVICE for paper in papers),
        first_worked_on=min(first, default=None),
        credit=hours.credit,  # type: ignore[attr-defined]  # annotated
        sat=tuple(sat_by([person_id])[person_id]),
    )
