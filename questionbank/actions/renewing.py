"""Citations follow an amendment: carried along where only the number changed, else read again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from journal import actions as journal
from people.models import Person
from questionbank.actions import storing
from questionbank.actions.refused import Refused
from questionbank.models import Citation, Renewal, Revision, State
from questionbank.models.renewals import fallen_renewals
from questionbank.rules import review
from statutes.models import Amendment, Article, Move, Statute
from statutes.rules.mapping import CARRIED

Place = tuple[int, int, str]  # number, suffix, digest


@transaction.atomic
def carry_citations(amendment: Amendment, *, actor_id: int, now: datetime) -> int:
    """Let citations of articles that were only renumbered rest on the new ones; how many.

    The map must be confirmed. What was cited stays on record; the renewal stands beside it, and
    counts from the day on which the new version is in force.
    """
    moves = amendment.moves.with_articles().filter(outcome__in=[o.value for o in CARRIED])
    resting = _resting_on(amendment.old.statute)
    made = [
        _renewal(citation, move.new.all()[0], actor_id, now, move=move)
        for move in moves
        for citation in resting.get((move.old.number, move.old.suffix, move.old.digest), [])
        if _is_news(move)
    ]
    have = set(
        Renewal.objects.standing()
        .filter(article__version=amendment.new_id)
        .values_list("citation_id", "article_id")
    )
    made = [r for r in made if (r.citation_id, r.article_id) not in have]
    Renewal.objects.bulk_create(made)
    if made:
        journal.record(
            actor_id,
            "questionbank.carry_citations",
            f"statutes.amendment:{amendment.pk}",
            {"rows": len(made)},
            now=now,
        )
    return len(made)


@transaction.atomic
def reaffirm(
    revision: Revision,
    articles: Iterable[tuple[Citation, Article]],
    *,
    reason: str,
    reviewer: Person,
    now: datetime,
) -> list[Renewal]:
    """A reviewer read the question again under the changed text: it stands, and why.

    Raises Refused: NOT_APPROVED, OWN_WORK, NO_REASON, NO_ARTICLE (none, or of an ended text).
    """
    storing.lock(revision.question)
    revision = Revision.objects.select_related("question").get(pk=revision.pk)
    pairs = list(articles)
    refusal = review.reaffirm_refusal(
        state=revision.state,
        author_id=revision.author_id,
        reviewer_id=reviewer.pk,
        reason=reason,
        articles=len(pairs),
    )
    if refusal:
        raise Refused(refusal, revision.question.code)
    today = timezone.localdate(now)
    ended = [a.version.repealed_on for _c, a in pairs if a.version.repealed_on]
    if any(day <= today for day in ended):
        raise Refused(review.Refusal.NO_ARTICLE, revision.question.code)
    made = Renewal.objects.bulk_create(
        _renewal(
            citation, article, reviewer.pk, now, move=_move_to(citation, article), reason=reason
        )
        for citation, article in pairs
    )
    _record_reaffirmed(revision, made, reviewer, now)
    return list(made)


def _move_to(citation: Citation, article: Article) -> Move | None:
    """The row of a confirmed map by which the cited article became this one, if there is one."""
    moves = Move.objects.standing().filter(amendment__confirmed_at__isnull=False, new=article)
    return moves.filter(
        old__version__statute=citation.article.version.statute_id, old__digest=citation.digest
    ).first()


@transaction.atomic
def uphold_renewals(amendment: Amendment, *, actor_id: int, now: datetime) -> int:
    """What reviewers found under a map stays found under its correction where the row is the same;
    how many stay. The others are to be read again. The correction must be confirmed.
    """
    fallen = set(fallen_renewals(amendment).values_list("pk", flat=True))
    by_old = {move.old_id: move for move in amendment.moves.all()}
    rows = Renewal.objects.filter(move__amendment=amendment.corrects_id)
    found = rows.exclude(reason="").exclude(pk__in=fallen)
    kept = Renewal.objects.bulk_create(
        _renewal(r.citation, r.article, r.by_id, now, move=by_old[r.move.old_id], reason=r.reason)
        for r in found.select_related("citation", "article", "move")
        if r.move
    )
    journal.record(
        actor_id,
        "questionbank.uphold_renewals",
        f"statutes.amendment:{amendment.pk}",
        {"rows": len(kept), "fallen": len(fallen)},
        now=now,
    )
    return len(kept)


def _record_reaffirmed(
    revision: Revision, made: list[Renewal], reviewer: Person, now: datetime
) -> None:
    journal.record(
        reviewer.pk,
        "questionbank.reaffirm",
        f"questionbank.revision:{revision.pk}",
        {
            "question": revision.question.code,
            "n": revision.n,
            "articles": [str(renewal.article) for renewal in made],
            "reason": made[0].reason,
        },
        now=now,
        agency_id=revision.question.agency_id,
    )


def _resting_on(statute: Statute) -> dict[Place, list[Citation]]:
    """Citations of questions not retired, by each place of the statute on which they rest."""
    resting: dict[Place, list[Citation]] = defaultdict(list)
    rows = Citation.objects.exclude(revision__state=State.RETIRED).select_related("article")
    for citation in rows.filter(article__version__statute=statute):
        article = citation.article
        resting[(article.number, article.suffix, citation.digest)].append(citation)
    renewals = Renewal.objects.standing().filter(article__version__statute=statute)
    for renewal in renewals.select_related("article", "citation"):
        place = (renewal.article.number, renewal.article.suffix, renewal.digest)
        if renewal.citation not in resting[place]:
            resting[place].append(renewal.citation)
    return resting


def _is_news(move: Move) -> bool:
    """Whether the move must be recorded: the same digest at the same place bears itself out."""
    new = move.new.all()[0]
    same = (move.old.number, move.old.suffix, move.old.digest) == (
        new.number,
        new.suffix,
        new.digest,
    )
    return not same or move.old.version.statute_id != new.version.statute_id


def _renewal(
    citation: Citation,
    article: Article,
    by_id: int,
    now: datetime,
    *,
    move: Move | None = None,
    reason: str = "",
) -> Renewal:
    return Renewal(
        citation=citation,
        article=article,
        move=move,
        digest=article.digest,
        reason=reason,
        by_id=by_id,
        at=now,
    )
