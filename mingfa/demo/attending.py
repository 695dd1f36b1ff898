"""A half-day that is going on: signed in by the code, counted, on leave; and what a class thought
of itself."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from django.utils import timezone

from mingfa.demo.city import City, Officer
from mingfa.demo.stories import Story
from training.actions import (
    ClassTerms,
    CodeScan,
    SessionTerms,
    add_class,
    add_session,
    answer_survey,
    ask_leave,
    count_heads,
    decide_leave,
    enrol,
    open_class,
    sign,
)
from training.models import Enrolment, Session, TrainingClass, was_there
from training.rules import Direction, Window
from training.rules.signing import step_at

SEATS = 12  # on the roster of the half-day that is going on
BEGUN = timedelta(minutes=40)
HALF_DAY = timedelta(hours=3)
FROM_HOUR, TO_HOUR = 9, 21  # when it would be odd to find one going on, there is none
COMES_AFTER = (-12, -9, -8, -5, -3, -2, -1, 4, 19)  # minutes from the beginning to each scan
REMARKS = ("案例再多一些", "希望增加文书制作的练习", "")


def going_on(city: City) -> Story:
    """Twelve officers of the bureau: most have signed in, one is on leave, one asks for leave; and
    the coordinator has counted one head less than signed in."""
    now = city.span.now
    if not FROM_HOUR <= timezone.localtime(now).hour < TO_HOUR:
        return
    window = Window(now - BEGUN, now - BEGUN + HALF_DAY)
    planned = now - timedelta(days=6)
    yield planned
    made = add_class(_terms(city), actor=None, now=planned)
    for n in range(2):  # the second a week later
        later = timedelta(days=7 * n)
        when = Window(window.starts_at + later, window.ends_at + later)
        topic = ("行政执法公示与全过程记录", "重大执法决定法制审核")[n]
        add_session(made, SessionTerms(topic, "市司法局业务骨干", when), actor=None, now=planned)
    open_class(made, actor=None, now=planned)
    roster = _free(city, made)
    enrol(made, [one.person for one in roster], actor=None, now=planned)
    first, second = made.sessions.all()
    yield now - timedelta(days=2)
    yield from _on_leave(city, made, first, second, roster)
    for officer, minutes in zip(roster[1:], COMES_AFTER, strict=False):
        at = window.starts_at + timedelta(minutes=minutes)
        yield at
        sign(CodeScan(first, Direction.IN, step_at(at), at), officer.person, now=at)
    signed = first.signings.count()
    at = window.starts_at + timedelta(minutes=25)
    yield at
    count_heads(first, max(0, signed - 1), actor=city.staff["coordinator"], now=at)


def opinions(made: TrainingClass, sessions: list[Session], city: City, random: Random) -> Story:
    """The day after a class of the bureau some of those who were there have their say."""
    at = sessions[-1].ends_at + timedelta(days=1)
    if at > city.span.now:
        return
    yield at
    for row in made.enrolments.standing().select_related("person").order_by("pk")[:SEATS]:
        if was_there(row.person, made):
            grades = {name: random.choice((3, 4, 4, 5, 5)) for name in ("content", "trainer")}
            grades |= {name: random.choice((4, 4, 5)) for name in ("use", "order")}
            remark = random.choice(REMARKS) if random.random() < 0.2 else ""
            answer_survey(made, row.person, grades, remark, now=at)


def _terms(city: City) -> ClassTerms:
    return ClassTerms(
        agency=city.bureau,
        audience=city.bureau,
        title=f"{city.bureau.name}执法规范化专题班",
        kind="centralised",
        category="",
        venue=f"{city.bureau.name}三楼会议室",
        capacity=40,
    )


def _free(city: City, made: TrainingClass) -> list[Officer]:
    """Officers of the bureau who are nowhere else at the time."""
    busy: set[int] = set()
    for session in made.sessions.all():
        others = Session.objects.taking_place().overlapping(session.window)
        rows = Enrolment.objects.standing().filter(training_class__sessions__in=others)
        busy |= set(rows.values_list("person_id", flat=True))
    there = city.enforcers(timezone.localdate(city.span.now))
    own = [o for o in there if o.person.agency.path.startswith(city.bureau.path)]
    return [o for o in own if o.person.pk not in busy][:SEATS]


def _on_leave(
    city: City, made: TrainingClass, first: Session, second: Session, roster: list[Officer]
) -> Story:
    """The last of the roster has leave today; the one before asks for it a week later."""
    at = city.span.now - timedelta(days=2)
    if len(roster) < 3:
        return
    hearing, illness = "参加案件听证", "家中老人住院需照料"
    ill, heard = roster[-2].person, roster[-1].person
    granted = ask_leave(made, [first], heard, because=hearing, scan=None, now=at)[0]
    ask_leave(made, [second], ill, because=illness, scan=None, now=at)
    yield at + timedelta(hours=2)
    coordinator = city.staff["coordinator"]
    decide_leave(
        granted, True, reason="听证通知在案", actor=coordinator, now=at + timedelta(hours=2)
    )
