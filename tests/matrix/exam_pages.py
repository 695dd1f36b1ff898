"""Pages of the room `exams` other than the hall: planning, desk, results, one's own."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from exams.actions import (
    amending,
    hand_marking,
    invigilating,
    parallel,
    planning,
    replacing,
    reporting,
    results,
    saving,
    sealing,
    seat_checks,
    sitting,
)
from exams.models import Exam, Invigilation, Publication, Signature
from exams.rules.drawing import Cell
from exams.rules.replacing import Choice
from people.rules import Role
from tests.conftest import make_person
from tests.exams.makers import (
    DEVICE,
    FIRST_CLIENT_SEQ,
    answer_all,
    checked,
    fills,
    make_bank,
    make_exam,
    make_ready,
    make_written,
    operation,
    publish,
)
from tests.exams.touching import amend_law, make_touchable_bank, touched_ids
from tests.matrix import Row, everybody, lasting, only
from tests.remembered import remembered

STAFF = ("exam_officer", "exam_officer_2")
DESK = (*STAFF, "invigilator")
HOUR = timedelta(hours=1)


@remembered
def make_foreign(tree):
    """Officer, marker and reviewer of 东河区: 市城管局's exams are none of this one's business
    (threats 58, 59, 61, 62)."""
    roles = Role.EXAM_OFFICER, Role.MARKER, Role.REVIEWER
    return make_person(tree.there, "40000009", "考外", *roles, over=tree.district)


def draft(world):
    """A draft with one session tomorrow, 李 on its roster."""
    if not hasattr(world, "draft"):
        make_bank(world.cast)
        opens_at = timezone.now() + timedelta(days=1)
        world.draft = make_exam(world.cast, opens_at=opens_at, now=timezone.now())
        session = world.draft.sessions.get()
        officer, now = world.cast["exam_officer"], timezone.now()
        planning.enrol(session, [world.cast["li"]], actor=officer, now=now)
        planning.appoint_invigilator(session, world.cast["invigilator"], actor=officer, now=now)
    return world.draft


def empty_draft(world):
    exam = draft(world)
    session = exam.sessions.get()
    session.candidates.all().delete()
    return {"ref": session.ref}


def draft_exam(world):
    return {"ref": draft(world).ref}


def draft_session(world):
    return {"ref": draft(world).sessions.get().ref}


def draft_blueprint(world):
    return {"blueprint_id": draft(world).blueprint_id}


def draft_candidate(world):
    session = draft(world).sessions.get()
    return {"ref": session.ref, "candidate_ref": session.candidates.get().ref}


def acquainted_candidate(world):
    """A candidate who wrote the questions of the sealed pool."""
    sealed_session(world)
    session, officer = world.draft.sessions.get(), world.cast["exam_officer"]
    [candidate] = planning.enrol(session, [world.cast["setter"]], actor=officer, now=timezone.now())
    return {"ref": session.ref, "candidate_ref": candidate.ref}


def draft_invigilation(world):
    session = draft(world).sessions.get()
    return {"ref": session.ref, "invigilation_id": session.invigilations.get().pk}


def sealed_session(world):
    """Sealed by two, not locked."""
    exam = draft(world)
    for who in STAFF:
        sealing.sign_seal(exam, actor=world.cast[who], now=timezone.now())
    return {"ref": exam.sessions.get().ref}


def sealed_exam(world):
    return sealed_session(world) and {"ref": world.draft.ref}


def one_form(world):
    return {"count": "1"}


def draft_form(world):
    """The first form of a draft; the bank holds just enough for it and a reserve."""
    address = draft_exam(world)
    parallel.make_forms(world.draft, count=1, actor=world.cast["exam_officer"], now=timezone.now())
    return address | {"n": 1}


def signed_amendment(world):
    """More time for entry, signed by an officer of the legal-affairs office."""
    address, actor = sealed_exam(world), world.cast["legal_affairs"]
    words = {"reason": "交通管制", "actor": actor, "now": timezone.now()}
    amending.amend(world.draft, change={"entry_minutes": 45}, **words)
    return address | {"signature_id": Signature.objects.get(act="amend").pk}


def touched_exam(world):
    """Sealed, locked, to be sat tomorrow; two of its questions rest on changed law."""
    statute = make_touchable_bank(world.cast)
    opens_at = timezone.now() + timedelta(days=1)
    world.exam, _session = make_ready(
        world.cast, world.cast["li"], opens_at=opens_at, now=timezone.now()
    )
    amend_law(statute, timezone.localdate())
    return {"ref": world.exam.ref}


def decision_data(world):
    return {f"q{pk}": "replace" for pk in touched_ids()} | {"reason": "条文已修改"}


def signed_decision(world):
    """The same, signed by an officer of the legal-affairs office."""
    address = touched_exam(world)
    replacing.decide_questions(
        world.exam,
        choices=dict.fromkeys(touched_ids(), Choice.REPLACE),
        reason="条文已修改",
        actor=world.cast["legal_affairs"],
        now=timezone.now(),
    )
    return address | {"signature_id": Signature.objects.get(act="amend").pk}


def running(world):
    """李 answers in a session that opened five minutes ago; 监一 supervises."""
    if not hasattr(world, "running"):
        make_bank(world.cast)
        now = timezone.now()
        _exam, world.running = make_ready(
            world.cast, world.cast["li"], world.cast["wang"], opens_at=now - timedelta(minutes=5)
        )
        Invigilation.objects.create(session=world.running, person=world.cast["invigilator"])
        world.attempt = world.running.attempts.get(person=world.cast["li"])
        sitting.start(world.attempt, device=DEVICE, now=now)
        world.attempt.refresh_from_db()
    return {"ref": world.running.ref}


def seat(world):
    return running(world) | {"attempt_ref": world.attempt.ref}


def fenced(world):
    """An answer from the computer that 李 has left."""
    address = seat(world)
    left = world.attempt
    sitting.take_over(left, device="another", code=None, now=timezone.now())
    world.op = operation(left, 1, seq=FIRST_CLIENT_SEQ, epoch=1)
    _save(world, world.op)
    return address


def late(world):
    """An answer that came after 李 had handed in."""
    address, now = seat(world), timezone.now()
    sitting.hand_in(world.attempt.ref, world.cast["li"].pk, [], arrival=now, now=now)
    world.op = operation(world.attempt, 1, seq=FIRST_CLIENT_SEQ)
    _save(world, world.op)
    return address


def _save(world, op):
    now = timezone.now()
    saving.save(world.attempt.ref, world.cast["li"].pk, [op], arrival=now, now=now)


def signed_grant(world):
    """Ten minutes for 李, signed by an officer who is not of 李's unit."""
    address = seat(world)
    invigilating.grant_time(
        world.attempt,
        seconds=600,
        kind="outage",
        reason="停电",
        actor=world.cast["legal_affairs"],
        now=timezone.now(),
    )
    signature = Signature.objects.get(subject=world.attempt.ref)
    return address | {"signature_id": signature.pk}


