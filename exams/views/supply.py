"""What the bank gives for each line of a blueprint, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from exams.proof import missing_in, pool_of
from exams.rules.drawing import Cell, CellSupply, Frame, Stock
from questionbank.models import Difficulty, Kind, Level, Question, Topic
from statutes.models import Statute


@dataclass(frozen=True)
class SupplyLine:
    """One line of a blueprint beside what the bank holds for it."""

    n: int
    code: str
    kind: str
    statute: str
    difficulty: str
    level: str
    marks: int
    asked: int
    fitting: int
    short: int

    @property
    def words(self) -> str:
        """The shortage as a sentence that names the line."""
        asked = (self.kind, self.statute, self.difficulty, self.level)
        name = "·".join(word for word in asked if word)
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
    missing: Sequence[str] = ()  # codes that must be in and cannot be drawn
    misplaced: Sequence[str] = ()  # codes that must be in and find no place

    @property
    def short(self) -> list[SupplyLine]:
        return [line for line in self.lines if line.short]

    @property
    def faults(self) -> list[str]:
        """All that is in the way of a paper, as sentences."""
        named = _("、")
        words = [line.words for line in self.short]
        if self.missing:
            words.append(_("必选试题不能使用：%(codes)s") % {"codes": named.join(self.missing)})
        if self.misplaced:
            words.append(
                _("必选试题没有合适的行：%(codes)s") % {"codes": named.join(self.misplaced)}
            )
        return words

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


def supply_for(cells: Sequence[Cell], frame: Frame, on: date) -> Supply:
    """What the bank gives for the cells on the day, and for what must be in."""
    pool = pool_of(cells, on, frame)
    stock = Stock(cells, pool)
    missing = missing_in(pool, frame) if frame.include else []
    left = Question.objects.filter(revisions__in=stock.misplaced()) if frame.include else []
    return replace(
        supply_of(stock.supply()), missing=missing, misplaced=sorted(row.code for row in left)
    )


def supply_of(found: Sequence[CellSupply]) -> Supply:
    """The rules' answer, worded; a query each for the names of statutes and topics."""
    ids = {line.cell.statute_id for line in found if line.cell.statute_id}
    titles = dict(Statute.objects.filter(pk__in=ids).values_list("pk", "title"))
    topic_ids = {line.cell.topic_id for line in found if line.cell.topic_id}
    topics = dict(Topic.objects.filter(pk__in=topic_ids).values_list("pk", "path"))
    return Supply(
        [
            SupplyLine(
                n=n,
                code=line.cell.kind,
                kind=str(Kind(line.cell.kind).label),
                statute=_about(line.cell, titles, topics),
                difficulty=(
                    str(Difficulty(line.cell.difficulty).label)
                    if line.cell.difficulty
                    else _("难度不限")
                ),
                level=str(Level(line.cell.level).label) if line.cell.level else "",
                marks=line.cell.marks,
                asked=line.asked,
                fitting=line.fitting,
                short=line.short,
            )
            for n, line in enumerate(found, 1)
        ]
    )


def _about(cell: Cell, titles: Mapping[int, str], topics: Mapping[int, str]) -> str:
    """What the cell asks about: statute, topic, both or anything."""
    names = [titles.get(cell.statute_id or 0), topics.get(cell.topic_id or 0)]
    return "·".join(name for name in names if name) or _("法规不限")
