"""Writing papers of a locked session: the first ones, and those that are drawn anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, Subquery

from exams.models import (
    Attempt,
    Candidate,
    Exam,
    ExamAmendment,
    ExamSession,
    Exposure,
    Paper,
    RosterLock,
)
from exams.proof import (
    base_hash,
    hall_text,
    places_of,
    plain_place,
    secret_of,
    sitter_of,
    source_for,
    steps_in,
    tokens_text,
)
from exams.rules import generator
from exams.rules.conduct import SessionState
from exams.rules.replacing import Drawn
from journal.rules import digest
from questionbank.models import Revision

BATCH = 200
ONE_BY_ONE = 1  # several rows go as arrays, in which every quotation mark of a long text is escaped


class Drawer:
    """A session's frozen pool, seed and amendments, read once for many papers.

    Who stores papers holds the session's lock and asks first whether it `still_holds`.
    """

    def __init__(self, lock: RosterLock) -> None:
        self.lock = lock
        secret = secret_of(lock.session)
        self.seed = generator.session_seed(secret, lock.witness_number)
        self.steps = steps_in(lock.session)
        self.source = source_for(lock, secret)
        self.revisions: dict[int, Revision] = {}

    def drawn_for(self, candidate: Candidate) -> Drawn:
        """The paper that the candidate sits, as things stand."""
        return self.source.papers_of(sitter_of(self.lock.snapshot, candidate.ref, self.seed))[-1]

    def still_holds(self) -> bool:
        """Whether no amendment has come since everything was read."""
        return steps_in(self.lock.session) == self.steps

    def first_papers(self, candidates: Iterable[Candidate]) -> list[Paper]:
        """The first paper of each candidate with a new attempt, nothing stored yet."""
        session = self.lock.session
        drawn = [(candidate, self.drawn_for(candidate)) for candidate in candidates]
        self._read({place.revision_id for _who, paper in drawn for place in paper.places})
        return [
            self.paper(
                Attempt(
                    exam_id=session.exam_id,
                    session=session,
                    candidate=candidate,
                    person_id=candidate.person_id,
                ),
                paper,
            )
            for candidate, paper in drawn
        ]

    def _read(self, asked: set[int]) -> None:
        """Read the words of questions that no paper before has asked."""
        fresh = asked - self.revisions.keys()
        if fresh:
            words = Revision.objects.only("kind", "stem", "options", "parts")
            self.revisions |= words.in_bulk(fresh)

    def paper(self, attempt: Attempt, drawn: Drawn, n: int = 1) -> Paper:
        """The paper's row, not stored yet; the attempt's chain is set to begin with it."""
        self._read({place.revision_id for place in drawn.places})
        body: dict[str, Any] = {
            "places": [plain_place(place) for place in drawn.places],
            "snapshot": self.lock.digest,
        }
        if drawn.step:
            body["amendment"] = drawn.step
        paper = Paper(
            attempt=attempt,
            n=n,
            body=body,
            hall=hall_text(self.lock.session.exam, drawn.places, self.revisions),
            tokens=tokens_text(drawn.places),
            digest=digest(body),
        )
        attempt.base_hash = base_hash(attempt.ref, paper.digest, self.lock.snapshot["seal"])
        attempt.head_hash = attempt.base_hash
        return paper


def store_first(papers: list[Paper]) -> int:
    """Store the papers, each with its attempt; how many. Under the session's lock."""
    attempts = [paper.attempt for paper in papers]
    Attempt.objects.bulk_create(attempts)
    _store(papers)
    newest = Paper.objects.filter(attempt=OuterRef("pk")).order_by("-n").values("pk")
    rows = Attempt.objects.filter(pk__in=[attempt.pk for attempt in attempts])
    rows.update(paper=Subquery(newest[:1]))
    return len(papers)


def draw_all_anew(exam: Exam, amendment: ExamAmendment) -> dict[str, Any]:
    """New papers wherever in the exam the amendment took effect on one; what they are."""
    locks = RosterLock.objects.select_related("session__exam", "session__secret")
    drawn: list[Paper] = []
    for lock in locks.filter(session__exam=exam).order_by("session__pk"):
        papers, change = draw_anew(lock, amendment.digest)
        drawn += papers
        if lock.session.state == SessionState.DRAWN:
            _count(lock.session, amendment, change)
    return {"papers": len(drawn), "drawn": digest([paper.digest for paper in drawn])}


def _count(session: ExamSession, amendment: ExamAmendment, change: Counter[int]) -> None:
    Exposure.objects.bulk_create(
        Exposure(session=session, revision_id=pk, amendment=amendment, papers=n)
        for pk, n in sorted(change.items())
    )


def draw_anew(lock: RosterLock, step: str) -> tuple[list[Paper], Counter[int]]:
    """New papers in place of those that hold a question taken out by the amendment `step`.

    Returns them, and by question on how many papers more (or fewer) it now stands. Under the
    session's lock and that of all its attempts, of which none has been started.
    """
    drawer, papers, change = Drawer(lock), [], Counter[int]()
    attempts = Attempt.objects.filter(session=lock.session, paper__isnull=False).order_by("pk")
    for attempt in attempts.select_related("candidate", "paper"):
        drawn = drawer.drawn_for(attempt.candidate)
        former = attempt.paper
        if drawn.step != step or former is None:
            continue
        change.subtract(place.revision_id for place in places_of(former))
        change.update(place.revision_id for place in drawn.places)
        papers.append(drawer.paper(attempt, drawn, former.n + 1))
    _store(papers)
    for paper in papers:
        paper.attempt.paper = paper
    changed = ["paper", "base_hash", "head_hash"]
    Attempt.objects.bulk_update([paper.attempt for paper in papers], changed, batch_size=BATCH)
    return papers, Counter({pk: n for pk, n in change.items() if n})


def _store(papers: list[Paper]) -> None:
    for paper in papers:
        paper.attempt_id = paper.attempt.pk
    Paper.objects.bulk_create(papers, batch_size=ONE_BY_ONE)
