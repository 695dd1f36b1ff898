"""What became of the articles that a question cites, old and new text side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from questionbank.models import Renewal, Revision
from questionbank.models.citations import Citation, moved_citations
from statutes.models import Article, Move
from statutes.models.lines import Line, line_of, marked
from statutes.rules.mapping import CARRIED, Outcome


@dataclass(frozen=True)
class Reread:
    """A citation with the old and the new text, and since when the new one holds."""

    citation: Citation
    line: Line
    since: date | None


def moved_in(revision: Revision, on: date) -> list[Reread]:
    """The citations that the law of the day, or a text that is still to come, does not bear out."""
    return moved_of([revision], on)[revision.pk]


def moved_of(revisions: Iterable[Revision], on: date) -> dict[int, list[Reread]]:
    """The same for many revisions (loaded `with_basis`), by their keys; a few queries for all."""
    cited = {revision.pk: list(revision.cited()) for revision in revisions}
    known = _Known([citation for rows in cited.values() for citation in rows], on)
    return {pk: [row for one in rows if (row := known.about(one))] for pk, rows in cited.items()}


Place = tuple[int, int, int]  # statute, number, suffix


def _place(article: Article) -> Place:
    return (article.version.statute_id, article.number, article.suffix)


class _Known:
    """What is known about the articles of some citations, read once for all of them."""

    def __init__(self, citations: Sequence[Citation], on: date) -> None:
        numbers = {citation.article.number for citation in citations}
        statutes = {citation.article.version.statute_id for citation in citations}
        moves = (
            Move.objects.standing()
            .with_articles()
            .filter(old__version__statute__in=statutes, old__number__in=numbers)
        )
        moves = moves.select_related("old__version", "amendment__new")
        self.moves = {
            (*_place(move.old), move.old.digest): move
            for move in moves.order_by("amendment__new__effective_from", "pk")
        }
        ids = [citation.pk for citation in citations]
        renewals = Renewal.objects.standing().filter(citation__in=ids)
        self.renewed = set(renewals.values_list("citation_id", "article__version_id"))
        self.fallen = set(moved_citations(on).filter(pk__in=ids).values_list("pk", flat=True))
        standing = Article.objects.in_force(on).select_related("version__statute")
        rows = standing.filter(version__statute__in=statutes, number__in=numbers)
        self.standing = {_place(article): article for article in rows}

    def about(self, citation: Citation) -> Reread | None:
        """What became of the cited article; None where the citation holds."""
        return self._by_map(citation) or self._by_number(citation)

    def _by_map(self, citation: Citation) -> Reread | None:
        """By the latest map that touches the cited article, unless it was renewed for that."""
        move = self.moves.get((*_place(citation.article), citation.digest))
        if move is None or move.outcome in CARRIED:
            return None
        if (citation.pk, move.amendment.new_id) in self.renewed:
            return None
        return Reread(citation, marked(line_of(move)), move.amendment.new.effective_from)

    def _by_number(self, citation: Citation) -> Reread | None:
        """Without a map: by the article of the same number in force, if it reads otherwise."""
        if citation.pk not in self.fallen:
            return None
        now = self.standing.get(_place(citation.article))
        if now and now.digest == citation.digest:
            return None
        outcome = Outcome.CHANGED if now else Outcome.DELETED
        line = Line(outcome, citation.article, [now] if now else [], is_certain=False)
        return Reread(citation, marked(line), now.version.effective_from if now else None)
