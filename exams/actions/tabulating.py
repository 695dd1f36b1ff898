"""The statistics of a session, reckoned from papers and counted results once they are published."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import Prefetch, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from numpy.typing import NDArray

from exams.models import Attempt, ExamSession, ItemFigure, Misconduct, Result, Tabulation
from exams.models.reading import ids_of, in_parts
from exams.rules import tabulating
from exams.rules.keeping import State
from exams.rules.tabulating import Sat
from people.models import Agency, Post
from people.rules import paths_above
from questionbank.models import Citation, Revision
from questionbank.models.topics import SEPARATOR

READ_AT_ONCE = 1000  # without their answers
PLACE, REVISION = re.compile(r'"place": ?(\d+)'), re.compile(r'"revision": ?(\d+)')
Line = tuple[list[int], list[float], list[float]]  # revisions, marks earned, marks possible
Told = dict[str, Any]


def tabulate(session: ExamSession, *, now: datetime) -> int:
    """Reckon the figures of a published session; of how many candidates.

    What stood there is replaced. Nothing in it says who answered what.
    """
    attempts, lines = _read(session)
    figures: dict[int, tabulating.QuestionFigures] = {}
    body: Told = {"candidates": len(attempts), "places": [], "groups": {}}
    if lines:
        sat = Sat(*(np.array(column) for column in zip(*lines, strict=True)))
        figures = tabulating.questions(sat)
        body |= _whole(sat, session) | {"groups": _groups(session, attempts, sat)}
    with transaction.atomic():
        Tabulation.objects.update_or_create(session=session, defaults={"body": body, "at": now})
        ItemFigure.objects.filter(session=session).delete()
        ItemFigure.objects.bulk_create(
            [
                ItemFigure(session=session, revision_id=pk, **asdict(found))
                for pk, found in sorted(figures.items())
            ]
        )
    return len(attempts)


def _read(session: ExamSession) -> tuple[list[Attempt], list[Line]]:
    """The marked attempts of the session, each with its paper's line of marks; a result that a
    decision took away for misconduct says nothing of paper or candidates."""
    rows = Attempt.objects.filter(session=session, state=State.CLOSED, results__isnull=False)
    rows = rows.exclude(candidate__in=Misconduct.objects.voiding().values("candidate"))
    attempts: list[Attempt] = []
    lines: list[Line] = []
    counted = Prefetch("results", Result.objects.newest_first())
    for part in in_parts(ids_of(rows), READ_AT_ONCE):
        found = Attempt.objects.filter(pk__in=part).order_by("pk")
        found = found.annotate(asked=Cast("paper__body", TextField()))
        found = found.select_related("candidate__agency")
        for attempt in found.prefetch_related(counted):
            attempts.append(attempt)
            lines.append(_line(attempt))
    return attempts, lines


def _line(attempt: Attempt) -> Line:
    """A paper question by question; the places of a case together."""
    asked = _asked(attempt.asked)  # type: ignore[attr-defined]  # by `_read`
    earned: dict[int, float] = {}
    worth: dict[int, float] = {}
    for place, marks, of in attempt.results.all()[0].marks:  # the one that counts
        revision = asked[place]
        earned[revision] = earned.get(revision, 0.0) + marks / 100
        worth[revision] = worth.get(revision, 0.0) + of / 100
    return list(earned), list(earned.values()), list(worth.values())


def _asked(body: str) -> dict[int, int]:
    """The question of every place. Only two numbers of each are wanted, and to read a body as JSON
    takes ten times as long; where they do not pair it is read so after all."""
    places, revisions = PLACE.findall(body), REVISION.findall(body)
    if len(places) == len(revisions):
        return dict(zip(map(int, places), map(int, revisions), strict=True))
    return {place["place"]: place["revision"] for place in json.loads(body)["places"]}


def _whole(sat: Sat, session: ExamSession) -> Told:
    """The test as a whole, its places, and what holds at the pass mark, which is the same share of
    what remains where questions were withdrawn."""
    test = tabulating.whole_test(sat)
    planned = sum(cell.count * cell.marks for cell in session.exam.blueprint.rule_cells())
    cut = tabulating.pass_mark(sat, session.exam.pass_marks / planned * sat.full)
    return {
        "full": sat.full,
        "test": asdict(test) if test else None,
        "cut": asdict(cut) if cut else None,
        "places": [asdict(place) for place in tabulating.places(sat)],
        "asked": tabulating.asked_at(sat),
    }


def _groups(session: ExamSession, attempts: list[Attempt], sat: Sat) -> Told:
    """The candidates by agency and category of post, the questions by statute and topic."""
    passed = np.array([attempt.results.all()[0].passed for attempt in attempts])
    kinds = _kinds(session)
    categories: dict[tuple[Any, str], list[int]] = defaultdict(list)
    for row, attempt in enumerate(attempts):
        categories[kinds.get(attempt.person_id, ""), ""].append(row)
    revisions = [int(pk) for pk in np.unique(sat.revisions)]
    cited = Citation.objects.filter(revision__in=revisions).values_list(
        "article__version__statute_id", "article__version__statute__title", "revision_id"
    )
    on_topic = Revision.objects.filter(pk__in=revisions, topics__isnull=False).values_list(
        "topics", "topics__path", "pk"
    )
    return {
        "agency": list(_people(by_agency(attempts), sat, passed)),
        "category": list(_people(categories, sat, passed)),
        "statute": list(_subjects(cited, sat)),
        "topic": list(_subjects(_with_below(on_topic), sat)),
    }


def _with_below(rows: Iterable[tuple[Any, Any, Any]]) -> Iterator[tuple[Any, Any, Any]]:
    """Topics with their questions and those of the topics below them, as lists of questions have
    them."""
    found = list(rows)
    named = {path: key for key, path, _revision in found}
    for _key, path, revision in found:
        steps = path.split(SEPARATOR)
        for n in range(1, len(steps) + 1):
            above = SEPARATOR.join(steps[:n])
            if above in named:
                yield named[above], above, revision


def _kinds(session: ExamSession) -> dict[int, str]:
    """The kind of everybody's main post on the day of the session."""
    on = timezone.localdate(session.opens_at)
    posts = Post.objects.in_force(on).filter(is_main=True, person__candidacies__session=session)
    return dict(posts.order_by("pk").values_list("person_id", "kind"))


