"""The page on which a sealed exam is amended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from exams.models import ExamAmendment, Signature
from tests.conftest import NINE
from tests.exams.pages.conftest import HOUR

pytestmark = pytest.mark.django_db(transaction=True)
SHAPE = "%Y-%m-%dT%H:%M"


def said(answer):
    return answer.content.decode()


@pytest.fixture
def page(at, ready):
    """At eight, an hour before the exam opens."""
    at(NINE - HOUR)
    return reverse("exams:amend", args=[ready.exam.ref])


def entered(exam, **changes):
    session = exam.sessions.get()
    return {
        "duration_minutes": "90",
        "pass_marks": "60",
        "entry_minutes": "30",
        "grace_seconds": "30",
        "own_takeover": "on",
        "review_policy": "articles",
        "place_1": session.place,
        "opens_at_1": timezone.localtime(session.opens_at).strftime(SHAPE),
        "closes_at_1": timezone.localtime(session.closes_at).strftime(SHAPE),
        "reason": "台风",
    } | changes


def test_two_officers_amend_and_the_exam_shows_before_after_who_and_why(ask, ready, page):
    opens = timezone.localtime(NINE + 24 * HOUR)
    change = {
        "pass_marks": "50",
        "opens_at_1": opens.strftime(SHAPE),
        "closes_at_1": (opens + timedelta(hours=2)).strftime(SHAPE),
    }
    first = ask("exam_officer").post(page, entered(ready.exam, **change), follow=True)
    assert "等待第二人签署" in said(first)
    assert "核对无误，签署" not in said(first)
    assert not ExamAmendment.objects.exists()
    waiting = said(ask("exam_officer_2").get(page))
    assert "考一已于" in waiting
    assert "<del>60</del> → <b>50</b>" in waiting
    signature = Signature.objects.get(act="amend")
    address = reverse("exams:countersign_amendment", args=[ready.exam.ref, signature.pk])
    assert ask("exam_officer").post(address).status_code == 409
    done = said(ask("exam_officer_2").post(address, follow=True))
    assert "变更即时生效" in done
    for words in ("<del>60</del> → <b>50</b>", "台风", "考一、考二", "2026-11-24 09:00"):
        assert words in done, words
    assert ask("exam_officer_2").post(address).status_code == 404


@pytest.mark.parametrize(
    ("change", "words", "status"),
    [
        ({"reason": " "}, "请填写此项", 422),
        ({"pass_marks": "999"}, "合格分不能高于方案满分", 422),
        ({"duration_minutes": "130"}, "不短于考试时长", 409),
        ({"opens_at_1": "2020-01-01T09:00"}, "须晚于现在", 409),
        ({}, "内容没有变化", 409),
    ],
)
def test_what_does_not_fit_is_said_and_stays_as_typed(ask, ready, page, change, words, status):
    answer = ask("exam_officer").post(page, entered(ready.exam, **change))
    assert answer.status_code == status
    assert words in said(answer)
    assert change.get("duration_minutes", "90") in said(answer)
    assert not Signature.objects.filter(act="amend").exists()


def test_once_somebody_has_begun_the_page_says_that_nothing_can_be_amended(at, ask, running):
    at(NINE)
    page = reverse("exams:amend", args=[running.exam.ref])
    assert "本考试已不能变更" in said(ask("exam_officer").get(page))
    assert page not in said(ask("exam_officer").get(reverse("exams:exam", args=[running.exam.ref])))
    answer = ask("exam_officer").post(page, {"pass_marks": "50", "reason": "x"})
    assert answer.status_code == 409


def test_a_draft_is_sent_to_its_own_form(at, ask, draft):
    page = reverse("exams:amend", args=[draft.exam.ref])
    assert "可以直接修改" in said(ask("exam_officer").get(page))
