"""The attempts' own chains, as the journal's verifier and the daily seal read them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet

from exams.models import Attempt, Event, ExamSession
from exams.proof import base_of
from journal.chains import BATCH, Chain, in_batches
from journal.rules import Row, merkle_root


class AttemptChains:
    """One chain for each attempt that was started, named by its ref.

    The first event stands on paper and sealed exam as they lie there now, so that an exchanged
    paper breaks the chain.
    """

    name = "attempts"

    def chains(self) -> Iterator[Chain]:
        for attempt in self._started().iterator(BATCH):
            yield self._chain(attempt)

    def chain(self, name: str) -> Chain | None:
        attempt = self._started().filter(ref=name).first()
        return None if attempt is None else self._chain(attempt)

    def heads(self) -> Iterator[tuple[str, int, str]]:
        rows = Attempt.objects.filter(head_n__gt=0).order_by("pk")
        yield from rows.values_list("ref", "head_n", "head_hash").iterator(BATCH)

    def _started(self) -> QuerySet[Attempt]:
        rows = Attempt.objects.filter(head_n__gt=0).order_by("pk")
        return rows.select_related("paper", "exam__seal")

    def _chain(self, attempt: Attempt) -> Chain:
        return Chain(
            name=attempt.ref,
            base=base_of(attempt),
            head_n=attempt.head_n,
            head_hash=attempt.head_hash,
            rows=in_batches(lambda after: _events(attempt.pk, after)),
        )


def _events(attempt_id: int, after: int) -> list[Row]:
    found = Event.objects.filter(attempt_id=attempt_id, n__gt=after).order_by("n")
    return [Row(e.n, e.body(), e.previous, e.hash) for e in found[:BATCH]]


def session_root(session: ExamSession, at: datetime) -> str:
    """The Merkle root over the heads of all chains of a session as they stood at `at`.

    It is printed on the record that invigilators and examination officers sign by hand.
    """
    chains = Event.objects.filter(attempt__session=session)
    grown = set(chains.filter(at__gt=at).values_list("attempt_id", flat=True))
    attempts = session.attempts.filter(head_n__gt=0).exclude(pk__in=grown)
    heads = {ref: (n, head) for ref, n, head in attempts.values_list("ref", "head_n", "head_hash")}
    before = chains.filter(attempt_id__in=grown, at__lte=at).order_by("n")
    heads |= {ref: (n, head) for ref, n, head in before.values_list("attempt__ref", "n", "hash")}
    return merkle_root(heads)
