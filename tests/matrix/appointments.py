"""Pages of the room `appointments`: a case on 李, which the personnel officer leads.

Whoever is not named on it gets 404 from every page of it, system administrator and auditor too.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from appointments.actions import appraising, cases, concluding, sessions, testing
from appointments.models import AppraisalKind, Case, lines_of_person, passes_known_to
from appointments.rules.terms import CaseState, MemberRole, Procedure
from journal.rules import digest
from tests.appointments import makers
from tests.conftest import NINE
from tests.matrix import Row, everybody, only
from tests.matrix.qualifications import List

NAMED = ("personnel", "coordinator", "legal_affairs")
OFFICERS = ("exam_officer", "exam_officer_2")
SIGNS = {"coordinator": 409, "legal_affairs": 409}
REASON = {"reason": "依规定办理"}
POLICY = {
    "procedure": "executive", "percent": "80", "resits": "1", "valid_days": "365",
    "term_ends": "", "offices": "市委组织部\n市司法局", "effect": "deferred", "told": "check",
    "valid_from": "2027-01-01", "reason": "市里规定",
}  # fmt: skip


def case(world):
    return {"ref": makers.make_case(world.cast).ref}


def nowhere(world):
    """There is a case; the page names none."""
    case(world)
    return {}


def lead(page, data=None, *, url=case, get=None):
    """What a lead or handler does; the signatories look on, everybody else is told nothing."""
    return Row(
        f"appointments:{page}",
        get=get or only(200, *NAMED, others=404),
        post=only(302, "personnel", others=404, **SIGNS),
        url=url,
        data=data or (lambda world: {}),
    )


def read(page, url):
    return Row(f"appointments:{page}", get=only(200, *NAMED, others=404), url=url)


def member(world):
    found = makers.make_case(world.cast)
    return {"ref": found.ref, "member_id": found.members.get(person=world.cast["coordinator"]).pk}


def dossier(world):
    found = makers.make_case(world.cast)
    cases.compile_dossier(found, NINE.date(), actor=world.cast["personnel"], now=NINE)
    return {"ref": found.ref, "n": 1}


def transcript(world):
    return {
        "organ": "邻市", "document": "七号", "day": "2026-10-01", "total": "60", "of": "100",
        "scan": List("成绩单.pdf", b"%PDF-1.4"),
    }  # fmt: skip


def passed(world):
    """A case whose candidate passed a test elsewhere, as two handlers read it."""
    found = makers.make_case(world.cast)
    boss, other = world.cast["personnel"], world.cast["neighbour"]
    cases.add_member(found, other.staff_number, MemberRole.HANDLER, actor=boss, now=NINE)
    read_off = testing.Transcript("邻市", "七号", NINE.date(), 6000, 10000)
    for who in (boss, other):
        testing.enter_result(found, read_off, makers.SCAN, actor=who, now=NINE)
    cases.end_member(found.members.get(person=other), actor=boss, now=NINE)
    return found


def entered(world):
    found = passed(world)
    return {"ref": found.ref, "entry_id": found.outside_entries.first().pk}


def to_sheet(world):
    return {"ref": passed(world).ref}


def doubted(world):
    """李's paper from elsewhere, of which the other reader said that it was read wrongly."""
    found = passed(world)
    boss, other = world.cast["personnel"], world.cast["neighbour"]
    cases.add_member(found, other.staff_number, MemberRole.HANDLER, actor=boss, now=NINE)
    testing.withdraw_result(found, "七号", reason="误录", actor=other, now=NINE)
    cases.end_member(found.members.standing().get(person=other), actor=boss, now=NINE)
    return {"ref": found.ref}


def sheet(world):
    found = passed(world)
    concluding.make_sheet(found, actor=world.cast["personnel"], now=NINE)
    return {"ref": found.ref, "n": 1}


