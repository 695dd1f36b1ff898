"""Questions out of a text bank: all or nothing, and the same text twice adds nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from journal import actions as journal
from people.models import Agency, Person
from questionbank.actions import storing
from questionbank.actions.refused import Refused
from questionbank.models import OpenKey, Pool, Question, Revision, State, Withdrawal
from questionbank.rules import review
from questionbank.rules.banktext import BankQuestion
from questionbank.rules.wording import Wording, content_hash
from statutes.models import Article


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
    """Enter the questions as submitted revisions of `author`; another person approves them.

    A known code with the same words, key, difficulty and articles is left as it is; any other
    becomes the next revision. Raises Refused naming the question: NO_ARTICLE (not in force, or
    drifted from its stamp), STILL_OPEN (somebody's draft), OTHER_POOL, CODE_TAKEN.
    """
    outcome = Outcome()
    for entry in parsed:
        _take(entry, outcome, author=author, agency=agency, pool=pool, now=now)
    if outcome.submitted:
        journal.record(
            author.pk,
            "questionbank.import_questions",
            f"people.agency:{agency.pk}",
            {
                "added": [[r.pk, r.content_sha256] for r in outcome.added],
                "revised": [[r.pk, r.content_sha256] for r in outcome.revised],
                "unchanged": outcome.unchanged,
                "pool": str(pool),
            },
            now=now,
            agency_id=agency.pk,
        )
    return outcome


def already_known(
    entry: BankQuestion,
    question: Question | None,
    articles: Sequence[Article],
    *,
    agency: Agency,
    pool: str = Pool.EXAM,
) -> bool:
    """Whether importing the entry would change nothing, the question of its code being `question`.

    Raises Refused when it cannot be imported: STILL_OPEN (somebody's draft), OTHER_POOL,
    CODE_TAKEN (another agency's).
    """
    if question is None:
        return False
    if question.agency_id != agency.pk:
        raise Refused(review.Refusal.CODE_TAKEN, question.code)
    if question.pool != pool:
        raise Refused(review.Refusal.OTHER_POOL, question.code)
    newest = question.revisions.latest("n")
    if newest.state == State.DRAFT:
        raise Refused(review.Refusal.STILL_OPEN, question.code)
    return not _is_withdrawn(newest) and _is_same(newest, entry, articles)


def _take(
    entry: BankQuestion,
    outcome: Outcome,
    *,
    author: Person,
    agency: Agency,
    pool: str,
    now: datetime,
) -> None:
    articles = storing.articles_of(entry.wording, timezone.localdate(now))
    for reference, stamp in entry.cited:
        if stamp and stamp != articles[reference].digest:
            raise Refused(review.Refusal.NO_ARTICLE, f"{entry.code} {reference}")
    question = Question.objects.select_for_update().filter(code=entry.code).first()
    if already_known(entry, question, list(articles.values()), agency=agency, pool=pool):
        outcome.unchanged += 1
        return
    told = outcome.revised if question else outcome.added
    if question is None:
        question = Question.objects.create(code=entry.code, pool=pool, agency=agency)
    for waiting in question.revisions.filter(state=State.SUBMITTED):
        _withdraw(waiting, Withdrawal.REPLACED)
    revision = storing.new_revision(question, entry.wording, articles, author_id=author.pk, now=now)
    storing.fix_key(revision, OpenKey.of(entry.wording))
    revision.state = State.SUBMITTED
    revision.save(update_fields=["state"])
    told.append(revision)


def _is_same(newest: Revision, entry: BankQuestion, articles: Sequence[Article]) -> bool:
    """Whether the newest revision says what the text says, on the articles as they stand."""
    digests = set(newest.citations.values_list("digest", flat=True))
    return (
        newest.content_sha256 == content_hash(entry.wording)
        and _described(newest.wording(OpenKey((), ""))) == _described(entry.wording)
        and (not all(entry.stamps) or digests == {article.digest for article in articles})
        and newest.key.open() == OpenKey.of(entry.wording)
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
