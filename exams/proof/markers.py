"""Whether there are persons enough to mark what is written, and to mark it anew."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from exams.models import Candidate, Exam, HandMark, Remarking
from exams.models.marking import ScriptQuerySet
from exams.rules import hand_marking
from exams.rules.keeping import SHORT_ANSWER
from people.models import Agency, Assignment
from people.rules import Role, paths_above

WRITTEN = (SHORT_ANSWER, "case")  # a case may ask for a written answer


@dataclass(frozen=True)
class AtHand:
    """Markers over an exam: all of them, and how few may mark the answers for which there are
    least; `unit` is the one that most of the others belong to. `wanted` is how many it takes."""

    holders: int
    fewest: int
    wanted: int
    unit: str = ""

    @property
    def is_short(self) -> bool:
        return self.fewest < self.wanted

    @property
    def cannot_settle(self) -> bool:
        """Not even two."""
        return self.fewest < hand_marking.FIRST_TWO


def holders_over(exam: Exam, on: date) -> dict[int, int]:
    """The unit of everybody who holds the role over the exam on the day, by person."""
    above = paths_above(exam.agency.path)
    rows = Assignment.objects.in_force(on).filter(role=Role.MARKER, agency__path__in=above)
    rows = rows.filter(person__user__is_active=True)
    return dict(rows.values_list("person_id", "person__agency_id"))


def markers_planned(exam: Exam, on: date) -> AtHand | None:
    """Whether those are enough who could mark the answers of the present rosters, and anew upon an
    objection; None where nothing written is asked."""
    if not any(cell.kind in WRITTEN for cell in exam.blueprint.rule_cells()):
        return None
    holders = holders_over(exam, on)
    units = Candidate.objects.filter(session__exam=exam).order_by()
    seated = set(units.values_list("agency_id", flat=True).distinct())
    kept_out = Counter(unit for unit in holders.values() if unit in seated)
    worst, count = max(kept_out.items(), key=lambda found: found[1], default=(None, 0))
    unit = Agency.objects.filter(pk=worst).values_list("name", flat=True).first() or ""
    return AtHand(len(holders), len(holders) - count, hand_marking.TWICE, unit)


def markers_anew(
    exam: Exam, scripts: ScriptQuerySet, on: date, *, is_open: bool, but: Collection[int] = ()
) -> AtHand:
    """How many mark each of these scripts anew, or could: who has not marked it, nor decided so,
    nor is of the candidate's unit or asked the question; `but` others, too. Where the marking anew
    `is_open`, those who gave marks in it count among them."""
    holders = holders_over(exam, on)
    kept_out: dict[int, set[int | None]] = defaultdict(set)
    opened: dict[int, int] = {}
    deciders = Remarking.objects.filter(script__in=scripts).order_by("marking_n")
    for pk, n, *who in deciders.values_list("script", "marking_n", "opened_by", "change__first_by"):
        kept_out[pk] |= set(who)
        opened[pk] = n
    given = HandMark.objects.filter(script__in=scripts)
    for pk, n, marker in given.values_list("script", "marking_n", "marker"):
        if not is_open or n < opened.get(pk, n):
            kept_out[pk].add(marker)
    rows = scripts.values_list(
        "pk", "attempt__person", "revision__author_id", "revision__decided_by_id",
        "attempt__candidate__agency",
    )  # fmt: skip
    left = [
        sum(
            unit != of and person not in kept_out[pk] and person not in (*named, *but)
            for person, unit in holders.items()
        )
        for pk, *named, of in rows
    ]
    return AtHand(len(holders), min(left, default=len(holders)), hand_marking.WITH_A_THIRD)
