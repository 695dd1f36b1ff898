"""Pages of the room `training`."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.conftest import NINE
from tests.matrix import NOT_ALLOWED, OTHERS, Row, everybody, lasting, only
from tests.training.makers import PDF, add_hours, make_class, make_declaration, make_policies
from tests.training.makers import everybody as all_marked
from training.actions import (
    CodeScan,
    CourseTerms,
    ItemTerms,
    Matter,
    Relief,
    TrainerTerms,
    add_material,
    add_plan,
    add_proof,
    add_signed_sheet,
    ask_leave,
    close_session,
    code_now,
    decide_plan,
    file_objection,
    grant_exemption,
    join_class,
    list_entry,
    make_feed,
    make_up,
    propose_seal,
    set_item,
    sign,
    submit_plan,
    take_attendance,
)
from training.actions import Scan as ScanBytes
from training.models import Attendance, Course, Enrolment, Trainer
from training.rules import Direction, Mark
from training.rules.signing import step_at
from training.rules.surveys import QUESTIONS

REASON = {"reason": "核对名册"}
LOOKERS = ("coordinator", "legal_affairs")
SESSION = {"topic": "第二讲", "day": "2030-01-02", "starts": "08:30", "ends": "11:30"}


@lasting
def taught(world):
    """A class of 市城管局 that is over: 李 was there, 王 was not."""
    if not hasattr(world, "taught"):
        make_policies()
        now = timezone.now()
        world.taught = make_class(
            world.cast,
            world.cast["li"],
            world.cast["wang"],
            starts_at=now - timedelta(hours=4),
            half_days=2,
        )
        session = world.taught.sessions.first()
        marks = all_marked(session) | {world.cast["wang"].pk: Mark.ABSENT}
        take_attendance(session, marks, actor=world.cast["coordinator"], now=now)
        close_session(session, actor=world.cast["coordinator"], now=now)
    return world.taught


@lasting
def planned(world):
    """A class that is not open yet, next month."""
    if not hasattr(world, "planned"):
        make_policies()
        world.planned = make_class(
            world.cast, starts_at=timezone.now() + timedelta(days=30), is_open=False
        )
    return {"ref": world.planned.ref}


@lasting
def open_class(world):
    if not hasattr(world, "open"):
        make_policies()
        later = timezone.now() + timedelta(days=60)
        world.open = make_class(world.cast, world.cast["wang"], starts_at=later)
    return {"ref": world.open.ref}


@lasting
def going_on(world):
    """A half-day of 市城管局 that has begun: 李 has signed in."""
    if not hasattr(world, "going_on"):
        make_policies()
        now = timezone.now()
        made = make_class(world.cast, world.cast["li"], starts_at=now, venue="礼堂")
        world.going_on = made.sessions.get()
        scan = CodeScan(world.going_on, Direction.IN, step_at(now), now)
        sign(scan, world.cast["li"], now=now)
    return world.going_on


def on_leave(world, session, person):
    """A wish for leave with its scan, not decided."""
    words = {"because": "住院", "scan": ScanBytes(PDF, "a.pdf"), "now": timezone.now()}
    return ask_leave(session.training_class, [session], person, **words)[0]


def leave_of_li(world):
    if not hasattr(world, "leave"):
        world.leave = on_leave(world, going_on(world), world.cast["li"])
    return {"ref": world.leave.ref}


def leave_of_zhao(world):
    if not hasattr(world, "their_leave"):
        session = theirs(world).sessions.last()
        world.their_leave = on_leave(world, session, world.cast["zhao"])
    return {"ref": world.their_leave.ref}


@lasting
def ended(world):
    """A class of 市城管局 that ended an hour ago, taught by 赵: 李 was there, 王 was not."""
    if not hasattr(world, "ended"):
        make_policies()
        now = timezone.now()
        by = {"actor": world.cast["coordinator"], "now": now}
        terms = TrainerTerms(world.tree.there, "赵禾", "区农业农村局", "", world.cast["zhao"])
        lecturer = list_entry(Trainer, terms, **by)
        who = (world.cast["li"], world.cast["wang"])
        world.ended = make_class(
            world.cast,
            *who,
            starts_at=now - timedelta(hours=4),
            venue="一号厅",
        )
        session = world.ended.sessions.get()
        session.lecturer = lecturer
        session.save(update_fields=["lecturer"])
        marks = all_marked(session) | {world.cast["wang"].pk: Mark.ABSENT}
        take_attendance(session, marks, **by)
        close_session(session, **by)
    return world.ended


def sheet_of(maker):
    def made(world):
        by = {"actor": world.cast["coordinator"], "now": timezone.now()}
        return {"ref": add_signed_sheet(maker(world), "上午", ScanBytes(PDF, "a.pdf"), **by).ref}

    return made


def seat_of_wang(world):
    """王 has a seat to make up what they missed."""
    if not hasattr(world, "seat"):
        now = timezone.now()
        row = Attendance.objects.get(pk=mark_of_wang(world)["attendance_id"])
        later = {"starts_at": now + timedelta(days=40), "venue": "二号厅"}
        coming = make_class(world.cast, **later).sessions.get()
        world.seat = make_up(row, coming, person=world.cast["wang"], now=now)
    return {"ref": world.seat.ref}


def code_shown(world):
    session = going_on(world)
    code = code_now(session, Direction.IN, timezone.now())
    return {"ref": session.ref, "direction": "in", "code": code}


def signed_by_li(world):
    return {"ref": going_on(world).ref}


def unmarked(world):
    return {"ref": going_on(world).ref, "person_id": world.cast["li"].pk}


def planned_session(world):
    planned(world)
    return {"ref": world.planned.sessions.get().ref}


def taught_session(world):
    return {"ref": taught(world).sessions.first().ref}


def mark_of_wang(world):
    taught(world)
    return {"attendance_id": Attendance.objects.get(person=world.cast["wang"]).pk}


def enrolment_of_wang(world):
    open_class(world)
    row = Enrolment.objects.get(training_class=world.open, person=world.cast["wang"])
    return {"enrolment_id": row.pk}


def hours_of_li(world):
    """A line of 李's that came of a certificate."""
    if not hasattr(world, "line"):
        make_policies()
        world.line = add_hours(world.cast, world.cast["li"], 2, now=timezone.now())
    return {"ref": world.line.ref}