@lasting
def ended(world):
    """李's right paper, handed in an hour ago and marked; nothing is published."""
    if not hasattr(world, "ended"):
        make_bank(world.cast)
        opens_at = timezone.now() - 3 * HOUR
        _exam, world.ended = make_ready(world.cast, world.cast["li"], opens_at=opens_at)
        world.attempt = world.ended.attempts.get()
        sitting.start(world.attempt, device=DEVICE, now=opens_at)
        world.attempt.refresh_from_db()
        operations, at = answer_all(world.attempt), opens_at + HOUR
        sitting.hand_in(world.attempt.ref, world.cast["li"].pk, operations, arrival=at, now=at)
        results.mark_waiting(now=at)
    return {"ref": world.ended.ref}


def checked_session(world):
    """The same, checked before publication."""
    address = ended(world)
    checked(world.ended, world.cast["exam_officer"], now=timezone.now())
    return address


@lasting
def published(world):
    """The same, published by two."""
    address = ended(world)
    if not Publication.objects.filter(session=world.ended).exists():
        publish(world.ended, *(world.cast[who] for who in STAFF), now=timezone.now())
    return address


@lasting
def written(world):
    """李's written answer, in a session that is over, waits for markers of other units."""
    if not hasattr(world, "script"):
        make_bank(world.cast)
        make_written(world.cast)
        opens_at = timezone.now() - 3 * HOUR
        cells = [Cell(kind="short_answer", count=1, marks=1000)]
        session = make_ready(
            world.cast, world.cast["li"], opens_at=opens_at, cells=cells, pass_marks=500
        )[1]
        attempt = session.attempts.get()
        sitting.start(attempt, device=DEVICE, now=opens_at)
        attempt.refresh_from_db()
        choices, at = fills(attempt.paper.body["places"][0], "应当出示证件"), opens_at + HOUR
        operations = [operation(attempt, 1, choices=choices)]
        sitting.hand_in(attempt.ref, world.cast["li"].pk, operations, arrival=at, now=at)
        results.mark_waiting(now=at)
        world.script = attempt.scripts.select_related("attempt__exam").get()
    return {"ref": world.script.ref}


