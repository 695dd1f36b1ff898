"""How the papers of a session are shared out among workers."""

from __future__ import annotations

from dataclasses import dataclass

LARGE = 200  # candidates; from more on, several workers make the papers: house default
MOST_SHARES = 4


@dataclass(frozen=True)
class Share:
    """The candidates whose number leaves the rest `n` when divided by `of`."""

    n: int
    of: int


def is_large(candidates: int) -> bool:
    """Whether the papers are made by several workers at once."""
    return candidates > LARGE


def shares_for(candidates: int) -> list[Share]:
    """The shares of a session: one for each `LARGE` candidates begun, at most `MOST_SHARES`."""
    of = max(1, min(MOST_SHARES, -(-candidates // LARGE)))
    return [Share(n, of) for n in range(of)]
