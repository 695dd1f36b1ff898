"""Exams and sessions are written by forms that say what is wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from exams.models import Exam, ExamSession
from journal.models import Entry
from tests.conftest import NINE

pytestmark = pytest.mark.django_db(transaction=True)
WISH = {
    "title": "执法资格考试",
    "purpose": "qualification",
    "duration_minutes": "60",
    "pass_marks": "60.5",
    "entry_minutes": "20",
    "grace_seconds": "30",
    "multiple_scoring": "half_for_subset",
    "single_scoring": "all_or_nothing",
    "fill_in_scoring": "per_blank@1",
    "tolerance": "20",
    "review_policy": "full",
}


@pytest.fixture
def wish(tree, draft):
    return WISH | {"agency": tree.here.pk, "blueprint": draft.exam.blueprint_id}


def said(answer):
    return answer.content.decode()


def test_an_exam_is_written_as_it_was_wished(at, ask, wish):
    ask("exam_officer").post(reverse("exams:make_exam"), wish)
    exam = Exam.objects.get(title="执法资格考试")
    assert (exam.pass_marks, exam.duration_minutes, exam.own_takeover) == (6050, 60, False)
    assert exam.scoring["multiple"] == "half_for_subset"
    assert exam.scoring["single"] == "all_or_nothing"


@pytest.mark.parametrize(
    ("change", "kind", "rule", "words"),
    [
        (
            {"multiple_scoring": "fixed_for_subset", "subset_marks": "0.5"},
            "multiple",
            "fixed_for_subset:50",
            "少选得固定分，错选不得分（0.5 分）",
        ),
        (
            {"single_scoring": "deduct_wrong", "deducted_marks": "2"},
            "true_false",
            "deduct_wrong:200",
            "选错倒扣（2 分）",
        ),
        ({"fill_in_scoring": "all_or_nothing@1"}, "fill_in", "all_or_nothing@1", ""),
    ],
)
def test_a_scoring_rule_is_kept_by_name_and_shown_in_words(
    at, ask, wish, change, kind, rule, words
):
    officer = ask("exam_officer")
    officer.post(reverse("exams:make_exam"), wish | change)
    exam = Exam.objects.get(title="执法资格考试")
    assert exam.scoring[kind] == rule
    assert words in said(officer.get(reverse("exams:exam", args=[exam.ref])))
    form = said(officer.get(reverse("exams:change_exam", args=[exam.ref])))
    for name, value in change.items():
        assert f'value="{value}"' in form, name


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"pass_marks": "100.01"}, "合格分不能高于方案满分 100 分"),
        ({"pass_marks": ""}, "请填写此项"),
        ({"duration_minutes": "0"}, "不能小于 5"),
        ({"blueprint": "999999"}, "请从列出的选项中选择"),
        ({"agency": "1 OR 1"}, "请从列出的选项中选择"),
        ({"review_policy": "everything"}, "请从列出的选项中选择"),
        ({"title": "长" * 121}, "120"),
        ({"multiple_scoring": "fixed_for_subset"}, "所选计分规则须填写此项"),
        (
            {"multiple_scoring": "fixed_for_subset", "subset_marks": "20.01"},
            "不能高于每题分值 20 分",
        ),
        ({"single_scoring": "deduct_wrong", "deducted_marks": "11"}, "不能高于每题分值 10 分"),
        ({"fill_in_scoring": "per_blank"}, "请从列出的选项中选择"),
    ],
)
def test_a_fault_is_said_and_what_was_typed_stays(at, ask, wish, change, words):
    answer = ask("exam_officer").post(reverse("exams:make_exam"), wish | change)
    assert answer.status_code == 422
    assert words in said(answer)
    assert 'value="20"' in said(answer)
    assert Exam.objects.count() == 1


def window(opens, closes):
    shape = "%Y-%m-%dT%H:%M"
    return {"place": "机房", "opens_at": opens.strftime(shape), "closes_at": closes.strftime(shape)}


@pytest.mark.parametrize(
    ("opens", "closes", "words"),
    [
        (timedelta(hours=-1), timedelta(hours=5), "开考时间须晚于现在"),
        (timedelta(hours=2), timedelta(hours=1), "结束时间须晚于开考时间"),
        (timedelta(hours=2), timedelta(hours=3), "场次时间短于考试时长 90 分钟"),
    ],
)
def test_a_window_lies_ahead_and_holds_the_whole_time(at, ask, draft, opens, closes, words):
    address = reverse("exams:add_session", args=[draft.exam.ref])
    answer = ask("exam_officer").post(address, window(NINE + opens, NINE + closes))
    assert answer.status_code == 422
    assert words in said(answer)
    assert ExamSession.objects.count() == 1


@pytest.mark.parametrize("at_", ["", "tomorrow", "2026-13-45T99:99", "９点"])
def test_a_time_that_is_none(at, ask, draft, at_):
    address = reverse("exams:add_session", args=[draft.exam.ref])
    data = window(NINE + timedelta(days=1), NINE + timedelta(days=2)) | {"opens_at": at_}
    assert ask("exam_officer").post(address, data).status_code == 422


def test_a_session_is_added_and_an_empty_one_removed(at, ask, draft):
    officer = ask("exam_officer")
    day = NINE + timedelta(days=3)
    officer.post(
        reverse("exams:add_session", args=[draft.exam.ref]), window(day, day + timedelta(hours=2))
    )
    first, second = draft.exam.sessions.order_by("ordinal")
    assert (second.ordinal, second.opens_at) == (2, day)
    address = reverse("exams:remove_session", args=[first.ref])
    assert "0 名监考员的安排一并取消，不能恢复" in officer.get(address).content.decode()
    assert officer.post(address, {"reason": " "}).status_code == 422
    officer.post(address, {"reason": "考点停电"})
    assert Entry.objects.get(act="exams.remove_session").facts["reason"] == "考点停电"
    officer.post(
        reverse("exams:add_session", args=[draft.exam.ref]), window(day, day + timedelta(hours=2))
    )
    assert list(draft.exam.sessions.values_list("ordinal", flat=True)) == [2, 3]


def test_the_session_of_a_sealed_exam_stays_where_it_is(at, ask, ready):
    address = reverse("exams:change_session", args=[ready.session.ref])
    day = NINE + timedelta(days=3)
    answer = ask("exam_officer").post(address, window(day, day + timedelta(hours=2)))
    assert answer.status_code == 409
    ready.session.refresh_from_db()
    assert ready.session.opens_at == NINE