def again(world):
    """A second case on 李, with everybody of the first."""
    passed(world)
    found = Case.objects.exclude(intended_post=makers.POST).first()
    if found is None:
        boss, policy = world.cast["personnel"], makers.make_policy()
        draft = cases.CaseDraft(
            Procedure(policy.procedure),
            "拟任市乙局局长",
            policy.valid_from,
            world.cast["li"],
            "",
            "科长",
        )
        found = cases.open_case(draft, actor=boss, now=NINE)
        for who, office in zip(("coordinator", "legal_affairs"), makers.OFFICES, strict=True):
            number, role = world.cast[who].staff_number, MemberRole.SIGNATORY
            cases.add_member(found, number, role, actor=boss, now=NINE, office=office)
    return {"ref": found.ref}


def earlier(world):
    found = Case.objects.exclude(intended_post=makers.POST).get()
    known = passes_known_to(found, world.cast["personnel"].pk, NINE.date())
    return known[0].key if known else "seat-0"


def closed(world):
    found = makers.make_case(world.cast)
    boss = {"actor": world.cast["personnel"], "now": NINE}
    concluding.close_case(found, CaseState.WITHDRAWN, reason="不再拟任", **boss)
    return {"ref": found.ref}


def handed(world):
    found = makers.make_case(world.cast)
    boss = {"actor": world.cast["personnel"], "now": NINE}
    concluding.close_case(found, CaseState.WITHDRAWN, reason="不再拟任", **boss)
    made = concluding.hand_over(found, "市人大", "韦某", NINE.date(), **boss)
    return {"ref": found.ref, "n": made.pk}


def template(world):
    return {"template_id": makers.make_template(world.cast, approved=False).pk}


def seated(world):
    found = makers.make_bank_and_case(world.cast)
    makers.ordered(found, world.cast)
    return makers.called(world.cast, found)


def call(world):
    return {"ref": seated(world).ref}


def opened(world):
    made = seated(world)
    makers.read(made, world.cast)
    sessions.sign_session(made, actor=world.cast["exam_officer"], now=NINE)
    return {"ref": made.ref}


def sealed(world):
    made = seated(world)
    makers.read(made, world.cast)
    for who in ("exam_officer", "exam_officer_2"):
        sessions.sign_session(made, actor=world.cast[who], now=NINE)
    return {"ref": made.ref}


def ask(world):
    """A case waits for its test; the form of a call for it."""
    found = makers.make_bank_and_case(world.cast)
    makers.ordered(found, world.cast)
    starts = timezone.localtime(NINE + timedelta(minutes=30))
    return {
        "template": makers.TestTemplate.objects.get().pk, "place": "307",
        "day": f"{starts:%Y-%m-%d}", "hour": f"{starts:%H:%M}",
        "checker": world.cast["invigilator"].staff_number, "cases": [found.pk],
    }  # fmt: skip


def appraised(world):
    return {"person_id": world.cast["li"].pk, "year": 2026}


def appraisal(world):
    about, boss = world.cast["li"], world.cast["personnel"]
    shown = digest(lines_of_person(about, 2026, now=NINE))
    made = appraising.sign_appraisal(about, 2026, AppraisalKind.YEARLY, shown, actor=boss, now=NINE)
    return {"ref": made.ref}


def officers(page, url, post):
    return Row(
        f"appointments:{page}",
        get=only(200, *OFFICERS),
        post=post,
        url=url,
        data=lambda world: {"number": "20261123", "count": "1", "network": makers.NETWORK},
    )


