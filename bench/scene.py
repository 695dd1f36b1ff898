"""The exam that is being sat: candidates with papers, and a log of any length behind them."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402  # tables exist only after setup
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.site import PASSWORD, Seat, Visitor  # noqa: E402
from exams.actions import results, sitting  # noqa: E402
from exams.http import LeaseToken, lease_text  # noqa: E402
from exams.models import Attempt, ExamSession, Operation  # noqa: E402
from people.models import Agency, Person, User  # noqa: E402
from people.rules import Role  # noqa: E402
from tests.conftest import make_person  # noqa: E402
from tests.exams import makers  # noqa: E402

OPERATIONS = """
INSERT INTO exams_operation (attempt_id, op_id, epoch, seq, place, choices, flag, payload_hash,
  client_mono_ms, arrival_at, recorded_at, disposition)
SELECT a.id, md5(a.id || '-' || i), 1, 1000 + i, 1 + i %% 8, '[]', false, repeat('0', 64),
  0, now(), now(), 'applied'
FROM exams_attempt a, generate_series(%s::int, %s::int) i
"""
EVENTS = """
INSERT INTO exams_event (attempt_id, n, type, at, actor_id, data, previous, hash)
SELECT a.id, 10000000 + i, 'save', now(), null,
  jsonb_build_object('ops', jsonb_build_array(md5(i::text), repeat('0', 64), 'applied')),
  repeat('0', 64), repeat('0', 64)
FROM exams_attempt a, generate_series(%s::int, %s::int) i
"""


def seats(candidates: int, idle: int = 0, minutes: int = 90) -> list[Seat]:
    """Started attempts of so many minutes on papers of eight places; `idle` persons more, who do
    not sit yet."""
    attempts = _session(candidates, idle=idle, duration=minutes).attempts.select_related("paper")
    return [_seat(attempt) for attempt in attempts]


def visitors(candidates: int, minutes: int = 119) -> list[Visitor]:
    """Candidates of another exam, signed in, whose attempts wait for their start; its session is
    over after so many minutes, but everybody keeps the whole time."""
    session = _session(candidates, minutes)
    return [_visitor(attempt) for attempt in session.attempts.select_related("person")]


def _visitor(attempt: Attempt) -> Visitor:
    client = Client()
    client.force_login(attempt.person.user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    lease = lease_text(LeaseToken(attempt.ref, attempt.person_id, 1))
    options = [place["tokens"][0] for place in attempt.sat.body["places"]]
    number = attempt.person.staff_number
    return Visitor(number, f"/exams/attempts/{attempt.ref}/", session, lease, options)


def give_passwords(numbers: list[str]) -> None:
    """All get one password."""
    User.objects.filter(username__in=numbers).update(password=make_password(PASSWORD))


def mark() -> None:
    """Mark what has been handed in, as the worker does."""
    results.mark_waiting(now=timezone.now())


def publish(ref: str) -> None:
    """Publish the results of the session to which the attempt belongs, as soon as it is over."""
    session = Attempt.objects.get(ref=ref).session
    officers = [Person.objects.get(staff_number=number) for number in ("90000002", "90000003")]
    while timezone.now() < session.closes_at:
        time.sleep(1)
    makers.publish(session, *officers, now=timezone.now())


def _session(candidates: int, minutes: int = 119, idle: int = 0, duration: int = 90) -> ExamSession:
    """A session that has just opened, its papers made; the first call makes the city."""
    now = timezone.now()
    city = Agency.objects.filter(code="C").first()
    if city is not None:
        return _another(city, candidates, now, minutes)
    with transaction.atomic():
        city = Agency.objects.add_root({"code": "C", "name": "云泽市", "kind": "city"})
        cast = {
            name: make_person(city, f"{90000000 + n}", name, role, over=city)
            for n, (name, role) in enumerate(
                {
                    "setter": Role.SETTER,
                    "reviewer": Role.REVIEWER,
                    "exam_officer": Role.EXAM_OFFICER,
                    "exam_officer_2": Role.EXAM_OFFICER,
                }.items()
            )
        }
        persons = [
            make_person(city, f"{10000000 + n}", f"考生{n}", Role.OFFICER)
            for n in range(candidates + idle)
        ]
        makers.make_bank(cast)
    _exam, session = makers.make_ready(
        cast,
        *persons[:candidates],
        now=now - timedelta(hours=1),
        opens_at=now - timedelta(minutes=1),
        own_takeover=True,
        duration_minutes=duration,
    )
    return session


def _another(city: Agency, candidates: int, now: datetime, minutes: int) -> ExamSession:
    officers = Person.objects.filter(staff_number__gte="90000000").order_by("staff_number")
    cast = dict(
        zip(("setter", "reviewer", "exam_officer", "exam_officer_2"), officers, strict=True)
    )
    persons = Person.objects.filter(staff_number__lt="90000000").order_by("-pk")[:candidates]
    opens_at = now - timedelta(minutes=120 - minutes)
    settings_of = {"title": "年度考试", "entry_minutes": 120, "full_duration": True}
    earlier = opens_at - timedelta(hours=1)
    return makers.make_ready(cast, *persons, now=earlier, opens_at=opens_at, **settings_of)[1]


def _seat(attempt: Attempt) -> Seat:
    return _seat_of(sitting.start(attempt, device="bench", now=timezone.now()))


def move(ref: str) -> Seat:
    """The candidate's seat at another computer; the former one has lost the pen."""
    attempt = Attempt.objects.get(ref=ref)
    try:
        moved = sitting.take_over(attempt, device="other", code=None, now=timezone.now())
        return _seat_of(moved)
    finally:
        connection.close()


def _seat_of(started: Attempt) -> Seat:
    places = started.sat.body["places"]
    return Seat(
        path=f"/exams/attempts/{started.ref}/save/",
        lease=lease_text(LeaseToken(started.ref, started.person_id, started.epoch)),
        options=[place["tokens"][0] for place in places],
    )


def store_operations(wanted: int) -> None:
    """Add to every attempt's log evenly until `wanted` operations are stored."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SELECT count(*) FROM exams_attempt")
        attempts = cursor.fetchone()[0]
        missing = wanted - Operation.objects.count()
        if missing <= 0:
            return
        cursor.execute("SELECT coalesce(max(seq), 1000) FROM exams_operation WHERE seq < 10000000")
        first = cursor.fetchone()[0] - 1000 + 1
        span = [first, first + missing // attempts]
        cursor.execute(OPERATIONS, span)
        cursor.execute(EVENTS, span)
        cursor.execute("ANALYZE")
        cursor.execute("CHECKPOINT")
