"""Two versions side by side, line by line, as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from statutes.models.amendments import Move
from statutes.models.texts import Article, Version
from statutes.models.words import OutcomeChoice
from statutes.rules.comparing import Piece, sides
from statutes.rules.mapping import Outcome, Proposal, Provision, propose
from statutes.rules.references import Reference

TONES = {
    Outcome.UNCHANGED: "quiet",
    Outcome.RENUMBERED: "quiet",
    Outcome.CHANGED: "soon",
    Outcome.DELETED: "danger",
    Outcome.MERGED: "act",
    Outcome.SPLIT: "act",
}
ADDED = "added"


@dataclass(frozen=True)
class Line:
    """One old article beside what it became; the text of a kept one is not marked."""

    outcome: str
    old: Article | None
    new: Sequence[Article]
    move: Move | None = None
    numbers_only: bool = False
    is_certain: bool = True
    pieces: tuple[list[Piece], list[Piece]] = field(default=([], []))

    @property
    def word(self) -> str:
        return "" if self.outcome == ADDED else str(OutcomeChoice(self.outcome).label)

    @property
    def tone(self) -> str:
        return "done" if self.outcome == ADDED else TONES[Outcome(self.outcome)]

    @property
    def leads_elsewhere(self) -> bool:
        """Whether the new articles stand in another statute, so that it must be named."""
        titles = {new.version.statute_id for new in self.new}
        return bool(self.old and titles - {self.old.version.statute_id})


def marked(line: Line) -> Line:
    """The line with its changed characters marked; costs time, so only for lines shown."""
    before = line.old.text if line.old else ""
    after = "\n".join(article.text for article in line.new)
    return Line(
        line.outcome,
        line.old,
        line.new,
        line.move,
        line.numbers_only,
        line.is_certain,
        sides(before, after),
    )


def line_of(move: Move) -> Line:
    """A row of a stored map."""
    new = list(move.new.all())
    return Line(move.outcome, move.old, new, move, move.numbers_only, move.is_certain)


def lines_between(old: Version, new: Version) -> list[Line]:
    """Every old article beside what it became, then the new ones, by the machine's proposal."""
    before, after = _by_reference(old), _by_reference(new)
    proposal = _proposal(old.pk, new.pk, old.text_sha256, new.text_sha256)
    lines = [
        Line(
            move.outcome,
            before[move.old],
            [after[reference] for reference in move.new],
            numbers_only=move.numbers_only,
            is_certain=move.is_certain,
        )
        for move in proposal.moves
    ]
    return lines + added(proposal.added, after)


def added(references: Iterable[Reference], after: dict[Reference, Article]) -> list[Line]:
    """Lines of new articles that come from no old one."""
    return [Line(ADDED, None, [after[reference]]) for reference in references]


@lru_cache(maxsize=16)
def _proposal(old_id: int, new_id: int, old_text: str, new_text: str) -> Proposal:
    """The proposal for two texts; a registered text never changes, so it is remembered."""
    return propose(_provisions(old_id), _provisions(new_id))


def _provisions(version_id: int) -> list[Provision]:
    rows = Article.objects.filter(version=version_id).select_related("version__statute")
    return [Provision(a.reference, a.heading, a.text) for a in rows.order_by("number", "suffix")]


def _by_reference(version: Version) -> dict[Reference, Article]:
    rows = version.articles.select_related("version__statute").order_by("number", "suffix")
    return {article.reference: article for article in rows}
