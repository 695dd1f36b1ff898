"""Marking anew by other persons, in the place of the former two: what an upheld objection is about,
or every answer to a question whose points two persons changed."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max, Q, QuerySet

from exams.actions.chaining import append_event
from exams.actions.hand_marking import is_settled
from exams.models import (
    AboutChoice,
    Attempt,
    Exam,
    KeyChange,
    KeyProposal,
    Objection,
    Remarking,
    Script,
)
from exams.models.marking import ScriptQuerySet
from exams.rules.hand_marking import FIRST_MARKING
from exams.rules.objecting import WHOLE_PAPER
from journal.actions import record
from people.models import Person

UNSETTLED = Q(is_settled=False)  # `with_progress`


def scripts_named(objection: Objection) -> list[Script]:
    """The written answers that an objection names: one, or all where it is to the total."""
    rows = objection.attempt.scripts.counting().order_by("place")
    if objection.place != WHOLE_PAPER:
        rows = rows.filter(place=objection.place)
    return list(rows)


def scripts_concerned(objection: Objection) -> list[Script]:
    """What is marked anew in any case where the objection is upheld. None where it is to a
    question: then it is for who decides to say so."""
    return scripts_named(objection) if objection.about == AboutChoice.MARK else []


def open_remarking(objection: Objection, *, actor: Person, now: datetime) -> list[Remarking]:
    """Hand the scripts that an objection names to other markers; the attempt must be locked.

    What is being marked anew already is not begun once more. Nothing changes until two persons,
    where they differ three, have settled; then marking writes a further result.
    """
    attempt: Attempt = objection.attempt
    opened = []
    for script in scripts_named(objection):
        script.attempt = attempt
        if is_settled(script):
            row = Remarking(script=script, objection=objection)
            opened.append(_open(row, attempt, actor, now))
    if opened:
        facts = {"scripts": len(opened)}
        subject = f"exams.objection:{objection.pk}"
        agency_id = attempt.exam.agency_id
        record(actor.pk, "exams.open_remarking", subject, facts, agency_id=agency_id, now=now)
    return opened


def _open(row: Remarking, attempt: Attempt, actor: Person, now: datetime) -> Remarking:
    newest = attempt.remarkings.aggregate(n=Max("marking_n"))["n"] or FIRST_MARKING
    row.attempt, row.marking_n, row.opened_by, row.at = attempt, newest + 1, actor, now
    row.save(force_insert=True)
    data = {"script": row.script.ref, "marking_n": row.marking_n}
    append_event(attempt, "remark", data, actor_id=actor.pk, now=now)
    return row


def scripts_of(proposal: KeyProposal) -> ScriptQuerySet:
    """The written answers to the question, or sub-question, of a proposal that count."""
    rows = Script.objects.counting().filter(attempt__exam=proposal.exam_id)
    return rows.filter(revision=proposal.revision_id, part=proposal.part)


def are_settled(proposal: KeyProposal) -> bool:
    """Whether every answer to the question is marked to the end."""
    return not scripts_of(proposal).with_progress(0).filter(UNSETTLED).exists()


def open_for_change(
    change: KeyChange, attempts: QuerySet[Attempt], *, actor: Person, now: datetime
) -> dict[int, int]:
    """Hand every answer to a question with other points to other markers; which marking it is, by
    attempt. The exam's attempts must be locked."""
    held: Exam = change.exam
    found = attempts.select_related(None).in_bulk()
    numbers: dict[int, int] = {}
    for script in scripts_of(change.proposal).order_by("pk"):
        row = Remarking(script=script, change=change)
        numbers[script.attempt_id] = _open(row, found[script.attempt_id], actor, now).marking_n
    facts = {"scripts": len(numbers), "version": change.key_set.version}
    subject = f"exams.exam:{held.pk}"
    record(actor.pk, "exams.open_remarking", subject, facts, agency_id=held.agency_id, now=now)
    return numbers
