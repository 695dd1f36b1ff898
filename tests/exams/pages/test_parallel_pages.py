"""The pages on which parallel forms are made, read, and the reserve is put in their place."""

from __future__ import annotations

import pytest
from django.urls import reverse

from exams.actions import parallel, planning, sealing
from exams.models import Exam, FormReading, FormSet, Signature
from exams.proof import made_forms
from tests.conftest import NINE
from tests.exams.pages.conftest import HOUR
from tests.remembered import remembered

pytestmark = pytest.mark.django_db(transaction=True)
BOTH = ("exam_officer", "exam_officer_2")


def said(answer):
    return answer.content.decode()


@pytest.fixture
def page(at, draft):
    return reverse("exams:forms", args=[draft.exam.ref])


@pytest.fixture
def form(cast, at, draft):
    """The first of one form and a reserve (the bank holds just enough)."""
    planning.enrol(draft.session, [cast["li"]], actor=cast["exam_officer"], now=NINE)
    parallel.make_forms(draft.exam, count=1, actor=cast["exam_officer"], now=NINE)
    return made_forms(draft.exam)[0]


@pytest.fixture
def address(draft, form):
    return reverse("exams:read_form", args=[draft.exam.ref, form.n])


@pytest.fixture
@remembered
def sealed(cast, draft, form):
    for row in made_forms(draft.exam):
        for who in ("setter", "reviewer"):
            parallel.read_form(row, actor=cast[who], now=NINE)
    for who in BOTH:
        sealing.sign_seal(draft.exam, actor=cast[who], now=NINE)
    return draft


def test_an_officer_makes_forms_and_sees_who_has_read_them(ask, cast, page, draft):
    assert "逐人抽题组卷" in said(ask("exam_officer").get(page))
    made = said(ask("exam_officer").post(page, {"count": "1"}, follow=True))
    for words in ("平行卷已生成", "<b>2 套</b>试卷未经两人通读", "备用卷", "尚无", "65.0%"):
        assert words in made, words
    for row in made_forms(draft.exam):
        for who in ("setter", "reviewer"):
            parallel.read_form(row, actor=cast[who], now=NINE)
    assert "命一、审一" in said(ask("exam_officer").get(page))


def test_a_bank_too_small_is_said_line_by_line_and_what_was_typed_stays(ask, page):
    refused = ask("exam_officer").post(page, {"count": "5"})
    assert refused.status_code == 409
    assert "法规不限·难度不限，需 24 题，符合 8 题，缺 16 题" in said(refused)
    assert 'value="5"' in said(refused)
    assert ask("exam_officer").post(page, {"count": "99"}).status_code == 422
    assert not FormSet.objects.exists()


def test_the_reader_sees_every_question_without_a_key_and_says_that_it_is_read(ask, form, address):
    shown = said(ask("reviewer").get(address))
    assert "共 <b>8 题</b>" in shown
    assert shown.count("题干") == 8
    assert "释义" not in shown
    assert "您已通读本卷" in said(ask("reviewer").post(address, follow=True))
    assert FormReading.objects.get().form == form
    again = ask("reviewer").post(address)
    assert again.status_code == 409
    assert "须由另一人通读" in said(again)


def test_the_desk_asks_for_each_form_that_one_has_not_read(ask, form, address):
    assert "通读试卷：公共法律知识考试" in said(ask("reviewer").get("/"))
    ask("reviewer").post(address)
    assert address not in said(ask("reviewer").get("/"))
    assert address in said(ask("setter").get("/"))


def test_after_the_seal_nobody_opens_a_form_nor_makes_new_ones(ask, page, address, sealed):
    assert ask("reviewer").get(address).status_code == 404
    assert "重新生成" not in said(ask("exam_officer").get(page))
    assert ask("exam_officer").post(page, {"count": "1"}).status_code == 409


def test_a_seal_without_readers_is_refused_in_words(ask, draft, form):
    shown = said(ask("exam_officer").get(reverse("exams:sign_seal", args=[draft.exam.ref])))
    digest = shown.split('name="digest" value="')[1][:64]
    address = reverse("exams:sign_seal", args=[draft.exam.ref])
    refused = ask("exam_officer").post(address, {"digest": digest})
    assert refused.status_code == 409
    assert "有平行卷未经两人通读" in said(refused)


def test_two_officers_let_a_session_sit_the_reserve(ask, sealed):
    place = reverse("exams:use_reserve", args=[sealed.session.ref])
    session = said(ask("exam_officer").get(reverse("exams:session", args=[sealed.session.ref])))
    assert place in session
    assert ask("exam_officer").post(place, {"reason": ""}).status_code == 422
    first = said(ask("exam_officer").post(place, {"reason": "可能泄露"}, follow=True))
    assert "第二人签署后启用备用卷" in first
    assert "<del>平行卷</del> → <b>备用卷</b>" in first
    signature = Signature.objects.get(act="amend")
    second = reverse("exams:countersign_amendment", args=[sealed.exam.ref, signature.pk])
    done = said(ask("exam_officer_2").post(second, follow=True))
    assert "变更即时生效" in done
    assert "可能泄露" in done
    assert "本场不能启用备用卷" in said(ask("exam_officer").get(place))
    refused = ask("exam_officer").post(place, {"reason": "再次"})
    assert refused.status_code == 409
    assert "已经启用" in said(refused)


def test_an_exam_without_forms_offers_no_reserve(ask, ready, at):
    at(NINE - HOUR)
    place = reverse("exams:use_reserve", args=[ready.session.ref])
    page = reverse("exams:session", args=[ready.session.ref])
    assert place not in said(ask("exam_officer").get(page))
    assert "本场不能启用备用卷" in said(ask("exam_officer").get(place))


def test_a_qualification_exam_asks_for_forms_or_for_the_reason(ask, cast, draft, page):
    Exam.objects.update(purpose="qualification")
    planning.enrol(draft.session, [cast["li"]], actor=cast["exam_officer"], now=NINE)
    officer = ask("exam_officer")
    assert page in said(officer.get(reverse("exams:exam", args=[draft.exam.ref])))
    assert "应当使用平行卷，尚未生成" in said(officer.get(page))
    refused = officer.post(page, {"count": "0", "reason": " "})
    assert refused.status_code == 422
    assert "请写明不用平行卷的理由" in said(refused)
    done = said(officer.post(page, {"count": "0", "reason": "补考仅一人"}, follow=True))
    assert "不用平行卷的理由：补考仅一人" in done
    seal = reverse("exams:sign_seal", args=[draft.exam.ref])
    digest = said(officer.get(seal)).split('name="digest" value="')[1][:64]
    named = said(officer.post(seal, {"digest": digest}))
    assert "每题已有 100 人次以上的作答" in named
    assert "尚缺作答的试题 18 道：multiple-0、multiple-1" in named