def marked_by_hand(world):
    """The marker gave it marks already."""
    address, marker = written(world), world.cast["marker"]
    hand_marking.mark_script(world.script, [500, 0], actor=marker, now=timezone.now())
    return address


def question_of_script(world):
    written(world)
    script = world.script
    of = {"exam_ref": script.attempt.exam.ref, "revision_id": script.revision_id}
    return of | {"part": script.part}


def own_ended(world):
    return ended(world) and {"ref": world.attempt.ref}


def own_published(world):
    return published(world) and {"ref": world.attempt.ref}


def staff(get=200, post=405):
    """Examination officers alone."""
    return {
        "get": only(get, *STAFF) if get != 405 else everybody(405),
        "post": only(post, *STAFF) if post != 405 else everybody(405),
    }


def at_desk(get=200, post=405, own_unit=None):
    """Officers and the invigilator; `own_unit` is what officers of the candidate's unit get."""
    theirs = dict.fromkeys(STAFF, own_unit) if own_unit else {}
    return {
        "get": only(get, *DESK) if get != 405 else everybody(405),
        "post": only(post, *DESK, **theirs) if post != 405 else everybody(405),
    }


BLUEPRINT = {
    "title": "方案",
    "cells-TOTAL_FORMS": "1",
    "cells-INITIAL_FORMS": "0",
    "cells-0-kind": "single",
    "cells-0-count": "2",
    "cells-0-marks": "5",
}
EXAM = {
    "title": "考试",
    "purpose": "practice",
    "duration_minutes": "60",
    "pass_marks": "60",
    "entry_minutes": "30",
    "grace_seconds": "30",
    "multiple_scoring": "all_or_nothing",
    "single_scoring": "all_or_nothing",
    "fill_in_scoring": "per_blank@1",
    "tolerance": "20",
    "review_policy": "articles",
}


def blueprint_data(world):
    return BLUEPRINT | {"agency": world.tree.here.pk}


def template_data(world):
    return {"template": "public", "agency": world.tree.here.pk}


def exam_data(world):
    blueprint = draft(world).blueprint_id
    return EXAM | {"agency": world.tree.here.pk, "blueprint": blueprint}


def session_data(world):
    opens = timezone.localtime() + timedelta(days=2)
    shape = "%Y-%m-%dT%H:%M"
    closes = (opens + 2 * HOUR).strftime(shape)
    return {"place": "机房", "opens_at": opens.strftime(shape), "closes_at": closes}


def grant_data(world):
    return {
        "grant-minutes": "5",
        "grant-seconds": "0",
        "grant-kind": "outage",
        "grant-reason": "停电",
    }


