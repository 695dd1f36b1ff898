"""How many cases ended how, without a name, and nothing of which one person could be told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.utils import timezone

from appointments.models.cases import StateChoice
from appointments.models.conclusions import Conclusion
from appointments.models.policies import ProcedureChoice
from appointments.rules.counting import shown
from appointments.rules.testing import Standing


@dataclass(frozen=True)
class Row:
    """One procedure in one year; None where a figure would tell too much."""

    year: int
    procedure: str
    closed: int | None
    recommended: int | None
    tested: int | None
    passed: int | None
    waived: int | None
    overridden: int | None


def counted() -> list[Row]:
    """Closed cases by year of conclusion and procedure, newest first. One query."""
    found: dict[tuple[int, str], Counter[str]] = {}
    rows = Conclusion.objects.values_list(
        "at", "case__procedure", "outcome", "standing", "tries", "case__override__id"
    )
    for at, procedure, outcome, standing, tries, granted in rows:
        counts = found.setdefault((timezone.localtime(at).year, procedure), Counter())
        counts["closed"] += 1
        counts["recommended"] += outcome == StateChoice.RECOMMENDED
        counts["tested"] += tries > 0
        counts["passed"] += standing == Standing.PASSED
        counts["waived"] += standing == Standing.WAIVED
        counts["overridden"] += granted is not None
    return [_row(*key, found[key]) for key in sorted(found, reverse=True)]


def _row(year: int, procedure: str, counts: Counter[str]) -> Row:
    group = counts["closed"]
    return Row(
        year,
        str(ProcedureChoice(procedure).label),
        shown(group, group),
        shown(counts["recommended"], group),
        shown(counts["tested"], group),
        shown(counts["passed"], group),
        shown(counts["waived"], group),
        shown(counts["overridden"], group),
    )
