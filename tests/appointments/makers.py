"""A policy, a template, a case and its test, made by the product's own deeds.

The personnel officer leads the case on 李; the legal-affairs officer signs for 司法局, the
coordinator for 组织部.
"""

from __future__ import annotations

from datetime import date, timedelta

from appointments.actions import calls, cases, concluding, policies, sessions, testing
from appointments.models import Case, ProcedurePolicy, TestTemplate
from appointments.rules.terms import FailEffect, MemberRole, Procedure, Terms, Told
from exams.actions import planning, results, sitting
from exams.rules.drawing import Cell
from tests.conftest import NEW_YEAR, NINE
from tests.exams.makers import answer_all, checked, make_bank, read_forms
from tests.remembered import remembered

OFFICES = ("市委组织部", "市司法局")
TERMS = Terms(6000, 1, None, date(2027, 12, 31), OFFICES, FailEffect.NOT_SUBMITTED)
POST = "拟任市甲局局长"
CELLS = [Cell(kind="single", count=4, marks=1000)]
NETWORK = "127.0.0.0/8"
SCAN = (b"%PDF-1.4 scan", "成绩单.pdf")


def make_policy(procedure=Procedure.CONGRESS, terms=TERMS, told=Told.CHECK):
    found = ProcedurePolicy.objects.on(procedure, NINE.date())
    if found is None:
        draft = policies.PolicyDraft(procedure, terms, told, NEW_YEAR, "市里规定")
        found = policies.set_policy(draft, actor=None, now=NINE)
    return found


def make_template(cast, *, approved=True):
    officer = cast["exam_officer"]
    blueprint = planning.make_blueprint(
        agency=officer.agency, title="应知应会", cells=CELLS, actor=officer, now=NINE
    )
    made = calls.propose_template(blueprint, "县级领导模板", 60, actor=officer, now=NINE)
    if approved:
        calls.approve_template(made, actor=cast["legal_affairs"], now=NINE)
        made.refresh_from_db()
    return made


@remembered
def make_case(cast, *, inside=True, told=Told.CHECK):
    """The personnel officer's case, on 李 or on somebody from outside."""
    make_policy(told=told)
    draft = cases.CaseDraft(
        procedure=Procedure.CONGRESS,
        intended_post=POST,
        deadline=date(2026, 12, 31),
        person=cast["li"] if inside else None,
        name="" if inside else "韩外来",
        present_post="市城管局 科长",
    )
    case = cases.open_case(draft, actor=cast["personnel"], now=NINE)
    for who, office in (("coordinator", OFFICES[0]), ("legal_affairs", OFFICES[1])):
        cases.add_member(
            case,
            cast[who].staff_number,
            MemberRole.SIGNATORY,
            actor=cast["personnel"],
            now=NINE,
            office=office,
        )
    return case


def ordered(case, cast, *, now=NINE):
    testing.order_test(case, reason="拟任政府部门主要负责人", actor=cast["personnel"], now=now)


def called(cast, *some, template=None, opens_at=NINE + timedelta(minutes=30), now=NINE):
    """A call for seats of the cases, with the invigilator at the door."""
    template = template or TestTemplate.objects.first() or make_template(cast)
    draft = calls.CallDraft(template, "行政中心 307", opens_at, cast["invigilator"])
    return calls.request_call(draft, list(some), actor=cast["personnel"], now=now)


def opened(call, cast, *, now=NINE):
    """The session of a call, opened by two officers and drawn."""
    first, second = cast["exam_officer"], cast["exam_officer_2"]
    read(call, cast, now=now)
    sessions.sign_session(call, actor=first, now=now)
    sessions.sign_session(call, actor=second, now=now)
    sessions.draw_session(call, "20261123", actor=first, now=now)
    call.refresh_from_db()
    return call.session


def read(call, cast, *, now=NINE):
    """The session of a call, its two forms read by two."""
    officer = cast["exam_officer"]
    made = sessions.open_session(call, sessions.Papers(), network=NETWORK, actor=officer, now=now)
    read_forms(cast, made.exam, now=now)


def sat(call, cast, *, right=True, door=True, now=NINE):
    """Everybody of the call is let in, sits, hands in; two officers publish."""
    session, start = call.session, call.opens_at
    for seat in call.seats.select_related("stand_in"):
        if door:
            sessions.check_door(seat, "居民身份证", actor=cast["invigilator"], now=start)
        attempt = session.attempts.get(person=seat.stand_in)
        attempt = sitting.start(attempt, device="d", now=start)
        sitting.hand_in(
            attempt.ref,
            seat.stand_in_id,
            answer_all(attempt, right=right),
            arrival=start,
            now=start,
        )
    results.mark_waiting(now=call.closes_at)
    for officer in (cast["exam_officer"], cast["exam_officer_2"]):
        checked(session, officer, now=call.closes_at)
        results.publish(session, actor=officer, now=call.closes_at)


def take_test(case, cast, *, right=True, opens_at=NINE + timedelta(minutes=30), **words):
    """A test of the case, ordered, called for, opened and sat."""
    ordered(case, cast, now=opens_at - timedelta(minutes=20))
    call = called(cast, case, opens_at=opens_at, now=opens_at - timedelta(minutes=20))
    opened(call, cast, now=opens_at - timedelta(minutes=15))
    sat(call, cast, right=right, **words)
    return call


def dossier_signed(case, cast, *, now=NINE):
    made = cases.compile_dossier(case, NINE.date(), actor=cast["personnel"], now=now)
    cases.sign_dossier(made, actor=cast["personnel"], now=now)
    return made


def sheet_signed(case, cast, *, now):
    made = concluding.make_sheet(case, actor=cast["personnel"], now=now)
    for who in ("coordinator", "legal_affairs"):
        concluding.sign_sheet(made, actor=cast[who], now=now)
    return made


@remembered
def make_bank_and_case(cast):
    """A bank to draw from, an approved template, and a case on 李."""
    make_bank(cast, singles=12)
    make_template(cast)
    return make_case(cast)


def fresh(case):
    return Case.objects.get(pk=case.pk)
