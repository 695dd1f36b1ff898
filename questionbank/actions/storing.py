"""How a wording is stored: its revision, its citations, its key. Used by the deeds of this room."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from people.models import Agency
from questionbank.actions.refused import Refused
from questionbank.models import (
    Citation,
    DraftKey,
    Key,
    OpenKey,
    Question,
    Revision,
    State,
    Topic,
)
from questionbank.rules.banktext import BankQuestion
from questionbank.rules.form import faults
from questionbank.rules.review import Refusal
from questionbank.rules.wording import Wording, content_hash
from statutes.models import Article
from statutes.rules.references import Reference

Articles = Mapping[Reference, Article]
WORDS = (
    "kind", "stem", "options", "difficulty", "level", "marks", "scoring", "categories", "parts",
)  # fmt: skip


def lock(question: Question) -> Question:
    """Make all changes to one question wait for one another."""
    return Question.objects.select_for_update().get(pk=question.pk)


def articles_of(wording: Wording, on: date) -> Articles:
    """The cited articles as they stand on the day. Raises Refused(NO_ARTICLE) naming the first
    that is not in force."""
    found = Article.objects.standing(wording.cited, on)
    for reference in wording.cited:
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
    put_topics(revision, wording)
    put_citations(revision, wording, articles)
    return revision


def new_questions(
    entries: Sequence[tuple[BankQuestion, Articles]], *, agency: Agency, pool: str, author_id: int,
    now: datetime
) -> list[Revision]:  # fmt: skip
    """Store many questions with their first revisions in few statements: submitted where they are
    sound, else as drafts of their author."""
    questions = Question.objects.bulk_create(
        Question(code=entry.code, pool=pool, agency=agency) for entry, _articles in entries
    )
    revisions = []
    for question, (entry, _articles) in zip(questions, entries, strict=True):
        state = State.DRAFT if faults(entry.wording) else State.SUBMITTED
        revision = Revision(
            question=question, n=1, state=state, author_id=author_id, authored_at=now
        )
        _put_words(revision, entry.wording)
        revisions.append(revision)
    Revision.objects.bulk_create(revisions)
    pairs = list(zip(revisions, entries, strict=True))
    Citation.objects.bulk_create(
        citation
        for revision, (entry, articles) in pairs
        for citation in citations_of(revision, entry.wording, articles)
    )
    _put_many_topics([(revision, entry.wording) for revision, (entry, _articles) in pairs])
    sealed = [(r, OpenKey.of(entry.wording).seal()) for r, (entry, _articles) in pairs]
    Key.objects.bulk_create(
        Key(revision=r, sealed=key) for r, key in sealed if r.state == State.SUBMITTED
    )
    DraftKey.objects.bulk_create(
        DraftKey(revision=r, sealed=key) for r, key in sealed if r.state == State.DRAFT
    )
    return revisions


def _put_many_topics(pairs: Sequence[tuple[Revision, Wording]]) -> None:
    named = {path for _revision, wording in pairs for path in wording.topics}
    topics = _topics(named)
    through = Revision.topics.through
    through.objects.bulk_create(
        through(revision_id=revision.pk, topic_id=topics[path].pk)
        for revision, wording in pairs
        for path in wording.topics
    )


def _topics(paths: Collection[str]) -> dict[str, Topic]:
    """The topics of those paths; those that the tree does not hold yet are added to it."""
    if not paths:
        return {}
    known = {topic.path: topic for topic in Topic.objects.filter(path__in=paths)}
    for path in sorted(set(paths) - known.keys()):
        known[path] = Topic.objects.create(path=path)
    return known


def put_words(revision: Revision, wording: Wording, *, now: datetime) -> None:
    """Replace a draft's words."""
    _put_words(revision, wording)
    revision.authored_at = now
    revision.save(update_fields=[*WORDS, "content_sha256", "authored_at"])
    put_topics(revision, wording)


def _put_words(revision: Revision, wording: Wording) -> None:
    revision.kind = wording.kind
    revision.stem = wording.stem
    revision.options = list(wording.options)
    revision.difficulty = wording.difficulty
    revision.level = wording.level or ""
    revision.marks = wording.marks
    revision.scoring = wording.scoring
    revision.categories = list(wording.categories)
    revision.parts = [_shown(part) for part in wording.parts]
    revision.content_sha256 = content_hash(wording)


def _shown(part: Wording) -> dict[str, Any]:
    """A sub-question as a candidate may see it."""
    return {
        "kind": part.kind,
        "stem": part.stem,
        "options": list(part.options),
        "marks": part.worth,
        "scoring": part.scoring,
    }


def put_topics(revision: Revision, wording: Wording) -> None:
    """Set the topics of a draft; those that the tree does not hold yet are added to it."""
    revision.topics.set(_topics(wording.topics).values())


def put_citations(revision: Revision, wording: Wording, articles: Articles) -> None:
    """Let a draft rest on what the wording cites and on nothing else, with the text of today.

    A place whose article is not among `articles` is left out.
    """
    revision.citations.all().delete()
    Citation.objects.bulk_create(citations_of(revision, wording, articles))


def citations_of(revision: Revision, wording: Wording, articles: Articles) -> list[Citation]:
    """The rows that `put_citations` writes, those of sub-questions with their number."""
    cited = [(0, place) for place in wording.citations]
    cited += [(n, place) for n, part in enumerate(wording.parts, 1) for place in part.citations]
    return [
        Citation(
            revision=revision,
            part=n,
            article=articles[place],
            paragraph=place.paragraph,
            item=place.item,
            digest=articles[place].digest,
        )
        for n, place in cited
        if place in articles
    ]


def put_draft_key(revision: Revision, wording: Wording) -> None:
    """Keep the key of a draft, encrypted."""
    DraftKey.objects.update_or_create(
        revision=revision, defaults={"sealed": OpenKey.of(wording).seal()}
    )


def fix_key(revision: Revision, key: OpenKey) -> None:
    """Write the key once for all; the draft's key goes."""
    Key.objects.create(revision=revision, sealed=key.seal())
    DraftKey.objects.filter(revision=revision).delete()
