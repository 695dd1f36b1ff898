"""An upheld objection to a mark given by hand: what officer and candidate read of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from exams.actions import objecting, results
from exams.models import AboutChoice
from tests.exams.by_hand import (
    OVER,
    give,
    hand_in_written,
    make_markers,
    make_published,
    make_written_session,
    script_of,
)

pytestmark = pytest.mark.django_db(transaction=True)
LATER = OVER + timedelta(days=1)


def test_the_officer_is_told_before_deciding_and_all_read_where_it_stands(cast, tree, ask, at):
    at(LATER)
    markers = make_markers(cast, tree, 2, 3, 4, 5)
    published = hand_in_written(make_written_session(cast), cast["li"])
    make_published(published, markers, cast["exam_officer"], cast["exam_officer_2"])
    (filed,) = objecting.file_objections(
        published, [2], about=AboutChoice.MARK, claim="已写明", actor=cast["li"], now=LATER
    )
    page, officer = reverse("exams:objection", args=[filed.ref]), ask("exam_officer")
    assert "由未评过的两名阅卷员重新评阅" in officer.get(page).content.decode()
    decide = reverse("exams:decide_objection", args=[filed.ref])
    officer.post(decide, {"ruling": "upheld", "reason": "要点二已写明"})
    own = reverse("exams:result", args=[published.ref])
    for answer in (officer.get(page), ask("li").get(own)):
        assert "正在由另外两人评阅（原评 8 分，满分 10 分）" in answer.content.decode()
    for marker in markers[2:4]:
        give(script_of(published, 2), marker, 500, 500, now=LATER)
    results.mark_waiting(now=LATER)
    for answer in (officer.get(page), ask("li").get(own)):
        assert "10 分（原评 8 分，满分 10 分）" in answer.content.decode()
    words = ask("li").get(own).content.decode()
    assert "第 1 次评阅" in words
    home = ask("li").get(reverse("home")).content.decode()
    assert "作答经异议重新评阅，原成绩 25 分，现成绩 27 分" in home
