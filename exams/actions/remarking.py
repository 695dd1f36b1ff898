"""Marking anew what an upheld objection is about: other persons, in the place of the former two."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from exams.actions.chaining import append_event
from exams.actions.hand_marking import is_settled
from exams.models import AboutChoice, Attempt, Objection, Remarking, Script
from exams.rules.hand_marking import FIRST_MARKING
from exams.rules.objecting import WHOLE_PAPER
from journal.actions import record
from people.models import Person


def scripts_concerned(objection: Objection) -> list[Script]:
    """What is marked anew where the objection is upheld: the written answer that it names, or all
    where it is to the total. None where it is to a question, or to what no person marked."""
    if objection.about != AboutChoice.MARK:
        return []
    rows = objection.attempt.scripts.counting().order_by("place")
    if objection.place != WHOLE_PAPER:
        rows = rows.filter(place=objection.place)
    return list(rows)


def open_remarking(objection: Objection, *, actor: Person, now: datetime) -> list[Remarking]:
    """Hand the scripts concerned to other markers; the attempt must be locked.

    What is being marked anew already is not begun once more. Nothing changes until two persons,
    where they differ three, have settled; then marking writes a further result.
    """
    attempt: Attempt = objection.attempt
    newest = attempt.remarkings.aggregate(n=Max("marking_n"))["n"] or FIRST_MARKING
    opened = []
    for script in scripts_concerned(objection):
        script.attempt = attempt
        if not is_settled(script):
            continue
        newest += 1
        opened.append(
            Remarking.objects.create(
                attempt=attempt,
                script=script,
                objection=objection,
                marking_n=newest,
                opened_by=actor,
                at=now,
            )
        )
        data = {"script": script.ref, "marking_n": newest}
        append_event(attempt, "remark", data, actor_id=actor.pk, now=now)
    if opened:
        facts = {"scripts": len(opened)}
        subject = f"exams.objection:{objection.pk}"
        agency_id = attempt.exam.agency_id
        record(actor.pk, "exams.open_remarking", subject, facts, agency_id=agency_id, now=now)
    return opened
