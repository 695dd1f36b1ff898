"""Certificates in every state: what the province sends, what is decided, what runs out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from exams.models import Exam
from exams.rules.purposes import Purpose
from mingfa.demo.city import City, Officer
from mingfa.demo.officers import HIRED
from mingfa.demo.registry import ISSUER, Registry
from mingfa.demo.stories import Story
from people.models import Person
from qualifications.actions import (
    Arrival,
    Card,
    add_certificates,
    decide,
    disqualify,
    qualify_by_decision,
    qualify_by_exams,
    recognise_exam,
    reissue_certificate,
    restore_duty,
    suspend_duty,
)
from qualifications.models import Certificate, DutySuspension, Qualification
from qualifications.models.exams import policy_on, sat_by
from qualifications.rules.certificates import EventKind
from qualifications.rules.deeds import Decision
from qualifications.rules.qualifying import fulfilled

LASTS = 5 * 365 - 1  # days of a certificate
HERO_ENDS_IN = timedelta(days=55)  # soon, so that it is announced
CERTIFIED = 0.94  # of those in establishment
RENEWED = 0.87  # of those that run out
MONTHS = 11
CONFIRMED_UNTIL = 9  # months; who has fulfilled all since waits for the office
MANAGEMENT = "省行政执法证件管理办法"
PLAN = (  # what is decided of certificates during the year, how often at scale 1
    (EventKind.SUSPENDED, 14, "执法过错，暂扣三个月", "第十九条"),
    (EventKind.REVOKED, 4, "以执法证件谋取私利", "第二十一条"),
    (EventKind.CANCELLED, 8, "调离执法岗位", "第二十二条"),
    (EventKind.LOST, 12, "证件遗失，登报声明作废", "第十七条"),
)


@dataclass
class Press:
    """Numbers certificates one after another, as the province does."""

    registry: Registry
    printed: int = 0
    suspended: list[Certificate] = field(default_factory=list)
    off_duty: list[DutySuspension] = field(default_factory=list)

    def card(self, officer: Officer, valid_from: date) -> Card | None:
        """A certificate for the officer's present post; None where no body is above it."""
        found = self.registry.body_of(officer.person.agency.path, frozenset(officer.domains))
        if found is None:
            return None
        self.printed += 1
        return Card(
            f"YH{self.printed:08d}",
            self.registry.issuer,
            *found,
            valid_from,
            valid_from + timedelta(days=LASTS),
        )

    def arrival(self, officer: Officer, valid_from: date, reason: str) -> Arrival | None:
        card = self.card(officer, valid_from)
        if card is None:
            return None
        officer.is_certified = True
        return Arrival(officer.person, card, _given(self.printed, valid_from, reason))


def _given(n: int, day: date, reason: str) -> Decision:
    return Decision(ISSUER, f"云海司证〔{day.year}〕{n}号", MANAGEMENT, reason, day, day)


def certificates(city: City) -> Story:
    """The register first, then month by month what the province sends and the office decides."""
    random = city.random("certificates")
    now = city.span.founded + timedelta(hours=2)
    yield now
    registry = Registry(city, now)
    press = Press(registry)
    _send(press, [(o, _first_day(city, o, random)) for o in city.officers], random, now)
    for month in range(MONTHS):
        now = city.span.at((month + 0.5) / MONTHS, hour=14)
        yield now
        add_certificates(_renewals(press, random, now), by=_office(city).pk, now=now)
        _decide_some(city, press, random, now, month)
        _recognise_exams(city, now)
        if month < CONFIRMED_UNTIL:
            _confirm(city, now)
        if month == 6:
            registry.end_one_domain(now)


def _office(city: City) -> Person:
    return city.staff["legal_affairs"]


def _send(
    press: Press, wanted: Sequence[tuple[Officer, date]], random: Random, now: datetime
) -> None:
    """The province's data of the first day: most of those who may have one have one."""
    arrivals = []
    for officer, day in wanted:
        has_one = random.random() < CERTIFIED or officer is press.registry.city.hero
        if _may_have(officer) and has_one:
            arrivals.append(press.arrival(officer, day, "按省级证件数据登记"))
    office = _office(press.registry.city)
    add_certificates([a for a in arrivals if a], by=office.pk, now=now)


def _may_have(officer: Officer) -> bool:
    return officer.kind == "enforcement" and officer.establishment not in HIRED


def _first_day(city: City, officer: Officer, random: Random) -> date:
    """Some day of the last five years, two months into the present post at the earliest."""
    founded = city.span.founded.date()
    if officer is city.hero:
        return city.span.now.date() + HERO_ENDS_IN - timedelta(days=LASTS)
    day = founded - timedelta(days=random.randrange(20, LASTS - 20))
    return min(max(day, officer.since + timedelta(days=60)), founded)


def _renewals(press: Press, random: Random, now: datetime) -> list[Arrival]:
    """New certificates for those that run out within the month and for who has qualified since."""
    city, day = press.registry.city, now.date()
    rows = Certificate.objects.valid_on(day).filter(
        terms__superseded_at=None, terms__valid_to__lt=day + timedelta(days=35)
    )
    ending = set(rows.values_list("person_id", flat=True))
    shown = Qualification.objects.in_force(day).exclude(source="province")
    waiting = set(shown.values_list("person_id", flat=True))
    arrivals = []
    for officer in city.enforcers(day):
        chance = random.random()
        runs_out = officer.person.pk in ending and chance < RENEWED
        is_new = officer.person.pk in waiting and not officer.is_certified
        if runs_out or is_new:
            reason = "有效期届满换证" if runs_out else "取得资格，首次领证"
            arrivals.append(press.arrival(officer, day, reason))
    return [arrival for arrival in arrivals if arrival]