def evidence_of_li(world):
    hours_of_li(world)
    return {"ref": world.line.evidence}


def li(world):
    return {"person_id": world.cast["li"].pk}


def objection_of_li(world):
    hours_of_li(world)
    if not hasattr(world, "objection"):
        matter = Matter(world.line.day, entry=world.line)
        world.objection = file_objection(
            world.cast["li"], matter, claim="应为五天", now=timezone.now()
        )
    return {"ref": world.objection.ref}


class Scan(SimpleUploadedFile):
    """A scan that every member of the cast can send from its beginning."""

    def read(self, *args):
        self.seek(0)
        return super().read(*args)


def opening(world):
    make_policies()
    return {
        "source": "opening",
        "title": "市委党校培训",
        "day": "2026-03-02",
        "kind": "centralised",
        "quantity": "2",
        "unit": "day",
        "reason": "结业证书",
        "evidence": Scan("a.pdf", PDF),
    }


def terms(world):
    here = world.tree.here.pk
    return {
        "title": "新行政处罚法",
        "agency": here,
        "audience": here,
        "kind": "centralised",
        "venue": "101 室",
        "capacity": 30,
    }


def kept(page, url, data=lambda world: REASON, *, done=302, get=200):
    """A deed of the coordinator: the legal-affairs office may only look, everybody else nothing."""
    return Row(
        page, get=only(get, "coordinator"), post=only(done, "coordinator"), url=url, data=data
    )


def posted(page, url, data=lambda world: {}, *, done=302):
    return Row(page, get=NOT_ALLOWED, post=only(done, "coordinator"), url=url, data=data)


def application_of_wang(world):
    """王's wish for a place in a class of 市城管局 that asks for approval."""
    if not hasattr(world, "application"):
        make_policies()
        later = timezone.now() + timedelta(days=90)
        made = make_class(world.cast, starts_at=later, needs_approval=True, venue="三号楼")
        world.application = join_class(made, world.cast["wang"], now=timezone.now())
    return {"ref": world.application.ref}


