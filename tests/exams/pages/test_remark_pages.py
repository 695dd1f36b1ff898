"""An upheld objection to a mark given by hand: what officer and candidate read of it."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.urls import reverse

from exams.actions import objecting, rekeying, results
from exams.models import AboutChoice, KeyProposal
from people.models import Person, User
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


@contextmanager
def taken_away(markers):
    """Their accounts are closed meanwhile."""
    users = User.objects.filter(person__in=markers)
    users.update(is_active=False)
    yield
    users.update(is_active=True)


def test_too_few_markers_are_told_of_while_the_exam_is_planned(cast, tree, ask, at):
    at(OVER - timedelta(days=2))
    exam = make_written_session(cast).exam
    page, officer = reverse("exams:exam", args=[exam.ref]), ask("exam_officer")
    said = officer.get(page).content.decode()
    assert "现有阅卷员 1 人，其中最少只有 1 人可以评阅" in said
    make_markers(cast, tree, 2, 3, 4)
    assert "现有阅卷员" not in officer.get(page).content.decode()
    users = User.objects.filter(person__staff_number__startswith="4100000")
    Person.objects.filter(user__in=users).update(agency=cast["li"].agency)
    said = officer.get(page).content.decode()
    assert "现有阅卷员 4 人，其中最少只有 1 人可以评阅" in said
    assert f"{cast['li'].agency.name}的阅卷员不能评阅本单位考生的作答" in said


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
    assert "可以重新评阅的最少只有" not in officer.get(page).content.decode()
    with taken_away(markers[3:]):  # two marked it
        assert "阅卷员共 3 人" in officer.get(page).content.decode()
        assert "可以重新评阅的最少只有 1 人。不足 2 人" in officer.get(page).content.decode()
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


def test_other_points_are_proposed_line_by_line_and_the_page_says_what_follows(cast, tree, ask, at):
    at(LATER)
    markers = make_markers(cast, tree, 2, 3)
    published = hand_in_written(make_written_session(cast), cast["li"])
    make_published(published, markers, cast["exam_officer"], cast["exam_officer_2"])
    (filed,) = objecting.file_objections(
        published, [2], about=AboutChoice.QUESTION, claim="要点不全", actor=cast["li"], now=LATER
    )
    officer = ask("exam_officer")
    page = officer.get(reverse("exams:objection", args=[filed.ref])).content.decode()
    assert "该作答由其他阅卷员重新评阅" in page
    decide = reverse("exams:decide_objection", args=[filed.ref])
    officer.post(decide, {"ruling": "upheld", "reason": "要点有误"})
    page = officer.get(reverse("exams:objection", args=[filed.ref])).content.decode()
    assert "本题全部作答按新要点重新评阅" in page
    code = script_of(published, 2).revision.question.code
    form = reverse("exams:propose_key_change", args=[published.exam.ref]) + f"?question={code}"
    assert "应当出示执法证件（2分）" in officer.get(form).content.decode()
    words = {"kind": "points", "reason": "要点有误", "points": "应当听取意见"}
    answer = officer.post(form, words)
    assert (answer.status_code, "末尾应当写明分值" in answer.content.decode()) == (422, True)
    assert "应当听取意见" in answer.content.decode()
    assert officer.post(form, words | {"points": ""}).status_code == 422
    answer = officer.post(form, words | {"points": "应当听取意见（4分）"})
    rekeying.run_preview(KeyProposal.objects.get(), now=LATER)
    page = officer.get(answer.url).content.decode()
    assert "可以重新评阅的最少只有 1 人" in page
    assert '变更后重新评阅 <b class="nb">1 份</b>作答，<b class="is-danger nb">1 人</b>可能' in page
    assert "可能变为不合格" in page
    case = script_of(published, 4).revision.question.code
    form = reverse("exams:propose_key_change", args=[published.exam.ref]) + f"?question={case}"
    assert "更正其中一个小题的答案或者评分要点" in officer.get(form).content.decode()
    assert "现行答案" in officer.get(f"{form}&part=1").content.decode()
    for typed in ("99", "x", "-1", "1" * 30):
        assert officer.get(f"{form}&part={typed}").status_code == 200
