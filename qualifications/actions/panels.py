"""Deeds on panels: checking one, and keeping the committee's roster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from journal import actions as journal
from people.models import Agency, Person
from people.rules import Ending
from qualifications.actions.refused import Refused, replaced
from qualifications.models import (
    CommitteeMember,
    CommitteeOpinion,
    PanelCheck,
    facts_of,
)
from qualifications.rules.deeds import Refusal
from qualifications.rules.duty import assess
from qualifications.rules.kinds import IN_DOMAINS
from qualifications.rules.panels import Procedure, Seat, Sitting, faults_of, kind_of
from qualifications.rules.stored import stored


@dataclass(frozen=True)
class Case:
    """The case that the panel is for. `respondent` is the agency whose act is reviewed."""

    procedure: Procedure
    number: str
    day: date
    domain: str = ""
    respondent: Agency | None = None


def check_panel(
    case: Case,
    panel: Sequence[tuple[Person, Seat]],
    excluded: Sequence[Person],
    *,
    actor: Person,
    now: datetime,
) -> PanelCheck:
    """Answer whether these persons could act together in the case on its day; the answer is kept.

    What cannot be told is a no.
    """
    sitting = _sitting(case, panel, now)
    faults = faults_of(
        case.procedure,
        sitting,
        excluded=[person.pk for person in excluded],
        respondent=case.respondent.path if case.respondent else "",
    )
    with transaction.atomic():
        made = PanelCheck.objects.create(
            procedure=case.procedure.value,
            case_number=case.number,
            domain=case.domain,
            day=case.day,
            may_act=not faults,
            members=[_kept(one) for one in sitting],
            faults=[asdict(fault) for fault in faults],
            agency=actor.agency,
            asked_by=actor,
            at=now,
        )
        told: dict[str, Any] = {"day": case.day.isoformat(), "rows": len(panel)}
        told |= {"answer": "yes" if made.may_act else "no", "text": case.number}
        subject = f"qualifications.panelcheck:{made.pk}"
        act = "qualifications.check_panel"
        journal.record(actor.pk, act, subject, told, now=now, agency_id=actor.agency_id)
    return made


def _sitting(case: Case, panel: Sequence[tuple[Person, Seat]], now: datetime) -> list[Sitting]:
    """The members with the answer about each, where the seat asks for a qualification."""
    facts = facts_of(person.pk for person, _seat in panel)
    found = []
    for person, seat in panel:
        kind = kind_of(case.procedure, seat)
        domain = case.domain if kind in IN_DOMAINS else ""
        said = assess(facts[person.pk], domain, case.day, now, kind) if kind else None
        found.append(Sitting(person.pk, seat, person.agency.path, said))
    return found


def _kept(one: Sitting) -> dict[str, Any]:
    answer = stored(one.answer) if one.answer else None
    return {"person": one.person_id, "seat": one.seat.value, "answer": answer}


@transaction.atomic
def add_committee_member(terms: dict[str, Any], *, actor: Person, now: datetime) -> CommitteeMember:
    """Enter a member with a term. Raises Refused: ENDS_BEFORE_START."""
    if terms["valid_to"] < terms["valid_from"]:
        raise Refused(Refusal.ENDS_BEFORE_START)
    made = CommitteeMember.objects.create(recorded_at=now, recorded_by_id=actor.pk, **terms)
    facts = {"from": made.valid_from.isoformat(), "last_day": terms["valid_to"].isoformat()}
    facts |= {"document": made.document}
    _record("qualifications.add_committee_member", made, facts, actor, now)
    return made


@transaction.atomic
def end_committee_term(
    member: CommitteeMember, ending: Ending, *, actor: Person, now: datetime
) -> CommitteeMember:
    """Let a term end early. Raises Refused: NO_LONGER_CURRENT, ENDS_BEFORE_START."""
    if member.valid_to is not None and ending.last_day > member.valid_to:
        raise Refused(Refusal.NOTHING_CHANGES)
    fresh = replaced(member, now=now, by=actor.pk, valid_to=ending.last_day, reason=ending.reason)
    facts = {"last_day": ending.last_day.isoformat(), "reason": ending.reason}
    _record("qualifications.end_committee_term", fresh, facts, actor, now)
    return fresh


@transaction.atomic
def record_opinion(
    member: CommitteeMember, case_number: str, day: date, text: str, *, actor: Person, now: datetime
) -> CommitteeOpinion:
    """Keep what a member advised. Raises Refused: DAY_IN_FUTURE, NOT_IN_TERM."""
    if day > timezone.localdate(now):
        raise Refused(Refusal.DAY_IN_FUTURE)
    if not member.is_in_term(day):
        raise Refused(Refusal.NOT_IN_TERM)
    made = CommitteeOpinion.objects.create(
        member=member, case_number=case_number, day=day, text=text, by=actor, at=now
    )
    facts = {"text": case_number, "day": day.isoformat()}
    _record("qualifications.record_opinion", member, facts, actor, now)
    return made


def _record(
    act: str, member: CommitteeMember, facts: dict[str, Any], actor: Person, now: datetime
) -> None:
    subject = f"qualifications.committeemember:{member.pk}"
    journal.record(actor.pk, act, subject, facts, now=now)
