"""Pages of rooms, seats, desk and consoles."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from exams.actions import misconducting, papering, rehearsing, rooming, seating, sitting
from exams.actions.seating import RoomDraft
from exams.models import Signature
from exams.rules.misconduct import Step
from tests.exams.makers import DEVICE
from tests.exams.roomed import make_roomed
from tests.matrix import Row, everybody, only
from tests.matrix.exam_pages import DESK, STAFF

OFFICERS = {"get": only(200, *STAFF), "post": only(302, *STAFF)}
ALONE = {"others": 404}


def roomed(world):
    """Two rooms of a session that opened five minutes ago."""
    if not hasattr(world, "roomed"):
        opens_at = timezone.now().replace(second=0, microsecond=0) - timedelta(minutes=5)
        world.roomed = make_roomed(world.cast, opens_at=opens_at)
    return world.roomed


def session(world):
    return {"ref": roomed(world).session.ref}


def rehearsal(world):
    """One that runs, of a session tomorrow."""
    now = timezone.now()
    made = make_roomed(world.cast, opens_at=now + timedelta(days=1))
    officer, until = world.cast["exam_officer"], now + timedelta(hours=1)
    held = rehearsing.start_rehearsal(made.session, until=until, actor=officer, now=now)
    return {"ref": held.ref}


def room(world):
    return {"ref": roomed(world).first.ref}


def empty_room(world):
    """A third one, in which nobody sits."""
    draft, officer = RoomDraft("503", 4), world.cast["exam_officer"]
    third = seating.add_room(roomed(world).session, draft, actor=officer, now=timezone.now())
    return {"ref": third.ref}


def candidate(world):
    made = roomed(world)
    found = made.session.candidates.get(person=world.cast["li"])
    return {"ref": made.first.ref, "candidate_ref": found.ref}


def came_in(world):
    address = candidate(world)
    made = roomed(world)
    found = made.session.candidates.get(person=world.cast["li"])
    rooming.check_in(found, is_present=True, actor=made.chief, now=timezone.now())
    return address


def ticket(world):
    return {"candidate_ref": candidate(world)["candidate_ref"]}


def running(world):
    """李 answers in the first room."""
    made = roomed(world)
    world.attempt = made.session.attempts.get(person=world.cast["li"])
    sitting.start(world.attempt, device=DEVICE, now=timezone.now())
    world.attempt.refresh_from_db()
    return {"ref": made.first.ref}


def seat(world):
    running(world)
    return {"ref": roomed(world).session.ref, "attempt_ref": world.attempt.ref}


def paused(world):
    """The same, paused by an officer of no candidate's unit."""
    address = seat(world)
    made = roomed(world)
    rooming.pause(world.attempt, reason="火警", actor=made.chief, now=timezone.now())
    return address


def paused_room(world):
    paused(world)
    return room(world)


def signed_room_grant(world):
    address = running(world)
    made = roomed(world)
    grant = {"seconds": 300, "kind": "outage", "reason": "停电"}
    rooming.propose_room_grant(made.first, **grant, actor=made.chief, now=timezone.now())
    return address | {"signature_id": Signature.objects.get(act="grant").pk}


def own_attempt(world):
    made = roomed(world)
    return {"ref": made.session.attempts.get(person=world.cast["li"]).ref}


def at_console(get=200, post=405, own_unit=None):
    """Officers and the invigilator; `own_unit` is what officers of 李's unit get by POST."""
    theirs = dict.fromkeys(STAFF, own_unit) if own_unit else {}
    return {
        "get": only(get, *DESK) if get != 405 else everybody(405),
        "post": only(post, *DESK, **theirs) if post != 405 else everybody(405),
    }


def misconduct_case(world):
    """What two persons of no candidate's unit saw 李 do; 李 has been told."""
    candidate(world)
    made = roomed(world)
    found = made.session.candidates.get(person=world.cast["li"])
    for who in (made.watch, made.chief):
        case = misconducting.report_misconduct(
            found, kind="device", facts="使用手机", actor=who, now=timezone.now()
        )
    officer, now = world.cast["exam_officer"], timezone.now()
    misconducting.take_step(case, Step.NOTICE, words="拟取消成绩", actor=officer, now=now)
    return {"ref": case.ref}


def li_at_desk(world):
    return session(world) | {"candidate_ref": candidate(world)["candidate_ref"]}


def step_data(world):
    return {"words": "没有使用", "effect": "void"}


def on_paper(world):
    """The first room went on paper by two persons of no candidate's unit; 李 was answering."""
    address = running(world)
    made = roomed(world)
    for who in (made.watch, made.chief):
        papering.go_on_paper(made.first, reason="停电", actor=who, now=timezone.now())
    return address


def seat_on_paper(world):
    on_paper(world)
    return {"ref": roomed(world).session.ref, "attempt_ref": world.attempt.ref}


