"""What the server acknowledged, kept outside of it, and what the database must say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

Faults = Counter[str]


@dataclass(frozen=True)
class Sent:
    """One operation as a browser sent it; `fenced` when its epoch had already lost the pen."""

    op_id: str
    epoch: int
    seq: int
    place: int
    choices: tuple[str, ...]
    fenced: bool = False


@dataclass
class Ledger:
    """Every operation that was acknowledged, by attempt; what browsers saw that must not be."""

    acknowledged: dict[str, dict[str, tuple[Sent, str]]] = field(default_factory=dict)
    seen: Faults = field(default_factory=Counter)
    requests: int = 0
    dropped: int = 0
    repeated: int = 0
    refused: Counter[int] = field(default_factory=Counter)
    receipts: dict[str, tuple[int, str]] = field(default_factory=dict)

    def acknowledge(self, ref: str, sent: Sent, disposition: str) -> None:
        """Note what the server said; said once, it must never say otherwise."""
        log = self.acknowledged.setdefault(ref, {})
        before = log.get(sent.op_id)
        if before and before[1] != disposition:
            self.seen["disposition changed"] += 1
        if sent.fenced and disposition == "applied":
            self.seen["fenced computer wrote"] += 1
        log.setdefault(sent.op_id, (sent, disposition))

    def hand_in(self, ref: str, head: tuple[int, str]) -> None:
        """Note the receipt's end of the chain; a second hand-in must give the same."""
        if self.receipts.setdefault(ref, head) != head:
            self.seen["receipt changed"] += 1

    @property
    def count(self) -> int:
        return sum(map(len, self.acknowledged.values()))

    def answers(self, ref: str) -> dict[int, tuple[str, ...]]:
        """What counts at each place of an attempt, folded from what was acknowledged alone."""
        newest: dict[int, Sent] = {}
        for sent, disposition in self.acknowledged.get(ref, {}).values():
            at = newest.get(sent.place)
            later = at is None or (sent.epoch, sent.seq) > (at.epoch, at.seq)
            if disposition == "applied" and later:
                newest[sent.place] = sent
        return {place: tuple(sorted(sent.choices)) for place, sent in newest.items()}


@dataclass(frozen=True)
class Kept:
    """One stored operation."""

    op_id: str
    epoch: int
    seq: int
    place: int
    choices: tuple[str, ...]
    disposition: str


def compare(ledger: Ledger, stored: dict[str, list[Kept]], known: Iterable[str]) -> Faults:
    """Hold the stored operations of all attempts against the ledger.

    `known` are all ids that browsers made: a stored one of another id is nobody's answer.
    """
    faults: Faults = Counter(ledger.seen)
    made = set(known)
    for ref, log in ledger.acknowledged.items():
        kept = {row.op_id: row for row in stored.get(ref, [])}
        for op_id, (sent, disposition) in log.items():
            row = kept.get(op_id)
            if row is None:
                faults["acknowledged and lost"] += 1
            elif row.disposition != disposition or _content(row) != _content(sent):
                faults["stored otherwise than acknowledged"] += 1
    for ref, rows in stored.items():
        faults["stored and nobody's"] += sum(row.op_id not in made for row in rows)
        if len({(row.epoch, row.seq) for row in rows}) != len(rows):
            faults["stored twice"] += 1
        faults["answers differ"] += _folded(rows) != ledger.answers(ref)
    return +faults


def _content(row: Sent | Kept) -> tuple[object, ...]:
    return (row.epoch, row.seq, row.place, tuple(sorted(row.choices)))


def _folded(rows: Iterable[Kept]) -> dict[int, tuple[str, ...]]:
    applied = [row for row in rows if row.disposition == "applied"]
    ordered = sorted(applied, key=lambda row: (row.epoch, row.seq))
    return {row.place: tuple(sorted(row.choices)) for row in ordered}
