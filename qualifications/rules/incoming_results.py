"""What would become of the rows of an issuer's file of results. No database, no clock.

An exam from elsewhere is known by whom, part, domain, day and document. One that counts already and
says the same is left alone; where it says something else the column is named: what counts is
withdrawn by two persons, never overwritten.

Sources: plan art. 31 (信息交流和资源共享); 河南省行政执法条例 art. 21 (both exams are passed).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from exchange.rules import (
    Column,
    Fault,
    Finding,
    Resolution,
    Row,
    Standing,
    form_faults,
    read_day,
)
from qualifications.rules.incoming import OLDEST, Holder, IncomingFacts, holder_of

PROFESSIONAL = "专业法律知识"
MOST = 100_000  # hundredths of a mark: a thousand marks; house default
Exam = tuple[int, str, str, date, str]  # person, part, domain, day, document


@dataclass(frozen=True)
class Counted:
    """A result that counts already, in the words of the sheet."""

    ref: str
    cells: Mapping[str, str]


@dataclass(frozen=True)
class ResultFacts:
    """What the rows are judged by."""

    today: date
    importer: int
    persons: IncomingFacts
    counted: Mapping[Exam, Counted] = field(default_factory=dict)
    domains: frozenset[str] = frozenset()


def judge_results(
    rows: Sequence[Row], columns: Sequence[Column], facts: ResultFacts
) -> list[Finding]:
    """A finding for each row, in order."""
    seen: dict[Exam, Row] = {}
    findings = []
    for row in rows:
        holder, doubt = holder_of(row, facts.persons)
        faults = [*form_faults(columns, row), *doubt, *_own_faults(row, holder, facts)]
        exam = exam_of(row, holder)
        if exam in seen:
            faults.append(Fault("part", "result_repeated", {"row": seen[exam].n}))
        findings.append(_judged(row, exam, faults, facts))
        if exam is not None and row.resolution is not Resolution.SKIP:
            seen.setdefault(exam, row)
    return findings


def exam_of(row: Row, holder: Holder | None) -> Exam | None:
    """Which exam of whom the row tells, as far as that is clear."""
    day = read_day(row.get("day"))
    if holder is None or day is None:
        return None
    return holder.id, row.get("part"), row.get("domain"), day, row.get("document")


def hundredths(words: str) -> int | None:
    """Marks as the sheet writes them, in hundredths; None if it is no such number."""
    try:
        marks = Decimal(words) * 100
    except InvalidOperation:
        return None
    if not marks.is_finite() or marks != marks.to_integral_value() or not 0 <= marks <= MOST:
        return None
    return int(marks)


def _judged(row: Row, exam: Exam | None, faults: list[Fault], facts: ResultFacts) -> Finding:
    known = facts.counted.get(exam) if exam is not None else None
    if known is not None:
        faults += _differences(row, known)
        if not faults:
            return Finding(Standing.UNCHANGED, key=known.ref)
    return Finding(Standing.FAULTY, tuple(faults)) if faults else Finding(Standing.NEW)


def _own_faults(row: Row, holder: Holder | None, facts: ResultFacts) -> Iterator[Fault]:
    """What is wrong with the result itself."""
    domain, day = row.get("domain"), read_day(row.get("day"))
    if row.get("part") and (row.get("part") == PROFESSIONAL) != bool(domain):
        yield Fault("domain", "domain_of_professional")
    elif domain and domain not in facts.domains:
        yield Fault("domain", "domain_unknown", {"domain": domain})
    if day and not OLDEST <= day <= facts.today:
        yield Fault("day", "day_out_of_range")
    if row.get("marks") and hundredths(row.get("marks")) is None:
        yield Fault("marks", "marks_shape")
    if holder is not None and holder.id == facts.importer:
        yield Fault("name", "own_result")


def _differences(row: Row, known: Counted) -> Iterator[Fault]:
    for column, ours in known.cells.items():
        theirs = row.get(column)
        same = hundredths(theirs) == hundredths(ours) if column == "marks" else theirs == ours
        if not same:
            yield Fault(column, "differs", {"ours": ours})
