"""Objections to results, and what answers them."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from exams.actions import objecting, rekeying, workdays
from exams.actions.rekeying import Wish
from exams.models import AboutChoice, Result, ResultChange
from exams.rules.marking import Withdrawn
from questionbank.models import Revision
from tests.matrix import Row, everybody, exam_pages, only

STAFF = exam_pages.STAFF
READERS = (*STAFF, "reviewer")


def objected(world):
    """李 objects to the first question, which 审一 approved."""
    exam_pages.published(world)
    filed = objecting.file_objections(
        world.attempt,
        [1],
        about=AboutChoice.QUESTION,
        claim="条文已修改",
        actor=world.cast["li"],
        now=timezone.now(),
    )
    return {"ref": filed[0].ref}


def asked_about(world):
    """Any question on 李's published paper."""
    place = own_paper(world)["places"][0]
    return Revision.objects.select_related("question").get(pk=place["revision"])


def own_paper(world):
    exam_pages.published(world)
    return world.attempt.paper.body


def proposed(world):
    """A question would be withdrawn; what that does has been looked at."""
    revision = asked_about(world)
    proposal = rekeying.propose_key_change(
        world.attempt.exam,
        Wish(revision, Withdrawn(), "题干有误"),
        actor=world.cast["exam_officer"],
        now=timezone.now(),
    )
    rekeying.run_preview(proposal, now=timezone.now())
    return {"ref": proposal.ref}


SPECIAL = {"day": "2026-11-25", "kind": "free", "name": "运动会", "basis": "虚构的通知"}


def special_day(world):
    """A Wednesday on which nobody works."""
    entry = workdays.Entry(date(2026, 11, 25), False, "运动会", "虚构的通知")
    actor = world.cast["legal_affairs"]
    made = workdays.enter_special_day(entry, actor=actor, now=timezone.now())
    return {"special_day_id": made.pk}


def published_exam(world):
    return exam_pages.published(world) and {"ref": world.attempt.exam.ref}


def lowered(world):
    """李's result falls below the pass mark."""
    exam_pages.published(world)
    former = world.attempt.results.get()
    present = Result.objects.create(
        attempt=world.attempt,
        key_version=2,
        marks=former.marks,
        total=0,
        passed=False,
        engine=former.engine,
        operations_digest=former.operations_digest,
        at=timezone.now(),
    )
    change = ResultChange.objects.create(
        attempt=world.attempt, former=former, present=present, at=timezone.now()
    )
    return {"sort": "lowered", "key": change.pk}


OBJECTION = {"places": ["1"], "about": "question", "claim": "条文已修改"}
POLICY = {
    "objection_days": "10",
    "resits": "2",
    "resit_days": "30",
    "valid_from": "2026-11-23",
    "basis": "考试办法第九条",
}
RULING = {"ruling": "rejected", "reason": "答案无误"}
ALONE = {"others": 404}

ROWS: list[Row] = [
    Row(
        "exams:object_to_result",
        about="li's, not published",
        url=exam_pages.own_ended,
        get=only(302, "li", **ALONE),
        post=only(302, "li", **ALONE),
    ),
    Row(
        "exams:object_to_result",
        about="li's, published",
        url=exam_pages.own_published,
        get=only(200, "li", **ALONE),
        post=only(302, "li", **ALONE),
        data=lambda world: OBJECTION,
    ),
    Row(
        "exams:result_sheet",
        about="li's, published",
        url=exam_pages.own_published,
        get=only(200, "li", *STAFF, "coordinator", "auditor", **ALONE),
    ),
    Row(
        "exams:result_sheet",
        about="li's, not published",
        url=exam_pages.own_ended,
        get=everybody(404),
    ),
    Row(
        "exams:check_result",
        about="li's, published",
        url=exam_pages.own_published,
        get=everybody(200, strangers=200),
        post=everybody(405, strangers=405),
    ),
    Row("exams:objections", get=only(200, *READERS)),
    Row("exams:objections_sheet", get=only(200, *READERS)),
    Row("exams:objection", url=objected, get=only(200, *READERS)),
    Row(
        "exams:advise_objection",
        about="one's own question",
        url=objected,
        get=everybody(405),
        post=only(409, "reviewer"),
        data=lambda world: {"advice": "答案无误"},
    ),
    Row(
        "exams:decide_objection",
        url=objected,
        get=everybody(405),
        post=only(302, *STAFF),
        data=lambda world: RULING,
    ),
    Row("exams:key_changes", url=published_exam, **exam_pages.staff()),
    Row(
        "exams:propose_key_change",
        about="no question named",
        url=published_exam,
        **exam_pages.staff(302, 302),
    ),
    Row("exams:key_change", url=proposed, **exam_pages.staff()),
    Row("exams:key_change_sheet", url=proposed, **exam_pages.staff()),
    Row("exams:key_change_progress", url=proposed, **exam_pages.staff()),
    Row(
        "exams:sign_key_change",
        about="with a stale digest",
        url=proposed,
        **exam_pages.staff(405, 409),
    ),
    Row(
        "exams:special_days",
        get=only(200, "legal_affairs"),
        post=only(302, "legal_affairs"),
        data=lambda world: SPECIAL,
    ),
    Row("exams:special_days_sheet", get=only(200, "legal_affairs")),
    Row(
        "exams:special_day",
        url=special_day,
        get=only(200, "legal_affairs"),
        post=only(302, "legal_affairs"),
        data=lambda world: {"reason": "日期有误"},
    ),
    Row(
        "exams:exam_policies",
        get=only(200, "legal_affairs"),
        post=only(302, "legal_affairs"),
        data=lambda world: POLICY,
    ),
    Row("qualifications:matters", get=only(200, "legal_affairs")),
    Row("qualifications:export_matters", get=only(200, "legal_affairs")),
    Row(
        "qualifications:decide_matter",
        about="li's, lowered",
        url=lowered,
        get=only(200, "legal_affairs"),
        post=only(302, "legal_affairs"),
        data=lambda world: {"ruling": "kept", "reason": "差错轻微"},
    ),
]
