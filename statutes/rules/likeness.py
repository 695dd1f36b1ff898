"""How much one text says of another: shared pairs of characters, the rare ones counting more.

Numbers of articles inside a text are masked before anything is compared, and signs that two
editions set differently (half and full width, kinds of quotation marks) count as the same.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from statutes.rules.numerals import CHARACTERS
from statutes.rules.texts import normalise

COMMON = 0.3  # what stands in more than this share of all texts tells none from another
LEAST = 0.03  # pairs of texts that are less alike are not kept
_NUMBERED = re.compile(rf"第[{CHARACTERS}]+([条款项章节编])(?:之[{CHARACTERS}]+)?")
_SIGNS = str.maketrans(
    {"〈": "《", "〉": "》", "<": "《", ">": "》", "“": '"', "”": '"', "‘": "'", "’": "'"}
)
Runs = Counter[str]


def fold(text: str) -> str:
    """The text as two editions of it agree: no white space, one width, one kind of quotes."""
    return unicodedata.normalize("NFKC", normalise(text)).translate(_SIGNS)


def masked(text: str) -> str:
    """The folded text with every number of an article, paragraph or chapter taken out."""
    return _NUMBERED.sub(r"第某\1", fold(text))


def runs_of(text: str) -> Runs:
    """All pairs of neighbouring characters of the masked text."""
    plain = masked(text)
    return Counter(map("".join, pairwise(plain)))


@dataclass(frozen=True)
class Likeness:
    """`kept`: the share of the old text found in the new; `whole`: of the new found in the old;
    `both`: of the two together. All from 0 to 1."""

    kept: float
    whole: float
    both: float

    @property
    def score(self) -> float:
        """Alike as a whole, or one held within the other."""
        return (self.both + max(self.kept, self.whole)) / 2


class Lexicon:
    """The texts of the new side, indexed by their runs, which weigh by rarity on both sides."""

    def __init__(self, old: Sequence[Runs], new: Sequence[Runs]) -> None:
        self.new = new
        self.weights = _weights(old, new)
        self.places: Mapping[str, list[tuple[int, int]]] = _places(new, self.weights)
        self.sizes = [self.weight(runs) for runs in new]

    def weight(self, runs: Runs) -> float:
        """What all runs of a text weigh together."""
        weights = self.weights
        return sum(n * weights[run] for run, n in runs.items() if run in weights)

    def alike(self, runs: Runs) -> dict[int, Likeness]:
        """Every new text that shares enough with this one, by its index."""
        own = self.weight(runs)
        shared: dict[int, float] = defaultdict(float)
        for run, n in runs.items():
            for place, m in self.places.get(run, ()):
                shared[place] += self.weights[run] * min(n, m)
        found = {
            place: Likeness(s / own, s / self.sizes[place], 2 * s / (own + self.sizes[place]))
            for place, s in shared.items()
        }
        return {place: like for place, like in found.items() if like.score > LEAST}

    def held(self, runs: Runs, place: int) -> Likeness:
        """How a text, or a part of one, compares with one new text."""
        other, own, size = self.new[place], self.weight(runs), self.sizes[place]
        shared = sum(
            self.weights[run] * min(n, other[run])
            for run, n in runs.items()
            if run in other and run in self.weights
        )
        return Likeness(shared / (own or 1), shared / (size or 1), 2 * shared / ((own + size) or 1))


def _weights(old: Sequence[Runs], new: Sequence[Runs]) -> dict[str, float]:
    """The weight of each run: the logarithm of how few texts of the fuller side have it."""
    seen_old, seen_new = _spread(old), _spread(new)
    size = max(len(old), len(new), 1)
    seen = {run: max(seen_old[run], seen_new[run]) for run in seen_old.keys() | seen_new.keys()}
    most = max(COMMON * size, 3)
    return {run: math.log(1 + size / n) for run, n in seen.items() if n <= most}


def _spread(texts: Sequence[Runs]) -> Counter[str]:
    """In how many texts each run occurs."""
    seen: Counter[str] = Counter()
    for runs in texts:
        seen.update(runs.keys())
    return seen


def _places(
    texts: Sequence[Runs], weights: Mapping[str, float]
) -> dict[str, list[tuple[int, int]]]:
    """Where each run that counts stands, and how often there."""
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, runs in enumerate(texts):
        for run, n in runs.items():
            if run in weights:
                places[run].append((place, n))
    return places