def feed_of_li(world):
    if not hasattr(world, "feed_key"):
        world.feed_key = make_feed(world.cast["li"], now=timezone.now())
    return {"key": world.feed_key}


def exemption_terms(world):
    return {"year": timezone.now().year, "credit": "7.5", "evidence": Scan("a.pdf", PDF)} | REASON


def exemption_of_li(world):
    if not hasattr(world, "exemption"):
        relief = Relief(timezone.now().year, 100, 750, "病假", ScanBytes(PDF, "a.pdf"))
        actor, now = world.cast["coordinator"], timezone.now()
        world.exemption = grant_exemption(world.cast["li"], relief, actor=actor, now=now)
    return {"ref": world.exemption.ref}


def declaration_terms(world):
    make_policies()
    return {
        "title": "省厅执法骨干班",
        "organiser": "省司法厅",
        "first_day": "2026-03-02",
        "last_day": "2026-03-04",
        "kind": "external",
        "quantity": "3",
        "unit": "day",
        "scan": Scan("a.pdf", PDF),
    }


def declaration_of_li(world):
    if not hasattr(world, "declaration"):
        world.declaration = make_declaration(world.cast["li"], now=timezone.now())
    return {"ref": world.declaration.ref}


ITEM = {"title": "执法骨干班", "form": "class", "month": "5", "persons": "40", "credit": "30",
        "budget": "20000"}  # fmt: skip
GONE = only(404, "coordinator")


def draft(world, place):
    """A leaders' plan with one item, of 市城管局 ("here") or of 区农业农村局 ("there")."""
    known = vars(world).setdefault("plans", {})
    if ("draft", place) not in known:
        by = {"actor": world.cast["coordinator"], "now": timezone.now()}
        made = add_plan(getattr(world.tree, place), NINE.year, "leaders", **by)
        terms = ItemTerms("宪法专题", "lecture", "", "constitution", 4, 20, 375, 100_000)
        set_item(made, None, terms, **by)
        known["draft", place] = made
    return known["draft", place]


def submitted(world, place):
    made = draft(world, place)
    if made.state != "submitted":
        made.state = submit_plan(made, actor=world.cast["coordinator"], now=timezone.now()).state
    return made


def approved(world, place):
    made = submitted(world, place)
    by = {"actor": world.cast["legal_affairs"], "now": timezone.now()}
    decide_plan(made, True, approval="同意", **by)
    return made


def class_item(world):
    """An item of an approved officers' plan of 市城管局, which is to be carried out by classes."""
    coordinator = {"actor": world.cast["coordinator"], "now": timezone.now()}
    made = add_plan(world.tree.here, NINE.year, "officers", **coordinator)
    item = set_item(made, None, ItemTerms("骨干班", "class", "", "", 5, 40, 3000, 0), **coordinator)
    submit_plan(made, **coordinator)
    decide_plan(made, True, approval="同意", actor=world.cast["legal_affairs"], now=timezone.now())
    return {"ref": item.ref}


def plan_of(maker):
    return lambda world, place="here": {"ref": maker(world, place).ref}


def item_of(maker):
    return lambda world, place="here": {"ref": maker(world, place).items.get().ref}


def proof_of(world, place="here"):
    item = approved(world, place).items.get()
    by = {"actor": world.cast["coordinator"], "now": timezone.now()}
    return {"ref": add_proof(item, "effect", "成绩", ScanBytes(PDF, "a.pdf"), **by).ref}


def planned_by(page, url, data):
    return Row(
        page, url=url, get=only(200, *LOOKERS), post=only(302, *LOOKERS), data=lambda w: data
    )


def waiting_seal(world):
    """Last year of 市城管局, proposed by its coordinator."""
    if not hasattr(world, "seal"):
        year, actor = timezone.now().year - 1, world.cast["coordinator"]
        world.seal = propose_seal(world.tree.here, year, actor=actor, now=timezone.now())
    return {"ref": world.seal.ref}


def course_of(world):
    if not hasattr(world, "course"):
        world.course = catalogued(world, world.tree.here)
    return {"ref": world.course.ref}


def catalogued(world, agency):
    terms = CourseTerms(agency, f"{agency.name}的课", "public", "centralised", 2, "")
    actor = world.cast["coordinator"]
    made = list_entry(Course, terms, actor=actor, now=timezone.now())
    add_material(made, "讲义", ScanBytes(PDF, "a.pdf"), actor=actor, now=timezone.now())
    return made


