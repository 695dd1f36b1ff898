"""What a coordinator has on the table at any hour: places asked for, leave, training elsewhere, a
make-up, a year to be closed; and the catalogue that classes are made from."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from mingfa.demo.city import City, Officer
from mingfa.demo.hours import EVIDENCE
from mingfa.demo.stories import Story, together
from statutes.models import Statute
from training.actions import (
    ClassTerms,
    CourseTerms,
    Declared,
    Refused,
    Scan,
    SessionTerms,
    TrainerTerms,
    VenueTerms,
    add_class,
    add_session,
    ask_leave,
    decide_application,
    decide_declaration,
    declare,
    join_class,
    list_entry,
    make_up,
    open_class,
    propose_seal,
)
from training.actions.declaring import Decision
from training.models import (
    Application,
    Attendance,
    Course,
    Trainer,
    TrainingClass,
    Venue,
    makeups_of,
)
from training.rules import COUNTED, Kind, Unit, Window

HALF_DAY = timedelta(hours=3)
VENUES = (("第一培训教室", 90), ("多功能厅", 150))
TRAINERS = (("杜衡", "市委党校教授", "行政法"), ("陆遥", "省司法厅处长", "行政处罚程序"))
COURSES = (("证据的收集与审查", "public", 2), ("行政裁量权基准的适用", "special", 1))
SEATS = 2  # of the class that asks for approval; who comes after waits
WISHES = 4


def requests(city: City) -> Story:
    """The catalogue soon after the founding, everything else in the last days."""
    parts = [_catalogue(city), _declared(city), _places(city), _made_up(city), _year(city)]
    yield from together(parts)


def _catalogue(city: City) -> Story:
    now = city.span.founded + timedelta(hours=2)
    yield now
    statutes = tuple(Statute.objects.filter(title="行政处罚法"))
    for name, seats in VENUES:
        terms = VenueTerms(city.bureau, f"{city.bureau.name}{name}", "法治路 18 号", seats)
        list_entry(Venue, terms, actor=None, now=now)
    for name, title, field in TRAINERS:
        list_entry(Trainer, TrainerTerms(city.bureau, name, title, field), actor=None, now=now)
    for title, subject, half_days in COURSES:
        course = CourseTerms(city.bureau, title, subject, "centralised", half_days, "", statutes)
        list_entry(Course, course, actor=None, now=now)


def _declared(city: City) -> Story:
    """Training elsewhere: one was accepted, the hero's waits."""
    others = [one for one in _own(city) if one is not city.hero][:1]
    for one, title in zip(others, ("全省执法监督培训班",), strict=False):
        now = city.span.now - timedelta(days=6)
        yield now
        made = declare(one.person, _stated(title, now), now=now)
        yield now + timedelta(hours=3)
        decision, actor = Decision(True, "结业证书已核对"), city.staff["coordinator"]
        decide_declaration(made, decision, actor=actor, now=now + timedelta(hours=3))
    now = city.span.now - timedelta(days=2)
    yield now
    declare(city.hero.person, _stated("省厅行政执法骨干培训班", now), now=now)


def _stated(title: str, now: datetime) -> Declared:
    day = timezone.localdate(now) - timedelta(days=3)
    scan = Scan(EVIDENCE, "结业证书.pdf")
    return Declared(title, "省司法厅", day, day, Kind.EXTERNAL, Unit.DAY, 1, "", scan)


def _places(city: City) -> Story:
    """A class with few places that asks for approval, on a Saturday when nothing else is: some have
    places, one waits, one is not decided; and one of those on the roster asks for leave."""
    now = city.span.now - timedelta(days=4)
    yield now
    made = _saturday(city, now)
    wishes = [one.person for one in _own(city) if one is not city.hero][:WISHES]
    for n, person in enumerate(wishes):
        at = now + timedelta(hours=1 + n)
        yield at
        join_class(made, person, now=at)
    asked = list(Application.objects.filter(training_class=made).order_by("pk"))
    at = city.span.now - timedelta(days=2)
    yield at
    for one in asked[: SEATS + 1]:
        decide_application(one, True, reason="", actor=city.staff["coordinator"], now=at)
    if asked:
        at = city.span.now - timedelta(hours=15)
        yield at
        session, because = made.sessions.get(), "参加案件听证"
        ask_leave(made, [session], asked[0].person, because=because, scan=None, now=at)


def _saturday(city: City, now: datetime) -> TrainingClass:
    room: Venue = Venue.objects.order_by("pk")[0]  # type: ignore[assignment]  # the base class
    lecturer: Trainer = Trainer.objects.order_by("pk")[0]  # type: ignore[assignment]  # the base class
    course: Course = Course.objects.order_by("pk")[0]  # type: ignore[assignment]  # the base class
    terms = ClassTerms(
        agency=city.bureau,
        audience=city.bureau,
        title="证据收集与审查专题班",
        kind="centralised",
        category="",
        venue="",
        capacity=SEATS,
        course=course,
        room=room,
        needs_approval=True,
    )
    made = add_class(terms, actor=None, now=now)
    today = timezone.localdate(city.span.now)
    day = datetime.combine(today + timedelta(days=19 - today.weekday()), datetime.min.time())
    starts = timezone.make_aware(day.replace(hour=9))
    lesson = SessionTerms(
        course.title, "", Window(starts, starts + HALF_DAY), None, "special", lecturer,
        _domain_of(city),
    )  # fmt: skip
    add_session(made, lesson, actor=None, now=now)
    return open_class(made, actor=None, now=now)


def _domain_of(city: City) -> str:
    return next((domain for one in _own(city) for domain in one.domains), "")


def _made_up(city: City) -> Story:
    """Somebody of the bureau who missed a half-day has taken a seat where it is given again."""
    now = city.span.now - timedelta(hours=18)
    yield now
    rows = Attendance.objects.current().exclude(mark__in=COUNTED).filter(
        session__training_class__agency=city.bureau, session__closed_at__isnull=False
    )  # fmt: skip
    rows = rows.exclude(person=city.hero.person).select_related("person__agency", "session")
    for row in rows.order_by("pk"):
        offers = makeups_of(row.person, [row.session], now).get(row.session_id, [])
        if offers:
            try:
                make_up(row, offers[0], person=row.person, now=now)
            except Refused:
                continue  # is elsewhere by then
            return


def _year(city: City) -> Story:
    """The bureau asks for the year before to be closed; the office has not signed yet."""
    now = city.span.now - timedelta(hours=16)
    yield now
    year = timezone.localdate(now).year - 1
    try:
        propose_seal(city.bureau, year, actor=city.staff["coordinator"], now=now)
    except Refused:
        return  # something of that year is still open


def _own(city: City) -> list[Officer]:
    """The bureau's officers who serve today."""
    there = city.enforcers(timezone.localdate(city.span.now))
    return [one for one in there if one.person.agency.path.startswith(city.bureau.path)]
