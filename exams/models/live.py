"""A running session as its desk and the console of a room see it: few queries, whatever its size.

Nothing here reads an operation. The last sign of an attempt stands at the end of its chain, which
the key finds at once, so that looking every three seconds costs the same at the end of an exam.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery, Sum

from exams.models.attempts import Attempt, Event
from exams.models.paper_entry import PaperRoom
from exams.models.photos import CandidatePhoto
from exams.models.planning import Candidate, ExamSession
from exams.models.rooms import CheckIn, ExamRoom, Incident, Pause, RoomSeat
from exams.models.signing import Signature
from exams.rules.conduct import Act
from exams.rules.keeping import State
from journal.models import Stream

AWAY = "away"  # of the filter: has not come
SIGNS = ("start", "save", "take_over")
QUIET = timedelta(minutes=3)  # so long without a sign, an open attempt is worth a look


STALE = timedelta(seconds=15)  # how old a "so long ago" may be where nothing has happened


def mark_of(session: ExamSession, now: datetime) -> str:
    """A short text that is another whenever the desk or a console of the session may show something
    else: by a link of an attempt's chain, by an act in the journal, by time. Two queries."""
    grown = session.attempts.aggregate(links=Sum("head_n"), begun=Count("started_at"))
    acts = Stream.objects.aggregate(n=Sum("head_n"))["n"]
    return f"{grown['links']}.{grown['begun']}.{acts}.{int(now.timestamp() / STALE.seconds)}"


@dataclass(frozen=True)
class RoomLine:
    """One room on the desk. `away` have not come; `quiet`, of those who answer at a computer, gave
    no sign for three minutes."""

    room: ExamRoom
    seats: int = 0
    away: int = 0
    open: int = 0
    closed: int = 0
    paused: int = 0
    quiet: int = 0
    incidents: int = 0
    last: datetime | None = None
    is_on_paper: bool = False

    @property
    def waiting(self) -> int:
        """Those who are there and have not begun."""
        return max(0, self.seats - self.away - self.open - self.closed)


def room_lines(session: ExamSession, now: datetime) -> list[RoomLine]:
    """Every room of the session, in order; eight queries."""
    seats = RoomSeat.objects.filter(room__session=session).order_by()
    attempts = Attempt.objects.filter(session=session, candidate__seat__isnull=False).order_by()
    states = attempts.values("candidate__seat__room", "state").annotate(n=Count("pk"))
    by_state = {(row["candidate__seat__room"], row["state"]): row["n"] for row in states}
    paused = Pause.objects.running().values("attempt")
    on_paper = set(PaperRoom.objects.filter(room__session=session).values_list("room", flat=True))
    at_work = attempts.open().exclude(pk__in=paused).exclude(candidate__seat__room__in=on_paper)
    signs = at_work.annotate(sign=_last_sign("pk")).values("candidate__seat__room")
    last = signs.annotate(last=Max("sign"), quiet=Count("pk", filter=Q(sign__lt=now - QUIET)))
    signs_of = {row["candidate__seat__room"]: row for row in last}
    held = _count(seats, "room")
    away = _count(seats.filter(~arrived("candidate")), "room")
    stopped = _count(Pause.objects.running().filter(attempt__in=attempts.open()), _PAUSED_IN)
    incidents = _count(Incident.objects.filter(room__session=session), "room")
    return [
        RoomLine(
            room,
            seats=held[room.pk],
            away=away[room.pk],
            open=by_state.get((room.pk, State.OPEN), 0),
            closed=by_state.get((room.pk, State.CLOSED), 0),
            paused=stopped[room.pk],
            quiet=signs_of.get(room.pk, {}).get("quiet", 0),
            incidents=incidents[room.pk],
            last=signs_of.get(room.pk, {}).get("last"),
            is_on_paper=room.pk in on_paper,
        )
        for room in session.rooms.order_by("ordinal")
    ]


_PAUSED_IN = "attempt__candidate__seat__room"


def _count(
    rows: QuerySet[RoomSeat] | QuerySet[Pause] | QuerySet[Incident], by: str
) -> Counter[int]:
    found = rows.order_by().values(by).annotate(count=Count("pk"))
    return Counter({row[by]: row["count"] for row in found})


