"""What a blueprint asks, and what a question of the pool offers to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

MOST_IN_EXAM = 1000  # on so many papers of one exam a question may stand: house default
MOST_IN_YEAR = 2000  # and on so many in a calendar year: house default


@dataclass(frozen=True)
class Cell:
    """One line of a blueprint; None means "any". `marks` are hundredths for each question. A topic
    stands for all below it."""

    kind: str
    count: int
    marks: int
    statute_id: int | None = None
    difficulty: str | None = None
    topic_id: int | None = None
    level: str | None = None


@dataclass(frozen=True)
class Frame:
    """What holds for all lines alike: for whom the questions are ("" for everybody), from which
    pool they come, which questions must be in and which never are, the budget of exposure, and by
    which list of what must be known for a post the lines were made (its number)."""

    category: str = ""
    pool: str = "exam"
    include: frozenset[int] = frozenset()
    exclude: frozenset[int] = frozenset()
    most_in_exam: int = MOST_IN_EXAM
    most_in_year: int = MOST_IN_YEAR
    post_list: int | None = None

    def plain(self) -> dict[str, object]:
        """The frame as a seal holds it; `framed` reads it again."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return values | {"include": sorted(self.include), "exclude": sorted(self.exclude)}

    def takes(self, question: int, categories: Sequence[str]) -> bool:
        """Whether the question may be drawn; one for nobody in particular is for everybody."""
        if question in self.exclude:
            return False
        return not self.category or not categories or self.category in categories


def framed(plain: Mapping[str, Any]) -> Frame:
    """What `Frame.plain` wrote."""
    questions = {name: frozenset(plain[name]) for name in ("include", "exclude")}
    return Frame(**{**plain, **questions})


@dataclass(frozen=True)
class Part:
    """One sub-question of a case. `worth` is its share of the case's marks beside the others."""

    kind: str
    option_count: int
    worth: int


@dataclass(frozen=True)
class PoolItem:
    """One question revision that may be drawn, with what a cell can ask of it.

    `option_count` counts what a token stands for: the options, the blanks of a fill-in question,
    one for a written answer. A case is answered in its `parts`. `exposure` counts the papers on
    which it stood before; one that has used up its budget `is_spent`. `topic_ids` are its topics
    and all above them. What `is_required` stands on every paper.
    """

    revision_id: int
    kind: str
    difficulty: str
    option_count: int
    statute_ids: frozenset[int] = field(default_factory=frozenset)
    content: str = ""
    parts: tuple[Part, ...] = ()
    exposure: int = 0
    is_spent: bool = False
    topic_ids: frozenset[int] = field(default_factory=frozenset)
    level: str = ""
    is_required: bool = False

    def fits(self, cell: Cell) -> bool:
        return (
            self.kind == cell.kind
            and cell.difficulty in (None, self.difficulty)
            and cell.level in (None, self.level)
            and (cell.statute_id is None or cell.statute_id in self.statute_ids)
            and (cell.topic_id is None or cell.topic_id in self.topic_ids)
        )


@dataclass(frozen=True)
class CellSupply:
    """Whether one cell can be filled: how many it asks, how many fit, how many are missing when
    all cells are filled together."""

    cell: Cell
    asked: int
    fitting: int
    short: int


class PaperInfeasible(Exception):
    """The pool cannot fill the blueprint; `supply` names the cells that are short."""

    def __init__(self, supply: Sequence[CellSupply]) -> None:
        super().__init__("the pool cannot fill the blueprint")
        self.supply = supply
