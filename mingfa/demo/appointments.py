"""Two appointment cases of the personnel office: one concluded, one open with a session called for;
an approved template; an officer's appraisal sheet.

Whoever signs in as anybody who is not named on them finds neither.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from appointments.actions import calls, cases, concluding, policies, testing
from appointments.actions.appraising import comment, sign_appraisal
from appointments.models import AppraisalKind, Case, TestTemplate, lines_of_person
from appointments.rules.terms import (
    CaseState,
    FailEffect,
    MemberRole,
    Procedure,
    Terms,
    Told,
)
from exams.actions import planning
from exams.actions.post_lists import Wanted, set_post_list
from exams.rules.drawing import Cell, Frame
from journal.rules import digest
from mingfa.demo.city import City
from mingfa.demo.hours import EVIDENCE
from mingfa.demo.stories import Story
from statutes.models import Statute

OFFICES = ("市委组织部", "市司法局")
ORGAN = "邻海市任职前法律知识测试中心"
TO_KNOW = ("行政处罚法", "行政许可法", "行政强制法", "行政复议法")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def appointments(city: City) -> Story:
    """Policies when the records begin, a template in spring, a case in autumn, one of late."""
    yield city.span.founded
    _lay_down(city)
    spring = city.span.at(0.4)
    yield spring
    _template(city, spring)
    autumn = city.span.at(0.85)
    yield autumn
    _concluded(city, autumn)
    late = city.span.at(0.99)
    yield late
    _open(city, late)
    _appraise(city, late)


def _lay_down(city: City) -> None:
    """人大任命: 60 of 100, one resit, valid for the term; 非人大任命: 80 of 100, for a year."""
    now = city.span.founded
    term_ends = date(now.year + 3, 12, 31)
    congress = Terms(6000, 1, None, term_ends, OFFICES, FailEffect.NOT_SUBMITTED)
    executive = Terms(8000, 1, 365, None, OFFICES, FailEffect.DEFERRED)
    for procedure, terms in ((Procedure.CONGRESS, congress), (Procedure.EXECUTIVE, executive)):
        draft = policies.PolicyDraft(
            procedure, terms, Told.CHECK, now.date(), "云泽市任职前法律知识考查办法"
        )
        policies.set_policy(draft, actor=None, now=now)


def _template(city: City, now: datetime) -> None:
    """What must be known for such posts, and twenty questions on it that a machine marks."""
    officer = city.staff["exam_officer"]
    laws = dict(Statute.objects.filter(title__in=TO_KNOW).values_list("title", "pk"))
    statutes = [laws[title] for title in TO_KNOW]
    wanted = Wanted("县级政府部门领导职务", statutes, now.date(), f"云组〔{now.year}〕3号")
    must_know = set_post_list(city.root, wanted, actor=officer, now=now)
    cells = [
        Cell(kind, count, 500, statute)
        for kind, counts in (("single", (4, 4, 3, 3)), ("true_false", (2, 2, 1, 1)))
        for statute, count in zip(statutes, counts, strict=True)
    ]
    blueprint = planning.make_blueprint(
        agency=city.root,
        title="领导干部应知应会",
        cells=cells,
        frame=Frame(post_list=must_know.pk),
        actor=officer,
        now=now,
    )
    made = calls.propose_template(blueprint, "县级领导干部任职前测试", 60, actor=officer, now=now)
    calls.approve_template(made, actor=city.staff["legal_affairs"], now=now)


def _named(city: City, case: Case, now: datetime) -> None:
    """A second handler and the two offices' signatories."""
    lead = city.staff["personnel"]
    for key, role, office in (
        ("coordinator", MemberRole.HANDLER, ""),
        ("agency_admin", MemberRole.SIGNATORY, OFFICES[0]),
        ("legal_affairs", MemberRole.SIGNATORY, OFFICES[1]),
    ):
        number = city.staff[key].staff_number
        cases.add_member(case, number, role, actor=lead, now=now, office=office)


def _concluded(city: City, now: datetime) -> None:
    """Somebody from outside, tested elsewhere as two persons read it, recommended, handed over."""
    lead, other = city.staff["personnel"], city.staff["coordinator"]
    draft = cases.CaseDraft(
        procedure=Procedure.EXECUTIVE,
        intended_post="市应急管理局副局长",
        deadline=now.date() + timedelta(days=30),
        name="秦望海",
        present_post="邻海市应急管理局 科长",
    )
    case = cases.open_case(draft, actor=lead, now=now)
    _named(city, case, now)
    day = now.date()
    stated = cases.Stated(
        "学习情况", "参加省级法治专题培训 40 学时", "邻海市组织部函〔2026〕3号", day
    )
    cases.state_line(case, stated, actor=lead, now=now)
    testing.order_test(case, reason="拟任执法部门领导职务", actor=lead, now=now)
    read = testing.Transcript(ORGAN, "邻测字第17号", day - timedelta(days=9), 8650, 10000)
    for person in (lead, other):
        scan = (EVIDENCE, "成绩单.pdf")
        testing.enter_result(case, read, scan, actor=person, now=now + HOUR)
    dossier = cases.compile_dossier(case, day, actor=other, now=now + HOUR)
    cases.sign_dossier(dossier, actor=lead, now=now + HOUR)
    sheet = concluding.make_sheet(case, actor=other, now=now + HOUR)
    for key in ("agency_admin", "legal_affairs"):
        concluding.sign_sheet(sheet, actor=city.staff[key], now=now + HOUR)
    reason = "测试合格，考查情况良好"
    ended = now + 2 * HOUR
    concluding.close_case(case, CaseState.RECOMMENDED, reason=reason, actor=lead, now=ended)
    concluding.hand_over(case, "市人民政府办公室", "任海平", day, actor=lead, now=ended)


def _open(city: City, now: datetime) -> None:
    """One of the city's own officers; a test is ordered, the dossier compiled."""
    lead = city.staff["personnel"]
    candidate = next(
        (o for o in city.officers[1:] if o.serves_on(now.date()) and o.is_certified),
        city.officers[-1],
    )
    draft = cases.CaseDraft(
        procedure=Procedure.CONGRESS,
        intended_post="市城市管理综合行政执法局局长",
        deadline=now.date() + timedelta(days=45),
        person=candidate.person,
        present_post=f"{candidate.unit.agency.name} 负责人",
    )
    case = cases.open_case(draft, actor=lead, now=now)
    _named(city, case, now)
    testing.order_test(case, reason="拟任政府部门主要负责人", actor=lead, now=now)
    cases.compile_dossier(case, now.date(), actor=lead, now=now)
    template = TestTemplate.objects.get()
    day = timezone.localtime(city.span.now) + 10 * DAY
    opens = day.replace(hour=9, minute=0, second=0, microsecond=0)
    room = calls.CallDraft(template, "市行政中心 307 室", opens, city.staff["invigilator"])
    calls.request_call(room, [case], actor=lead, now=now)


def _appraise(city: City, now: datetime) -> None:
    """The sheet of the officer who can be signed in as, with the officer's word."""
    hero, year = city.hero.person, timezone.localdate(now).year
    shown = digest(lines_of_person(hero, year, now=now))
    lead = city.staff["personnel"]
    sheet = sign_appraisal(hero, year, AppraisalKind.YEARLY, shown, actor=lead, now=now)
    comment(sheet, "无异议。", actor=hero, now=now + HOUR)
