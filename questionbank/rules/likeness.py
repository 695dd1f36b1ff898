"""Which questions say nearly the same: exact comparison of few, found by the rare letter groups.

Two texts are alike from `ALIKE` per cent on: the share of letters that need not be changed to turn
one into the other (`rapidfuzz.fuzz.ratio`), punctuation and white space left out. A text with so
few changes keeps most of its groups of three letters, so it shares at least one of its rarest ones
(prefix filtering): only texts that do are compared.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar

from rapidfuzz import fuzz, process

ALIKE = 85  # per cent; house default
GROUP = 3  # letters
SHORT = 12  # letters up to which a text is compared with all others of such length
PREFIX = 0.5  # of its groups, the rarest, by which a text is sought: an edit spoils three of them
COMMON = 400  # texts that share a group, from which on the group tells nothing


K = TypeVar("K")
_OTHER = re.compile(r"[\W_]+")


def bare(text: str) -> str:
    """The letters and figures of a text, in which texts are compared."""
    return _OTHER.sub("", text)


def nearest(
    text: str, others: Sequence[tuple[K, str]], *, least: int = ALIKE, most: int = 5
) -> list[tuple[K, int]]:
    """The (key, likeness) of the texts nearest to `text`, nearest first. Looks at all of them."""
    choices = {key: bare(other) for key, other in others}
    found = process.extract(bare(text), choices, scorer=fuzz.ratio, score_cutoff=least, limit=most)
    return [(key, round(score)) for _other, score, key in found]


class Index:
    """A bank of texts in which the like of one is found without looking at all."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        self.texts = {key: bare(text) for key, text in texts}
        self.groups = {key: _groups(text) for key, text in self.texts.items()}
        self.spread = Counter(group for groups in self.groups.values() for group in groups)
        self.holders: dict[str, list[str]] = defaultdict(list)
        self.short = [key for key, text in self.texts.items() if len(text) <= SHORT]
        for key, groups in self.groups.items():
            for group in self._rarest(groups):
                self.holders[group].append(key)

    def like(self, text: str, *, least: int = ALIKE, most: int = 3) -> list[tuple[str, int]]:
        """The (key, likeness) of the texts that are nearly this one, nearest first."""
        plain = bare(text)
        sought = {
            key
            for group in self._rarest(_groups(plain))
            if self.spread[group] <= COMMON
            for key in self.holders.get(group, ())
        }
        if len(plain) <= SHORT + 2:
            sought |= set(self.short)
        choices = {key: self.texts[key] for key in sought}
        found = process.extract(plain, choices, scorer=fuzz.ratio, score_cutoff=least, limit=most)
        return [(key, round(score)) for _other, score, key in found]

    def _rarest(self, groups: frozenset[str]) -> list[str]:
        ordered = sorted(groups, key=lambda group: (self.spread.get(group, 0), group))
        return ordered[: int(len(ordered) * PREFIX) + 1]


def _groups(text: str) -> frozenset[str]:
    return frozenset(text[n : n + GROUP] for n in range(len(text) - GROUP + 1))
