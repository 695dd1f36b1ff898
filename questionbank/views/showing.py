"""A question as the pages show it: what is asked, and the key where the reader may know it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from people.models import Person
from questionbank.models import Kind, OpenKey, Revision, Scoring
from questionbank.rules import kinds
from questionbank.rules.bankwriting import points_text
from questionbank.rules.kinds import CHOSEN
from questionbank.rules.scoring import rule_for, shown_marks
from questionbank.rules.wording import LETTERS, choices, shown_blanks, shown_key


@dataclass(frozen=True)
class Choice:
    """One option; `right` and `note` only where the reader may know the key."""

    mark: str
    text: str
    right: bool
    note: str = ""


@dataclass(frozen=True)
class Asked:
    """One thing that is asked: the question itself, or a sub-question of a case (`n` from 1)."""

    n: int
    kind: str | Promise
    stem: str
    choices: Sequence[Choice]
    marks: str
    scoring: str | Promise
    key: OpenKey | None
    answer: str
    points: Sequence[str]


def asked(revision: Revision, key: OpenKey | None) -> list[Asked]:
    """All that is asked; of a case its sub-questions, the material being the revision's stem."""
    if revision.kind != Kind.CASE:
        shown = {
            name: getattr(revision, name)
            for name in ("kind", "stem", "options", "marks", "scoring")
        }
        return [_asked(0, shown, key)]
    return [
        _asked(n, part, key.part(n - 1) if key else None)
        for n, part in enumerate(revision.parts, 1)
    ]


def _asked(n: int, shown: Mapping[str, Any], key: OpenKey | None) -> Asked:
    rule = rule_for(kinds.Kind(shown["kind"]), shown["scoring"])
    return Asked(
        n=n,
        kind=Kind(shown["kind"]).label,
        stem=shown["stem"],
        choices=_choices(shown, key),
        marks=shown_marks(shown["marks"]) if shown["marks"] else "",
        scoring=Scoring(rule).label if n or shown["scoring"] else "",
        key=key,
        answer=answer(shown["kind"], key) if key else "",
        points=points_text(key.points) if key else (),
    )


def _choices(shown: Mapping[str, Any], key: OpenKey | None) -> list[Choice]:
    right, notes = (key.right, key.notes) if key else ((), ())
    marks = LETTERS if shown["options"] else "✓✗"
    if shown["kind"] not in CHOSEN:
        return []
    return [
        Choice(mark, text, place in right, notes[place] if place < len(notes) else "")
        for place, (mark, text) in enumerate(
            zip(marks, choices(shown["kind"], shown["options"]), strict=False)
        )
    ]


def answer(kind: str, key: OpenKey) -> str:
    """The key on one line: AC, 正确, 二日；行政机关, the points, or those of each sub-question."""
    if key.parts:
        lines = (f"({n}) {part_answer(part)}" for n, part in enumerate(key.parts, 1))
        return "　".join(lines)
    return shown_key(kind, key.right) if kind in CHOSEN else part_answer(key)


def part_answer(key: OpenKey) -> str:
    """The key where only the key is known: letters, blanks or points."""
    if key.blanks:
        return shown_blanks(key.blanks)
    if key.points:
        return "；".join(points_text(key.points))
    return "".join(LETTERS[place] for place in key.right)


def names(revisions: Iterable[Revision]) -> dict[int, str]:
    """The names of authors and reviewers, in one query."""
    ids = {pk for r in revisions for pk in (r.author_id, r.decided_by_id, r.retired_by_id) if pk}
    return dict(Person.objects.filter(pk__in=ids).values_list("pk", "name"))
