"""The city's officers: who serves where since when, who came, moved and left during the year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from mingfa.demo import names
from mingfa.demo.agencies import OFFICE, TEAM, TOWNSHIP, Unit
from mingfa.demo.city import City, Officer
from mingfa.demo.stories import Story
from people.actions import Arrival, Placement, add_persons, add_post, end_post
from people.models import Post
from people.rules import Details, Ending, Entrant, PostTerms, Role, day_before
from people.rules.identity import CHECK_CHARACTERS, WEIGHTS

OFFICERS = 3000  # at scale 1
NEWCOMERS = 0.05  # of all, those who arrive during the year
MOVES, RETIREMENTS = 0.02, 0.015
HERO_SERVED = 2200  # days
HERO_ABILITY, HERO_ZEAL = 0.9, -0.3  # passes exams, still owes some hours
ASSISTANT = "执法辅助人员"
ESTABLISHMENTS = ("civil", "public", "worker", "contract", "dispatch")
SHARES = {OFFICE: (88, 12, 0, 0, 0), TEAM: (34, 58, 2, 4, 2), TOWNSHIP: (60, 40, 0, 0, 0)}
DEPARTMENT_SHARES = (80, 18, 1, 1, 0)
HIRED = frozenset({"worker", "contract", "dispatch"})


@dataclass(frozen=True)
class Plan:
    """Somebody to be entered, before there is a person."""

    unit: Unit
    post: PostTerms
    further: tuple[tuple[Unit, PostTerms], ...] = ()


def enter_officers(city: City, count: int) -> None:
    """Enter all who serve when the records begin; the first is the one to sign in as."""
    random = city.random("officers")
    plans = [_plan(city, unit, kind, random) for unit, kind in _places(city, count, random)]
    plans[0] = _hero(city, plans[0])
    _enter(city, plans, random, city.span.founded)


def _places(city: City, count: int, random: Random) -> list[tuple[Unit, str]]:
    """Unit and kind of post of everybody: enforcement first, then leaders and legal staff."""
    above = [unit for unit in city.units if unit.sort != TEAM]
    others = [(unit, "leader") for unit in above] + [(unit, "legal") for unit in above]
    others += [(unit, "leader") for unit in above if unit.weight]
    others = others[: count // 3]
    ring = [unit for unit in city.units for _ in range(unit.weight)]
    first = next(unit for unit in city.units if unit.sort == TEAM)
    random.shuffle(ring)
    enforcers = [first, *(ring[n % len(ring)] for n in range(count - len(others) - 1))]
    return [(unit, "enforcement") for unit in enforcers] + others


def _plan(city: City, unit: Unit, kind: str, random: Random, since: date | None = None) -> Plan:
    """A post of the kind; long-serving people often with a former one, some with one beside."""
    began = timedelta(days=int(random.triangular(30, 365 * 11, 365 * 3)))
    since = since or city.span.founded.date() - began
    establishment = _establishment(unit, kind, random)
    if kind == "enforcement" and establishment in HIRED and random.random() < 0.7:
        kind = "other"
    post = PostTerms(
        _title(unit, kind, establishment, random),
        since,
        kind=kind,
        establishment=establishment,
        domains=unit.domains if kind == "enforcement" else (),
    )
    further = []
    if kind == "enforcement" and random.random() < 0.28:
        further.append(_former(city, post, random))
    if kind == "enforcement" and establishment not in HIRED and random.random() < 0.04:
        beside = replace(post, title="兼职法制审核员", kind="legal", domains=(), is_main=False)
        further.append((unit, beside))
    return Plan(unit, post, tuple(further))


def _hero(city: City, plan: Plan) -> Plan:
    """The officer to sign in as: long in the post, in establishment."""
    since = city.span.founded.date() - timedelta(days=HERO_SERVED)
    title = names.RANKS[0]
    post = replace(
        plan.post, title=title, kind="enforcement", establishment="civil",
        domains=plan.unit.domains, valid_from=since,
    )  # fmt: skip
    return Plan(plan.unit, post)


def _former(city: City, post: PostTerms, random: Random) -> tuple[Unit, PostTerms]:
    """The post held before, in any enforcing unit."""
    unit = random.choice([unit for unit in city.units if unit.weight])
    began = post.valid_from - timedelta(days=random.randrange(500, 2200))
    ended = day_before(post.valid_from)
    return unit, replace(post, domains=unit.domains, valid_from=began, valid_to=ended)


def _establishment(unit: Unit, kind: str, random: Random) -> str:
    if kind != "enforcement":
        return "civil"
    shares = SHARES.get(unit.sort, DEPARTMENT_SHARES)
    return random.choices(ESTABLISHMENTS, shares)[0]


def _title(unit: Unit, kind: str, establishment: str, random: Random) -> str:
    if kind == "leader":
        return random.choice(("主要负责人", "分管负责人"))
    if kind == "legal":
        return "法制审核员"
    if establishment in HIRED:
        return ASSISTANT
    return random.choice(names.RANKS)


def _enter(city: City, plans: Sequence[Plan], random: Random, now: datetime) -> None:
    arrivals = [
        Arrival(
            plan.unit.agency,
            Entrant(Details(names.person_name(random), _identity(plan, n, random)), plan.post),
            (Role.OFFICER,),
            tuple(Placement(unit.agency, post) for unit, post in plan.further),
        )
        for n, plan in enumerate(plans, len(city.officers))
    ]
    persons = add_persons(arrivals, by=city.founder, now=now)
    for person, plan in zip(persons, plans, strict=True):
        is_hero = not city.officers
        city.officers.append(
            Officer(
                person,
                plan.unit,
                plan.post.kind,
                plan.post.establishment,
                plan.post.domains,
                ability=HERO_ABILITY if is_hero else random.gauss(0, 1),
                zeal=HERO_ZEAL if is_hero else random.gauss(0, 1),
                since=plan.post.valid_from,
            )
        )


def _identity(plan: Plan, n: int, random: Random) -> str:
    """An invented number of a region that there is not; a few have none on record."""
    began = min(post.valid_from for post in (plan.post, *(post for _unit, post in plan.further)))
    born = began - timedelta(days=random.randrange(365 * 23, 365 * 45))
    if random.random() < 0.03:
        return ""
    digits = f"{names.REGION}{n // 1000:02d}{born:%Y%m%d}{n % 1000:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True))
    return digits + CHECK_CHARACTERS[total % 11]


def newcomers(city: City, count: int) -> Story:
    """Three times a year new colleagues arrive."""
    random = city.random("newcomers")
    for part in (0.22, 0.58, 0.88):
        now = city.span.at(part)
        yield now
        ring = [unit for unit in city.units if unit.weight]
        units = [random.choice(ring) for _ in range(round(count / 3))]
        plans = [_plan(city, unit, "enforcement", random, now.date()) for unit in units]
        _enter(city, [replace(plan, further=()) for plan in plans], random, now)


def moves(city: City) -> Story:
    """Month by month some change to another unit and some retire."""
    random = city.random("moves")
    monthly = 11
    for n in range(monthly):
        now = city.span.at((n + 1) / (monthly + 1), hour=10)
        yield now
        ring = [unit for unit in city.units if unit.weight]
        there = [o for o in city.enforcers(now.date()) if o is not city.hero]
        moving = random.sample(there, round(len(there) * MOVES / monthly))
        for officer in moving:
            move(officer, random.choice(ring), now)
        founded = city.span.founded.date()
        there = [o for o in there if o.since < founded and o not in moving]
        for officer in random.sample(there, round(len(there) * RETIREMENTS / monthly)):
            retire(officer, now)


def move(officer: Officer, unit: Unit, now: datetime) -> None:
    """Let the officer serve in another unit from the day on."""
    if unit.agency.pk == officer.unit.agency.pk or officer.since >= now.date():
        return
    terms = PostTerms(
        names.RANKS[len(officer.person.name) % len(names.RANKS)],
        now.date(),
        kind=officer.kind,
        establishment=officer.establishment,
        domains=unit.domains,
    )
    add_post(officer.person, unit.agency, terms, actor=None, now=now)
    officer.person.agency = unit.agency
    officer.unit, officer.domains = unit, unit.domains


def retire(officer: Officer, now: datetime) -> None:
    """End every post of the officer with the day before."""
    last_day = day_before(now.date())
    for post in Post.objects.in_force(now.date()).filter(person=officer.person):
        end_post(post, Ending(last_day, "退休"), actor=None, now=now)
    officer.left_on = last_day