def _decide_some(city: City, press: Press, random: Random, now: datetime, month: int) -> None:
    """This month's share of the decisions; every second suspension is lifted the next month."""
    for n, held in enumerate(press.suspended[::2]):
        lifted = _decision(now, "复核后撤销暂扣决定", "第二十条", 90 + n)
        decide(held, EventKind.RESTORED, lifted, actor=_office(city), now=now)
    press.suspended.clear()
    for kind, count, reason, article in PLAN:
        for n in range(_share(city, count, month)):
            certificate = _one(city, random, now)
            decision = _decision(now, reason, article, n)
            if certificate is not None:
                _carry_out(press, certificate, kind, decision, now)
    if month % 3 == 2:
        _on_duty(press, random, now, month)


def _share(city: City, count: int, month: int) -> int:
    """How many of `count` a year at scale 1 fall into the month; at least two a year."""
    wanted = max(2, round(count * len(city.officers) / 3000))
    return (month + 1) * wanted // MONTHS - month * wanted // MONTHS


def _one(city: City, random: Random, now: datetime) -> Certificate | None:
    """Some valid certificate, never that of the officer who can be signed in as."""
    rows = Certificate.objects.valid_on(now.date()).exclude(person=city.hero.person)
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    return Certificate.objects.get(pk=random.choice(ids)) if ids else None


def _decision(now: datetime, reason: str, article: str, n: int) -> Decision:
    day = now.date()
    return Decision(
        "云泽市司法局", f"云泽司执监〔{day.year}〕{day:%m%d}-{n + 1}号", MANAGEMENT + article,
        reason, day, day,
    )  # fmt: skip


def _carry_out(
    press: Press, certificate: Certificate, kind: EventKind, decision: Decision, now: datetime
) -> None:
    """Enter the decision; a lost certificate is replaced the same day, in most cases."""
    city = press.registry.city
    office = _office(city)
    decide(certificate, kind, decision, actor=office, now=now)
    held = next((o for o in city.officers if o.person.pk == certificate.person_id), None)
    if kind is EventKind.LOST and held and press.printed % 4:
        card = press.card(held, now.date())
        if card:
            given = _given(press.printed, now.date(), "遗失补发")
            reissue_certificate(certificate, card, given, actor=office, now=now)
    if kind is EventKind.SUSPENDED:
        press.suspended.append(certificate)


def _on_duty(press: Press, random: Random, now: datetime, month: int) -> None:
    """A suspension from duty, one lifted again, an old hand qualified by decision, one ended."""
    city = press.registry.city
    office, day = _office(city), now.date()
    for held in press.off_duty[:1]:
        back = _decision(now, "调查结束，恢复执法", "第二十四条", 51)
        restore_duty(held, back, actor=office, now=now)
    press.off_duty.clear()
    there = [o for o in city.enforcers(day) if o is not city.hero and _may_have(o)]
    decision = _decision(now, "涉嫌违纪，停止执法活动", "第二十三条", 50)
    person = random.choice(there).person
    press.off_duty.append(suspend_duty(person, decision, actor=office, now=now))
    lacking = [o for o in there if not o.is_certified and o.since < date(day.year - 3, 1, 1)]
    if lacking:
        officer = lacking[0]
        decision = _decision(now, "省级统一考试成绩予以认可", "第八条", 60)
        qualify_by_decision(
            officer.person, frozenset(officer.domains), decision, actor=office, now=now
        )
    if month == 8:
        row = Qualification.objects.in_force(day).exclude(person=city.hero.person).order_by("pk")[3]
        disqualify(row, _decision(now, "弄虚作假取得资格", "第十二条", 70), actor=office, now=now)


def _recognise_exams(city: City, now: datetime) -> None:
    """Say of every qualifying exam that is sealed as which part it counts."""
    rows = Exam.objects.filter(state="sealed", purpose=Purpose.QUALIFICATION, qualifying=None)
    for exam in rows.order_by("pk"):
        domain = exam.title.partition("（")[2].rstrip("）") if "专业" in exam.title else ""
        part = "professional" if domain else "public"
        recognise_exam(exam, part, domain, actor=_office(city), now=now)


def _confirm(city: City, now: datetime) -> None:
    """Qualify those without a certificate whose exams suffice."""
    office, day = _office(city), now.date()
    held = set(Qualification.objects.in_force(day).values_list("person_id", flat=True))
    lacking = [o for o in city.enforcers(day) if _may_have(o) and o.person.pk not in held]
    sat = sat_by([officer.person.pk for officer in lacking])
    policy = policy_on(day)
    for n, officer in enumerate(lacking):
        shown = fulfilled(sat[officer.person.pk], officer.domains, policy, day)
        if shown.domains:
            decision = _decision(now, "考试合格，准予取得资格", "第十条", 100 + n)
            qualify_by_exams(officer.person, shown.domains, decision, actor=office, now=now)
