"""Who may act together in one case: enough of them, each qualified on the day, none in conflict.

Sources: 行政处罚法 art. 42 (not fewer than two officers 具有行政执法资格) and 43 (回避); plan
art. 34 and 行政复议法实施条例 art. 32 (reconsideration by two or more, a grave case by three);
行政复议法 art. 50 (a hearing: one 主持人, two or more 听证员, all reconsideration staff, and one
记录员); 行政处罚法 art. 64 (a penalty's hearing is led by somebody who did not investigate it);
山东省行政执法监督条例 art. 22 (two or more supervisors). What cannot be told counts as a no.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qualifications.rules.answers import Answer, Verdict
from qualifications.rules.kinds import Kind


class Procedure(StrEnum):
    """What the panel is for."""

    PENALTY = "penalty"
    PENALTY_HEARING = "penalty_hearing"
    RECONSIDERATION = "reconsideration"
    GRAVE = "grave"
    HEARING = "hearing"
    SUPERVISION = "supervision"


class Seat(StrEnum):
    """What somebody does in it."""

    HANDLER = "handler"
    HOST = "host"
    MEMBER = "member"
    RECORDER = "recorder"


@dataclass(frozen=True)
class Need:
    """How many must take a seat, and as what each must be qualified (empty: as nothing). `most` is
    how many may."""

    least: int
    kind: str
    most: int | None = None


NEEDS: Mapping[Procedure, Mapping[Seat, Need]] = {
    Procedure.PENALTY: {Seat.HANDLER: Need(2, Kind.ENFORCEMENT)},
    Procedure.PENALTY_HEARING: {
        Seat.HOST: Need(1, Kind.HEARING, 1),
        Seat.RECORDER: Need(1, "", 1),
    },
    Procedure.RECONSIDERATION: {Seat.HANDLER: Need(2, Kind.RECONSIDERATION)},
    Procedure.GRAVE: {Seat.HANDLER: Need(3, Kind.RECONSIDERATION)},
    Procedure.HEARING: {
        Seat.HOST: Need(1, Kind.RECONSIDERATION, 1),
        Seat.MEMBER: Need(2, Kind.RECONSIDERATION),
        Seat.RECORDER: Need(1, "", 1),
    },
    Procedure.SUPERVISION: {Seat.HANDLER: Need(2, Kind.SUPERVISION)},
}


class Code(StrEnum):
    """Why a panel cannot act."""

    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    SEAT_UNKNOWN = "seat_unknown"
    NOT_QUALIFIED = "not_qualified"
    TWICE = "twice"
    EXCLUDED = "excluded"
    OF_RESPONDENT = "of_respondent"


@dataclass(frozen=True)
class Sitting:
    """One member: who, in which seat, where they serve (a path), and the answer about them, where
    the seat asks for a qualification."""

    person_id: int
    seat: Seat
    path: str = ""
    answer: Answer | None = None


@dataclass(frozen=True, order=True)
class Fault:
    """One reason why the panel cannot act: of a seat (`need` and `have`), or of a person."""

    code: Code
    seat: str = ""
    person_id: int = 0
    need: int = 0
    have: int = 0


def kind_of(procedure: Procedure, seat: Seat) -> str:
    """As what somebody in the seat must be qualified; empty: as nothing."""
    need = NEEDS[procedure].get(seat)
    return need.kind if need else ""


def faults_of(
    procedure: Procedure,
    panel: Sequence[Sitting],
    *,
    excluded: Collection[int] = (),
    respondent: str = "",
) -> tuple[Fault, ...]:
    """Every reason why the panel cannot act; empty: it can.

    `excluded` are persons who must withdraw (回避: party, kin, investigator); `respondent` is the
    place of the agency whose act is reviewed: nobody who serves there decides on it.
    """
    persons = _of_persons(procedure, panel, excluded, respondent)
    return (*_of_seats(procedure, panel), *persons)


def _of_seats(procedure: Procedure, panel: Sequence[Sitting]) -> Iterator[Fault]:
    held = Counter(one.seat for one in panel)
    for seat, need in NEEDS[procedure].items():
        have = held.pop(seat, 0)
        if have < need.least:
            yield Fault(Code.TOO_FEW, seat, need=need.least, have=have)
        if need.most is not None and have > need.most:
            yield Fault(Code.TOO_MANY, seat, need=need.most, have=have)
    for seat, have in held.items():
        yield Fault(Code.SEAT_UNKNOWN, seat, have=have)


def _of_persons(
    procedure: Procedure, panel: Sequence[Sitting], excluded: Collection[int], respondent: str
) -> Iterator[Fault]:
    seen = Counter(one.person_id for one in panel)
    for person_id in sorted(pk for pk, times in seen.items() if times > 1):
        yield Fault(Code.TWICE, person_id=person_id)
    for one in panel:
        about = {"seat": one.seat.value, "person_id": one.person_id}
        if kind_of(procedure, one.seat) and (
            one.answer is None or one.answer.verdict is not Verdict.YES
        ):
            yield Fault(Code.NOT_QUALIFIED, **about)  # type: ignore[arg-type]
        if one.person_id in excluded:
            yield Fault(Code.EXCLUDED, **about)  # type: ignore[arg-type]
        if respondent and one.path.startswith(respondent):
            yield Fault(Code.OF_RESPONDENT, **about)  # type: ignore[arg-type]
