"""A year of training: classes week by week, who came to them, hours from elsewhere, objections."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import exp
from random import Random

from django.utils import timezone

from mingfa.demo import attending, hours
from mingfa.demo.city import City, Officer
from mingfa.demo.stories import Story, together
from people.models import Agency
from statutes.models import Statute
from training.actions import (
    ClassTerms,
    SessionTerms,
    add_class,
    add_session,
    adopt_proposed,
    close_session,
    enrol,
    open_class,
    take_attendance,
)
from training.models import Session, TrainingClass
from training.rules import Mark, Window

BATCH = 90  # on the roster of one class
FIRST_WEEK, LAST_WEEK = 0.16, 0.93  # of the span: from January on
WEEK, SHORT = 10, 4  # half-days
HALF_DAYS = ((8, 30), (13, 30))
HALF_DAY = timedelta(hours=3)
HOLIDAYS = ((1, 1), (5, 1), (10, 1))  # no class in the weeks of these days
TOPICS = (
    "行政处罚法与处罚程序", "行政强制法实务", "行政许可法实务", "证据的收集与审查",
    "执法文书制作", "执法记录与全过程记录", "行政裁量权基准", "听证与回避",
    "行政复议与行政诉讼", "执法行为规范与案例研讨",
)  # fmt: skip
TAUGHT = {
    "行政处罚法与处罚程序": "行政处罚法",
    "行政强制法实务": "行政强制法",
    "行政许可法实务": "行政许可法",
}
SUBJECTS = ("public", "special")
TRAINERS = ("市委党校教师", "市司法局业务骨干", "高校法学院教师", "基层执法能手")
SKIPS_ALL, SHORT_ONLY = -1.5, -1.0  # zeal below which somebody goes to no class, to a short one


@dataclass(frozen=True)
class Course:
    """A class to be held: by whom, for whom, from which Monday, for so many half-days."""

    organiser: Agency
    audience: Agency
    title: str
    venue: str
    monday: date
    half_days: int
    roster: list[Officer]
    first_topic: int = 0

    def windows(self) -> list[Window]:
        starts = [
            timezone.make_aware(
                datetime.combine(self.monday, datetime.min.time()).replace(hour=hour, minute=minute)
            )
            + timedelta(days=n)
            for n in range(5)
            for hour, minute in HALF_DAYS
        ]
        return [Window(start, start + HALF_DAY) for start in starts[: self.half_days]]


def training(city: City) -> Story:
    """Requirements first, then every class in its week, and what came from outside."""
    now = city.span.founded
    yield now
    adopt_proposed(valid_from=date(now.year, 1, 1), actor=None, now=now)
    random = city.random("training")
    planned = city.span.at(0.05)
    yield planned
    courses = list(_courses(city, random))
    stories = [_held(city, course, Random(f"{random.random()}")) for course in courses]  # noqa: S311
    stories += [_coming(city, n) for n in range(3)]
    stories.append(attending.going_on(city))
    yield from together([*stories, hours.outside(city), hours.objections(city)])


def _courses(city: City, random: Random) -> Iterator[Course]:
    """Everybody who is to be trained goes to a class of their county, or to one of the city."""
    weeks = _weeks(city)
    groups: dict[tuple[Agency, Agency], list[Officer]] = defaultdict(list)
    over = Organisers(city)
    for officer in city.officers:
        if officer.kind in ("enforcement", "legal") and officer.zeal >= SKIPS_ALL:
            groups[over(officer)].append(officer)
    for place, ((organiser, audience), officers) in enumerate(groups.items()):
        short = [o for o in officers if o.zeal < SHORT_ONLY and o is not city.hero]
        long = [o for o in officers if o.zeal >= SHORT_ONLY or o is city.hero]
        random.shuffle(long)
        batches = [(WEEK, long[n : n + BATCH]) for n in range(0, len(long), BATCH)]
        batches += [(SHORT, short[n : n + BATCH]) for n in range(0, len(short), BATCH)]
        for n, (half_days, roster) in enumerate(batches):
            week = weeks[(5 * n + place) % len(weeks)]
            name = "行政执法人员集中培训班" if half_days == WEEK else "行政执法人员短期培训班"
            yield Course(
                organiser,
                audience,
                f"{organiser.name}{name}（第{n + 1}期）",
                f"{organiser.name}第{n // len(weeks) + 1}培训教室{n % 4 + 1}",
                week,
                half_days,
                roster,
            )


def _weeks(city: City) -> list[date]:
    """The Mondays on which a class may begin, of a hundred looked at over the year."""
    span = city.span
    looked = [span.day(FIRST_WEEK + (LAST_WEEK - FIRST_WEEK) * n / 100) for n in range(101)]
    mondays = dict.fromkeys(day - timedelta(days=day.weekday()) for day in looked)
    return [day for day in mondays if not _has_holiday(day)]


def _has_holiday(monday: date) -> bool:
    week = [monday + timedelta(days=n) for n in range(5)]
    return any((day.month, day.day) in HOLIDAYS for day in week)


class Organisers:
    """Who trains whom: the first bureau its own people, a county its own, the city the rest."""

    def __init__(self, city: City) -> None:
        self.city = city
        agencies = Agency.objects.filter(kind="county")
        self.counties = {agency.path: agency for agency in agencies}

    def __call__(self, officer: Officer) -> tuple[Agency, Agency]:
        path = officer.unit.agency.path
        if path.startswith(self.city.bureau.path):
            return self.city.bureau, self.city.bureau
        county = next((a for p, a in self.counties.items() if path.startswith(p)), self.city.root)
        return county, county


def _held(city: City, course: Course, random: Random) -> Story:
    """Planned three weeks before, held half-day by half-day, closed within the hour."""
    windows = course.windows()
    planned = windows[0].starts_at - timedelta(days=21)
    yield planned
    made, sessions = _planned(course, planned)
    present = [o for o in course.roster if o.serves_on(course.monday) and _may_go(o, course)]
    enrol(made, [o.person for o in present], actor=None, now=planned)
    for session, window in zip(sessions, windows, strict=True):
        now = window.ends_at + timedelta(minutes=20)
        if not present or now > city.span.now:
            return
        yield now
        marks = {o.person.pk: _mark(o, random) for o in present}
        take_attendance(session, marks, actor=None, now=now)
        close_session(session, actor=None, now=now)
    if course.organiser == city.bureau:
        yield from attending.opinions(made, sessions, city, random)


def _may_go(officer: Officer, course: Course) -> bool:
    """Who has moved away since the rosters were thought out does not go to this class."""
    return bool(officer.person.agency.path.startswith(course.audience.path))


def _planned(course: Course, now: datetime) -> tuple[TrainingClass, list[Session]]:
    terms = ClassTerms(
        agency=course.organiser,
        audience=course.audience,
        title=course.title,
        kind="centralised",
        category="",
        venue=course.venue,
        capacity=max(100, len(course.roster)),
    )
    made = add_class(terms, actor=None, now=now)
    statutes = {found.title: found for found in Statute.objects.filter(title__in=TAUGHT.values())}
    sessions = []
    for n, window in enumerate(course.windows()):
        place = course.first_topic + n
        topic, trainer = TOPICS[place % len(TOPICS)], TRAINERS[place % len(TRAINERS)]
        statute = statutes.get(TAUGHT.get(topic, ""))
        lesson = SessionTerms(topic, trainer, window, statute, SUBJECTS[place % len(SUBJECTS)])
        sessions.append(add_session(made, lesson, actor=None, now=now))
    open_class(made, actor=None, now=now)
    return made, sessions


def _mark(officer: Officer, random: Random) -> Mark:
    """Mostly there; the less zealous more often not."""
    if random.random() < 1 / (1 + exp(-2.9 - 1.1 * officer.zeal)):
        return Mark.PRESENT if random.random() < 0.97 else Mark.LATE
    return random.choice((Mark.LEAVE, Mark.LEAVE, Mark.ABSENT))


def _coming(city: City, n: int) -> Story:
    """Classes that the bureau offers: one whose attendance waits, two that are still to come."""
    now = city.span.now
    monday = now.date() - timedelta(days=now.date().weekday())
    weeks_ahead = (-1, 1, 2)[n]
    course = Course(
        city.bureau,
        city.bureau,
        f"{city.bureau.name}冬季补训班（第{n + 1}期）",
        f"{city.bureau.name}二楼会议室",
        monday + timedelta(weeks=weeks_ahead),
        SHORT,
        [],
        first_topic=len(TOPICS) - SHORT
        if n == 2
        else 0,  # so that most of what was missed is given
    )
    planned = now - timedelta(days=20 - n)
    yield planned
    made, _sessions = _planned(course, planned)
    there = [o for o in city.enforcers(now.date()) if o.zeal < 0 and o is not city.hero]
    own = [o for o in there if o.person.agency.path.startswith(city.bureau.path)]
    enrol(made, [o.person for o in own[8 * n : 8 * n + 8]], actor=None, now=planned)
