"""The lines of a dossier or an appraisal sheet: what each says, from which source, of which day.

Sources: plan arts 46 (考查其是否掌握相关法律知识以及依法行政情况), 47 (培训情况、学习成绩作为考核
内容和任职晋升的依据); 公务员法 art. 68.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, order=True)
class Line:
    """One fact with its origin. `day` is an ISO date."""

    topic: str
    day: str
    text: str
    source: str


def stored(lines: Iterable[Line]) -> list[dict[str, str]]:
    """The lines in their order, as they are kept and hashed."""
    return [asdict(line) for line in sorted(lines)]


def lines_from(kept: Sequence[dict[str, Any]]) -> list[Line]:
    """The lines as they were kept."""
    return [Line(**row) for row in kept]


@dataclass(frozen=True)
class Difference:
    """What a fresh compilation no longer has, and what it has besides."""

    gone: tuple[Line, ...]
    come: tuple[Line, ...]

    def __bool__(self) -> bool:
        return bool(self.gone or self.come)


def difference(printed: Sequence[dict[str, Any]], fresh: Sequence[dict[str, Any]]) -> Difference:
    """What has changed since the lines were printed."""
    before, now = set(lines_from(printed)), set(lines_from(fresh))
    return Difference(tuple(sorted(before - now)), tuple(sorted(now - before)))
