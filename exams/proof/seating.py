"""Who sits where, derived again from what was kept of a plan of seats."""

from __future__ import annotations

from exams.models import ExamSession, RoomSeat, SeatPlan
from exams.rules.seats import Seat, Sitter, seat_plan


def planned(plan: SeatPlan) -> dict[str, Seat]:
    """The seat of every candidate's ref: by rule from the seed, or as a sheet said."""
    if not plan.seed:
        return {ref: Seat(room, number) for ref, (room, number) in plan.roster}
    sitters = [Sitter(ref, unit) for ref, unit in plan.roster]
    return seat_plan(sitters, [(n, size) for n, size in plan.rooms], bytes.fromhex(plan.seed))


def seats_of_plan(session: ExamSession) -> tuple[int, list[str]]:
    """How many seats the session's newest plan gives, and who does not sit where it says: the refs
    of candidates. Who left the roster after the plan has no seat any more."""
    plan = session.seat_plans.order_by("-n").first()
    rows = RoomSeat.objects.filter(room__session=session).select_related("room", "candidate")
    seated = {row.candidate.ref: Seat(row.room.ordinal, row.number) for row in rows}
    if plan is None:
        return 0, sorted(seated)
    there = set(session.candidates.values_list("ref", flat=True))
    wanted = {ref: seat for ref, seat in planned(plan).items() if ref in there}
    differ = {ref for ref in wanted.keys() | seated.keys() if wanted.get(ref) != seated.get(ref)}
    return len(wanted), sorted(differ)
