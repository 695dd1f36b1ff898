"""Seal, lock and publication need two persons who saw the same (threats 38, 65, 67)."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from exams.actions import planning
from exams.models import Exam, ExamSeal, RosterLock
from tests.conftest import NINE
from tests.exams.pages.conftest import HOUR

pytestmark = pytest.mark.django_db(transaction=True)
DIGEST = re.compile(r'name="digest" value="([0-9a-f]{64})"')


def sign(client, address, **more):
    """Read the page, sign what it shows; the page that follows."""
    shown = DIGEST.search(client.get(address).content.decode())
    data = {"digest": shown[1] if shown else ""} | more
    return client.post(address, data, follow=True)


def said(answer):
    return answer.content.decode()


@pytest.fixture
def planned(cast, draft):
    planning.enrol(draft.session, [cast["li"]], actor=cast["exam_officer"], now=NINE)
    draft.seal = reverse("exams:sign_seal", args=[draft.exam.ref])
    draft.lock = reverse("exams:sign_lock", args=[draft.session.ref])
    return draft


def test_the_seal_waits_for_a_second_person_and_says_for_whom(at, ask, planned):
    first = sign(ask("exam_officer"), planned.seal)
    assert "等待第二人签署" in said(first)
    assert not ExamSeal.objects.exists()
    again = ask("exam_officer").get(planned.seal)
    assert "考一（市城管局）已签署" in said(again)
    assert "我已核对，签署封存" not in said(again)
    second = sign(ask("exam_officer_2"), planned.seal)
    assert "考试已封存" in said(second)
    assert ExamSeal.objects.get().digest[:4] in said(second)


def test_nobody_is_ones_own_second_person(at, ask, planned):
    officer = ask("exam_officer")
    digest = DIGEST.search(said(officer.get(planned.seal)))[1]
    officer.post(planned.seal, {"digest": digest})
    answer = officer.post(planned.seal, {"digest": digest})
    assert answer.status_code == 409
    assert "须由另一人签署" in said(answer)
    assert not ExamSeal.objects.exists()


def test_what_changed_after_it_was_read_is_not_signed(at, ask, cast, planned):
    officer = ask("exam_officer")
    digest = DIGEST.search(said(officer.get(planned.seal)))[1]
    Exam.objects.update(pass_marks=5000)
    answer = officer.post(planned.seal, {"digest": digest})
    assert answer.status_code == 409
    assert "所选内容已有变化" in said(answer)


def test_a_sealed_exam_cannot_be_changed_by_its_form(at, ask, tree, ready):
    address = reverse("exams:change_exam", args=[ready.exam.ref])
    data = {
        "agency": tree.here.pk,
        "blueprint": ready.exam.blueprint_id,
        "title": "另一场",
        "duration_minutes": "60",
        "pass_marks": "10",
        "entry_minutes": "30",
        "grace_seconds": "30",
        "multiple_scoring": "all_or_nothing",
        "review_policy": "full",
    }
    answer = ask("exam_officer").post(address, data)
    assert answer.status_code == 409
    ready.exam.refresh_from_db()
    assert (ready.exam.title, ready.exam.pass_marks) == ("公共法律知识考试", 6000)


def sealed(ask, planned):
    for who in ("exam_officer", "exam_officer_2"):
        sign(ask(who), planned.seal)


def test_the_second_person_enters_the_number_drawn_before_witnesses(at, ask, planned):
    sealed(ask, planned)
    first = sign(ask("exam_officer"), planned.lock)
    assert "请当众抽取数字" in said(first)
    second = sign(ask("exam_officer_2"), planned.lock, witness_number="20261123")
    assert "名单已锁定" in said(second)
    assert RosterLock.objects.get().witness_number == "20261123"


@pytest.mark.parametrize("number", ["", "12345", "１２３４５６", "12345a", "1" * 41])
def test_a_number_that_is_none_locks_nothing_and_stays_in_its_field(at, ask, planned, number):
    sealed(ask, planned)
    sign(ask("exam_officer"), planned.lock)
    answer = sign(ask("exam_officer_2"), planned.lock, witness_number=number)
    assert answer.status_code == 409
    assert "见证数字须为 6 至 40 位" in said(answer)
    assert f'value="{number}"' in said(answer)
    assert not RosterLock.objects.exists()


def test_a_draft_is_not_locked(at, ask, planned):
    assert "请先由两人封存考试" in said(ask("exam_officer").get(planned.lock))
    answer = ask("exam_officer").post(planned.lock, {"digest": "0" * 64})
    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("page", "stage"),
    [("exam", "draft"), ("exam", "ready"), ("exam", "handed_in"), ("exam", "published")],
)
def test_the_exams_page_names_its_next_act(at, ask, request, page, stage):
    exam = request.getfixturevalue(stage).exam
    if stage != "draft":
        at(NINE + 3 * HOUR)
    told = {
        "draft": "编排名单",
        "ready": "核对并公布成绩",
        "handed_in": "核对并公布成绩",
        "published": "全部场次的成绩已公布",
    }
    assert told[stage] in said(ask("exam_officer").get(reverse(f"exams:{page}", args=[exam.ref])))
