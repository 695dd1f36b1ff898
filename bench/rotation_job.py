"""`python -m bench.rotation_job [OFFICERS] [CLASSES]`: everybody of a city sent to classes once, as
the background job does it, in the database that the environment names; one JSON object on standard
output.

`bench.rotation` measures the planner alone; here its job reads the city, plans, and writes down
every seat; then it is published: everybody enrolled and told.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402  # tables exist only after setup

from bench.officers import Office  # noqa: E402
from training.actions import (  # noqa: E402
    ClassTerms,
    RotationTerms,
    SessionTerms,
    add_class,
    add_rotation,
    add_session,
    ask_for_rotation,
    rotating,
)
from training.models import Enrolment, Rotation, RotationState, TrainingClass  # noqa: E402
from training.rules import Kind, Window  # noqa: E402

HALF_DAY = timedelta(hours=3)
DAYS = 3  # of one class; the next begins a day later, so that three meet on a day


def main(officers: int = 5_000, classes: int = 50) -> None:
    office = Office()
    office.grow(officers)
    now = timezone.now()
    seats = officers * 11 // (10 * classes)
    made = [_class(office, n, seats, now) for n in range(classes)]
    terms = RotationTerms("分批轮训", office.city, "enforcement", 3, made)
    rotation = add_rotation(terms, actor=office.coordinator, now=now)
    told: dict[str, object] = {"officers": officers, "classes": classes}
    told["proposed"] = _timed(office, rotation, RotationState.WORKING, rotating.run_proposal)
    told["state"], told["seats"] = rotation.state, rotation.seats.count()
    told["published"] = _timed(office, rotation, RotationState.PUBLISHING, rotating.publish)
    told["enrolled"] = Enrolment.objects.standing().count()
    told["load"] = round(os.getloadavg()[0], 1)
    print(json.dumps(told))


def _timed(
    office: Office, rotation: Rotation, state: RotationState, job: Callable[..., None]
) -> dict[str, float]:
    """Seconds on the clock, and of this process's and the planner's own processor time."""
    asked = ask_for_rotation(rotation, state, actor=office.coordinator, now=timezone.now())
    began, used = time.perf_counter(), os.times()
    job(asked, now=timezone.now())
    spent = [after - before for after, before in zip(os.times()[:4], used[:4], strict=True)]
    rotation.refresh_from_db()
    return {
        "seconds": round(time.perf_counter() - began, 1),
        "processor_seconds": round(sum(spent), 1),
    }


def _class(office: Office, n: int, seats: int, now: datetime) -> TrainingClass:
    city, by = office.city, office.coordinator
    terms = ClassTerms(city, city, f"轮训第{n + 1}期", Kind.CENTRALISED, "", f"教室{n + 1}", seats)
    made = add_class(terms, actor=by, now=now)
    for day in range(DAYS):
        starts = now + timedelta(days=30 + n + day)
        add_session(
            made, SessionTerms(f"第{day + 1}讲", "", Window(starts, starts + HALF_DAY)), **by
        )  # type: ignore[arg-type]
    return made


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:3]))