def amend_data(world):
    exam = Exam.objects.get(pk=world.draft.pk)
    session, shape = exam.sessions.get(), "%Y-%m-%dT%H:%M"
    return EXAM | {
        "entry_minutes": "45",
        "reason": "交通管制",
        "place_1": session.place,
        "opens_at_1": timezone.localtime(session.opens_at).strftime(shape),
        "closes_at_1": timezone.localtime(session.closes_at).strftime(shape),
    }


def reason_data(world):
    return {"close-reason": "离开考场"}


def operation_data(world):
    return {"op": world.op.op_id, "ops-reason": "断网"}


ALONE = {"others": 404}
JSON_POST = everybody(405, strangers=405)


def seat_check(world):
    """A check that the invigilator is making."""
    check = seat_checks.begin_seat_check(
        place="机考室",
        seat="A07",
        restarted=False,
        actor=world.cast["invigilator"],
        now=timezone.now(),
    )
    return {"ref": check.ref}


FOUND = {"secure": "on", "locks": "on", "storage": "on", "p95_ms": "30", "offset_ms": "5"}
CHECK_ROWS = [
    Row("exams:seat_checks", get=only(200, *DESK)),
    Row("exams:seat_checks_sheet", get=only(200, *DESK)),
    Row(
        "exams:begin_check",
        get=only(200, *DESK),
        post=only(302, *DESK),
        data=lambda world: {"place": "机考室", "seat": "A07"},
    ),
    Row("exams:seat_check", about="the invigilator's", url=seat_check, get=only(200, *DESK)),
    Row(
        "exams:save_probe",
        about="the invigilator's",
        url=seat_check,
        get=everybody(405),
        post=only(200, "invigilator", exam_officer=404, exam_officer_2=404),
    ),
    Row(
        "exams:finish_check",
        about="the invigilator's",
        url=seat_check,
        get=everybody(405),
        post=only(200, "invigilator", exam_officer=404, exam_officer_2=404),
        data=lambda world: FOUND,
    ),
]


def fairness_report(world):
    ended(world)
    officer = world.cast["exam_officer"]
    report, _is_new = reporting.draw_up(world.ended, actor=officer, now=timezone.now())
    return {"ref": report.ref}


STATISTICS_ROWS = [
    Row(
        "exams:fairness",
        about="a session that is over",
        url=ended,
        get=only(200, *STAFF, "auditor"),
        post=only(302, *STAFF),
    ),
    Row(
        "exams:fairness",
        about="a session that runs",
        url=running,
        get=only(404, *STAFF, "auditor"),
        post=only(404, *STAFF, "auditor"),
    ),
    Row("exams:fairness_report", url=fairness_report, get=only(200, *STAFF, "auditor")),
    Row("exams:fairness_file", url=fairness_report, get=only(200, *STAFF, "auditor")),
    Row(
        "exams:session_statistics",
        about="published",
        url=published,
        get=only(200, *STAFF, "auditor"),
    ),
    Row(
        "exams:session_statistics",
        about="not published",
        url=ended,
        get=only(200, *STAFF, auditor=404),
    ),
    Row(
        "exams:session_statistics_sheet",
        about="published",
        url=published,
        get=only(200, *STAFF, "auditor"),
    ),
]

