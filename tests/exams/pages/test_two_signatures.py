"""Seal, lock and publication need two persons who saw the same (threats 38, 65, 67)."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from exams.actions import planning, sealing
from exams.actions.signing import ActRefused
from exams.models import Exam, ExamSeal, Exposure, RosterLock, Signature
from questionbank.models import Revision
from tests.conftest import NINE
from tests.exams.pages.conftest import HOUR
from tests.remembered import remembered

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
@remembered
def planned(cast, draft):
    planning.enrol(draft.session, [cast["li"]], actor=cast["exam_officer"], now=NINE)
    draft.actor = cast["exam_officer"]
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
        "purpose": "practice",
        "agency": tree.here.pk,
        "blueprint": ready.exam.blueprint_id,
        "title": "另一场",
        "duration_minutes": "60",
        "pass_marks": "10",
        "entry_minutes": "30",
        "grace_seconds": "30",
        "multiple_scoring": "all_or_nothing",
        "single_scoring": "all_or_nothing",
        "fill_in_scoring": "per_blank@1",
        "tolerance": "20",
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


def test_whoever_signed_is_not_asked_again_and_the_other_reads_who_waits(at, ask, planned):
    page = reverse("exams:exam", args=[planned.exam.ref])
    sign(ask("exam_officer"), planned.seal)
    mine, other = said(ask("exam_officer").get(page)), said(ask("exam_officer_2").get(page))
    assert "等待第二人签署（考一已于 2026-11-23 09:00 签署）" in mine
    assert "核对并签署封存" not in mine
    assert "考一已于 2026-11-23 09:00 签署，等待第二人签署" in other
    assert "核对并签署封存" in other


def test_a_signature_under_a_draft_that_changed_is_asked_for_again(at, ask, planned):
    sign(ask("exam_officer"), planned.seal)
    Exam.objects.update(pass_marks=5000)
    page = reverse("exams:exam", args=[planned.exam.ref])
    assert "核对并签署封存" in said(ask("exam_officer").get(page))
    shown = said(ask("exam_officer_2").get(planned.seal))
    assert "考试内容在考一签署（2026-11-23 09:00）后有变化" in shown


def test_the_session_names_who_signed_its_lock_and_whom_it_waits_for(at, ask, planned):
    sealed(ask, planned)
    sign(ask("exam_officer"), planned.lock)
    page = reverse("exams:session", args=[planned.session.ref])
    mine, other = said(ask("exam_officer").get(page)), said(ask("exam_officer_2").get(page))
    assert "考一已于 2026-11-23 09:00 签署锁定" in mine
    assert "查看签署" in mine
    assert "查看签署" not in other


def test_the_second_person_is_told_that_the_first_signature_counts_no_more(at, ask, planned):
    sealed(ask, planned)
    sign(ask("exam_officer"), planned.lock)
    Exposure.objects.create(
        session=planned.exam.sessions.get(), revision=Revision.objects.first(), papers=1
    )
    assert "有变化" not in said(ask("exam_officer_2").get(planned.lock)), "its own use is none"
    other = planning.make_exam(
        draft=planning.ExamDraft(planned.exam.agency, "另一场", planned.exam.blueprint),
        actor=planned.actor,
        now=NINE,
    )
    elsewhere = planning.add_session(
        other, place="x", opens_at=NINE, closes_at=NINE + HOUR, actor=planned.actor, now=NINE
    )
    Exposure.objects.create(session=elsewhere, revision=Revision.objects.first(), papers=1)
    shown = said(ask("exam_officer_2").get(planned.lock))
    assert "名单或试题使用情况在考一签署（2026-11-23 09:00）后有变化" in shown
    sign(ask("exam_officer_2"), planned.lock)
    assert not RosterLock.objects.exists()
    assert "有变化" not in said(ask("exam_officer").get(planned.lock))


def test_a_session_without_invigilator_says_so(at, ask, cast, planned):
    page = reverse("exams:session", args=[planned.session.ref])
    assert "本场次尚未安排监考员" in said(ask("exam_officer").get(page))
    planning.appoint_invigilator(
        planned.session, cast["invigilator"], actor=cast["exam_officer"], now=NINE
    )
    assert "本场次尚未安排监考员" not in said(ask("exam_officer").get(page))


@pytest.mark.parametrize("part", ["author_id", "decided_by_id"])
def test_whoever_set_or_approved_a_question_signs_neither_seal_nor_lock(
    at, ask, cast, planned, part
):
    one = Revision.objects.filter(pk=Revision.objects.drawable().first().pk)
    before = getattr(one.get(), part)
    one.update(**{part: cast["exam_officer"].pk})
    answer = sign(ask("exam_officer"), planned.seal)
    assert answer.status_code == 409
    assert "您参与了命题或审题" in said(answer)
    one.update(**{part: before})
    sealed(ask, planned)
    one.update(**{part: cast["exam_officer"].pk})
    with pytest.raises(ActRefused, match="own_questions"):
        sealing.sign_lock(planned.session, actor=cast["exam_officer"], now=NINE)
    assert not Signature.objects.filter(act="lock").exists()
