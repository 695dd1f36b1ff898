"""Whether an exam keeps to its budget of exposure, or by how much the bank is too small for it.

Nobody is handed a shorter paper: where the budget cannot be kept, persons decide that it gives way.
Source: house rule, `docs/exam-core.md`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

from exams.rules.allotting import Stock, alike
from exams.rules.blueprint import Cell, PoolItem
from exams.rules.parallel import Form


@dataclass(frozen=True)
class Overrun:
    """What exceeds the budget. `papers`: on so many of the exam one question may come to stand,
    where that is more than allowed; `spent`: so many questions that have used up their budget each
    paper must ask. 0 is within the budget."""

    papers: int = 0
    spent: int = 0

    def plain(self) -> dict[str, int]:
        return asdict(self)


WITHIN = Overrun()


@dataclass(frozen=True)
class Sitting:
    """How many sit in each session of the exam, how papers come about, and how many are allowed."""

    rosters: Sequence[int]
    most: int
    portions: int = 1


def overrun(cells: Sequence[Cell], pool: Sequence[PoolItem], sitting: Sitting) -> Overrun:
    """Of papers that are drawn for each candidate from portions of the pool.

    What must be in is excepted: somebody laid it down.
    """
    papers = sum(-(-roster // sitting.portions) for roster in sitting.rosters)
    least = [item for item in pool if item.is_required]
    fresh = [item for item in pool if not item.is_spent]
    for group in alike(cells, fresh):
        least += group[: len(group) // sitting.portions]
    spent = sum(line.short for line in Stock(cells, least).supply())
    return Overrun(_beyond(papers, max(sitting.most, len(sitting.rosters))), spent)


def overrun_of_forms(
    forms: Sequence[Form], pool: Collection[PoolItem], roster: int, most: int
) -> Overrun:
    """Of a session whose candidates are dealt to so many forms, the reserve left out."""
    sat = [form for form in forms if not form.is_reserve] or list(forms)
    gone = {item.revision_id for item in pool if item.is_spent and not item.is_required}
    spent = max((len(gone & set(form.revisions)) for form in sat), default=0)
    return Overrun(_beyond(-(-roster // max(1, len(sat))), most), spent)


def _beyond(papers: int, most: int) -> int:
    return papers if papers > most else 0
