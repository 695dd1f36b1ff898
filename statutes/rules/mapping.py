"""Which article of an old text became which of a new one: a proposal for a person to confirm.

Equal texts first; then the most alike, where laws keep mostly to their order; then the parts of
an article that went elsewhere than the rest of it. The thresholds are measured on the maps of
`tests/statutes/maps` (docs/amendments.md).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from statutes.rules.alignment import Order, title_of
from statutes.rules.likeness import Lexicon, Likeness, Runs, fold, masked, runs_of
from statutes.rules.references import Reference

ENOUGH, ENOUGH_ELSEWHERE = 0.34, 0.40  # likeness with the bonuses; the second into another statute
BY_ORDER, BY_HEADING, BY_END = 0.14, 0.08, 0.20  # bonuses
SURE = 0.55  # likeness of both from which a pair is an anchor
TAKEN, HELD = 0.30, 0.45  # another old article is so much nearer; held in it all the same
PART, PART_KEPT, PART_GAIN = 0.06, 0.45, 0.20  # of an article's weight; of the part's own
ALL_OF_IT, HALF, A_TENTH = 0.55, 0.5, 0.1  # a new article that is nothing but the part
SHORTEST, LONG_LINE, SEVERAL = 12, 60, 4  # characters; parts that many articles share count less
LARGE_PART = 0.2
ALONE = 0.2  # of an article's weight: parts that went away while the whole is like nothing
LEFT, LEFT_IN_PLACE = 0.15, 0.20  # likeness of two that are left over; with the bonuses
REWRITTEN = 3  # a text longer than so many times the old one is a code rather than a rewrite
CANDIDATES = 30
CERTAIN = 0.75  # a proposal below this is shown to be looked at
_SENTENCE = re.compile(r"(?<=[。；;])")


class Outcome(StrEnum):
    """What became of an old article; a merger or split is one of five outcomes, in two shapes."""

    UNCHANGED = "unchanged"
    RENUMBERED = "renumbered"
    CHANGED = "changed"
    DELETED = "deleted"
    MERGED = "merged"
    SPLIT = "split"


CARRIED = frozenset({Outcome.UNCHANGED, Outcome.RENUMBERED})


@dataclass(frozen=True)
class Provision:
    """One article as it is compared."""

    reference: Reference
    heading: str
    text: str


@dataclass(frozen=True)
class Move:
    """What became of one old article. `score`, 0 to 1, is how sure the proposal is."""

    old: Reference
    outcome: Outcome
    new: tuple[Reference, ...] = ()
    score: float = 1.0
    numbers_only: bool = False

    @property
    def is_certain(self) -> bool:
        return self.score >= CERTAIN


@dataclass(frozen=True)
class Proposal:
    """A move for every old article, and the new articles that come from none."""

    moves: tuple[Move, ...]
    added: tuple[Reference, ...]


def propose(old: Sequence[Provision], new: Sequence[Provision]) -> Proposal:
    """What became of each old article, in their order. Several statutes may stand on both sides."""
    if not old or not new:
        gone = tuple(Move(one.reference, Outcome.DELETED) for one in old)
        return Proposal(gone, tuple(one.reference for one in new))
    search = _Search(old, new)
    found = [search.targets(place) for place in range(len(old))]
    found = _with_leftovers(search, _without_crowds(found))
    main = Counter(targets[0][0] for targets in found if targets)
    moves = tuple(_move(one, targets, new, main) for one, targets in zip(old, found, strict=True))
    reached = {reference for move in moves for reference in move.new}
    return Proposal(moves, tuple(n.reference for n in new if n.reference not in reached))


def outcome_of(old: Provision, new: Sequence[Provision], shared: bool) -> Outcome:
    """The outcome that the targets make; `shared` when another article went into the same one."""
    if not new:
        return Outcome.DELETED
    if len(new) > 1:
        return Outcome.SPLIT
    if fold(old.text) == fold(new[0].text):
        same = old.reference == new[0].reference
        return Outcome.UNCHANGED if same else Outcome.RENUMBERED
    return Outcome.MERGED if shared else Outcome.CHANGED


def misfits(outcome: Outcome, old: Provision, new: Sequence[Provision]) -> bool:
    """Whether an outcome that a person chose contradicts the new articles that they named."""
    if outcome == Outcome.DELETED or not new:
        return outcome != Outcome.DELETED or bool(new)
    if outcome == Outcome.SPLIT or len(new) > 1:
        return outcome != Outcome.SPLIT or len(new) < 2
    if outcome in CARRIED:
        same = old.reference == new[0].reference
        return fold(old.text) != fold(new[0].text) or same != (outcome == Outcome.UNCHANGED)
    return False


Target = tuple[int, float]


def _move(
    old: Provision, targets: Sequence[Target], new: Sequence[Provision], main: Counter[int]
) -> Move:
    reached = [new[place] for place, _score in targets]
    outcome = outcome_of(old, reached, any(main[place] > 1 for place, _score in targets))
    numbers = outcome == Outcome.CHANGED and masked(old.text) == masked(reached[0].text)
    score = min((score for _place, score in targets[:1]), default=0.0)
    ordered = sorted(targets)
    references = tuple(new[place].reference for place, _score in ordered)
    return Move(old.reference, outcome, references, round(min(score, 1.0), 2), numbers)


def _without_crowds(found: Sequence[list[Target]]) -> list[list[Target]]:
    """Leave out small parts that several articles share: a clause collected for the whole law."""
    parts = Counter(place for targets in found for place, _share in targets[1:])
    return [
        targets[:1]
        + [(p, share) for p, share in targets[1:] if parts[p] < SEVERAL or share >= LARGE_PART]
        for targets in found
    ]


def _with_leftovers(search: _Search, found: Sequence[list[Target]]) -> list[list[Target]]:
    """Pair old articles that went nowhere with new ones to which no other mainly went.

    Little is asked of such a pair, because either has no better one; the nearest pair comes first,
    and the score says that it must be looked at. Only where one statute was rewritten: in a code
    that takes up many, something alike is always left over.
    """
    if not search.is_rewrite:
        return list(found)
    main = {targets[0][0] for targets in found if targets}
    pairs = [
        (score, place, n)
        for place, targets in enumerate(found)
        if not targets
        for n, score in search.left_for(place)
        if n not in main
    ]
    result, taken = list(found), set[int]()
    for score, place, n in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if not result[place] and n not in taken:
            result[place] = [(n, score)]
            taken.add(n)
    return result


class _Search:
    """Both sides with their likeness, and the order of each old statute within the new side."""

    def __init__(self, old: Sequence[Provision], new: Sequence[Provision]) -> None:
        self.old, self.new = old, new
        self.runs = [runs_of(one.text) for one in old]
        self.lexicon = Lexicon(self.runs, [runs_of(one.text) for one in new])
        self.likeness = [self.lexicon.alike(runs) for runs in self.runs]
        self.equal = _equal(old, new)
        self.nearest = _nearest(self.likeness)
        self.orders = {
            title: Order(self._anchors(places), len(new)) for title, places in _by_title(old)
        }
        titles = {one.reference.title for one in old}, {one.reference.title for one in new}
        self.is_rewrite = all(len(t) == 1 for t in titles) and len(new) <= REWRITTEN * len(old)
        self.ends = {(places[0], 0) for _title, places in _by_title(old)} | {
            (places[-1], len(new) - 1) for _title, places in _by_title(old)
        }

    def _anchors(self, places: Iterable[int]) -> list[tuple[int, int]]:
        """Pairs that are sure by their text alone."""
        sure = []
        for place in places:
            row = self.likeness[place]
            best = max(row, key=lambda n: row[n].score, default=None)
            if place in self.equal:
                sure.append((place, self.equal[place]))
            elif best is not None and row[best].both > SURE and self.nearest[best][1] == place:
                sure.append((place, best))
        return sure

    def targets(self, place: int) -> list[Target]:
        """The new place that an old article went to, then those of its parts, each with a score."""
        if place in self.equal:
            return [(self.equal[place], 1.0)]
        main = self._main(place)
        parts = self._parts(place, main)
        if main is None:
            return sorted((p for p in parts if p[1] >= ALONE), key=lambda part: -part[1])
        return [main, *parts]

    def left_for(self, place: int) -> list[Target]:
        """New articles that an old one without any other may still have become."""
        scores = (
            (n, like.score + self._bonus(place, n))
            for n, like in self.likeness[place].items()
            if like.score >= LEFT
        )
        return [(n, score) for n, score in scores if score >= LEFT_IN_PLACE]

    def _main(self, place: int) -> Target | None:
        """The new article that says most of the old one."""
        best: tuple[float, Target] | None = None
        for n, like in self.likeness[place].items():
            bonus = self._bonus(place, n)
            score = like.score + bonus
            if score < self._enough(place, n) or self._is_taken(place, n, like):
                continue
            rank = (like.both + like.kept) / 2 + bonus
            if best is None or rank > best[0]:
                best = rank, (n, score)
        return best[1] if best else None

    def _enough(self, place: int, n: int) -> float:
        same = self.old[place].reference.title == self.new[n].reference.title
        return ENOUGH if same else ENOUGH_ELSEWHERE

    def _bonus(self, place: int, n: int) -> float:
        """What speaks for a pair besides its words: order, headings, first and last article."""
        old, new = self.old[place], self.new[n]
        bonus = BY_ORDER * self.orders[old.reference.title].nearness(place, n)
        heading = title_of(old.heading)
        if heading and heading == title_of(new.heading):
            bonus += BY_HEADING
        if (place, n) in self.ends:
            bonus += BY_END
        return bonus

    def _is_taken(self, place: int, n: int, like: Likeness) -> bool:
        """Whether the new article is plainly another old one's and holds too little of this."""
        score, other = self.nearest[n]
        return other != place and score > like.score + TAKEN and like.kept < HELD

    def _parts(self, place: int, main: Target | None) -> list[Target]:
        """Where paragraphs, items and sentences went that the main target does not hold."""
        total = self.lexicon.weight(self.runs[place]) or 1
        shares: dict[int, float] = defaultdict(float)
        near = sorted(self.likeness[place].items(), key=lambda pair: -pair[1].score)
        others = [n for n, _like in near[:CANDIDATES] if main is None or n != main[0]]
        order = self.orders[self.old[place].reference.title]
        for part in _parts_of(self.old[place].text):
            runs = runs_of(part)
            likes = {n: self.lexicon.held(runs, n) for n in others}
            if not likes:
                continue
            best = max(likes, key=lambda n: likes[n].kept + BY_ORDER / 2 * order.nearness(place, n))
            if self._went_away(runs, likes[best], main):
                shares[best] += self.lexicon.weight(runs) / total
        return [(n, share) for n, share in shares.items() if share >= PART]

    def _went_away(self, runs: Runs, like: Likeness, main: Target | None) -> bool:
        """Whether a part is found there, and plainly better than in the main target."""
        stayed = self.lexicon.held(runs, main[0]).kept if main else 0.0
        gain = like.kept - stayed
        if like.whole >= ALL_OF_IT and like.kept >= HALF and gain >= A_TENTH:
            return True
        return like.kept >= PART_KEPT and gain >= PART_GAIN


