"""Whether training that somebody declares is counted already. No database, no clock."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

NEARLY = 50  # per cent of the pairs of signs that two titles share; house default
NOISE = re.compile(r"[\W_]+|第?\d+期|培训班?|学习班?|专题|讲座")


class Double(StrEnum):
    """Why two entries look like one training."""

    SAME_FILE = "same_file"
    SAME_TITLE = "same_title"
    SAME_DAY = "same_day"


@dataclass(frozen=True)
class Trained:
    """Training of one person from a day to a day, as a line or another declaration states it."""

    ref: str
    title: str
    first_day: date
    last_day: date
    file: str = ""

    def overlaps(self, other: Trained) -> bool:
        return self.first_day <= other.last_day and other.first_day <= self.last_day


def doubles(declared: Trained, known: Iterable[Trained]) -> list[tuple[Trained, Double]]:
    """What of the known looks like the declared, with the strongest reason for each.

    The same evidence counts at any date; a title that is nearly the same within the same days or
    the same year; other training on the same days, because nobody is in two places.
    """
    found = []
    for one in known:
        if one.ref == declared.ref:
            continue
        if declared.file and one.file == declared.file:
            found.append((one, Double.SAME_FILE))
        elif one.first_day.year == declared.first_day.year and alike(one.title, declared.title):
            found.append((one, Double.SAME_TITLE))
        elif one.overlaps(declared):
            found.append((one, Double.SAME_DAY))
    return found


def alike(one: str, other: str) -> bool:
    """Whether two titles name nearly the same: by the pairs of signs that they share."""
    a, b = _pairs(one), _pairs(other)
    if not a or not b:
        return one.strip() == other.strip()
    return 100 * len(a & b) >= NEARLY * len(a | b)


def _pairs(title: str) -> set[str]:
    plain = NOISE.sub("", title)
    return {plain[n : n + 2] for n in range(len(plain) - 1)}
