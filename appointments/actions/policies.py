"""Laying down what a procedure asks for."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from appointments.actions.refused import Refused
from appointments.models import ProcedurePolicy
from appointments.rules.terms import FailEffect, Procedure, Refusal, Terms, Told
from journal.actions import record
from people.models import Person


@dataclass(frozen=True)
class PolicyDraft:
    """What is laid down for one procedure, from a day on."""

    procedure: Procedure
    terms: Terms
    told: Told
    valid_from: date
    reason: str


@transaction.atomic
def set_policy(draft: PolicyDraft, *, actor: Person | None, now: datetime) -> ProcedurePolicy:
    """Let the draft hold from its day on; the policy before it ends the day before.

    Cases keep the policy under which they were opened. Raises Refused: LATER_POLICY, when one
    holds from that day or a later one already.
    """
    rows = ProcedurePolicy.objects.select_for_update().current()
    rows = rows.filter(procedure=draft.procedure)
    if rows.filter(valid_from__gte=draft.valid_from).exists():
        raise Refused(Refusal.LATER_POLICY)
    actor_id = None if actor is None else actor.pk
    for former in rows.filter(valid_to__isnull=True):
        former.valid_to = draft.valid_from - timedelta(days=1)
        former.save(update_fields=["valid_to"])
    terms = draft.terms
    made = ProcedurePolicy.objects.create(
        procedure=draft.procedure,
        pass_percent=terms.pass_percent,
        resits=terms.resits,
        valid_days=terms.valid_days,
        term_ends=terms.term_ends,
        offices=list(terms.offices),
        effect=terms.effect,
        told=draft.told,
        valid_from=draft.valid_from,
        recorded_at=now,
        recorded_by_id=actor_id,
        reason=draft.reason,
    )
    said = {key: _plain(value) for key, value in asdict(terms).items()}
    facts = {"procedure": draft.procedure.value, "terms": said, "reason": draft.reason}
    subject = f"appointments.procedurepolicy:{made.pk}"
    record(actor_id, "appointments.set_policy", subject, facts, now=now)
    return made


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value.value if isinstance(value, FailEffect) else value
