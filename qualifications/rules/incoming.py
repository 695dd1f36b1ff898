"""What would become of the rows of the province's certificate data. No database, no clock.

A row's certificate is known by its number. Whose it is, staff number or identity number says; a
name alone never does: the importer is told who bears it and fills in the number. A certificate on
record that says the same is left alone; one that says something else is a fault that names the
difference, because only a decision or a correction changes what is on record.

Sources: plan art. 31 (信息交流和资源共享); the fields of the national form, domain.md 2.3; that the
province issues it: 法治政府建设实施纲要（2021–2025年）（十五）.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from exchange.rules import (
    Column,
    Fault,
    Finding,
    Resolution,
    Row,
    Standing,
    form_faults,
    parts,
    read_day,
)
from qualifications.rules.numbers import fits, tidy_number

OLDEST = date(1990, 1, 1)  # earlier days are slips of the year; house default
FARTHEST = timedelta(days=366)  # a certificate begins within a year at the latest; house default
VALID = "有效"


@dataclass(frozen=True)
class Holder:
    """A person on record who may be meant. `path` is the place of their agency."""

    id: int
    name: str
    staff_number: str
    agency_name: str
    path: str
    is_visible: bool = True


@dataclass(frozen=True)
class BodyPlace:
    """A body as the importer sees it, by its agency's code."""

    id: int
    path: str
    name: str


@dataclass(frozen=True)
class Held:
    """A certificate on record, in the words of the sheet. `withdrawn`: it may be entered again."""

    ref: str
    holder: Holder
    cells: Mapping[str, str]
    withdrawn: bool = False


@dataclass(frozen=True)
class Pattern:
    """An issuer's pattern of numbers for one kind between two days."""

    issuer: str
    kind: str
    pattern: str
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True)
class IncomingFacts:
    """What the rows are judged by. Persons are found by staff number and identity number."""

    today: date
    bodies: Mapping[str, BodyPlace] = field(default_factory=dict)
    by_staff_number: Mapping[str, Holder] = field(default_factory=dict)
    by_identity: Mapping[str, Holder] = field(default_factory=dict)
    by_name: Mapping[str, Sequence[Holder]] = field(default_factory=dict)
    held: Mapping[str, Held] = field(default_factory=dict)
    domains: frozenset[str] = frozenset()
    patterns: tuple[Pattern, ...] = ()


def judge_certificates(
    rows: Sequence[Row], columns: Sequence[Column], facts: IncomingFacts
) -> list[Finding]:
    """A finding for each row, in order."""
    seen: dict[str, Row] = {}
    findings = []
    for row in rows:
        number = tidy_number(row.get("number"))
        faults = list(form_faults(columns, row))
        if number in seen:
            faults.append(Fault("number", "number_repeated", {"row": seen[number].n}))
        findings.append(_judged(row, faults, facts))
        if number and row.resolution is not Resolution.SKIP:
            seen.setdefault(number, row)
    return findings


def _judged(row: Row, faults: list[Fault], facts: IncomingFacts) -> Finding:
    holder, doubt = holder_of(row, facts)
    faults += [*doubt, *_card_faults(row, facts), *_body_faults(row, holder, facts)]
    held = facts.held.get(tidy_number(row.get("number")))
    if held is not None and not held.withdrawn:
        faults += _differences(row, holder, held)
        if not faults:
            return Finding(Standing.UNCHANGED, key=held.ref)
    elif held is not None and holder is not None and held.holder.id != holder.id:
        faults.append(Fault("number", "number_taken"))
    return Finding(Standing.FAULTY, tuple(faults)) if faults else Finding(Standing.NEW)


def holder_of(row: Row, facts: IncomingFacts) -> tuple[Holder | None, list[Fault]]:
    """Whose the certificate is, or why that is not clear. Of persons out of sight nothing is
    said."""
    number, identity, name = row.get("staff_number"), row.get("identity"), row.get("name")
    if number:
        found = facts.by_staff_number.get(number)
        column, unknown = "staff_number", "holder_unknown"
    elif identity:
        found = facts.by_identity.get(identity)
        column, unknown = "identity", "holder_unknown"
    else:
        return None, [_unclear(name, facts)]
    if found is None or not found.is_visible:
        return None, [Fault(column, unknown)]
    if found.name != name:
        return None, [Fault("name", "name_differs", {"name": found.name})]
    return found, []


def _unclear(name: str, facts: IncomingFacts) -> Fault:
    namesakes = facts.by_name.get(name, ())
    if not namesakes:
        return Fault("name", "nobody_named_so")
    who = "；".join(f"{h.staff_number} {h.agency_name}" for h in namesakes[:5])
    return Fault("staff_number", "which_of_them", {"who": who})


def _card_faults(row: Row, facts: IncomingFacts) -> Iterator[Fault]:
    """What is wrong with the certificate itself."""
    for name in parts(row.get("domains")):
        if name not in facts.domains:
            yield Fault("domains", "domain_unknown", {"domain": name})
    begins, ends = read_day(row.get("valid_from")), read_day(row.get("valid_to"))
    if begins and not OLDEST <= begins <= facts.today + FARTHEST:
        yield Fault("valid_from", "day_out_of_range")
    if begins and ends and ends < begins:
        yield Fault("valid_to", "ends_before_start")
    if begins:
        yield from _number_faults(row, begins, facts)
    yield from _status_faults(row, begins, facts.today)


def _number_faults(row: Row, begins: date, facts: IncomingFacts) -> Iterator[Fault]:
    known = [
        p.pattern
        for p in facts.patterns
        if (p.issuer, p.kind) == (row.get("issuer"), row.get("kind"))
        and p.valid_from <= begins
        and (p.valid_to is None or begins <= p.valid_to)
    ]
    if not known:
        yield Fault("issuer", "pattern_missing")
    elif not any(fits(pattern, tidy_number(row.get("number"))) for pattern in known):
        yield Fault("number", "number_shape")


def _status_faults(row: Row, begins: date | None, today: date) -> Iterator[Fault]:
    """A status that is not 有效 needs its day, between the first day and today."""
    status, day = row.get("status"), read_day(row.get("status_on"))
    if status in ("", VALID):
        return
    if day is None:
        yield Fault("status_on", "required")
    elif day > today or (begins is not None and day < begins):
        yield Fault("status_on", "day_out_of_range")


def _body_faults(row: Row, holder: Holder | None, facts: IncomingFacts) -> Iterator[Fault]:
    code = row.get("body")
    if not code:
        return
    body = facts.bodies.get(code)
    if body is None:
        yield Fault("body", "body_unknown")
    elif holder is not None and not holder.path.startswith(body.path):
        yield Fault("body", "body_elsewhere", {"agency": holder.agency_name})


def _differences(row: Row, holder: Holder | None, held: Held) -> Iterable[Fault]:
    """Where the row says something else than what is on record, column by column."""
    if holder is not None and held.holder.id != holder.id:
        yield Fault("number", "number_taken")
        return
    for column, ours in held.cells.items():
        if _same_sense(column, row.get(column), ours):
            continue
        yield Fault(column, "differs", {"ours": ours or "—"})


def _same_sense(column: str, theirs: str, ours: str) -> bool:
    """Whether two cells say the same: days by the calendar, domains in any order; a file that is
    silent on post and area contradicts nothing."""
    if column in ("post_title", "area") and not theirs:
        return True
    if column in ("valid_from", "valid_to"):
        return read_day(theirs) == read_day(ours)
    if column == "domains":
        return set(parts(theirs)) == set(parts(ours))
    return (theirs or VALID if column == "status" else theirs) == ours
