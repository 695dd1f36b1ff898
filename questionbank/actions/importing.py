"""Questions out of a text bank: all or nothing, and the same text twice adds nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from journal import actions as journal
from journal.rules import digest
from people.models import Agency, Person
from questionbank.actions import storing
from questionbank.actions.picturing import refuse_missing_pictures
from questionbank.actions.refused import Refused
from questionbank.models import OpenKey, Pool, Question, Revision, State, Withdrawal
from questionbank.rules import review
from questionbank.rules.banktext import BankQuestion
from questionbank.rules.form import faults
from questionbank.rules.wording import Wording, content_hash
from statutes.models import Article

BATCH = 1_000  # rows written by one statement
NAMED = 1_000  # revisions that the journal's entry names one by one
T = TypeVar("T")


@dataclass
class Outcome:
    """What an import did: first revisions, further revisions, and how many it found unchanged."""

    added: list[Revision] = field(default_factory=list)
    revised: list[Revision] = field(default_factory=list)
    unchanged: int = 0

    @property
    def submitted(self) -> list[Revision]:
        return self.added + self.revised


@transaction.atomic
def import_questions(
    parsed: Iterable[BankQuestion],
    *,
    author: Person,
    agency: Agency,
    now: datetime,
    pool: str = Pool.EXAM,
) -> Outcome:
    """Enter the questions as submitted revisions of `author`; another person approves them. One
    that wants basis or rationale becomes a draft of the author's.

    A known code with the same words, key, labels and articles is left as it is; any other becomes
    the next revision. Raises Refused naming the question: NO_ARTICLE (not in force, or drifted from
    its stamp), STILL_OPEN (somebody's draft), OTHER_POOL, CODE_TAKEN.
    """
    entries = _held(parsed)
    standing = Article.objects.standing(
        {place for entry in entries for place in entry.wording.cited}, timezone.localdate(now)
    )
    held = {q.code: q for q in _locked(entry.code for entry in entries)}
    newest = _newest_of([question.pk for question in held.values()])
    outcome, fresh = Outcome(), []
    for entry in entries:
        articles = _articles_of(entry, standing)
        question = held.get(entry.code)
        if question is None:
            fresh.append((entry, articles))
            continue
        before, texts = newest.get(question.pk), list(articles.values())
        if already_known(entry, question, before, texts, agency=agency, pool=pool):
            outcome.unchanged += 1
        else:
            outcome.revised.append(_next(entry, question, articles, author=author, now=now))
    for start in range(0, len(fresh), BATCH):
        outcome.added += storing.new_questions(
            fresh[start : start + BATCH], agency=agency, pool=pool, author_id=author.pk, now=now
        )
    if outcome.submitted:
        _record_import(outcome, author, agency, pool, now)
    return outcome


def _held(parsed: Iterable[BankQuestion]) -> list[BankQuestion]:
    """The questions, whose pictures the bank holds. Raises Refused(NO_PICTURE)."""
    entries = list(parsed)
    refuse_missing_pictures(entry.wording for entry in entries)
    return entries


def _locked(codes: Iterable[str]) -> Iterator[Question]:
    """The questions of those codes, locked, in the order of their ids."""
    for batch in _batches(sorted(set(codes))):
        yield from Question.objects.select_for_update().filter(code__in=batch).order_by("pk")


def _newest_of(questions: Sequence[int]) -> dict[int, Revision]:
    """The newest revision of each question, with key and basis, by the question's id."""
    return {
        revision.question_id: revision
        for ids in _batches(questions)
        for revision in Revision.objects.newest_with_keys(Question.objects.filter(pk__in=ids))
    }


def _batches(values: Sequence[T]) -> Iterator[Sequence[T]]:
    return (values[start : start + BATCH] for start in range(0, len(values), BATCH))


def _articles_of(entry: BankQuestion, standing: storing.Articles) -> storing.Articles:
    """The articles on which the entry rests. Raises Refused(NO_ARTICLE): gone, or drifted."""
    for reference, stamp in entry.cited:
        article = standing.get(reference)
        if article is None or (stamp and stamp != article.digest):
            raise Refused(review.Refusal.NO_ARTICLE, f"{entry.code} {reference}")
    return {reference: standing[reference] for reference in entry.wording.cited}


def _record_import(
    outcome: Outcome, author: Person, agency: Agency, pool: str, now: datetime
) -> None:
    """One entry for all: the revisions with their hashes, of many only the root over these."""
    added = [[r.pk, r.content_sha256] for r in outcome.added]
    revised = [[r.pk, r.content_sha256] for r in outcome.revised]
    journal.record(
        author.pk,
        "questionbank.import_questions",
        f"people.agency:{agency.pk}",
        {
            "added": added if len(added) <= NAMED else {"count": len(added), "root": digest(added)},
            "revised": revised
            if len(revised) <= NAMED
            else {"count": len(revised), "root": digest(revised)},
            "unchanged": outcome.unchanged,
            "pool": str(pool),
        },
        now=now,
        agency_id=agency.pk,
    )


def already_known(
    entry: BankQuestion,
    question: Question | None,
    newest: Revision | None,
    articles: Sequence[Article],
    *,
    agency: Agency,
    pool: str = Pool.EXAM,
) -> bool:
    """Whether importing the entry would change nothing, the question of its code being `question`
    and `newest` its newest revision, with key and basis loaded.

    Raises Refused when it cannot be imported: STILL_OPEN (somebody's draft that says something
    else), OTHER_POOL, CODE_TAKEN (another agency's).
    """
    if question is None or newest is None:
        return False
    if question.agency_id != agency.pk:
        raise Refused(review.Refusal.CODE_TAKEN, question.code)
    if question.pool != pool:
        raise Refused(review.Refusal.OTHER_POOL, question.code)
    same = not _is_withdrawn(newest) and _is_same(newest, entry, articles)
    if newest.state == State.DRAFT and not same:
        raise Refused(review.Refusal.STILL_OPEN, question.code)
    return same


def _next(
    entry: BankQuestion,
    question: Question,
    articles: storing.Articles,
    *,
    author: Person,
    now: datetime,
) -> Revision:
    """The next revision of a question that is known; one that still waits gives way to it."""
    for waiting in question.revisions.filter(state=State.SUBMITTED):
        _withdraw(waiting, Withdrawal.REPLACED)
    revision = storing.new_revision(question, entry.wording, articles, author_id=author.pk, now=now)
    if faults(entry.wording):
        storing.put_draft_key(revision, entry.wording)
        return revision
    storing.fix_key(revision, OpenKey.of(entry.wording))
    revision.state = State.SUBMITTED
    revision.save(update_fields=["state"])
    return revision


def _is_same(newest: Revision, entry: BankQuestion, articles: Sequence[Article]) -> bool:
    """Whether the newest revision says what the text says, on the articles as they stand."""
    digests = {citation.digest for citation in newest.cited()}
    stamped = bool(entry.stamps) and all(entry.stamps)
    return (
        newest.content_sha256 == content_hash(entry.wording)
        and _described(newest.wording(OpenKey((), ""))) == _described(entry.wording)
        and (not stamped or digests == {article.digest for article in articles})
        and newest.open_key() == OpenKey.of(entry.wording)
    )


def _described(wording: Wording) -> tuple[object, ...]:
    """What an author says about a question beside its words and its key."""
    return (
        wording.difficulty,
        wording.level,
        wording.marks,
        wording.scoring,
        set(wording.topics),
        set(wording.categories),
    )


@transaction.atomic
def withdraw_import(codes: Sequence[str], *, author: Person, now: datetime) -> list[Revision]:
    """Take back imported questions that nobody has decided on; their words stay on record.

    Raises Refused naming the question: NOT_SUBMITTED (decided on meanwhile), NOT_AUTHOR.
    """
    taken = []
    for question in Question.objects.select_for_update().filter(code__in=codes).order_by("pk"):
        newest = question.revisions.latest("n")
        if newest.state != State.SUBMITTED:
            raise Refused(review.Refusal.NOT_SUBMITTED, question.code)
        if newest.author_id != author.pk:
            raise Refused(review.Refusal.NOT_AUTHOR, question.code)
        _withdraw(newest, Withdrawal.WITHDRAWN)
        taken.append(newest)
    journal.record(
        author.pk,
        "questionbank.withdraw_import",
        f"people.person:{author.pk}",
        {"withdrawn": [revision.pk for revision in taken]},
        now=now,
    )
    return taken


def _withdraw(revision: Revision, why: Withdrawal) -> None:
    """Back to its author without a reviewer's decision."""
    revision.state = State.RETURNED
    revision.decision_note = why.value
    revision.save(update_fields=["state", "decision_note"])


def _is_withdrawn(revision: Revision) -> bool:
    return revision.state == State.RETURNED and revision.decided_by_id is None