def by_agency(attempts: list[Attempt]) -> dict[tuple[Any, str], list[int]]:
    """Who sat, by agency with all below it; without the city, which is everybody, and without an
    agency all of whose candidates are of one agency below."""
    members: dict[str, list[int]] = defaultdict(list)
    for row, attempt in enumerate(attempts):
        for path in paths_above(attempt.candidate.agency.path)[1:]:
            members[path].append(row)
    repeated = {
        path[: -Agency.steplen]
        for path, rows in members.items()
        if members.get(path[: -Agency.steplen]) == rows
    }
    named = {
        path: (pk, name)
        for pk, path, name in Agency.objects.filter(path__in=members).values_list(
            "pk", "path", "name"
        )
    }
    return {named[path]: rows for path, rows in members.items() if path not in repeated}


def _people(
    members: dict[tuple[Any, str], list[int]], sat: Sat, passed: NDArray[np.bool_]
) -> Iterator[Told]:
    totals = sat.totals
    for (key, name), rows in sorted(members.items(), key=lambda found: -len(found[1])):
        yield {"key": key, "name": name} | asdict(tabulating.group(totals[rows], passed[rows]))


def _subjects(rows: Iterable[tuple[Any, Any, Any]], sat: Sat) -> Iterator[Told]:
    members: dict[tuple[int, str], set[int]] = defaultdict(set)
    for key, name, revision in rows:
        members[key, name].add(revision)
    for (key, name), revisions in sorted(members.items(), key=lambda found: found[0][1]):
        yield {"key": key, "name": name} | asdict(tabulating.subject(sat, revisions))
