"""How a wording is stored: its revision, its citations, its key. Used by the deeds of this room."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from questionbank.actions.refused import Refused
from questionbank.models import Citation, DraftKey, Key, OpenKey, Question, Revision, State
from questionbank.rules.review import Refusal
from questionbank.rules.wording import Wording, content_hash
from statutes.models import Article
from statutes.rules.references import Reference

Articles = Mapping[Reference, Article]


def lock(question: Question) -> Question:
    """Make all changes to one question wait for one another."""
    return Question.objects.select_for_update().get(pk=question.pk)


def articles_of(wording: Wording, on: date) -> Articles:
    """The cited articles as they stand on the day. Raises Refused(NO_ARTICLE) naming the first
    that is not in force."""
    found = Article.objects.standing(wording.citations, on)
    for reference in wording.citations:
        if reference not in found:
            raise Refused(Refusal.NO_ARTICLE, str(reference))
    return found


def new_revision(
    question: Question, wording: Wording, articles: Articles, *, author_id: int, now: datetime
) -> Revision:
    """Store the wording as the question's next revision, a draft without key as yet."""
    newest = question.revisions.order_by("-n").first()
    revision = Revision(
        question=question,
        n=newest.n + 1 if newest else 1,
        state=State.DRAFT,
        author_id=author_id,
        authored_at=now,
    )
    _put_words(revision, wording)
    revision.save()
    put_citations(revision, articles)
    return revision


def put_words(revision: Revision, wording: Wording, *, now: datetime) -> None:
    """Replace a draft's words."""
    _put_words(revision, wording)
    revision.authored_at = now
    revision.save(
        update_fields=["kind", "stem", "options", "difficulty", "content_sha256", "authored_at"]
    )


def _put_words(revision: Revision, wording: Wording) -> None:
    revision.kind = wording.kind
    revision.stem = wording.stem
    revision.options = list(wording.options)
    revision.difficulty = wording.difficulty
    revision.content_sha256 = content_hash(wording)


def put_citations(revision: Revision, articles: Articles) -> None:
    """Let a draft rest on these articles and no others, with their text of today."""
    revision.citations.all().delete()
    Citation.objects.bulk_create(
        Citation(revision=revision, article=article, digest=article.digest)
        for article in articles.values()
    )


def put_draft_key(revision: Revision, wording: Wording) -> None:
    """Keep the key of a draft, encrypted."""
    DraftKey.objects.update_or_create(
        revision=revision, defaults={"sealed": open_key(wording).seal()}
    )


def fix_key(revision: Revision, key: OpenKey) -> None:
    """Write the key once for all; the draft's key goes."""
    Key.objects.create(revision=revision, sealed=key.seal())
    DraftKey.objects.filter(revision=revision).delete()


def open_key(wording: Wording) -> OpenKey:
    return OpenKey(wording.right, wording.rationale, wording.computed)
