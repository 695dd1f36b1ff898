"""How alike the papers of a session are: what they were expected to be, and what they share.

All shares are whole ten-thousandths, so that they can be signed and signed again alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

WHOLE = 10_000
# House defaults: about the middle of the three steps of `questionbank.rules.observed`.
EXPECTED = {"easy": 9_000, "medium": 6_500, "hard": 4_000}
BAND = 200  # house default: papers within two points of the mean count as equally hard
MOST_COMPARED = 2_000  # papers held against each other; of more, the first in order of candidates


@dataclass(frozen=True)
class Expected:
    """The share of marks that papers were expected to earn, by the difficulty that their setters
    gave the questions; `within` is how many lie within the band around the mean."""

    mean: int
    lowest: int
    highest: int
    within: int


@dataclass(frozen=True)
class Overlap:
    """What two papers have in common, as a share of a paper: the mean over all pairs, the most
    among `compared` papers, and how many papers have a twin with the very same questions."""

    mean: int
    most: int
    compared: int
    twins: int


@dataclass(frozen=True)
class Shown:
    """How often questions stood on papers: how many of the pool were used, and the most used one's
    papers, in number and as a share."""

    pool: int
    used: int
    most_papers: int
    most: int


def expected_share(questions: Mapping[int, int], difficulty: Mapping[int, str]) -> int:
    """The share of a paper's marks that is expected; `questions` are marks by question.

    Raises ValueError for a paper without marks.
    """
    worth = sum(questions.values())
    if not worth:
        raise ValueError("no marks")
    whole = sum(marks * EXPECTED[difficulty[pk]] for pk, marks in questions.items())
    return _rounded(whole, worth)


def spread(shares: Sequence[int]) -> Expected | None:
    """How far apart papers lie; None for none. The band's edges are within it."""
    if not shares:
        return None
    mean = _rounded(sum(shares), len(shares))
    within = sum(abs(share - mean) <= BAND for share in shares)
    return Expected(mean, min(shares), max(shares), within)


def shown(papers: Sequence[Collection[int]], pool: int) -> Shown:
    """The exposure of the pool's questions in one session."""
    counts = Counter(question for paper in papers for question in paper)
    most = max(counts.values(), default=0)
    return Shown(pool, len(counts), most, _rounded(most * WHOLE, len(papers)) if papers else 0)


def overlap(papers: Sequence[Collection[int]]) -> Overlap | None:
    """What papers share; None below two. The order of papers decides only which are compared when
    there are more than `MOST_COMPARED`."""
    if len(papers) < 2:
        return None
    counts = Counter(question for paper in papers for question in paper)
    pairs = len(papers) * (len(papers) - 1) // 2
    common = sum(n * (n - 1) // 2 for n in counts.values())
    length = max(1, max(len(paper) for paper in papers))
    alike = Counter(frozenset(paper) for paper in papers)
    compared = papers[:MOST_COMPARED]
    return Overlap(
        mean=_rounded(common * WHOLE, pairs * length),
        most=_rounded(_most_common(compared) * WHOLE, length),
        compared=len(compared),
        twins=sum(n for n in alike.values() if n > 1),
    )


def _most_common(papers: Sequence[Collection[int]]) -> int:
    """The most questions that any two of the papers share."""
    column = {pk: n for n, pk in enumerate(sorted({pk for paper in papers for pk in paper}))}
    holds = np.zeros((len(papers), len(column)), dtype=np.float32)
    for row, paper in enumerate(papers):
        holds[row, [column[pk] for pk in paper]] = 1
    shared = holds @ holds.T
    np.fill_diagonal(shared, 0)
    return int(shared.max())


def _rounded(part: int, whole: int) -> int:
    """Half up, in whole numbers."""
    return (2 * part + whole) // (2 * whole)
