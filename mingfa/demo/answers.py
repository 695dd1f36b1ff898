"""How a candidate answers: as many right as ability allows, and the harder questions wrong.

How many of each kind are right is decided before the paper is drawn, because a paper depends on
secrets and the city must not: so the same seed gives the same marks on any paper.
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from exams.rules.keeping import FIRST_CLIENT_SEQ, Operation
from questionbank.models import Revision

HARDNESS = {"easy": -0.9, "medium": 0.0, "hard": 0.9}
EASE = {"single": 1.35, "multiple": 0.75, "true_false": 1.5}
SKILL = 0.8  # how far one standard deviation of ability moves the chance, in logits
CHANGED = 0.08  # of the places, those that are answered otherwise first
Places = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Script:
    """What a candidate will do: right answers of each kind, half-right ones, places reached."""

    right: Mapping[str, int]
    halves: int
    reach: float
    seed: str


def script(ability: float, counts: Mapping[str, int], random: Random, reach: float = 1) -> Script:
    """Decide how a candidate of this ability does with so many questions of each kind."""
    right = {}
    for kind, asked in sorted(counts.items()):
        chance = 1 / (1 + math.exp(-EASE[kind] - SKILL * ability))
        right[kind] = sum(random.random() < chance for _ in range(asked))
    missed = counts.get("multiple", 0) - right.get("multiple", 0)
    halves = sum(random.random() < 0.6 for _ in range(missed))
    return Script(right, halves, reach, f"{random.random()}")


def barely(random: Random) -> Script:
    """Thirty of fifty questions right, none by half: sixty of a hundred marks and not one more."""
    return Script({"single": 19, "multiple": 3, "true_false": 8}, 0, 1.0, f"{random.random()}")


@dataclass(frozen=True)
class Item:
    """A question as the candidates meet it: how hard it is, and its tempting wrong option."""

    hardness: float
    tempting: float


def items(revisions: Sequence[int], seed: int) -> dict[int, Item]:
    """How hard each question is: by its author's estimate, and what the author did not foresee."""
    rows = Revision.objects.filter(pk__in=revisions).values_list(
        "pk", "difficulty", "question__code", "n"
    )
    found = {}
    for pk, difficulty, code, n in rows:
        random = Random(f"{seed} item {code} {n}")  # noqa: S311  # invented answers
        found[pk] = Item(HARDNESS[difficulty] + random.gauss(0, 0.6), random.random())
    return found


class Candidate:
    """Answers one paper by a script."""

    def __init__(self, script: Script, items: Mapping[int, Item]) -> None:
        self.script = script
        self.items = items
        self.random = Random(script.seed)  # noqa: S311  # invented answers

    def operations(
        self, places: Places, keys: Mapping[int, Sequence[int]], *, epoch: int = 1
    ) -> list[Operation]:
        """The changes in the order in which they are made; some places are changed once more."""
        told = []
        for place, right, level in self._levels(places, keys):
            if place["place"] > len(places) * self.script.reach:
                continue
            if self.random.random() < CHANGED:
                told.append((place, self._chosen(place, right, 0)))
            told.append((place, self._chosen(place, right, level)))
        return [
            Operation(
                op_id=secrets.token_hex(16),
                epoch=epoch,
                seq=FIRST_CLIENT_SEQ + n,
                place=place["place"],
                choices=tuple(place["tokens"][place["order"].index(option)] for option in chosen),
                mono_ms=1000 * n,
            )
            for n, (place, chosen) in enumerate(told)
        ]

    def _levels(
        self, places: Places, keys: Mapping[int, Sequence[int]]
    ) -> list[tuple[Mapping[str, Any], Sequence[int], int]]:
        """Every place with its key and 2 (right), 1 (half right) or 0: the hardest are missed."""
        level: dict[int, int] = {}
        for kind, right in self.script.right.items():
            found = [place for place in places if place["kind"] == kind]
            found.sort(key=self._felt)
            halves = self.script.halves if kind == "multiple" else 0
            for n, place in enumerate(found):
                level[place["place"]] = 2 if n < right else 1 if n < right + halves else 0
        return [(place, keys[place["revision"]], level[place["place"]]) for place in places]

    def _felt(self, place: Mapping[str, Any]) -> float:
        return self.items[place["revision"]].hardness + self.random.gauss(0, 0.7)

    def _chosen(self, place: Mapping[str, Any], right: Sequence[int], level: int) -> list[int]:
        if level == 2:
            return sorted(right)
        if level == 1:
            return sorted(right)[:-1]
        wrong = sorted(set(place["order"]) - set(right))
        if not wrong:  # every option is right: one alone is not half of it, nothing is
            return []
        tempting = wrong[int(self.items[place["revision"]].tempting * len(wrong))]
        picked = tempting if self.random.random() < 0.55 else self.random.choice(wrong)
        return sorted([*right[:-1], picked]) if place["kind"] == "multiple" else [picked]