ROWS: list[Row] = [
    *CHECK_ROWS,
    *STATISTICS_ROWS,
    Row("exams:mine", get=everybody(200)),
    Row("exams:mine_sheet", get=everybody(200)),
    Row(
        "exams:result",
        about="li's, not published",
        url=own_ended,
        get=only(404, "li", exam_officer=200, exam_officer_2=200, **ALONE),
    ),
    Row(
        "exams:result",
        about="li's, published",
        url=own_published,
        get=only(200, "li", *STAFF, "coordinator", "auditor", **ALONE),
    ),
    Row(
        "exams:api_result",
        about="li's, not published",
        url=own_ended,
        get=only(404, exam_officer=200, exam_officer_2=200, strangers=401, **ALONE),
        post=JSON_POST,
    ),
    Row(
        "exams:api_result",
        about="li's, published",
        url=own_published,
        get=only(200, "li", *STAFF, "coordinator", "auditor", strangers=401, **ALONE),
        post=JSON_POST,
    ),
    Row("exams:blueprints", **staff()),
    Row("exams:blueprints_sheet", **staff()),
    Row("exams:make_blueprint", data=blueprint_data, **staff(post=302)),
    Row("exams:post_lists", about="nothing filled in", **staff(post=422)),
    Row("exams:make_from_template", data=template_data, **staff(post=302)),
    Row("exams:blueprint", url=draft_blueprint, **staff()),
    Row("exams:forecast", url=draft_blueprint, **staff()),
    Row("exams:change_blueprint", url=draft_blueprint, data=blueprint_data, **staff(post=302)),
    Row("exams:exams", **staff()),
    Row("exams:exams_sheet", **staff()),
    Row("exams:make_exam", data=exam_data, **staff(post=302)),
    Row("exams:exam", url=draft_exam, **staff()),
    Row("exams:change_exam", url=draft_exam, data=exam_data, **staff(post=302)),
    Row("exams:sign_seal", about="with a stale digest", url=draft_exam, **staff(post=409)),
    Row("exams:amend", about="a draft", url=draft_exam, **staff(post=409)),
    Row("exams:amend", about="sealed", url=sealed_exam, data=amend_data, **staff(post=302)),
    Row("exams:countersign_amendment", url=signed_amendment, **staff(405, 302)),
    Row("exams:decide_questions", about="a draft", url=draft_exam, **staff(post=409)),
    Row(
        "exams:decide_questions",
        about="sealed, touched",
        url=touched_exam,
        data=decision_data,
        **staff(post=302),
    ),
    Row("exams:countersign_amendment", about="a decision", url=signed_decision, **staff(405, 302)),
    Row("exams:forms", about="a draft", url=draft_exam, data=one_form, **staff(post=302)),
    Row("exams:forms", about="sealed", url=sealed_exam, data=one_form, **staff(post=409)),
    Row(
        "exams:read_form",
        about="a draft's",
        url=draft_form,
        get=only(200, "setter", "reviewer"),
        post=only(302, "setter", "reviewer"),
    ),
    Row(
        "exams:use_reserve",
        about="an exam without forms",
        url=sealed_session,
        data=lambda w: {"reason": "泄露"},
        **staff(post=409),
    ),
    Row("exams:add_session", url=draft_exam, data=session_data, **staff(post=302)),
    Row("exams:session", url=draft_session, **staff()),
    Row("exams:change_session", url=draft_session, data=session_data, **staff(post=302)),
    Row(
        "exams:remove_session",
        about="with candidates",
        url=draft_session,
        data=lambda w: {"reason": "考点停电"},
        **staff(post=409),
    ),
    Row(
        "exams:remove_session",
        about="empty",
        url=empty_draft,
        data=lambda w: {"reason": "考点停电"},
        **staff(post=302),
    ),
    Row("exams:roster_sheet", url=draft_session, **staff()),
    Row("exams:session_record", url=draft_session, **staff()),
    Row(
        "exams:enrol",
        url=draft_session,
        data=lambda w: {"persons": [w.cast["wang"].pk]},
        **staff(405, 302),
    ),
    Row(
        "exams:enrol_agency",
        url=draft_session,
        data=lambda w: {"agency": w.tree.here.pk},
        **staff(405, 302),
    ),
    Row(
        "exams:clear",
        url=acquainted_candidate,
        data=lambda world: {"reason": "只命了其中一题"},
        **staff(200, 302),
    ),
    Row("exams:clear", about="who knows nothing", url=draft_candidate, **staff(404, 404)),
    Row("exams:withdraw", url=draft_candidate, **staff(405, 302)),
    Row("exams:appoint_invigilator", about="nobody chosen", url=draft_session, **staff(405, 409)),
    Row("exams:release_invigilator", url=draft_invigilation, **staff(405, 302)),
    Row("exams:sign_lock", about="a draft's", url=draft_session, **staff(post=409)),
    Row("exams:sign_lock", about="with a stale digest", url=sealed_session, **staff(post=409)),
    Row(
        "exams:exceed_budget",
        about="that is kept",
        url=sealed_session,
        data=lambda world: {"reason": "题库尚在扩充"},
        **staff(post=409),
    ),
    Row(
        "exams:session_proof",
        about="li's session",
        url=published,
        get=only(200, "li", *STAFF, "auditor", **ALONE),
    ),
    Row("exams:result_sessions", get=only(200, *STAFF, "coordinator")),
    Row("exams:result_sessions_sheet", get=only(200, *STAFF, "coordinator")),
    Row("exams:results", about="running", url=running, get=only(404, *STAFF, "coordinator")),
    Row("exams:results", about="ended", url=ended, get=only(200, *STAFF, coordinator=404)),
    Row("exams:results", about="published", url=published, get=only(200, *STAFF, "coordinator")),
    Row("exams:results_sheet", about="ended", url=ended, get=only(200, *STAFF, coordinator=404)),
    Row(
        "exams:results_sheet",
        about="published",
        url=published,
        get=only(200, *STAFF, "coordinator"),
    ),
    Row(
        "exams:api_results",
        about="ended",
        url=ended,
        get=only(200, *STAFF, coordinator=404, strangers=401),
        post=JSON_POST,
    ),
    Row(
        "exams:api_results",
        about="published",
        url=published,
        get=only(200, *STAFF, "coordinator", strangers=401),
        post=JSON_POST,
    ),
    Row("exams:publish", about="not checked", url=ended, **staff(post=409)),
    Row("exams:publish", about="with a stale digest", url=checked_session, **staff(post=409)),
    Row("exams:check_publication", about="over", url=ended, **staff(405, 302)),
    Row("exams:check_publication", about="running", url=running, **staff(405, 409)),
    Row("exams:check_progress", url=checked_session, **staff()),
    Row("exams:marking", get=only(200, "marker")),
    Row("exams:marking_sheet", get=only(200, "marker")),
    Row("exams:next_script", url=question_of_script, get=only(302, "marker")),
    Row(
        "exams:script_picture",
        about="no picture of the question",
        url=lambda w: written(w) | {"sha256": "0" * 64},
        get=only(404, "marker"),
    ),
    Row(
        "exams:mark_script",
        about="of li",
        url=written,
        get=only(200, "marker"),
        post=only(302, "marker"),
        data=lambda w: {"point_0": "5", "point_1": "0"},
    ),
    Row("exams:own_marks", get=only(200, "marker")),
    Row("exams:own_marks_sheet", get=only(200, "marker")),
    Row(
        "exams:correct_mark",
        about="that nobody of them gave",
        url=written,
        get=only(404, "marker"),
        post=only(404, "marker"),
    ),
    Row(
        "exams:correct_mark",
        about="of the marker",
        url=marked_by_hand,
        get=only(200, "marker"),
        post=only(302, "marker"),
        data=lambda w: {"point_0": "4", "point_1": "0", "note": "误记"},
    ),
    Row("exams:rooms", **at_desk()),
    Row("exams:rooms_sheet", **at_desk()),
    Row("exams:room", url=running, **at_desk()),
    Row(
        "exams:room",
        about="of another's session",
        url=ended,
        get=only(200, *STAFF, invigilator=404),
    ),
    Row("exams:seat", url=seat, **at_desk()),
    Row("exams:issue_takeover_code", url=seat, **at_desk(405, 200, own_unit=403)),
    Row("exams:grant_time", url=seat, data=grant_data, **at_desk(405, 302, own_unit=403)),
    Row("exams:close", url=seat, data=reason_data, **at_desk(405, 302, own_unit=403)),
    Row("exams:adopt", url=fenced, data=operation_data, **at_desk(405, 302, own_unit=403)),
    Row("exams:admit", url=late, data=operation_data, **at_desk(405, 302, own_unit=403)),
    Row("exams:countersign", url=signed_grant, **at_desk(405, 302, own_unit=403)),
]
