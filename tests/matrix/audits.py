"""The auditor's work: an engagement opens rows to its own auditor alone."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from mingfa import actions
from tests.matrix import Row, everybody, only
from tests.matrix.exam_pages import ended


def engaged(world, *, agency=None, since=0):
    """督一 may open the city for a week; returns the address."""
    now = timezone.now()
    today = timezone.localdate(now)
    terms = actions.Terms(
        auditor=world.cast["auditor"],
        agency=agency or world.tree.city,
        valid_from=today + timedelta(days=since),
        valid_to=today + timedelta(days=since + 7),
        purpose="年度考试专项检查",
    )
    actor = world.cast["legal_affairs"]
    return {"ref": actions.grant_engagement(terms, actor=actor, today=today, now=now).ref}


def coming(world):
    return engaged(world, since=1)


def of_session(world):
    ended(world)
    return engaged(world) | {"session_ref": world.ended.ref}


def out_of_scope(world):
    """Of the district; the session is the city's."""
    ended(world)
    return engaged(world, agency=world.tree.district) | {"session_ref": world.ended.ref}


def of_attempt(world):
    return of_session(world) | {"attempt_ref": world.attempt.ref}


def terms_data(world):
    today = timezone.localdate()
    return {
        "auditor": world.cast["auditor"].pk,
        "agency": world.tree.city.pk,
        "valid_from": today,
        "valid_to": today,
        "purpose": "年度考试专项检查",
    }


def sample_data(world):
    return {"seed": "7", "day": "2026-11-23", "size": "5"}


ROWS = [
    Row(
        "audits:engagements",
        get=only(200, "auditor", "legal_affairs"),
        post=only(302, "legal_affairs"),
        data=terms_data,
    ),
    Row("audits:engagements_sheet", get=only(200, "auditor", "legal_affairs")),
    Row(
        "audits:end_engagement",
        url=engaged,
        get=only(200, "legal_affairs"),
        post=only(302, "legal_affairs"),
        data=lambda w: {"reason": "人员调离"},
    ),
    Row("audits:sessions_sheet", url=engaged, get=only(200, "auditor")),
    Row("audits:rows_sheet", url=of_session, get=only(200, "auditor")),
    Row("audits:rows_sheet", about="outside its scope", url=out_of_scope, get=only(404, "auditor")),
    Row("audits:engagement", url=engaged, get=only(200, "auditor")),
    Row("audits:engagement", about="not begun", url=coming, get=only(404, "auditor")),
    Row("audits:audited_session", url=of_session, get=only(200, "auditor")),
    Row(
        "audits:audited_session",
        about="outside its scope",
        url=out_of_scope,
        get=only(404, "auditor"),
    ),
    Row("audits:audited_attempt", url=of_attempt, get=only(200, "auditor")),
    Row(
        "audits:draw_sample",
        url=of_session,
        get=everybody(405),
        post=only(302, "auditor"),
        data=sample_data,
    ),
    Row(
        "audits:draw_sample",
        about="outside its scope",
        url=out_of_scope,
        get=everybody(405),
        post=only(404, "auditor"),
        data=sample_data,
    ),
    Row(
        "audits:export_evidence",
        url=of_session,
        get=everybody(405),
        post=only(200, "auditor"),
        data=sample_data,
    ),
]
