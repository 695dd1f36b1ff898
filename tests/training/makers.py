"""Small makers of the room `training`; they call its deeds."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from exchange.actions.storing import store_file
from tests.conftest import NINE
from tests.remembered import remembered
from training.actions import (
    Claim,
    ClassTerms,
    Declared,
    Scan,
    SessionTerms,
    add_class,
    add_opening,
    add_session,
    adopt_proposed,
    declare,
    enrol,
    open_class,
)
from training.models import SourceChoice
from training.rules import Kind, Mark, Unit, Window

HALF_DAY = timedelta(hours=3)
PDF = b"%PDF-1.4\n% a scan\n"


@remembered
def make_policies():
    """The proposed requirements and conversions, from New Year 2026 on."""
    adopt_proposed(valid_from=date(2026, 1, 1), actor=None, now=NINE)


@remembered
def make_class(cast, *who, starts_at=NINE, half_days=1, now=None, is_open=True, **terms):
    """A class of 市城管局 with one half-day a day from `starts_at` on, `who` on its roster."""
    agency = cast["li"].agency
    known = {
        "agency": agency,
        "audience": agency,
        "title": "行政处罚法与裁量基准",
        "kind": Kind.CENTRALISED,
        "category": "",
        "venue": "市委党校 201",
        "capacity": 60,
    }
    at = now or starts_at - timedelta(days=7)
    organiser = cast["coordinator"]
    made = add_class(ClassTerms(**(known | terms)), actor=organiser, now=at)
    for n in range(half_days):
        window = Window(
            starts_at + n * timedelta(days=1), starts_at + n * timedelta(days=1) + HALF_DAY
        )
        add_session(made, SessionTerms(f"第{n + 1}讲", "周讲", window), actor=organiser, now=at)
    if who:
        enrol(made, list(who), actor=organiser, now=at)
    if is_open:
        open_class(made, actor=organiser, now=at)
    made.refresh_from_db()
    return made


@remembered
def make_half_day(cast):
    """A half-day of 市城管局 at nine, 李 and 王 on its roster; policies are set."""
    make_policies()
    return make_class(cast, cast["li"], cast["wang"]).sessions.get()


def everybody(session, mark=Mark.PRESENT):
    """The same mark for the whole roster."""
    roster = session.training_class.enrolments.standing()
    return dict.fromkeys(roster.values_list("person_id", flat=True), mark)


def make_scan(person, now=NINE):
    return store_file(
        PDF, "结业证.pdf", owner=("training", f"people.person:{person.pk}"), actor_id=None, now=now
    )


def make_claim(person, quantity=5, unit=Unit.DAY, *, day=date(2026, 3, 2), **words):
    known = {
        "source": SourceChoice.OPENING,
        "kind": Kind.CENTRALISED,
        "title": "市委党校培训",
        "reason": "结业证书",
        "evidence": make_scan(person),
    }
    return Claim(person=person, day=day, unit=unit, quantity=quantity, **(known | words))


def add_hours(cast, person, quantity=5, unit=Unit.DAY, *, now: datetime = NINE, **words):
    return add_opening(
        make_claim(person, quantity, unit, **words), actor=cast["coordinator"], now=now
    )


def make_declaration(person, *, now: datetime = NINE, scan=PDF, **words):
    known = {
        "title": "省厅执法骨干班",
        "organiser": "省司法厅",
        "first_day": date(2026, 3, 2),
        "last_day": date(2026, 3, 4),
        "kind": Kind.EXTERNAL,
        "unit": Unit.DAY,
        "quantity": 3,
        "subject": "",
        "scan": Scan(scan, "结业证.pdf"),
    }
    return declare(person, Declared(**(known | words)), now=now)