def material_of(world):
    course_of(world)
    return {"ref": world.course.materials.get().file.ref}


def their_course(world):
    if not hasattr(world, "their_course"):
        world.their_course = catalogued(world, world.tree.there)
    return {"ref": world.their_course.ref}


def entry(world):
    return {"kind": "courses", **course_of(world)}


def their_entry(world):
    return {"kind": "courses", **their_course(world)}


def course_terms(world):
    return {
        "agency": world.tree.here.pk,
        "title": "裁量课",
        "kind": "centralised",
        "half_days": 2,
    }


LEGAL = "legal_affairs"
COURSES = {"kind": "courses"}
POLICY = {"valid_from": "2030-01-01", "basis": "市政府办公室通知", "reason": "上级调整"}
ALONE = {"others": 404}
ELSEWHERE = ("legal_affairs", "personnel", "auditor", "system_admin")
OF_HERE_ALONE = everybody(
    200, zhao=404, neighbour=404, invigilator=404, marker=404, **dict.fromkeys(ELSEWHERE, 404)
)


@lasting
def theirs(world):
    """A class of 东河区 that is over, 赵 on its roster and absent."""
    if not hasattr(world, "theirs"):
        make_policies()
        there, zhao, now = world.tree.there, world.cast["zhao"], timezone.now()
        world.theirs = make_class(
            world.cast,
            zhao,
            agency=there,
            audience=there,
            venue="区农业农村局",
            starts_at=now - timedelta(hours=4),
            half_days=2,
        )
        session = world.theirs.sessions.first()
        coordinator = world.cast["coordinator"]
        take_attendance(session, all_marked(session, Mark.ABSENT), actor=coordinator, now=now)
        close_session(session, actor=coordinator, now=now)
        world.their_line = add_hours(world.cast, zhao, 1, now=now)
        matter = Matter(world.their_line.day, entry=world.their_line)
        world.their_objection = file_objection(zhao, matter, claim="应为五天", now=now)
    return world.theirs


FOREIGN = {  # of 东河区: what there is not for the coordinator of 市城管局
    "training:training_class": lambda w: {"ref": theirs(w).ref},
    "training:change_class": lambda w: {"ref": theirs(w).ref},
    "training:cancel_class": lambda w: {"ref": theirs(w).ref},
    "training:add_session": lambda w: {"ref": theirs(w).ref},
    "training:signature_sheet": lambda w: {"ref": theirs(w).ref},
    "training:roster_sheet": lambda w: {"ref": theirs(w).ref},
    "training:survey_results": lambda w: {"ref": theirs(w).ref},
    "training:survey_sheet": lambda w: {"ref": theirs(w).ref},
    "training:add_signed_sheet": lambda w: {"ref": theirs(w).ref},
    "training:absences": lambda w: {"ref": theirs(w).ref},
    "training:absences_sheet": lambda w: {"ref": theirs(w).ref},
    "training:class_text": lambda w: {"ref": theirs(w).ref},
    "training:change_seats": lambda w: {"ref": theirs(w).ref},
    "training:set_quota": lambda w: {"ref": theirs(w).ref},
    "training:attendance": lambda w: {"ref": theirs(w).sessions.first().ref},
    "training:sign_screen": lambda w: {"ref": theirs(w).sessions.first().ref},
    "training:sign_code": lambda w: {"ref": theirs(w).sessions.first().ref},
    "training:decide_mark": lambda w: {
        "ref": theirs(w).sessions.last().ref,
        "person_id": w.cast["zhao"].pk,
    },
    "training:change_session": lambda w: {"ref": theirs(w).sessions.last().ref},
    "training:correct_attendance": lambda w: {
        "attendance_id": theirs(w).sessions.first().attendance.get().pk
    },
    "training:mark": lambda w: {"attendance_id": theirs(w).sessions.first().attendance.get().pk},
    "training:enrolment": lambda w: {"enrolment_id": theirs(w).enrolments.get().pk},
    "training:withdraw": lambda w: {"enrolment_id": theirs(w).enrolments.get().pk},
    "training:ledger": lambda w: {"person_id": w.cast["zhao"].pk},
    "training:ledger_sheet": lambda w: {"person_id": w.cast["zhao"].pk},
    "training:add_opening": lambda w: {"person_id": w.cast["zhao"].pk},
    "training:reverse_entry": lambda w: theirs(w) and {"ref": w.their_line.ref},
    "training:answer_objection": lambda w: theirs(w) and {"ref": w.their_objection.ref},
}
READ_ONLY = (
    "mark",
    "training_class",
    "enrolment",
    "signature_sheet",
    "sign_screen",
    "sign_code",
    "survey_results",
    "survey_sheet",
    "absences",
    "absences_sheet",
    "roster_sheet",
    "class_text",
    "ledger",
    "ledger_sheet",
)
LEGAL_SEES = ("training_class", "enrolment", "roster_sheet", "class_text", "ledger", "ledger_sheet")
FOREIGN_POSTS = ("open_class", "enrol", "enrol_agency")


