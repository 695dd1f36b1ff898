"""What a reviewer should look at: keys that can be guessed and questions that are nearly alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from questionbank.rules.wording import LETTERS, Kind, Wording

LEAST_SHARE, MOST_SHARE = 15, 35  # per cent of the single-choice keys on one letter; house default
LONGEST_SHARE = 40  # per cent of keys that stand out by length, from which guessing pays; same
ALIKE = 60  # per cent of shared letter pairs from which two stems are near duplicates; same
ENOUGH = 20  # below this many questions a share says nothing; same


@dataclass(frozen=True)
class Spread:
    """How the keys of the single-choice questions lie. Shares are whole per cents."""

    total: int
    by_letter: Mapping[str, int]
    longest: int

    @property
    def longest_share(self) -> int:
        return round(100 * self.longest / self.total) if self.total else 0

    def uneven(self) -> list[tuple[str, int]]:
        """Letters that hold too few or too many keys, with their share; none in a small bank."""
        if self.total < ENOUGH:
            return []
        shares = [(letter, round(100 * n / self.total)) for letter, n in self.by_letter.items()]
        return [(letter, s) for letter, s in shares if not LEAST_SHARE <= s <= MOST_SHARE]


def spread(wordings: Iterable[Wording]) -> Spread:
    """Count the keys of the single-choice questions, and those that stand out by length."""
    singles = [w for w in wordings if w.kind == Kind.SINGLE and len(w.right) == 1]
    counts = Counter(w.right[0] for w in singles)
    by_letter = {LETTERS[place]: counts[place] for place in range(4)}
    return Spread(len(singles), by_letter, sum(key_stands_out(w) for w in singles))


def key_stands_out(wording: Wording) -> bool:
    """Whether the only right option is longer than each of the others by a fifth or more."""
    if wording.kind == Kind.TRUE_FALSE or len(wording.right) != 1:
        return False
    right = wording.right[0]
    others = [len(option) for place, option in enumerate(wording.options) if place != right]
    return bool(others) and len(wording.options[right]) * 5 >= max(others) * 6


def likeness(one: str, other: str) -> int:
    """How many of their letter pairs two texts share, in per cent of all; 100 when equal."""
    return _share(_pairs(one), _pairs(other))


def alike_pairs(texts: Sequence[tuple[str, str]], *, least: int = 85) -> list[tuple[str, str, int]]:
    """Pairs of a whole bank (code, text) that say nearly the same, with their likeness."""
    pairs = [(code, _pairs(text)) for code, text in texts]
    found = []
    for n, (code, a) in enumerate(pairs):
        for other, b in pairs[n + 1 :]:
            share = _share(a, b)
            if share >= least:
                found.append((code, other, share))
    return found


def _share(a: frozenset[str], b: frozenset[str]) -> int:
    union = len(a | b)
    return round(100 * len(a & b) / union) if union else 0


def _pairs(text: str) -> frozenset[str]:
    plain = "".join(c for c in text if c.isalnum())
    return frozenset(plain[n : n + 2] for n in range(len(plain) - 1))
