"""What the exam room tells the bank about questions that were asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from questionbank.models import Observation, Revision
from questionbank.rules.kinds import Difficulty
from questionbank.rules.observed import flags, option_flags, ordered

FIGURES = ("uses", "papers", "answered", "facility", "standard_error", "discrimination")


@dataclass(frozen=True)
class Seen:
    """A revision over all its uses. `chosen` and `upper` are numbers of persons for every option,
    empty where the group is too small; `right` are the options of the key."""

    revision: Revision
    uses: int
    papers: int
    answered: int
    facility: float | None
    standard_error: float | None
    discrimination: float | None
    chosen: Sequence[int] = ()
    upper: Sequence[int] = ()
    right: frozenset[int] = frozenset()


def observe(rows: Sequence[Seen], *, now: datetime) -> None:
    """Replace what is known of the revisions. No act of weight: it follows from published results,
    so the exam's own act stands in the journal, and nothing here."""
    Observation.objects.bulk_create(
        [
            Observation(
                revision=row.revision,
                flags=_flags(row),
                at=now,
                **{name: getattr(row, name) for name in FIGURES},
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["revision"],
        update_fields=[*FIGURES, "flags", "at"],
    )


def _flags(row: Seen) -> list[str]:
    by_share = flags(
        facility=row.facility,
        discrimination=row.discrimination,
        left_out=1 - row.answered / row.papers if row.papers else 0.0,
        expected=Difficulty(row.revision.difficulty),
    )
    by_option = option_flags(row.chosen, row.upper, row.right, row.papers)
    return [str(flag) for flag in ordered([*by_share, *by_option])]