def _last_sign(attempt: str) -> Subquery:
    """When the candidate last did something: saved, began, took over. What others do to an attempt
    is no sign of life."""
    signs = Event.objects.filter(attempt=OuterRef(attempt), type__in=SIGNS)
    return Subquery(signs.order_by("-n").values("at")[:1])


def arrived(candidate: str) -> Q:
    """Let in by an invigilator, or begun; `candidate` names the way to the candidate's key."""
    let_in = CheckIn.objects.present().filter(candidate=OuterRef(candidate))
    begun = Attempt.objects.filter(candidate=OuterRef(candidate), started_at__isnull=False)
    return Q(Exists(let_in)) | Q(Exists(begun))


def seat_map(room: ExamRoom) -> QuerySet[RoomSeat]:
    """The room's seats with `attempt_ref`, `attempt_state`, `deadline_at`, `last` (sign),
    `is_present`, `is_paused` and `has_photo`; one query."""
    sat = Attempt.objects.filter(candidate=OuterRef("candidate")).order_by("-ordinal")
    of_seat = {"attempt__candidate": OuterRef("candidate")}
    rows = RoomSeat.objects.filter(room=room).annotate(
        attempt_pk=Subquery(sat.values("pk")[:1]),
        attempt_ref=Subquery(sat.values("ref")[:1]),
        attempt_state=Subquery(sat.values("state")[:1]),
        deadline_at=Subquery(sat.values("deadline_at")[:1]),
        last=_last_sign("attempt_pk"),
        is_present=Exists(CheckIn.objects.present().filter(candidate=OuterRef("candidate"))),
        is_paused=Exists(Pause.objects.running().filter(**of_seat, attempt__state=State.OPEN)),
        has_photo=Exists(CandidatePhoto.objects.filter(person=OuterRef("candidate__person"))),
    )
    return rows.select_related("candidate__person", "candidate__agency").order_by("number")


@dataclass(frozen=True)
class RoomGrant:
    """Time for a whole room that one person has signed for."""

    signature: Signature
    room: ExamRoom
    is_mine: bool


def grants_waiting(rooms: Iterable[ExamRoom], reader_id: int) -> list[RoomGrant]:
    """Grants for rooms that want a second person; those of sessions that are over do not."""
    by_ref = {room.ref: room for room in rooms}
    rows = Signature.objects.filter(act=Act.GRANT, subject__in=by_ref)
    signed = list(rows.select_related("person__agency").order_by("pk"))
    times = Counter(row.digest for row in signed)
    return [
        RoomGrant(row, by_ref[row.subject], row.person_id == reader_id)
        for row in signed
        if times[row.digest] == 1
    ]


@dataclass(frozen=True)
class HalfSigned:
    """What one person has signed at a session, of a room or a candidate, and a second may sign on
    its own page: paper for a lost room, what a candidate was seen to do."""

    signature: Signature
    room: ExamRoom | None
    candidate: Candidate | None
    is_mine: bool


def half_signed(
    session: ExamSession, rooms: Iterable[ExamRoom], reader_id: int
) -> list[HalfSigned]:
    """In these rooms, in order; one query as long as nothing waits, three else."""
    by_ref = {room.ref: room for room in rooms}
    there = session.candidates.filter(seat__room__in=by_ref.values())
    rows = Signature.objects.filter(
        Q(act=Act.PAPER, subject__in=by_ref)
        | Q(act=Act.MISCONDUCT, subject__in=there.values("ref"))
    )
    signed = list(rows.select_related("person").order_by("pk"))
    if not signed:
        return []
    times = Counter((row.subject, row.digest) for row in signed)
    on_paper = set(
        PaperRoom.objects.filter(room__in=by_ref.values()).values_list("room", flat=True)
    )
    named = there.filter(ref__in={row.subject for row in signed}).select_related("person")
    candidates = {row.ref: row for row in named.annotate(cases=Count("misconducts"))}
    found = []
    for row in signed:
        room, candidate = by_ref.get(row.subject), candidates.get(row.subject)
        is_done = room is not None and room.pk in on_paper
        is_past = candidate is not None and row.body["before"] != candidate.cases
        if times[row.subject, row.digest] == 1 and not (is_done or is_past):
            found.append(HalfSigned(row, room, candidate, row.person_id == reader_id))
    return found
