"""A setter writes a question, mends the draft, submits it, begins the next revision."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from journal import actions as journal
from people.models import Agency, Person
from questionbank.actions import storing
from questionbank.actions.picturing import refuse_missing_pictures
from questionbank.actions.refused import Refused
from questionbank.models import OpenKey, Pool, Question, Revision, State
from questionbank.rules import review
from questionbank.rules.form import faults
from questionbank.rules.wording import Wording
from statutes.models import Article

OWN_CODE = "ZM"  # 自命: codes given by the site to questions that do not come from a bank file


@transaction.atomic
def add_question(
    wording: Wording,
    *,
    agency: Agency,
    author: Person,
    now: datetime,
    pool: str = Pool.EXAM,
) -> Revision:
    """Begin a question of the agency with a first draft. Raises Refused: NO_ARTICLE."""
    refuse_missing_pictures([wording])
    articles = storing.articles_of(wording, timezone.localdate(now))
    question = Question.objects.create(code=secrets.token_hex(12), pool=pool, agency=agency)
    question.code = f"{OWN_CODE}-{question.pk:05d}"
    question.save(update_fields=["code"])
    revision = storing.new_revision(question, wording, articles, author_id=author.pk, now=now)
    storing.put_draft_key(revision, wording)
    _record("add_question", revision, author, now=now)
    return revision


@transaction.atomic
def save_draft(revision: Revision, wording: Wording, *, author: Person, now: datetime) -> Revision:
    """Replace what a draft says. Raises Refused: NOT_DRAFT, NOT_AUTHOR, NO_ARTICLE."""
    storing.lock(revision.question)
    revision = Revision.objects.get(pk=revision.pk)
    _refuse_edit(revision, author)
    refuse_missing_pictures([wording])
    articles = storing.articles_of(wording, timezone.localdate(now))
    storing.put_words(revision, wording, now=now)
    storing.put_citations(revision, wording, articles)
    storing.put_draft_key(revision, wording)
    _record("save_draft", revision, author, now=now)
    return revision


@transaction.atomic
def submit(revision: Revision, *, author: Person, now: datetime) -> Revision:
    """Hand a draft to the reviewers; from now on its words and its key are fixed.

    Raises Refused: NOT_DRAFT, NOT_AUTHOR, FAULTY.
    """
    storing.lock(revision.question)
    revision = Revision.objects.get(pk=revision.pk)
    _refuse_edit(revision, author)
    key = OpenKey.unseal(revision.draft_key.sealed)
    if faults(revision.wording(key)):
        raise Refused(review.Refusal.FAULTY)
    storing.fix_key(revision, key)
    revision.state = State.SUBMITTED
    revision.save(update_fields=["state"])
    _record("submit", revision, author, now=now)
    return revision


@transaction.atomic
def revise(question: Question, *, author: Person, now: datetime) -> Revision:
    """Begin the next revision as a copy of the newest, resting on the articles of today.

    An article that is no longer in force is left out of the copy; the author chooses another.
    Raises Refused: STILL_OPEN.
    """
    storing.lock(question)
    newest = question.revisions.latest("n")
    refusal = review.revise_refusal(newest_state=newest.state)
    if refusal:
        raise Refused(refusal)
    wording = newest.wording(newest.key.open())
    articles = Article.objects.standing(wording.cited, timezone.localdate(now))
    revision = storing.new_revision(question, wording, articles, author_id=author.pk, now=now)
    storing.put_draft_key(revision, wording)
    _record("revise", revision, author, now=now)
    return revision


def _refuse_edit(revision: Revision, author: Person) -> None:
    refusal = review.edit_refusal(
        state=revision.state, author_id=revision.author_id, person_id=author.pk
    )
    if refusal:
        raise Refused(refusal)


def _record(act: str, revision: Revision, author: Person, *, now: datetime) -> None:
    journal.record(
        author.pk,
        f"questionbank.{act}",
        f"questionbank.revision:{revision.pk}",
        {
            "question": revision.question.code,
            "n": revision.n,
            "content": revision.content_sha256,
        },
        now=now,
        agency_id=revision.question.agency_id,
    )