def _parts_of(text: str) -> list[str]:
    """Paragraphs and items, long ones cut into sentences; what is too short to tell is left out."""
    parts = []
    for line in text.split("\n"):
        parts += _SENTENCE.split(line) if len(line) > LONG_LINE else [line]
    return [part for part in parts if len(fold(part)) >= SHORTEST]


def _equal(old: Sequence[Provision], new: Sequence[Provision]) -> dict[int, int]:
    """Pairs of the same text: of several, the same number first, then in order."""
    places: dict[str, list[int]] = defaultdict(list)
    for n, one in enumerate(new):
        places[fold(one.text)].append(n)
    pairs = {}
    for place, one in enumerate(old):
        found = places.get(fold(one.text), [])
        if found:
            same = [n for n in found if new[n].reference == one.reference]
            pairs[place] = (same or found)[0]
            if len(found) > 1:
                found.remove(pairs[place])
    return pairs


def _nearest(likeness: Sequence[dict[int, Likeness]]) -> dict[int, tuple[float, int]]:
    """For each new article the old one that is most like it, with the score."""
    nearest: dict[int, tuple[float, int]] = {}
    for place, row in enumerate(likeness):
        for n, like in row.items():
            if n not in nearest or like.score > nearest[n][0]:
                nearest[n] = like.score, place
    return nearest


def _by_title(old: Sequence[Provision]) -> list[tuple[str, list[int]]]:
    """The places of each statute of the old side, in order."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(old):
        places[one.reference.title].append(place)
    return list(places.items())
