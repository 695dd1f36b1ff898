"""Objections to results, and what answers them."""

from __future__ import annotations

from django.utils import timezone

from exams.actions import objecting
from exams.models import AboutChoice
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


OBJECTION = {"places": ["1"], "about": "question", "claim": "条文已修改"}
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
]
