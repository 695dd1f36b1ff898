"""All chains of the house, and the walk that verifies them.

A room that keeps chains of its own names a source in `settings.CHAIN_SOURCES`; the journal is the
first. The walk reads in batches, so that neither memory nor a statement grows with a chain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from journal.models import Entry, Stream
from journal.rules import Fault, Row, base_of, chain_key, first_fault

BATCH = 2000


@dataclass(frozen=True)
class Chain:
    """One chain as its source gives it: the head first, the rows read only when walked.

    `after` is not 0 when only the rows after that one are given; `base` is then that row's hash.
    """

    name: str
    base: str
    head_n: int
    head_hash: str
    rows: Iterable[Row]
    after: int = 0


class ChainSource(Protocol):
    """A room's chains. `name` is the source's name in seals and reports."""

    name: str

    def chains(self) -> Iterator[Chain]:
        """Every chain that has rows, in a fixed order, one at a time."""

    def chain(self, name: str) -> Chain | None:
        """One chain by its name, its head read now."""

    def heads(self) -> Iterator[tuple[str, int, str]]:
        """Name, head number and head hash of every chain that has rows, in few queries."""


class JournalChains:
    """The chains of the journal itself: the city's and each agency's."""

    name = "journal"

    def chains(self) -> Iterator[Chain]:
        for stream in Stream.objects.order_by("pk").iterator(BATCH):
            yield self._chain(stream)

    def chain(self, name: str) -> Chain | None:
        stream = Stream.objects.filter(name=name).first()
        return None if stream is None else self._chain(stream)

    def heads(self) -> Iterator[tuple[str, int, str]]:
        rows = Stream.objects.filter(head_n__gt=0).order_by("name")
        yield from rows.values_list("name", "head_n", "head_hash").iterator(BATCH)

    def end_of(self, stream: Stream, rows: int) -> Chain:
        """The last `rows` rows of a chain, standing on the row before them."""
        after = max(0, stream.head_n - rows)
        before = Entry.objects.filter(stream=stream, n=after).first()
        return self._chain(stream, after, before.hash if before else base_of(stream.name))

    def _chain(self, stream: Stream, after: int = 0, base: str = "") -> Chain:
        return Chain(
            name=stream.name,
            base=base or base_of(stream.name),
            head_n=stream.head_n,
            head_hash=stream.head_hash,
            rows=in_batches(lambda n: _entries(stream.pk, n), after),
            after=after,
        )


def in_batches(rows_after: Callable[[int], list[Row]], after: int = 0) -> Iterator[Row]:
    """All rows after `after` in order of `n`; `rows_after(n)` gives the next BATCH after `n`."""
    while batch := rows_after(after):
        yield from batch
        if len(batch) < BATCH:
            return
        after = batch[-1].n


def _entries(stream_id: int, after: int) -> list[Row]:
    found = Entry.objects.filter(stream_id=stream_id, n__gt=after).order_by("n")
    return [Row(e.n, e.body(), e.previous, e.hash) for e in found[:BATCH]]


def sources() -> list[ChainSource]:
    """The sources that `settings.CHAIN_SOURCES` names, in its order."""
    return [import_string(path)() for path in settings.CHAIN_SOURCES]


@dataclass
class Report:
    """What a walk over all chains found."""

    entries: int = 0
    chains: int = 0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        if self.faults:
            return "\n".join(self.faults)
        return f"{self.entries} entries, {self.chains} chains, intact"


Witness = Mapping[str, Mapping[str, Mapping[int, str]]]
"""What seals bear witness to: source, key of the chain (`rules.chain_key`), row number, hash."""


def verify(witness: Witness | None = None) -> Report:
    """Walk every chain of every source; a chain's first fault is one line of the report."""
    report = Report()
    unread = set(witness or {})
    for source in sources():
        unread.discard(source.name)
        sealed = (witness or {}).get(source.name, {})
        gone = set(sealed)
        for chain in source.chains():
            key = chain_key(chain.name)
            gone.discard(key)
            counter = Counted(chain.rows)
            fault = chain_fault(source, replace(chain, rows=counter), sealed.get(key))
            report.chains += 1
            report.entries += counter.rows
            if fault:
                report.faults.append(f"{source.name} {chain.name}, row {fault.n}: {fault.why}")
        report.faults += [
            f"{source.name}: a sealed chain of {max(sealed[key])} rows is gone ({key[:16]})"
            for key in sorted(gone)
        ]
    report.faults += [f"{name}: sealed, but no source of this name" for name in sorted(unread)]
    return report


def chain_fault(
    source: ChainSource, chain: Chain, sealed: Mapping[int, str] | None = None
) -> Fault | None:
    """The chain's first fault, or None. A chain that grows while it is read is not at fault."""
    fault = first_fault(
        chain.rows,
        base=chain.base,
        head_n=chain.head_n,
        head_hash=chain.head_hash,
        sealed=sealed,
        after=chain.after,
    )
    if fault and fault.beyond:
        now = source.chain(chain.name)
        if now is not None and now.head_n >= fault.beyond:
            return None
    return fault


class Counted:
    """Rows, counted as they pass."""

    def __init__(self, inner: Iterable[Row]) -> None:
        self.inner = inner
        self.rows = 0

    def __iter__(self) -> Iterator[Row]:
        for row in self.inner:
            self.rows += 1
            yield row
