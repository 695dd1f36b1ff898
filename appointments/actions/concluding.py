"""The result sheet and its signatures, the override, the conclusion, the hand-over."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from appointments.actions.refused import Refused, acting, held, held_open, note, refuse
from appointments.models import (
    Case,
    Conclusion,
    Dossier,
    HandOver,
    Override,
    ResultSheet,
    SheetSignature,
    ground_of,
    is_current,
    newest_sheet,
    sheet_body,
    terms_of,
    tries_of,
)
from appointments.rules.closing import closing_refusal, override_refusal
from appointments.rules.terms import WORKERS, CaseState, MemberRole, Refusal
from appointments.rules.testing import Came
from journal.rules import digest
from people.actions.stand_ins import close_stand_in
from people.models import Person

COUNTED = (Came.PASSED, Came.FAILED, Came.VOID)


@transaction.atomic
def make_sheet(case: Case, *, actor: Person, now: datetime) -> ResultSheet:
    """Draw up the result sheet as the tests stand. Raises Refused: NOT_OPEN, WRONG_ROLE, NO_RESULT
    (nothing was sat), SHEET_STANDS (the newest one still says the same)."""
    case = held_open(case)
    acting(case, actor, *WORKERS)
    on = timezone.localdate(now)
    if not any(one.came in COUNTED for one in tries_of(case)):
        raise Refused(Refusal.NO_RESULT)
    former = newest_sheet(case)
    if former is not None and is_current(former, case, on):
        raise Refused(Refusal.SHEET_STANDS)
    body = sheet_body(case, on)
    made = ResultSheet.objects.create(
        case=case,
        n=(case.result_sheets.aggregate(n=Max("n"))["n"] or 0) + 1,
        body=body,
        digest=digest(body),
        by=actor,
        at=now,
    )
    facts = {"n": made.n, "digest": made.digest}
    note(case, actor, "appointments.make_sheet", facts, now=now)
    return made


@transaction.atomic
def sign_sheet(sheet: ResultSheet, *, actor: Person, now: datetime) -> SheetSignature:
    """Sign a result sheet for one's office. Raises Refused: NOT_OPEN, WRONG_ROLE, CHANGED_SINCE
    (the results are no longer those of the sheet), SIGNED_ALREADY, NOT_SIGNATORY."""
    case = held_open(sheet.case)
    member = acting(case, actor, MemberRole.SIGNATORY)
    if newest_sheet(case) != sheet or not is_current(sheet, case, timezone.localdate(now)):
        raise Refused(Refusal.CHANGED_SINCE)
    if sheet.signatures.filter(office=member.office).exists():
        raise Refused(Refusal.SIGNED_ALREADY)
    if member.office not in terms_of(case).offices:
        raise Refused(Refusal.NOT_SIGNATORY)
    made = SheetSignature.objects.create(sheet=sheet, office=member.office, by=actor, at=now)
    facts = {"n": sheet.n, "office": member.office, "digest": sheet.digest}
    note(case, actor, "appointments.sign_sheet", facts, now=now)
    return made


@transaction.atomic
def override(case: Case, *, reason: str, actor: Person, now: datetime) -> Override:
    """Let the case be recommended without a valid result; name and reason are printed.

    Raises Refused: NOT_OPEN, WRONG_ROLE, OVERRIDDEN, NOTHING_TO_OVERRIDE.
    """
    case = held_open(case)
    acting(case, actor, MemberRole.LEAD)
    refuse(override_refusal(ground_of(case, timezone.localdate(now))))
    made = Override.objects.create(case=case, reason=reason, by=actor, at=now)
    note(case, actor, "appointments.override", {"reason": reason}, now=now)
    return made


@transaction.atomic
def close_case(
    case: Case, outcome: CaseState, *, reason: str, actor: Person, now: datetime
) -> Conclusion:
    """Close the case for good. Raises Refused: NOT_OPEN, WRONG_ROLE, SAME_PERSON (who overrode the
    missing result does not close on it), and the reasons of `closing_refusal`."""
    case = held_open(case)
    acting(case, actor, *WORKERS)
    on = timezone.localdate(now)
    ground = ground_of(case, on)
    refuse(closing_refusal(outcome, ground))
    granted = Override.objects.filter(case=case).first()
    if outcome is CaseState.RECOMMENDED and granted and granted.by_id == actor.pk:
        raise Refused(Refusal.SAME_PERSON)
    dossier = case.dossiers.filter(signature__isnull=False).order_by("-n").first()
    sheet = newest_sheet(case)
    body = _body(case, outcome, reason, (dossier, sheet, granted), on)
    made = Conclusion.objects.create(
        case=case,
        outcome=outcome,
        reason=reason,
        standing=ground.standing,
        tries=sum(one.came in COUNTED for one in tries_of(case)),
        dossier=dossier,
        sheet=sheet,
        body=body,
        digest=digest(body),
        by=actor,
        at=now,
    )
    case.state = outcome
    case.save(update_fields=["state"])
    for seat in case.seats.select_related("stand_in"):
        close_stand_in(seat.stand_in)
    facts = {"outcome": outcome.value, "digest": made.digest}
    note(case, actor, "appointments.close_case", facts, now=now)
    return made


def _body(
    case: Case,
    outcome: CaseState,
    reason: str,
    grounds: tuple[Dossier | None, ResultSheet | None, Override | None],
    on: date,
) -> dict[str, object]:
    """What is printed and hashed."""
    dossier, sheet, granted = grounds
    waived = case.test_decisions.order_by("-at", "-id").first()
    return {
        **sheet_body(case, on),
        "outcome": outcome.value,
        "reason": reason,
        "dossier": dossier.digest if dossier else "",
        "sheet": sheet.digest if sheet else "",
        "signed": [[s.office, s.by.name] for s in sheet.signatures.all()] if sheet else [],
        "override": [granted.by.name, granted.reason] if granted else [],
        "waived": [waived.by.name, waived.reason] if waived and waived.decision == "waived" else [],
    }


@transaction.atomic
def hand_over(
    case: Case, organ: str, received_by: str, received_on: date, *, actor: Person, now: datetime
) -> HandOver:
    """Record that the conclusion was received elsewhere. Raises Refused: NOT_CLOSED, WRONG_ROLE,
    DAY_IN_FUTURE."""
    case = held(case)
    acting(case, actor, *WORKERS)
    conclusion = Conclusion.objects.filter(case=case).first()
    if conclusion is None:
        raise Refused(Refusal.NOT_CLOSED)
    if received_on > timezone.localdate(now):
        raise Refused(Refusal.DAY_IN_FUTURE)
    made = HandOver.objects.create(
        conclusion=conclusion,
        organ=organ,
        received_by=received_by,
        received_on=received_on,
        by=actor,
        at=now,
    )
    note(case, actor, "appointments.hand_over", {"digest": conclusion.digest}, now=now)
    return made
