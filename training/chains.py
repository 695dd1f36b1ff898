"""The ledgers' chains, as the journal's verifier and the daily seal read them."""

from __future__ import annotations

from collections.abc import Iterator

from journal.chains import BATCH, Chain, in_batches
from journal.rules import Row, base_of
from training.models import Ledger, LedgerEntry


class HoursChains:
    """One chain for each agency that keeps a ledger, named by the agency's id."""

    name = "hours"

    def chains(self) -> Iterator[Chain]:
        for ledger in Ledger.objects.filter(head_n__gt=0).order_by("agency_id").iterator(BATCH):
            yield self._chain(ledger)

    def chain(self, name: str) -> Chain | None:
        key = name.removeprefix("hours:")
        ledger = Ledger.objects.filter(agency_id=int(key)).first() if key.isdigit() else None
        return None if ledger is None else self._chain(ledger)

    def heads(self) -> Iterator[tuple[str, int, str]]:
        for ledger in Ledger.objects.filter(head_n__gt=0).order_by("agency_id").iterator(BATCH):
            yield ledger.chain_name, ledger.head_n, ledger.head_hash

    def _chain(self, ledger: Ledger) -> Chain:
        return Chain(
            name=ledger.chain_name,
            base=base_of(ledger.chain_name),
            head_n=ledger.head_n,
            head_hash=ledger.head_hash,
            rows=in_batches(lambda after: _lines(ledger.pk, after)),
        )


def _lines(ledger_id: int, after: int) -> list[Row]:
    found = LedgerEntry.objects.filter(ledger=ledger_id, n__gt=after).order_by("n")
    return [Row(e.n, e.body(), e.previous, e.hash) for e in found[:BATCH]]
