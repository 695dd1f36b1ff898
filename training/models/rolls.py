"""One half-day's roll: for each person what was marked, what the codes say, who asked for leave."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from people.models import Agency, Person
from training import rules
from training.models.classes import Attendance, Enrolment, MarkChoice, Session, roster_of
from training.models.leaves import Leave, LeaveChoice
from training.models.makeups import MakeUp, guests_at
from training.models.presence import AttendancePolicy, RollCall, Signing
from training.rules import Became, Count, Direction, Mark


@dataclass(frozen=True)
class RollLine:
    """One person on the roll. `proposed` is what codes and leave say, `conflict` whether somebody
    must decide because that, or another device, says something else than the mark."""

    person: Person
    agency: Agency
    mark: Mark | None
    reason: str
    came: datetime | None
    left: datetime | None
    leave: Leave | None
    proposed: Mark | None
    other: Mark | None  # what another device noted, while it is not decided
    is_guest: bool = False  # makes up for another half-day

    @property
    def conflict(self) -> bool:
        if self.other is not None:
            return True
        differs = self.mark is not None and self.proposed not in (None, self.mark)
        return differs and not self.reason

    @property
    def chosen(self) -> str:
        """What the page ticks: the mark, or else the proposal."""
        ticked = self.mark or self.proposed
        return ticked.value if ticked else ""

    @property
    def mark_words(self) -> str:
        return str(MarkChoice(self.mark).label) if self.mark else ""

    @property
    def proposed_words(self) -> str:
        return str(MarkChoice(self.proposed).label) if self.proposed else ""

    @property
    def other_words(self) -> str:
        return str(MarkChoice(self.other).label) if self.other else ""


def roll_of(session: Session, now: datetime) -> list[RollLine]:
    """The roll in order of agency and number, then those who make something up. Seven queries,
    however many are on it."""
    signed = _signed(session)
    marks = {row.person_id: row for row in session.attendance.current()}
    leaves = {row.person_id: row for row in session.leaves.filter(state__in=["asked", "granted"])}
    others = _undecided(session, marks.values())
    policy = AttendancePolicy.objects.presence(session.day)
    asks_out = now >= session.ends_at and any(Direction.OUT in one for one in signed.values())
    lines = []
    guests = guests_at(session).select_related("person", "agency").order_by("agency__path")
    due: list[Enrolment | MakeUp] = [*roster_of(session.training_class), *guests]
    for row in due:
        pk, own = row.person_id, signed.get(row.person_id, {})
        came, left = own.get(Direction.IN), own.get(Direction.OUT)
        seen = rules.seen(session.window, came, left, policy, asks_out=asks_out)
        leave, mark = leaves.get(pk), marks.get(pk)
        if seen is None and leave is not None and leave.state == "granted":
            seen = Mark.LEAVE
        lines.append(
            RollLine(
                person=row.person,
                agency=row.agency,
                mark=Mark(mark.mark) if mark else None,
                reason=mark.reason if mark else "",
                came=came,
                left=left,
                leave=leave,
                proposed=seen,
                other=others.get(pk),
                is_guest=isinstance(row, MakeUp),
            )
        )
    return lines


def undecided_at(session: Session, now: datetime) -> int:
    """For how many somebody must decide. Where nothing speaks beside the marks: three queries."""
    speaks = (session.signings, session.roll_calls.filter(became=Became.CONFLICT))
    granted = session.leaves.filter(state=LeaveChoice.GRANTED)
    if not any(rows.exists() for rows in (*speaks, granted)):
        return 0
    return sum(line.conflict for line in roll_of(session, now))


def count_of(session: Session) -> Count:
    """How many have signed in, and the organiser's newest count. Two queries."""
    signed = session.signings.filter(direction=Direction.IN).count()
    last = session.headcounts.order_by("-id").values_list("heads", flat=True).first()
    return Count(signed, last)


def _signed(session: Session) -> dict[int, dict[Direction, datetime]]:
    found: dict[int, dict[Direction, datetime]] = {}
    for row in Signing.objects.filter(session=session):
        found.setdefault(row.person_id, {})[Direction(row.direction)] = row.scanned_at
    return found


def _undecided(session: Session, marks: Iterable[Attendance]) -> dict[int, Mark]:
    """What devices noted against the mark that stands, and nobody has decided since."""
    recorded = {row.person_id: row.recorded_at for row in marks}
    calls = RollCall.objects.filter(session=session, became=Became.CONFLICT).order_by("id")
    found: dict[int, Mark] = {}
    for call in calls:
        last = recorded.get(call.person_id)
        if last is None or call.received_at >= last:
            found[call.person_id] = Mark(call.mark)
    return found
