"""Making the papers of locked sessions within the hour before the start, in the background."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet

from exams.actions.papers import Drawer, store_first
from exams.models import Candidate, ExamSession, Exposure, Paper, RosterLock
from exams.rules import conduct
from exams.rules.making import Share, is_large, shares_for
from journal.actions import record
from journal.rules import digest

PAPER_BATCH = 200
STORED_AT_ONCE = 40  # papers; so that nobody waits long for the session's lock
BATCH = 500
PAPERS_BEFORE = timedelta(minutes=60)
LOST_AFTER = timedelta(minutes=3)  # house default; papers not complete by then are asked for anew
log = structlog.get_logger(__name__)


def make_due_papers(*, now: datetime) -> int:
    """Make the papers of every locked session of one room's size that opens within the hour; how
    many were made. Large ones are asked for: `ask_for_papers`.

    Not earlier, so that a paper lies about for as short a time as may be.
    """
    made = 0
    for session in _due(now):
        if is_large(session.people):  # type: ignore[attr-defined]  # by `_due`
            continue
        try:
            made += make_papers(session, now=now)
        except Exception:  # whatever it is, the other sessions need their papers
            log.exception("papers failed", job=session.pk)
    return made


@transaction.atomic
def ask_for_papers(*, now: datetime) -> list[tuple[int, Share]]:
    """The due large sessions, each in shares for several workers, noted as asked for, so that
    nobody asks again at once."""
    open_ = Q(papers_asked_at__isnull=True) | Q(papers_asked_at__lte=now - LOST_AFTER)
    asked: list[tuple[int, Share]] = []
    for session in _due(now).filter(open_):
        people = session.people  # type: ignore[attr-defined]  # by `_due`
        if is_large(people):
            ExamSession.objects.filter(pk=session.pk).update(papers_asked_at=now)
            asked += [(session.pk, share) for share in shares_for(people)]
    return asked


def _due(now: datetime) -> QuerySet[ExamSession]:
    rows = ExamSession.objects.filter(
        state=conduct.SessionState.LOCKED, opens_at__lte=now + PAPERS_BEFORE
    )
    return rows.annotate(people=Count("candidates")).order_by("opens_at")


WHOLE = Share(0, 1)


def make_papers(session: ExamSession, *, now: datetime, share: Share = WHOLE) -> int:
    """Make the attempt and paper of every candidate of the share who has none yet; how many.

    Safe to repeat and to run several times at once: an attempt and its paper are made in one
    transaction and the database admits one for each candidate. Whoever makes the last one
    completes the session.
    """
    lock = RosterLock.objects.select_related("session__exam").get(session=session)
    made, drawer = 0, Drawer(lock)
    while batch := _without_paper(lock.session, share):
        stored = _make_batch(drawer, batch)
        if stored is None:  # an amendment came between: what was drawn does not count
            drawer = Drawer(lock)
        made += stored or 0
    if not lock.session.candidates.filter(attempts__isnull=True).exists():
        _mark_drawn(lock.session, now)
    return made


def _without_paper(session: ExamSession, share: Share) -> list[Candidate]:
    waiting = session.candidates.filter(attempts__isnull=True)
    mine = waiting.annotate(turn=F("pk") % share.of).filter(turn=share.n)
    return list(mine.order_by("pk")[:PAPER_BATCH])


def _make_batch(drawer: Drawer, batch: Collection[Candidate]) -> int | None:
    """Papers for some candidates: drawn first, then stored under the session's lock, so that jobs
    draw at the same time and do not collide. None where they do not hold any more."""
    papers, stored = drawer.first_papers(batch), 0
    for start in range(0, len(papers), STORED_AT_ONCE):
        some = _stored(drawer, papers[start : start + STORED_AT_ONCE])
        if some is None:
            return None
        stored += some
    return stored


@transaction.atomic
def _stored(drawer: Drawer, papers: list[Paper]) -> int | None:
    """Store papers of candidates who have none yet; None where an amendment came between."""
    session = ExamSession.objects.select_for_update(no_key=True).get(pk=drawer.lock.session_id)
    if not drawer.still_holds():
        return None
    waiting = session.candidates.filter(attempts__isnull=True)
    own = waiting.filter(pk__in=[paper.attempt.candidate_id for paper in papers])
    free = set(own.values_list("pk", flat=True))
    return store_first([paper for paper in papers if paper.attempt.candidate_id in free])


@transaction.atomic
def _mark_drawn(session: ExamSession, now: datetime) -> None:
    held = (
        ExamSession.objects.select_for_update(of=("self",))
        .select_related("exam")
        .get(pk=session.pk)
    )
    if held.state != conduct.SessionState.LOCKED:
        return
    held.state = conduct.SessionState.DRAWN
    held.save(update_fields=["state"])
    papers = Paper.objects.filter(paper_of__session=held).order_by("attempt_id")
    digests: list[str] = []
    used: Counter[int] = Counter()
    for paper_digest, body in papers.values_list("digest", "body").iterator(PAPER_BATCH):
        digests.append(paper_digest)
        used.update({place["revision"] for place in body["places"]})
    Exposure.objects.bulk_create(
        [Exposure(session=held, revision_id=pk, papers=n) for pk, n in used.items()],
        batch_size=BATCH,
    )
    facts = {"papers": len(digests), "digest": digest(digests)}
    record(
        None, "exams.make_papers", f"exams.examsession:{held.pk}", facts,
        agency_id=held.exam.agency_id, now=now,
    )  # fmt: skip
