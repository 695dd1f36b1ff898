"""Written answers in a session that is over, and markers of another unit to mark them."""

from __future__ import annotations

from datetime import timedelta

from exams.actions import hand_marking, results, sitting
from exams.rules.drawing import Cell
from exams.rules.keeping import FIRST_CLIENT_SEQ
from people.rules import Role
from tests.conftest import NINE, make_person
from tests.exams.makers import (
    DEVICE,
    fills,
    make_bank,
    make_ready,
    make_written,
    operation,
    publish,
)
from tests.remembered import remembered

HOUR = timedelta(hours=1)
OVER = NINE + 3 * HOUR
CELLS = [
    Cell(kind="single", count=1, marks=1000),
    Cell(kind="short_answer", count=1, marks=1000),
    Cell(kind="case", count=1, marks=1500),
]
LONG = "一、应当出示执法证件；\n二、应当告知陈述权、申辩权。"


@remembered
def make_markers(cast, tree, *more):
    """阅一, and more of another unit than 李."""
    added = [
        make_person(tree.there, f"4100000{n}", f"阅{n}", Role.MARKER, over=tree.city) for n in more
    ]
    return [cast["marker"], *added]


@remembered
def make_written_session(cast):
    """A session of 李 alone: a choice, a short answer, a case of both."""
    make_bank(cast)
    make_written(cast)
    return make_ready(cast, cast["li"], cells=CELLS, pass_marks=2000)[1]


def write(attempt, place, text, seq):
    stored = attempt.paper.body["places"][place - 1]
    return operation(attempt, place, choices=fills(stored, text), seq=FIRST_CLIENT_SEQ + seq)


@remembered
def hand_in_written(session, person):
    """The person chose rightly, wrote both answers and handed in; marking has looked at it."""
    attempt = session.attempts.get()
    sitting.start(attempt, device=DEVICE, now=NINE)
    attempt.refresh_from_db()
    places = attempt.paper.body["places"]
    right = [places[n]["tokens"][places[n]["order"].index(0)] for n in (0, 2)]
    operations = [
        operation(attempt, 1, choices=(right[0],), seq=FIRST_CLIENT_SEQ + 1),
        write(attempt, 2, LONG, 2),
        operation(attempt, 3, choices=(right[1],), seq=FIRST_CLIENT_SEQ + 3),
        write(attempt, 4, "没有把握", 4),
    ]
    now = NINE + HOUR
    sitting.hand_in(attempt.ref, person.pk, operations, arrival=now, now=now)
    assert results.mark_waiting(now=now) == 0
    attempt.refresh_from_db()
    return attempt


def script_of(attempt, place):
    return attempt.scripts.get(place=place)


def give(script, marker, *points, now=OVER):
    return hand_marking.mark_script(script, list(points), actor=marker, now=now)


def settle_all(attempt, markers):
    for place, points in ((2, (500, 300)), (4, (0, 200))):
        for marker in markers[:2]:
            give(script_of(attempt, place), marker, *points)


@remembered
def make_published(attempt, markers, *officers):
    """Marked by the first two, published by two officers."""
    settle_all(attempt, markers)
    results.mark_waiting(now=OVER)
    publish(attempt.session, *officers, now=OVER)
