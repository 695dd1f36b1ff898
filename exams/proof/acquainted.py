"""Who on a roster knows questions that may be drawn: by writing, reviewing, talk or export."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from exams.models import Candidate, Clearance, ExamSession
from exams.proof.seals import key_set
from exams.rules.conduct import ExamState
from questionbank.models import Comment, PoolExport, Revision

ROLES = ("author_id", "decided_by_id", "assigned_to_id")


@dataclass(frozen=True)
class Acquainted:
    """A candidate who knows so many questions of the pool, and the decision where there is one."""

    candidate: Candidate
    questions: int
    clearance: Clearance | None


def acquainted_in(session: ExamSession) -> list[Acquainted]:
    """The candidates of a sealed exam's session who know questions of its pool, by number; of one
    that is not sealed yet nobody, for its pool is not known.

    Whoever wrote a revision of a question, was to review or reviewed one, spoke of it, or asked or
    consented to a file with it knows the question, in whatever wording ("house default").
    """
    if session.exam.state != ExamState.SEALED:
        return []
    rows = session.candidates.select_related("person__agency")
    candidates = {candidate.person_id: candidate for candidate in rows.order_by("number")}
    known = _known(set(candidates))
    if not known:
        return []
    revisions = Revision.objects.filter(pk__in=key_set(session.exam_id).keys())
    pool = set(revisions.values_list("question_id", flat=True))
    cleared = {row.person_id: row for row in session.clearances.all()}
    return [
        Acquainted(candidate, len(known[person] & pool), cleared.get(person))
        for person, candidate in candidates.items()
        if known.get(person, set()) & pool
    ]


def knowing(persons: Iterable[int], revisions: Iterable[int]) -> set[int]:
    """Who of the persons knows a question of which one of the revisions is a wording."""
    known = _known(set(persons))
    asked = Revision.objects.filter(pk__in=list(revisions)).values_list("question_id", flat=True)
    pool = set(asked) if known else set()
    return {person for person, questions in known.items() if questions & pool}


def undecided(found: Iterable[Acquainted]) -> list[Acquainted]:
    """Those who know questions and about whom nobody has decided."""
    return [each for each in found if each.clearance is None]


def _known(persons: set[int]) -> dict[int, set[int]]:
    """The questions, of any bank, that each of the persons knows."""
    known: dict[int, set[int]] = defaultdict(set)
    for role in ROLES:
        written = Revision.objects.filter(**{f"{role}__in": persons})
        for person, question in written.values_list(role, "question_id"):
            known[person].add(question)
    said = Comment.objects.filter(author_id__in=persons)
    for person, question in said.values_list("author_id", "revision__question_id"):
        known[person].add(question)
    taken = PoolExport.objects.filter(second_id__isnull=False)
    for role in ("first_id", "second_id"):
        theirs = taken.filter(**{f"{role}__in": persons})
        for person, question in theirs.values_list(role, "questions"):
            known[person].add(question)
    return known
