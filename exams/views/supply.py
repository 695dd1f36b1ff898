"""What the bank gives for each line of a blueprint, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from exams.rules.drawing import CellSupply
from questionbank.models import Difficulty, Kind
from statutes.models import Statute


@dataclass(frozen=True)
class SupplyLine:
    """One line of a blueprint beside what the bank holds for it."""

    n: int
    code: str
    kind: str
    statute: str
    difficulty: str
    marks: int
    asked: int
    fitting: int
    short: int

    @property
    def words(self) -> str:
        """The shortage as a sentence that names the line."""
        name = "·".join((self.kind, self.statute, self.difficulty))
        return _("第 %(n)s 行：%(name)s，需 %(asked)s 题，符合 %(fitting)s 题，缺 %(short)s 题") % {
            "n": self.n,
            "name": name,
            "asked": self.asked,
            "fitting": self.fitting,
            "short": self.short,
        }


@dataclass(frozen=True)
class Supply:
    """A blueprint's lines with their supply, and the paper's totals."""

    lines: list[SupplyLine]

    @property
    def short(self) -> list[SupplyLine]:
        return [line for line in self.lines if line.short]

    @property
    def kinds(self) -> set[str]:
        """The codes of the kinds that are answered; a case can ask any of the others."""
        codes = {line.code for line in self.lines}
        return codes if Kind.CASE not in codes else {kind.value for kind in Kind}

    @property
    def questions(self) -> int:
        return sum(line.asked for line in self.lines)

    @property
    def total(self) -> int:
        """Hundredths of a mark."""
        return sum(line.asked * line.marks for line in self.lines)


def supply_of(found: Sequence[CellSupply]) -> Supply:
    """The rules' answer, worded; one query for the statutes' titles."""
    ids = {line.cell.statute_id for line in found if line.cell.statute_id}
    titles = dict(Statute.objects.filter(pk__in=ids).values_list("pk", "title"))
    return Supply(
        [
            SupplyLine(
                n=n,
                code=line.cell.kind,
                kind=str(Kind(line.cell.kind).label),
                statute=titles.get(line.cell.statute_id or 0, _("法规不限")),
                difficulty=(
                    str(Difficulty(line.cell.difficulty).label)
                    if line.cell.difficulty
                    else _("难度不限")
                ),
                marks=line.cell.marks,
                asked=line.asked,
                fitting=line.fitting,
                short=line.short,
            )
            for n, line in enumerate(found, 1)
        ]
    )