PAPER_ROWS = [
    Row(
        "exams:use_paper",
        url=running,
        data=lambda world: {"reason": "停电"},
        get=only(200, *DESK),
        post=only(302, "invigilator", exam_officer=409, exam_officer_2=409),
    ),
    Row("exams:print_papers", url=on_paper, get=everybody(405), post=only(200, *DESK)),
    Row("exams:enter_paper", url=seat_on_paper, get=only(200, *DESK), post=only(422, *DESK)),
]

MISCONDUCT_ROWS = [
    Row("exams:misconducts", get=everybody(200)),
    Row("exams:misconducts_sheet", get=everybody(200)),
    Row(
        "exams:report_misconduct",
        url=li_at_desk,
        data=lambda world: {"kind": "device", "facts": "使用手机"},
        get=only(200, *DESK),
        post=only(302, "invigilator", exam_officer=409, exam_officer_2=409),
    ),
    Row("exams:misconduct", url=misconduct_case, get=only(200, *STAFF, "li", others=404)),
    Row(
        "exams:take_misconduct_step",
        about="the defence, by li alone",
        url=lambda world: misconduct_case(world) | {"step": "defence"},
        data=step_data,
        get=only(200, "li", others=404),
        post=only(302, "li", others=404),
    ),
    Row(
        "exams:take_misconduct_step",
        about="the decision, too early",
        url=lambda world: misconduct_case(world) | {"step": "decision"},
        data=step_data,
        get=only(200, *STAFF, others=404),
        post=only(409, *STAFF, others=404),
    ),
    Row(
        "exams:accommodate",
        about="li's, by officers of li's unit",
        url=li_at_desk,
        data=lambda world: {"minutes": "20", "reason": "视力障碍"},
        get=only(200, *STAFF),
        post=only(409, *STAFF),
    ),
]

ROOM = {"name": "504", "capacity": "20", "network": "10.20.7.0/24"}
ROWS: list[Row] = [
    *MISCONDUCT_ROWS,
    *PAPER_ROWS,
    Row(
        "exams:start_rehearsal",
        about="once the session has opened",
        url=session,
        data=lambda world: {"hours": "4"},
        get=only(200, *STAFF),
        post=only(409, *STAFF),
    ),
    Row("exams:rehearsal", url=rehearsal, get=only(200, *STAFF)),
    Row("exams:end_rehearsal", url=rehearsal, **OFFICERS),
    Row("exams:session_rooms", url=session, get=only(200, *STAFF)),
    Row("exams:seats_sheet", url=session, get=only(200, *STAFF)),
    Row("exams:add_room", url=session, data=lambda world: ROOM, **OFFICERS),
    Row("exams:change_room", url=room, data=lambda world: ROOM, **OFFICERS),
    Row("exams:remove_room", url=empty_room, **OFFICERS),
    Row("exams:assign_seats", url=session, **OFFICERS),
    Row("exams:room_tickets", url=room, get=only(200, *STAFF)),
    Row("exams:own_ticket", about="li's", url=ticket, get=only(200, "li", **ALONE)),
    Row("exams:desk", url=session, get=only(200, *DESK)),
    Row("exams:console", url=room, get=only(200, *DESK)),
    Row("exams:room_pack", url=room, get=only(200, *DESK)),
    Row("exams:issue_entry_code", url=room, **at_console(405, 200)),
    Row("exams:check_in", url=candidate, **at_console(405, 302, own_unit=403)),
    Row("exams:undo_check_in", url=came_in, **at_console(405, 302, own_unit=403)),
    Row(
        "exams:report_incident",
        url=room,
        data=lambda world: {"kind": "power", "words": "停电两分钟"},
        **at_console(200, 302),
    ),
    Row(
        "exams:pause_room",
        url=running,
        data=lambda world: {"reason": "火警"},
        **at_console(200, 302, own_unit=409),
    ),
    Row("exams:resume_room", url=paused_room, **at_console(200, 302, own_unit=409)),
    Row(
        "exams:grant_room",
        url=running,
        data=lambda world: {"minutes": "5", "kind": "outage", "reason": "停电"},
        **at_console(200, 302, own_unit=409),
    ),
    Row("exams:countersign_room", url=signed_room_grant, **at_console(405, 302, own_unit=403)),
    Row(
        "exams:pause",
        url=seat,
        data=lambda world: {"pause-reason": "身体不适"},
        **at_console(405, 302, own_unit=403),
    ),
    Row("exams:resume", url=paused, **at_console(405, 302, own_unit=403)),
    Row("exams:candidate_photo", about="without one", url=candidate, get=only(404, *DESK)),
    Row(
        "exams:own_photo",
        about="li's, without one",
        url=own_attempt,
        get=everybody(404),
    ),
    Row("exams:import_photos", get=only(200, *STAFF), post=only(422, *STAFF)),
    Row(
        "exams:enter",
        about="with nothing typed",
        get=everybody(200, strangers=200),
        post=everybody(422, strangers=422),
    ),
]