ROWS = [
    Row("appointments:cases", about="where they are named", get=only(200, *NAMED),
        url=nowhere),
    Row("appointments:cases", about="without any case", get=only(200, "personnel")),
    Row("appointments:export_cases", get=only(200, "personnel")),
    Row("appointments:open_case", get=only(200, "personnel"), post=only(302, "personnel"),
        data=lambda world: {} if not makers.make_policy() else {
            "procedure": "congress", "intended_post": "局长", "present_post": "科长",
            "number": world.cast["li"].staff_number, "deadline": "2026-12-31",
        }),
    read("case", case),
    lead("add_member", lambda world: {"number": "60000001", "role": "reader", "office": ""}),
    lead("end_member", url=member),
    lead("state_line", lambda world: {
        "topic": "奖惩", "text": "记功", "source": "一号文", "day": "2026-11-01"}),
    lead("check_nominee"),
    lead("compile_dossier", lambda world: {"as_of": "2026-11-23"}),
    read("dossier", dossier),
    lead("sign_dossier", url=dossier),
    read("dossier_pdf", dossier),
    lead("order_test", lambda world: REASON),
    lead("waive_test", lambda world: REASON),
    lead("enter_result", transcript),
    lead("withdraw_result", lambda world: {"document": "七号", "reason": "误录"}, url=to_sheet),
    lead("uphold_result", lambda world: {"document": "七号", "reason": "无误"}, url=doubted),
    lead("carry_pass", lambda world: {"key": earlier(world)}, url=again),
    read("result_scan", entered),
    lead("make_sheet", url=to_sheet),
    Row("appointments:sign_sheet", get=only(200, *NAMED, others=404), url=sheet,
        post=only(302, "coordinator", "legal_affairs", others=404, personnel=409)),
    read("sheet_pdf", sheet),
    lead("override", lambda world: REASON),
    lead("close_case", lambda world: REASON | {"outcome": "withdrawn"}),
    read("conclusion_pdf", closed),
    lead("hand_over", lambda world: {
        "organ": "市人大", "received_by": "韦某", "received_on": "2026-11-23"}, url=closed),
    read("receipt_pdf", handed),
    Row("appointments:statistics", get=only(200, "personnel")),
    Row("appointments:policies", get=only(200, "personnel", "legal_affairs")),
    Row("appointments:set_policy", get=only(200, "personnel"), post=only(302, "personnel"),
        data=lambda world: POLICY),
    Row("appointments:templates", get=only(200, *OFFICERS, "legal_affairs")),
    Row("appointments:propose_template", get=only(200, *OFFICERS), post=only(302, *OFFICERS),
        data=lambda world: {
            "title": "模板", "duration_minutes": "60",
            "blueprint": makers.make_template(world.cast).blueprint_id,
        }),
    Row("appointments:approve_template", get=only(200, "legal_affairs"), url=template,
        post=only(302, "legal_affairs")),
    Row("appointments:end_template", get=only(200, "legal_affairs"), url=template,
        post=only(302, "legal_affairs")),
    Row("appointments:calls", get=only(200, *OFFICERS, "personnel")),
    Row("appointments:request_call", get=only(200, "personnel"), post=only(302, "personnel"),
        data=ask),
    Row("appointments:call", get=only(200, *OFFICERS, "personnel"), url=call),
    officers("open_session", call, only(302, *OFFICERS)),
    officers("sign_session", opened, only(302, "exam_officer_2", exam_officer=409)),
    officers("draw_session", sealed, only(302, "exam_officer", exam_officer_2=409)),
    Row("appointments:withdraw_call", get=only(200, "personnel"), post=only(302, "personnel"),
        url=call),
    Row("appointments:door", get=only(200, "invigilator", others=404), url=call),
    Row("appointments:check_door", get=only(200, "invigilator", others=404),
        post=only(200, "invigilator", others=404), url=lambda world: call(world) | {"n": 1},
        data=lambda world: {"document": "居民身份证"}),
    Row("appointments:list_check", get=only(200, "personnel", "legal_affairs"),
        post=only(200, "personnel", "legal_affairs"),
        data=lambda world: {"day": "2026-11-23", "purpose": "appointment", "reason": "任前核验",
                            "names": "李青\n没有此人"}),
    Row("appointments:appraisals", get=only(200, "personnel")),
    Row("appointments:export_appraisals", get=only(200, "personnel")),
    Row("appointments:appraise", get=only(200, "personnel"), post=only(302, "personnel"),
        url=appraised, data=lambda world: {
            "kind": "yearly", "shown": digest(lines_of_person(world.cast["li"], 2026, now=NINE))}),
    Row("appointments:appraisal", about="of 李", get=only(200, "personnel", "li", others=404),
        url=appraisal),
    Row("appointments:appraisal_pdf", about="of 李", url=appraisal,
        get=only(200, "personnel", "li", others=404)),
    Row("appointments:comment", about="of 李", get=only(200, "li", others=404), url=appraisal,
        post=only(302, "li", others=404), data=lambda world: {"text": "同意"}),
    Row("appointments:mine", get=everybody(200)),
]  # fmt: skip
