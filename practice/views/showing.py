"""A practice question as its pages show it: while it is asked, and after it was answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from practice.models import Item, places_of
from practice.rules.answering import Given, Solution
from questionbank.models import OpenKey, Revision
from questionbank.rules import scoring
from questionbank.rules.kinds import Kind
from questionbank.rules.wording import LETTERS
from statutes.models import Article


@dataclass(frozen=True)
class Option:
    """One option, by its letter on the page and its number in the bank; or one blank.

    `is_right` is None as long as the key is not told; `accepted` is what the blank should say.
    """

    letter: str
    n: int
    text: str
    chosen: bool = False
    is_right: bool | None = None
    note: str = ""
    accepted: str = ""


@dataclass(frozen=True)
class Asked:
    """One question with what was answered; the key's part is empty until it is told."""

    code: str
    kind: str
    kind_word: str
    stem: str
    options: tuple[Option, ...]
    is_answered: bool = False
    is_right: bool = False
    rationale: str = ""
    articles: tuple[Article, ...] = ()
    place: int = 0

    @property
    def is_typed(self) -> bool:
        return self.kind == Kind.FILL_IN

    @property
    def is_many(self) -> bool:
        return self.kind == Kind.MULTIPLE


def asked(item: Item, key: OpenKey | None = None, articles: Sequence[Article] = ()) -> Asked:
    """A question of a round."""
    shown = _asked(item.revision, item.order, item.given or [], key, articles)
    return Asked(**shown, place=item.place, is_answered=item.is_answered, is_right=bool(item.right))


def kept(revision: Revision, key: OpenKey, articles: Sequence[Article]) -> Asked:
    """A question of the book, with its key."""
    order = range(places_of(revision))
    return Asked(**_asked(revision, list(order), [], key, articles))


def _asked(
    revision: Revision,
    order: Sequence[int],
    given: Given,
    key: OpenKey | None,
    articles: Sequence[Article],
) -> dict[str, Any]:
    options = _blanks if revision.kind == Kind.FILL_IN else _options
    return {
        "code": revision.question.code,
        "kind": revision.kind,
        "kind_word": str(revision.get_kind_display()),
        "stem": revision.stem,
        "options": options(revision, order, given, key),
        "rationale": key.rationale if key else "",
        "articles": tuple(articles) if key else (),
    }


def _options(
    revision: Revision, order: Sequence[int], given: Given, key: OpenKey | None
) -> tuple[Option, ...]:
    texts = revision.shown_options()
    notes = key.notes if key and len(key.notes) == len(texts) else ("",) * len(texts)
    return tuple(
        Option(LETTERS[at], n, texts[n], n in given, n in key.right if key else None, notes[n])
        for at, n in enumerate(order)
    )


def _blanks(
    revision: Revision, order: Sequence[int], given: Given, key: OpenKey | None
) -> tuple[Option, ...]:
    texts = [str(text) for text in given] or [""] * len(order)
    if key is None:
        return tuple(Option("", n, texts[n]) for n in order)
    rule = scoring.rule_for(Kind(revision.kind), revision.scoring)
    right = Solution(revision.kind, (), key.blanks, rule).filled(texts)
    return tuple(
        Option("", n, texts[n], bool(texts[n]), right[n], accepted=" / ".join(key.blanks[n]))
        for n in order
    )


def given_by(item: Item, posted: Any, *, prefix: str = "") -> list[int] | list[str]:
    """What the page sent: numbers of options, or the texts of the blanks. Strange values count as
    nothing chosen."""
    if item.revision.kind == Kind.FILL_IN:
        return [str(posted.get(f"{prefix}blank_{n}", "")).strip()[:100] for n in item.order]
    chosen = set(posted.getlist(f"{prefix}choice"))
    numbers = sorted(n for n in item.order if str(n) in chosen)
    return numbers if item.revision.kind == Kind.MULTIPLE else numbers[:1]
