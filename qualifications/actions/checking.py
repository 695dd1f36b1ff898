"""The personnel office asks about one person: answered, numbered, recorded."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from journal import actions as journal
from journal.rules import digest
from people.models import Person
from qualifications.actions.refused import Refused
from qualifications.models import Check, CheckBatch, Found, facts_of, years_of
from qualifications.rules.answers import Answer
from qualifications.rules.checking import Outcome, Question, asked, outcome_of, worst_first
from qualifications.rules.deeds import Refusal
from qualifications.rules.stored import stored

NUMBER_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is read as another
NUMBER_LENGTH = 7


@dataclass(frozen=True)
class Asker:
    """Who asks, in which sheet if it is one of many, and when."""

    person: Person
    now: datetime
    batch: CheckBatch | None = None


@transaction.atomic
def check_person(found: Found, question: Question, *, actor: Person, now: datetime) -> Check:
    """Answer a question about one person, or that nobody is named for certain; both are recorded.

    Raises Refused: CHECKS_SPENT, when the actor's checks of the day are used up.
    """
    Person.objects.select_for_update().get(pk=actor.pk)
    done = Check.objects.of_asker(actor.pk).single_since(midnight(now)).count()
    if done >= settings.ENVIRONMENT.checks_a_day:
        raise Refused(Refusal.CHECKS_SPENT)
    asker = Asker(actor, now)
    if found.person is None:
        check = new_check(asker, question, None, found.why_not or Outcome.NOBODY, ())
    else:
        answers = answers_about([found.person.pk], question, now=now)[found.person.pk]
        check = new_check(asker, question, found.person, outcome_of(answers), answers)
    check.save(force_insert=True)
    subject = f"people.person:{check.person_id}" if check.person_id else "people.person:list"
    journal.record(
        actor.pk, "qualifications.check", subject, _facts(check), now=now, agency_id=actor.agency_id
    )
    return check


@transaction.atomic
def check_listed(
    found: Sequence[Found], question: Question, *, actor: Person, now: datetime
) -> list[Check]:
    """Answer about everybody of a list of names at once; single look-ups are not spent by it.

    Each is told like any check. The journal holds counts and a digest, no person: who stands on a
    list before an appointment is confidential.
    """
    named = [one.person.pk for one in found if one.person is not None]
    answers, asker, checks = answers_about(named, question, now=now), Asker(actor, now), []
    for one in found:
        if one.person is None:
            check = new_check(asker, question, None, one.why_not or Outcome.NOBODY, ())
        else:
            said = answers[one.person.pk]
            check = new_check(asker, question, one.person, outcome_of(said), said)
        check.is_listed = True
        check.save(force_insert=True)
        checks.append(check)
    counts = Counter(str(check.outcome) for check in checks)
    facts = {
        "occasion": str(question.purpose),
        "counts": dict(counts),
        "rows": len(checks),
        "digest": digest([[check.ref, check.answers] for check in checks]),
    }
    journal.record(
        actor.pk,
        "qualifications.check_list",
        "people.person:list",
        facts,
        now=now,
        agency_id=actor.agency_id,
    )
    return checks


def answers_about(
    person_ids: Iterable[int], question: Question, *, now: datetime
) -> Mapping[int, Sequence[Answer]]:
    """The answers about each of the persons, as known now; the worst of each first."""
    ids = list(person_ids)
    years = years_of(ids, question.day)
    facts = facts_of(ids, years=years)
    return {pk: worst_first(asked(about, question, now)) for pk, about in facts.items()}


def new_check(
    asker: Asker,
    question: Question,
    person: Person | None,
    outcome: Outcome,
    answers: Sequence[Answer],
) -> Check:
    """A check with its number, not saved yet."""
    return Check(
        number=_number(timezone.localdate(asker.now)),
        asked_by=asker.person,
        agency_id=asker.person.agency_id,
        asked_at=asker.now,
        purpose=question.purpose,
        reason=question.reason,
        day=question.day,
        domain=question.domain,
        person=person,
        outcome=outcome,
        answers=[stored(answer) for answer in answers],
        batch=asker.batch,
    )


def midnight(now: datetime) -> datetime:
    """When the day began in the city."""
    return timezone.make_aware(datetime.combine(timezone.localdate(now), time.min))


def _number(day: date) -> str:
    """A number that tells the day and nothing else: not how many others were asked about."""
    drawn = "".join(secrets.choice(NUMBER_SIGNS) for _ in range(NUMBER_LENGTH))
    return f"HY-{day:%Y%m%d}-{drawn}"


def _facts(check: Check) -> dict[str, object]:
    return {
        "check": check.number,
        "occasion": str(check.purpose),
        "reason": check.reason,
        "day": check.day.isoformat(),
        "verdict": str(check.outcome),
        "verdicts": {kept["domain"]: kept["verdict"] for kept in check.answers},
        "digest": digest(check.answers),
    }
