"""What would become of the rows of an imported list of agencies or persons. No database, no clock.

The facts of the day (what the importer may see, who bears a name) come in as plain values; each
row goes out with a finding. Rows of one file know of each other: a parent may stand in the same
file, a name may stand in it twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from exchange.rules import (
    ROW_KEY,
    Candidate,
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
from people.rules.identity import identity_fault, is_phone, tidy_identity
from people.rules.rights import Grant, Role, clashes

CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,31}")
PERSON_NAME = re.compile(r"[^\W\d_]+(?:[·•. '-][^\W\d_]+)*")
OLDEST_POST = date(1950, 1, 1)
FARTHEST_POST = timedelta(days=366)


@dataclass(frozen=True)
class Place:
    """An agency as the importer sees it."""

    id: int
    path: str
    code: str
    name: str
    kind: str
    parent_code: str = ""
    is_closed: bool = False


@dataclass(frozen=True)
class AgencyFacts:
    """The agencies that the importer administers, by code; and all codes in use anywhere."""

    places: Mapping[str, Place]
    codes_in_use: frozenset[str]


@dataclass(frozen=True)
class Known:
    """A person on record who may be meant by a row."""

    key: str
    name: str
    agency_id: int
    label: str
    has_identity: bool = False
    is_visible: bool = True
    agency_name: str = ""


@dataclass(frozen=True)
class PersonFacts:
    """Where the importer may enter persons, who is there already, which roles may be given."""

    today: date
    places: Mapping[str, Place]
    by_name: Mapping[tuple[str, int], Sequence[Known]] = field(default_factory=dict)
    by_identity: Mapping[str, Known] = field(default_factory=dict)
    keys_on_record: frozenset[str] = frozenset()
    roles: Mapping[str, Role] = field(default_factory=dict)
    may_grant: Callable[[Role, str], bool] = lambda role, path: False
    domains: frozenset[str] = frozenset()  # the names on record, ended ones among them
    gated: frozenset[tuple[str, str]] = frozenset()  # kind and first day of posts, as in the rows


# --- agencies -----------------------------------------------------------------------------------


def judge_agencies(
    rows: Sequence[Row], columns: Sequence[Column], facts: AgencyFacts
) -> list[Finding]:
    """A finding for each row, in order. An agency outside the scope looks like an unknown one."""
    first: dict[str, Row] = {}
    for row in rows:
        if row.resolution is not Resolution.SKIP:
            first.setdefault(row.get("code"), row)
    own = {
        row.n: _own_finding(row, columns, facts, first.get(row.get("code"), row)) for row in rows
    }
    sound = {
        row.get("code") for row in first.values() if own[row.n].standing is not Standing.FAULTY
    }
    return [
        _with_parent(row, own[row.n], facts, {c: r for c, r in first.items() if c in sound})
        for row in rows
    ]


def _own_finding(row: Row, columns: Sequence[Column], facts: AgencyFacts, first: Row) -> Finding:
    """What can be said of a row without its parent."""
    faults = list(form_faults(columns, row))
    code = row.get("code")
    place = facts.places.get(code)
    if code and not CODE.fullmatch(code):
        faults.append(Fault("code", "code_shape"))
    elif first.n != row.n:
        faults.append(Fault("code", "code_repeated", {"row": first.n}))
    elif place and _is_same(row, place):
        return Finding(Standing.UNCHANGED, key=str(place.id)) if not faults else _faulty(faults)
    elif place:
        faults.append(Fault("code", "code_differs", {"name": place.name}))
    elif code in facts.codes_in_use:
        faults.append(Fault("code", "code_taken"))
    return _faulty(faults) if faults else Finding(Standing.NEW)


def _is_same(row: Row, place: Place) -> bool:
    return (row.get("name"), row.get("kind"), row.get("parent")) == (
        place.name,
        place.kind,
        place.parent_code,
    )


def _with_parent(row: Row, own: Finding, facts: AgencyFacts, sound: Mapping[str, Row]) -> Finding:
    """The finding once the parent is looked at: on record, or in a sound row of the same file."""
    if own.standing is Standing.UNCHANGED:
        return own
    parent = row.get("parent")
    place = facts.places.get(parent)
    fault = None
    if not parent:
        fault = Fault("parent", "required")
    elif place and place.is_closed:
        fault = Fault("parent", "agency_closed")
    elif not place and not _leads_to_record(row, facts, sound):
        fault = Fault("parent", "agency_unknown")
    return _faulty([*own.faults, fault]) if fault else own


def _leads_to_record(row: Row, facts: AgencyFacts, sound: Mapping[str, Row]) -> bool:
    """Whether the chain of parents within the file ends at an agency on record."""
    seen, at = {row.get("code")}, row.get("parent")
    while at not in facts.places:
        if at in seen or at not in sound:
            return False
        seen.add(at)
        at = sound[at].get("parent")
    return not facts.places[at].is_closed


def parents_first(rows: Sequence[Row]) -> list[Row]:
    """The rows in an order in which every parent stands before its children."""
    waiting = {row.get("code"): row for row in rows}
    ordered: list[Row] = []
    while waiting:
        ready = [row for row in waiting.values() if row.get("parent") not in waiting]
        if not ready:
            raise ValueError("the rows are each other's parents")
        ordered += ready
        for row in ready:
            del waiting[row.get("code")]
    return ordered


# --- persons ------------------------------------------------------------------------------------


def judge_persons(
    rows: Sequence[Row], columns: Sequence[Column], facts: PersonFacts
) -> list[Finding]:
    """A finding for each row, in order; see `PersonFacts` for what it rests on.

    A row is about a person on record when an earlier import made it, or by identity number. By
    name alone nobody is taken for somebody else: the importer is asked.
    """
    seen_names: dict[tuple[str, str], list[Row]] = {}
    seen_numbers: dict[str, Row] = {}
    findings = []
    for row in rows:
        finding = _judge_person(row, columns, facts, seen_names, seen_numbers)
        findings.append(finding)
        if row.resolution in (Resolution.SKIP, Resolution.SAME):
            continue
        if finding.standing in (Standing.NEW, Standing.NAMESAKE):
            seen_names.setdefault(_name_and_place(row), []).append(row)
        if number := tidy_identity(row.get("identity")):
            seen_numbers.setdefault(number, row)
    return findings


def _judge_person(
    row: Row,
    columns: Sequence[Column],
    facts: PersonFacts,
    seen_names: Mapping[tuple[str, str], Sequence[Row]],
    seen_numbers: Mapping[str, Row],
) -> Finding:
    if row.known_key in facts.keys_on_record:
        return Finding(Standing.UNCHANGED, key=row.known_key)
    place = facts.places.get(row.get("agency"))
    faults = [
        *form_faults(columns, row),
        *_person_faults(row, facts),
        *_place_faults(row, place, facts),
    ]
    number = tidy_identity(row.get("identity"))
    if number in seen_numbers:
        faults.append(Fault("identity", "identity_repeated", {"row": seen_numbers[number].n}))
    known = facts.by_identity.get(number)
    if known and place:
        if known.is_visible and (known.name, known.agency_id) == (row.get("name"), place.id):
            return _faulty(faults) if faults else Finding(Standing.UNCHANGED, key=known.key)
        faults.append(_identity_clash(row, known))
    if faults or place is None:
        return _faulty(faults)
    candidates = (
        *_on_record(row, place, number, facts),
        *_in_this_file(number, seen_names.get(_name_and_place(row), ())),
    )
    return Finding(Standing.NAMESAKE if candidates else Standing.NEW, candidates=candidates)


def _person_faults(row: Row, facts: PersonFacts) -> Iterable[Fault]:
    """What is wrong with the values themselves, beyond their form."""
    name, number, phone = row.get("name"), tidy_identity(row.get("identity")), row.get("phone")
    if name and not PERSON_NAME.fullmatch(name):
        yield Fault("name", "name_shape")
    if number and (wrong := identity_fault(number, on=facts.today)):
        yield Fault("identity", f"identity_{wrong.value}")
    if phone and not is_phone(phone):
        yield Fault("phone", "phone_shape")
    begins = read_day(row.get("valid_from"))
    if begins and not OLDEST_POST <= begins <= facts.today + FARTHEST_POST:
        yield Fault("valid_from", "day_out_of_range")
    for domain in parts(row.get("domains")):
        if domain not in facts.domains:
            yield Fault("domains", "domain_unknown", {"domain": domain})
    if (row.get("kind"), row.get("valid_from")) in facts.gated:
        yield Fault("kind", "posting_gated")


def _place_faults(row: Row, place: Place | None, facts: PersonFacts) -> Iterable[Fault]:
    """What is wrong with the agency, or with the roles to be held over it."""
    if not row.get("agency"):
        return
    if place is None:
        yield Fault("agency", "agency_unknown")
        return
    if place.is_closed:
        yield Fault("agency", "agency_closed")
    roles = roles_of(row, facts.roles)
    if not all(facts.may_grant(role, place.path) for role in roles):
        yield Fault("roles", "role_not_yours")
    grants = [Grant(role, place.path) for role in roles]
    if any(clashes(grants, grant) for grant in grants):
        yield Fault("roles", "roles_clash")


def roles_of(row: Row, roles: Mapping[str, Role]) -> tuple[Role, ...]:
    """The roles that a row names; words that name none are a fault of form, found elsewhere."""
    return tuple(roles[word] for word in parts(row.get("roles")) if word in roles)


def _identity_clash(row: Row, known: Known) -> Fault:
    """Why a number on record does not fit. Of a person outside the scope nothing is said."""
    if not known.is_visible:
        return Fault("identity", "identity_taken")
    if known.name == row.get("name"):
        return Fault("identity", "works_elsewhere", {"agency": known.agency_name})
    return Fault("identity", "identity_of_another")


def _on_record(row: Row, place: Place, number: str, facts: PersonFacts) -> Iterable[Candidate]:
    """Namesakes there, unless both have identity numbers, which then are known to differ."""
    for known in facts.by_name.get((row.get("name"), place.id), ()):
        if not (number and known.has_identity):
            yield Candidate(known.key, known.label)


def _in_this_file(number: str, earlier: Sequence[Row]) -> Iterable[Candidate]:
    for row in earlier:
        if not (number and tidy_identity(row.get("identity"))):
            yield Candidate(f"{ROW_KEY}{row.n}", str(row.n))


def _name_and_place(row: Row) -> tuple[str, str]:
    return row.get("name"), row.get("agency")


def _faulty(faults: Iterable[Fault | None]) -> Finding:
    return Finding(Standing.FAULTY, tuple(fault for fault in faults if fault))
