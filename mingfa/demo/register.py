"""What the legal-affairs office has in hand: an application, a clean-up, conduct, a gated post, a
report of misuse; and what the personnel office asked."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from mingfa.demo.city import City, Officer
from mingfa.demo.hours import EVIDENCE
from mingfa.demo.stories import Story
from qualifications import actions
from qualifications.actions import Claim, Grounds, Paper
from qualifications.actions.campaigns import Order
from qualifications.actions.conduct import Report, Scan
from qualifications.models import CampaignEntry, Certificate, Found, Qualification
from qualifications.rules.applying import Stage
from qualifications.rules.campaigns import CampaignKind, Ruling
from qualifications.rules.checking import Purpose, Question
from qualifications.rules.conduct import ConductStep

BASIS = "省行政执法条例第二十条"
ORGAN = "云泽市司法局"
PROVINCE = "云海省司法厅"
DAY = timedelta(days=1)
PASSED = 20  # who hold the city's own certificate
REVIEWED = 30  # persons of the clean-up whom the unit has confirmed


def register(city: City) -> Story:
    """All of late, so that it stands on the desks."""
    late = city.span.at(0.96)
    yield late
    _conduct(city, late)
    _clean_up(city, late)
    last = city.span.at(0.99, hour=10)
    yield last
    _application(city, last)
    _gate(city, last)
    _reported(city, last)
    _asked(city, last)


def _applicant(city: City, now: datetime) -> Officer | None:
    """Somebody in establishment who enforces without having been qualified; of the bureau whose
    coordinator can be signed in as, if there is one."""
    qualified = set(Qualification.objects.current().values_list("person_id", flat=True))
    fit = [
        officer
        for officer in city.enforcers(timezone.localdate(now))
        if officer.establishment in ("civil", "public") and officer.person.pk not in qualified
    ]
    own = [o for o in fit if o.unit.agency.path.startswith(city.bureau.path)]
    return next(iter(own or fit), None)


def _application(city: City, now: datetime) -> None:
    """Filed and examined; the provincial result that it waits for was entered by one hand."""
    office, unit = city.staff["legal_affairs"], city.staff["coordinator"]
    officer, today = _applicant(city, now), timezone.localdate(now)
    if officer is None:
        return
    grounds = Grounds(ORGAN, BASIS, "岗位需要", today)
    claim = Claim(frozenset(officer.domains[:1]))
    made = actions.file_application(officer.person, claim, grounds, actor=unit, now=now)
    actions.advance(made, Stage.VERIFIED, grounds, actor=office, now=now)
    held_on = today - 60 * DAY
    public = Paper("public", "", held_on, 8200, True, True, PROVINCE, "云海司考〔2026〕2号")
    actions.add_outside_results([(officer.person, public)], actor=office, now=now)
    domain = officer.domains[0]
    special = Paper("professional", domain, held_on, 7650, True, True, PROVINCE, "专业成绩第9号")
    scan = (EVIDENCE, "成绩通知.pdf")
    actions.enter_outside_result(officer.person, special, scan, actor=office, now=now)


def _clean_up(city: City, now: datetime) -> None:
    """The bureau confirms its people one by one; some are still to be confirmed."""
    office, unit = city.staff["legal_affairs"], city.staff["coordinator"]
    due = timezone.localdate(city.span.now) + 20 * DAY
    order = Order(CampaignKind.CLEANUP, "行政执法队伍清理", city.bureau, due, ORGAN, "清理通知")
    held = actions.open_campaign(order, actor=office, now=now)
    fit = held.entries.filter(findings=[]).exclude(person=unit).order_by("pk")
    some = CampaignEntry.objects.filter(pk__in=list(fit.values_list("pk", flat=True)[:REVIEWED]))
    if some:
        actions.rule_entries(held, some, Ruling.CONFIRMED, "在岗核对无误", actor=unit, now=now)


def _conduct(city: City, now: datetime) -> None:
    """An honour that counts, a case review that waits, a fault to which the officer objects."""
    office, unit = city.staff["legal_affairs"], city.staff["coordinator"]
    day = timezone.localdate(now) - 10 * DAY
    told = (
        Report("honour", day, "云泽市人民政府", "表彰决定第3号", "年度依法行政先进个人"),
        Report("case_review", day, ORGAN, "评查通报第2号", "卷宗规范，程序完整", "卷第41号", 9350),
        Report("fault", day, ORGAN, "过错认定第1号", "未出示执法证件", effect="training"),
    )
    steps = (ConductStep.CONFIRM,), (), (ConductStep.CONFIRM, ConductStep.OBJECT)
    fit = [o for o in city.enforcers(timezone.localdate(now)) if o.is_certified]
    for officer, report, taken in zip([city.hero, *fit[1:3]], told, steps, strict=False):
        scan = Scan(EVIDENCE, "决定书.pdf")
        made = actions.enter_conduct(officer.person, report, scan, actor=unit, now=now)
        for step in taken:
            actor = officer.person if step is ConductStep.OBJECT else office
            reason = "当时已口头表明身份" if step is ConductStep.OBJECT else "核对无误"
            actions.take_conduct_step(made, step, reason, actor=actor, now=now)


def _reported(city: City, now: datetime) -> None:
    """Somebody reports a certificate's misuse; the city's own certificates are issued to those who
    passed its exams."""
    held = Certificate.objects.filter(person=city.hero.person).first()
    if held is not None:
        actions.report_misuse(held, "有人持此证号到店检查，未出示证件。", "", now=now)
    passed = Qualification.objects.current().filter(source="exam").order_by("pk")[:PASSED]
    office = city.staff["legal_affairs"]
    actions.issue_training_certificates(list(passed), actor=office, now=now)


def _asked(city: City, now: datetime) -> None:
    """One who may enforce, one who may not."""
    day = timezone.localdate(now)
    question = Question(Purpose.APPOINTMENT, "云组〔2026〕8号", day)
    unable = [o for o in city.enforcers(day) if not o.is_certified]
    for officer in (city.hero, *unable[:1]):
        found = Found((officer.person,))
        actions.check_person(found, question, actor=city.staff["personnel"], now=now)


def _gate(city: City, now: datetime) -> None:
    """From now on nobody handles reconsideration without the public part of the exam."""
    actions.set_posting_rule(
        "review",
        "public",
        valid_from=timezone.localdate(city.span.now),
        reason="云泽市行政复议人员准入规定",
        actor=city.staff["legal_affairs"],
        now=now,
    )