def foreign(page, url):
    """Asked for something of 东河区: 404 for the coordinator of 市城管局; the legal-affairs office
    looks at everything and keeps nothing."""
    name = page.removeprefix("training:")
    led_on = 302 if name == "enrolment" else 200
    legal = {"legal_affairs": led_on if name in LEGAL_SEES else 403}
    gone = only(404, "coordinator", **legal)
    return Row(
        page,
        about="of 东河区",
        url=url,
        get=gone,
        post=NOT_ALLOWED if name in READ_ONLY else gone,
        data=lambda world: REASON,
    )


ROWS = [
    Row("training:board", get=only(200, *LOOKERS)),
    Row("training:board_sheet", get=only(200, *LOOKERS)),
    Row("training:board_summary", get=only(200, *LOOKERS)),
    Row("training:remind", get=only(200, *LOOKERS)),
    *(foreign(page, url) for page, url in FOREIGN.items()),
    *(
        Row(
            f"training:{name}",
            about="of 东河区",
            url=FOREIGN["training:training_class"],
            get=NOT_ALLOWED,
            post=only(404, "coordinator"),
        )
        for name in FOREIGN_POSTS
    ),
    Row(
        "training:count_heads",
        about="of 东河区",
        url=FOREIGN["training:attendance"],
        get=NOT_ALLOWED,
        post=only(404, "coordinator"),
    ),
    Row(
        "training:remove_session",
        about="of 东河区",
        url=FOREIGN["training:change_session"],
        get=NOT_ALLOWED,
        post=only(404, "coordinator"),
    ),
    Row(
        "training:evidence",
        about="of 东河区",
        url=lambda w: theirs(w) and {"ref": w.their_line.evidence},
        get=only(200, "zhao", "legal_affairs", others=404),
    ),
    Row("training:hours", get=everybody(200)),
    Row(
        "training:object_to_missing",
        get=everybody(200),
        post=everybody(302),
        data=lambda world: {"day": "2026-03-02", "claim": "三月培训未登记"},
    ),
    Row(
        "training:object_to_entry",
        url=hours_of_li,
        get=only(200, "li", **ALONE),
        post=only(302, "li", **ALONE),
        data=lambda world: {"claim": "应为五天"},
    ),
    Row(
        "training:object_to_mark",
        url=mark_of_wang,
        get=only(200, "wang", **ALONE),
        post=only(302, "wang", **ALONE),
        data=lambda world: {"claim": "当日到课"},
    ),
    Row("training:classes", get=only(200, *LOOKERS)),
    Row("training:classes_sheet", get=only(200, *LOOKERS)),
    kept("training:add_class", lambda world: {}, terms),
    Row("training:training_class", url=planned, get=only(200, *LOOKERS)),
    kept("training:change_class", planned, terms),
    posted("training:open_class", planned),
    kept("training:cancel_class", planned),
    kept("training:add_session", planned, lambda world: SESSION),
    kept("training:change_session", planned_session, lambda world: SESSION),
    posted("training:remove_session", planned_session),
    Row("training:signature_sheet", url=planned, get=only(200, "coordinator")),
    Row("training:roster_sheet", url=planned, get=only(200, *LOOKERS)),
    posted("training:enrol", planned, lambda world: {"persons": world.cast["li"].pk}),
    Row(
        "training:enrol",
        about="somebody of another agency",
        url=planned,
        get=NOT_ALLOWED,
        post=only(404, "coordinator"),
        data=lambda world: {"persons": world.cast["zhao"].pk},
    ),
    posted("training:enrol_agency", planned, lambda world: {"agency": world.tree.here.pk}),
    Row(
        "training:join_class",
        url=open_class,
        get=OF_HERE_ALONE,
        post=OF_HERE_ALONE | {OTHERS: 302, "wang": 409},
    ),
    Row("training:calendar", get=everybody(200)),
    Row("training:feed", get=everybody(200), post=everybody(200)),
    Row("training:revoke_feed", get=NOT_ALLOWED, post=everybody(302)),
    Row(
        "training:feed_file",
        url=feed_of_li,
        get=everybody(200, strangers=200),
        post=everybody(405, strangers=405),
    ),
    Row("training:class_text", url=planned, get=only(200, *LOOKERS)),
    kept("training:change_seats", planned, lambda world: {"capacity": 30}),
    kept("training:set_quota", planned, lambda world: {"agency": world.tree.here.pk, "seats": 9}),
    Row("training:applications", get=only(200, "coordinator")),
    Row("training:applications_sheet", get=only(200, "coordinator")),
    kept("training:decide_application", application_of_wang, lambda world: {"answer": "admit"}),
    Row(
        "training:give_up",
        url=application_of_wang,
        get=NOT_ALLOWED,
        post=only(302, "wang", **ALONE),
    ),
    Row("training:catalogue", url=lambda w: COURSES, get=only(200, *LOOKERS)),
    Row("training:catalogue_sheet", url=lambda w: COURSES, get=only(200, *LOOKERS)),
    kept("training:list_entry", lambda world: COURSES, course_terms),
    kept("training:change_entry", entry, course_terms),
    kept("training:retire_entry", entry),
    *(
        Row(
            f"training:{name}",
            about="kept by another agency: shared, but not one's own to change",
            url=their_entry,
            get=only(403),
            post=only(403),
            data=course_terms,
        )
        for name in ("change_entry", "retire_entry")
    ),
    Row("training:course", url=course_of, get=only(200, *LOOKERS)),
    kept(
        "training:add_material",
        course_of,
        lambda world: {"title": "讲义", "file": Scan("a.pdf", PDF)},
    ),
    Row("training:material", url=material_of, get=everybody(200)),
    posted("training:remove_material", material_of),
    Row(
        "training:ask_leave",
        url=lambda world: {"ref": going_on(world).training_class.ref},
        get=only(200, "li", **ALONE),
        post=only(302, "li", **ALONE),
        data=lambda world: {"sessions": [going_on(world).pk], "because": "住院"},
    ),
    Row(
        "training:give_up_leave",
        url=leave_of_li,
        get=NOT_ALLOWED,
        post=only(302, "li", **ALONE),
    ),
    Row(
        "training:survey",
        url=lambda world: {"ref": ended(world).ref},
        get=only(200, "li", "wang", **ALONE),
        post=only(302, "li", others=404, wang=409),
        data=lambda world: dict.fromkeys(QUESTIONS, "4"),
    ),
    Row(
        "training:survey_results",
        url=lambda world: {"ref": ended(world).ref},
        get=only(200, "coordinator", zhao=200),
    ),
    Row("training:survey_sheet", url=planned, get=only(200, "coordinator")),
    kept(
        "training:add_signed_sheet",
        lambda world: {"ref": ended(world).ref},
        lambda world: {"said": "上午", "scan": Scan("a.pdf", PDF)},
    ),
    Row("training:signed_sheet", url=sheet_of(ended), get=only(200, "coordinator")),
    Row(
        "training:signed_sheet",
        about="of 东河区",
        url=sheet_of(lambda world: theirs(world)),
        get=only(404, "coordinator", legal_affairs=403),
    ),
    Row("training:leaves", get=only(200, "coordinator")),
    Row("training:leaves_sheet", get=only(200, "coordinator")),
    kept(
        "training:decide_leave",
        leave_of_li,
        lambda world: {"answer": "refuse", "reason": "本班为必训"},
    ),
    Row("training:leave_file", url=leave_of_li, get=only(200, "li", *LOOKERS, others=404)),
    Row("training:absences", url=planned, get=only(200, "coordinator")),
    Row("training:absences_sheet", url=planned, get=only(200, "coordinator")),
    *(
        Row(
            f"training:{name}",
            about="of 东河区",
            url=leave_of_zhao,
            get=only(404, "coordinator", **who),
            post=post,
            data=lambda world: {"answer": "grant", "reason": "同意"},
        )
        for name, who, post in (
            ("decide_leave", {}, only(404, "coordinator")),
            ("leave_file", {"zhao": 200, "legal_affairs": 200, OTHERS: 404}, NOT_ALLOWED),
        )
    ),
    Row("training:sign_screen", url=taught_session, get=only(200, "coordinator")),
    Row("training:sign_code", url=taught_session, get=only(200, "coordinator")),
    posted("training:count_heads", taught_session, lambda world: {"heads": "2"}),
    Row(
        "training:call_roll",
        url=signed_by_li,
        get=NOT_ALLOWED,
        post=only(400, "coordinator"),
    ),
    Row(
        "training:call_roll",
        about="of 东河区",
        url=FOREIGN["training:attendance"],
        get=NOT_ALLOWED,
        post=only(404, "coordinator"),
    ),
    kept(
        "training:decide_mark",
        unmarked,
        lambda world: {"mark": "late"} | REASON,
    ),
    Row(
        "training:scan",
        url=code_shown,
        get=everybody(302),
        post=everybody(405, strangers=405),
    ),
    Row(
        "training:scan",
        about="a code that does not hold",
        url=lambda world: code_shown(world) | {"code": "0" * 20},
        get=everybody(409, strangers=409),
        post=everybody(405, strangers=405),
    ),
    Row("training:sign", get=everybody(200), post=everybody(409)),
    Row("training:roll_worker", get=everybody(200)),
    Row("training:signed", url=signed_by_li, get=only(200, "li", **ALONE)),
    Row(
        "training:attendance",
        url=taught_session,
        get=only(200, "coordinator"),
        post=only(409, "coordinator"),
        data=lambda world: {"save": "1"},
    ),
    kept("training:correct_attendance", mark_of_wang, lambda world: {"mark": "late"} | REASON),
    Row(
        "training:make_up",
        url=mark_of_wang,
        get=only(200, "wang", **ALONE),
        post=only(422, "wang", **ALONE),
    ),
    Row(
        "training:give_up_make_up",
        url=seat_of_wang,
        get=NOT_ALLOWED,
        post=only(302, "wang", **ALONE),
    ),
    Row("training:mark", url=mark_of_wang, get=only(302, "coordinator")),
    kept("training:withdraw", enrolment_of_wang),
    Row("training:enrolment", url=enrolment_of_wang, get=only(302, *LOOKERS)),
    Row("training:ledger", url=li, get=only(200, *LOOKERS)),
    Row("training:ledger_sheet", url=li, get=only(200, *LOOKERS)),
    kept("training:add_opening", li, opening),
    kept("training:reverse_entry", hours_of_li),
    Row("training:evidence", url=evidence_of_li, get=only(200, "li", *LOOKERS, others=404)),
    Row("training:objections", get=only(200, "coordinator")),
    Row("training:objections_sheet", get=only(200, "coordinator")),
    kept(
        "training:answer_objection",
        objection_of_li,
        lambda world: {"answer": "rejected", "reason": "证书所载为两天"},
    ),
    kept("training:grant_exemption", li, exemption_terms),
    kept("training:lift_exemption", exemption_of_li),
    Row("training:seals", get=only(200, *LOOKERS)),
    Row("training:seals_sheet", get=only(200, *LOOKERS)),
    Row(
        "training:propose_seal",
        get=only(200, *LOOKERS),
        post=only(302, *LOOKERS),
        data=lambda world: {"agency": world.tree.here.pk, "year": timezone.now().year - 1},
    ),
    Row(
        "training:seal_year",
        url=waiting_seal,
        get=only(200, *LOOKERS),
        post=only(302, "legal_affairs", coordinator=409),
    ),
    Row("training:forecast", get=only(200, *LOOKERS)),
    Row("training:send_reminder", get=NOT_ALLOWED, post=only(302, "coordinator")),
    Row("training:declarations", get=only(200, "coordinator")),
    Row("training:declarations_sheet", get=only(200, "coordinator")),
    Row("training:my_declarations", get=everybody(200)),
    Row("training:declare", get=everybody(200), post=everybody(302), data=declaration_terms),
    kept(
        "training:decide_declaration",
        declaration_of_li,
        lambda world: {"answer": "refuse", "reason": "材料不清"},
    ),
    Row("training:declared_file", url=declaration_of_li, get=only(200, "li", *LOOKERS, others=404)),
    Row("training:legal_staff", get=only(200, *LOOKERS)),
    Row("training:legal_staff_sheet", get=only(200, *LOOKERS)),
    Row("training:plans", get=only(200, *LOOKERS)),
    Row("training:plans_sheet", get=only(200, *LOOKERS)),
    Row(
        "training:add_plan",
        get=only(200, *LOOKERS),
        post=only(302, *LOOKERS),
        data=lambda w: {"agency": w.tree.here.pk, "year": NINE.year, "meant_for": "officers"},
    ),
    Row(
        "training:add_report",
        get=only(200, *LOOKERS),
        post=only(302, *LOOKERS),
        data=lambda w: {
            "agency": w.tree.here.pk,
            "meeting": "第三次常务会议",
            "day": "2026-03-02",
            "scan": Scan("a.pdf", PDF),
        },
    ),
    Row("training:plan", url=plan_of(draft), get=only(200, *LOOKERS)),
    planned_by("training:add_item", plan_of(draft), ITEM),
    planned_by("training:submit_plan", plan_of(draft), {}),
    planned_by("training:change_item", item_of(draft), ITEM),
    planned_by("training:remove_item", item_of(draft), REASON),
    kept("training:class_from_item", class_item, terms),
    Row(
        "training:class_from_item",
        about="of a leaders' plan",
        url=item_of(approved),
        get=only(404, *LOOKERS),
        post=only(404, *LOOKERS),
    ),
    Row(
        "training:decide_plan",
        url=plan_of(submitted),
        get=only(200, *LOOKERS),
        post=only(302, "legal_affairs", coordinator=409),
        data=lambda w: {"answer": "approve", "approval": "同意"},
    ),
    planned_by(
        "training:add_spending",
        item_of(approved),
        {"amount": "120.5", "day": "2026-03-02", "voucher": "凭证 12", "note": "讲课费"},
    ),
    Row(
        "training:add_proof",
        url=item_of(approved),
        get=only(200, *LOOKERS),
        post=only(302, *LOOKERS),
        data=lambda w: {"part": "effect", "said": "测试成绩", "scan": Scan("a.pdf", PDF)},
    ),
    Row("training:plan_file", url=proof_of, get=only(200, *LOOKERS)),
    *(
        Row(
            f"training:{name}",
            about="of another district",
            url=lambda w, url=url: url(w, "there"),
            get=only(404, "coordinator", legal_affairs=200),
            post=NOT_ALLOWED if name in ("plan", "plan_file") else GONE,
            data=lambda w: dict(ITEM),
        )
        for name, url in (("plan", plan_of(draft)), ("plan_file", proof_of))
    ),
    Row("training:policies", get=only(200, LEGAL)),
    Row("training:adopt_proposed", get=NOT_ALLOWED, post=only(302, LEGAL)),
    Row(
        "training:set_requirement",
        url=lambda world: {"category": "enforcement"},
        get=only(200, LEGAL),
        post=only(200, LEGAL),
        data=lambda world: POLICY | {"days": "5", "credit": "64"},
    ),
    Row(
        "training:set_attendance_policy",
        get=only(200, LEGAL),
        post=only(200, LEGAL),
        data=lambda world: POLICY | {"late_after": 5, "early_before": 5, "least": 60, "one_in": 7},
    ),
    Row(
        "training:set_conversion",
        url=lambda world: {"kind": "centralised", "unit": "half_day"},
        get=only(200, LEGAL),
        post=only(200, LEGAL),
        data=lambda world: POLICY | {"per": "1", "credit": "4", "days": "0.5"},
    ),
]
