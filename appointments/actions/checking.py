"""Checks of a case's candidate and of lists of names, by the personnel office."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from appointments.actions.cases import Stated, state_line
from appointments.actions.refused import Refused, acting, held_open, note
from appointments.models import Case
from appointments.rules.terms import WORKERS, Refusal
from people.models import Person
from qualifications.actions import check_listed, midnight
from qualifications.models import Check, Found
from qualifications.rules.checking import Purpose, Question
from qualifications.wording import sentence_of_domain

LISTS_A_DAY = 20  # of one official; house default


@transaction.atomic
def check_nominee(case: Case, *, actor: Person, now: datetime) -> Check | None:
    """Check the candidate of a case for today and enter the answer into the case, with the check's
    number as its source. None for a candidate from outside. Raises Refused: NOT_OPEN, WRONG_ROLE.

    The person sees, as the policy is, that a check was made and by which office; never the case.
    """
    held = held_open(case)
    acting(held, actor, *WORKERS)
    if held.person is None:
        return None
    today = timezone.localdate(now)
    question = Question(Purpose.APPOINTMENT, case.number, today)
    [made] = check_listed([Found((held.person,))], question, actor=actor, now=now)
    words = "；".join(sentence_of_domain(answer) for answer in made.said())
    stated = Stated("上岗核验", (words or "没有执法岗位")[:300], f"核验 {made.number}", today)
    state_line(held, stated, actor=actor, now=now)
    note(held, actor, "appointments.check_nominee", {"check": made.number}, now=now)
    return made


@transaction.atomic
def check_names(
    found: Sequence[Found], question: Question, *, typed: bool, actor: Person, now: datetime
) -> list[Check]:
    """Check everybody of a list at once; each one named for certain gets a check.

    Lists are no way around the quota of single look-ups: of lists with names that were `typed`
    there are so many a day; the candidates of one's cases are always answered about. Raises
    Refused: LISTS_SPENT.
    """
    Person.objects.select_for_update().get(pk=actor.pk)
    if typed and _lists_today(actor, now) >= LISTS_A_DAY:
        raise Refused(Refusal.LISTS_SPENT)
    return check_listed(found, question, actor=actor, now=now)


def _lists_today(actor: Person, now: datetime) -> int:
    """At how many moments of the day the actor had lists checked."""
    rows = Check.objects.of_asker(actor.pk).filter(is_listed=True, asked_at__gte=midnight(now))
    return rows.values("asked_at").distinct().count()
