"""Templates of tests, calls for a session, and the seats in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from appointments.actions.refused import Refused, acting, held_open, note
from appointments.models import Case, Seat, TestCall, TestTemplate, standing_of, tries_of
from appointments.rules.terms import WORKERS, Refusal
from appointments.rules.testing import MOST_SEATS, Came, Standing
from exams.models import Blueprint
from journal.actions import record
from journal.rules import digest
from people.actions.stand_ins import add_stand_in, close_stand_in
from people.models import Person

AFTERWARDS = timedelta(minutes=30)  # how long a session stays open behind its duration


def cells_digest(blueprint: Blueprint) -> str:
    """What a template's approval is for: the blueprint's cells in their order."""
    return digest([asdict(cell) for cell in blueprint.rule_cells()])


@transaction.atomic
def propose_template(
    blueprint: Blueprint, title: str, duration_minutes: int, *, actor: Person, now: datetime
) -> TestTemplate:
    """Propose a blueprint for pre-appointment tests."""
    made = TestTemplate.objects.create(
        agency_id=blueprint.agency_id,
        title=title,
        blueprint=blueprint,
        duration_minutes=duration_minutes,
        digest=cells_digest(blueprint),
        proposed_by=actor,
        proposed_at=now,
    )
    _note_template(made, actor, "appointments.propose_template", now)
    return made


@transaction.atomic
def approve_template(template: TestTemplate, *, actor: Person, now: datetime) -> TestTemplate:
    """Approve a template as it was proposed. Raises Refused: WRONG_STATE, SAME_PERSON,
    TEMPLATE_CHANGED."""
    found = _held_template(template)
    if found.approved_by_id is not None:
        raise Refused(Refusal.WRONG_STATE)
    if found.proposed_by_id == actor.pk:
        raise Refused(Refusal.SAME_PERSON)
    if found.digest != cells_digest(found.blueprint):
        raise Refused(Refusal.TEMPLATE_CHANGED)
    found.approved_by, found.approved_at = actor, now
    found.save(update_fields=["approved_by", "approved_at"])
    _note_template(found, actor, "appointments.approve_template", now)
    return found


@transaction.atomic
def end_template(template: TestTemplate, *, actor: Person, now: datetime) -> None:
    """Let a template open no further session. Raises Refused: WRONG_STATE."""
    found = _held_template(template)
    found.ended_at = now
    found.save(update_fields=["ended_at"])
    _note_template(found, actor, "appointments.end_template", now)


def _held_template(template: TestTemplate) -> TestTemplate:
    rows = TestTemplate.objects.select_for_update(of=("self",)).select_related("blueprint")
    found = rows.get(pk=template.pk)
    if found.ended_at is not None:
        raise Refused(Refusal.WRONG_STATE)
    return found


def _note_template(template: TestTemplate, actor: Person, act: str, now: datetime) -> None:
    facts = {"title": template.title, "digest": template.digest}
    subject = f"appointments.testtemplate:{template.pk}"
    record(actor.pk, act, subject, facts, agency_id=template.agency_id, now=now)


@dataclass(frozen=True)
class CallDraft:
    """Which template, where, when, and who checks the candidates at the door."""

    template: TestTemplate
    place: str
    opens_at: datetime
    checker: Person


@transaction.atomic
def request_call(
    draft: CallDraft, cases: Sequence[Case], *, actor: Person, now: datetime
) -> TestCall:
    """Call for a session with a numbered seat for each of the cases.

    Raises Refused: NO_SEATS, TOO_MANY_SEATS, TOO_LATE, NOT_APPROVED, TEMPLATE_CHANGED,
    CHECKER_SITS, OTHER_POLICY (their pass marks differ), and for each case NOT_OPEN, WRONG_ROLE,
    NOT_ORDERED, SEATED_ALREADY.
    """
    if not cases:
        raise Refused(Refusal.NO_SEATS)
    if len(cases) > MOST_SEATS:
        raise Refused(Refusal.TOO_MANY_SEATS)
    if draft.opens_at <= now:
        raise Refused(Refusal.TOO_LATE)
    template = usable(draft.template)
    seated = [_to_seat(case, actor, now) for case in sorted(cases, key=lambda one: one.pk)]
    if len({case.policy.pass_percent for case in seated}) > 1:
        raise Refused(Refusal.OTHER_POLICY)
    if draft.checker.pk in {case.person_id for case in seated}:
        raise Refused(Refusal.CHECKER_SITS)
    call = TestCall.objects.create(
        template=template,
        policy=seated[0].policy,
        place=draft.place,
        opens_at=draft.opens_at,
        closes_at=draft.opens_at + timedelta(minutes=template.duration_minutes) + AFTERWARDS,
        checker=draft.checker,
        asked_by=actor,
        asked_at=now,
    )
    _give_seats(call, seated, actor, now)
    return call


def usable(template: TestTemplate) -> TestTemplate:
    """The template under lock. Raises Refused: NOT_APPROVED, TEMPLATE_CHANGED, WRONG_STATE."""
    found = _held_template(template)
    if found.approved_by_id is None:
        raise Refused(Refusal.NOT_APPROVED)
    if found.digest != cells_digest(found.blueprint):
        raise Refused(Refusal.TEMPLATE_CHANGED)
    return found


def _to_seat(case: Case, actor: Person, now: datetime) -> Case:
    found = held_open(case)
    acting(found, actor, *WORKERS)
    if standing_of(found, timezone.localdate(now)).standing is not Standing.ORDERED:
        raise Refused(Refusal.NOT_ORDERED)
    if is_seated(found):
        raise Refused(Refusal.SEATED_ALREADY)
    return found


def is_seated(case: Case) -> bool:
    """Whether the case has a seat of which nothing has come yet."""
    return any(one.came is Came.PENDING for one in tries_of(case))


def _give_seats(call: TestCall, cases: Iterable[Case], actor: Person, now: datetime) -> None:
    for n, case in enumerate(cases, 1):
        stand_in = add_stand_in(call.template.agency, f"{n:02d} 号席", now=now)
        Seat.objects.create(call=call, n=n, case=case, stand_in=stand_in)
        facts = {"call": call.pk, "seat": n}
        note(case, actor, "appointments.request_call", facts, now=now)


@transaction.atomic
def withdraw_call(call: TestCall, *, actor: Person, now: datetime) -> None:
    """Take back a call for which no session was opened; its seats are free again.

    Raises Refused: WRONG_STATE, WRONG_ROLE.
    """
    found = TestCall.objects.select_for_update(of=("self",)).get(pk=call.pk)
    if found.session_id is not None or found.withdrawn_at is not None:
        raise Refused(Refusal.WRONG_STATE)
    if found.asked_by_id != actor.pk:
        raise Refused(Refusal.WRONG_ROLE)
    found.withdrawn_at = now
    found.save(update_fields=["withdrawn_at"])
    for seat in found.seats.select_related("case", "stand_in"):
        close_stand_in(seat.stand_in)
        facts = {"call": found.pk, "seat": seat.n}
        note(seat.case, actor, "appointments.withdraw_call", facts, now=now)
