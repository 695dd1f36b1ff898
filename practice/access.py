"""The doors of practice: everybody to what is their own, nobody to another's, whatever their role.

A key is opened here alone, and only for a question that its owner has answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.http import Http404

from people.models import Person
from practice.models import Card, Item, Round
from questionbank.models import Citation, OpenKey, Picture, Pool, Renewal, Revision
from statutes.models import Article, Version
from training.models import Quiz


def own_round(person: Person, ref: str) -> Round:
    """A round of one's own. Anybody else's is not there: 404."""
    rows = Round.objects.of(person.pk).select_related("statute", "topic").with_marks()
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404("round")
    return found


def item_of(round_: Round, place: int) -> Item:
    """One question of a round. Else 404."""
    found = round_.items.with_question().filter(place=place).first()
    if found is None:
        raise Http404("place")
    found.round = round_
    return found


def own_card(person: Person, code: str) -> Card:
    """A question of one's own book. Else 404."""
    rows = Card.objects.of(person.pk).in_book()
    found = rows.select_related("question", "revision__key").filter(question__code=code).first()
    if found is None:
        raise Http404("card")
    return found


def key_of(item: Item) -> OpenKey | None:
    """The key of a question that was answered, of a mock exam once it is closed; else None."""
    is_told = item.round.closed_at if item.round.is_mock else item.answered_at
    return item.revision.key.open() if is_told else None


def key_of_card(card: Card) -> OpenKey:
    """The key of a question in one's book: it was answered, or it would not be there."""
    return card.revision.key.open()


def picture_for(person: Person, code: str, sha256: str) -> Picture:
    """A picture of a practice question that was put to the person. Else 404."""
    asked = Item.objects.filter(round__person=person.pk).values("revision")
    quizzes = Quiz.objects.filter(reading__person=person.pk).values_list("asked", flat=True)
    quizzed = [pk for questions in quizzes for pk, _order in questions]
    rows = (
        Revision.objects.filter(Q(pk__in=asked) | Q(pk__in=quizzed))
        .filter(question__code=code, question__pool=Pool.PRACTICE)
        .select_related("key")
    )
    shown = any(sha256 in revision.wording(revision.key.open()).pictures for revision in rows)
    found = Picture.objects.named(sha256).first() if shown else None
    if found is None:
        raise Http404("picture")
    return found


def articles_under(revisions: Sequence[Revision], on: date) -> dict[int, list[Article]]:
    """By revision the articles on which it rests on the day: those it cites, or those for which a
    citation was renewed. Needs the citations loaded; one query."""
    cited = {revision.pk: list(revision.citations.all()) for revision in revisions}
    ids = [citation.pk for rows in cited.values() for citation in rows]
    rows = Renewal.objects.standing().filter(
        citation__in=ids, article__version__in=Version.objects.in_force(on)
    )
    renewed = {row.citation_id: row.article for row in rows.select_related(
        "article__version__statute").order_by("at", "pk")}  # fmt: skip
    return {pk: _once(rows, renewed) for pk, rows in cited.items()}


def _once(citations: Sequence[Citation], renewed: dict[int, Article]) -> list[Article]:
    """Each article once, in the order of the citations."""
    found = [renewed.get(citation.pk, citation.article) for citation in citations]
    return list({article.pk: article for article in found}.values())
