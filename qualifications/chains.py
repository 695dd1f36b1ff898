"""The register's chains, as the journal's verifier and the daily seal read them."""

from __future__ import annotations

from collections.abc import Iterator

from journal.chains import BATCH, Chain, in_batches
from journal.rules import Row, base_of
from qualifications.models import Event, RegisterChain


class RegisterChains:
    """One chain for each agency that has an event, named for it."""

    name = "register"

    def chains(self) -> Iterator[Chain]:
        for row in RegisterChain.objects.filter(head_n__gt=0).order_by("pk").iterator(BATCH):
            yield _chain(row)

    def chain(self, name: str) -> Chain | None:
        key = name.removeprefix("agency:")
        row = RegisterChain.objects.filter(agency_id=int(key)).first() if key.isdigit() else None
        return None if row is None else _chain(row)

    def heads(self) -> Iterator[tuple[str, int, str]]:
        for row in RegisterChain.objects.filter(head_n__gt=0).order_by("pk").iterator(BATCH):
            yield row.name, row.head_n, row.head_hash


def base_hash(name: str) -> str:
    """What the first event of a chain stands on."""
    return base_of(f"register {name}")


def _chain(row: RegisterChain) -> Chain:
    return Chain(
        name=row.name,
        base=base_hash(row.name),
        head_n=row.head_n,
        head_hash=row.head_hash,
        rows=in_batches(lambda after: _events(row.pk, after)),
    )


def _events(chain_id: int, after: int) -> list[Row]:
    found = Event.objects.filter(chain_id=chain_id, n__gt=after).order_by("n")
    return [Row(e.n, e.body(), e.previous, e.hash) for e in found[:BATCH]]
