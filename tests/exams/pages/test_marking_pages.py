"""The marker's pages: what waits, one answer after another, and nothing of whom it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from exams.actions import results, sitting
from exams.models import HandMark, Script
from exams.rules.drawing import Cell
from exams.rules.keeping import FIRST_CLIENT_SEQ
from people.rules import Role
from tests.conftest import NINE, make_person
from tests.exams.makers import DEVICE, fills, make_bank, make_ready, make_written, operation
from tests.remembered import remembered

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)
AFTER = NINE + 4 * HOUR
CELLS = [Cell(kind="short_answer", count=1, marks=1000), Cell(kind="case", count=1, marks=1500)]
PLACES = (1, 3)  # those that are written


@pytest.fixture
@remembered
def handed_in(cast):
    """李 and 王 wrote both answers."""
    make_bank(cast)
    make_written(cast)
    persons = cast["li"], cast["wang"]
    session = make_ready(cast, *persons, cells=CELLS, pass_marks=1000)[1]
    for person in persons:
        attempt = session.attempts.get(person=person)
        sitting.start(attempt, device=DEVICE, now=NINE)
        attempt.refresh_from_db()
        stored = attempt.paper.body["places"]
        operations = [
            operation(attempt, n, choices=fills(stored[n - 1], f"答{n}"), seq=FIRST_CLIENT_SEQ + n)
            for n in PLACES
        ]
        now = NINE + HOUR
        sitting.hand_in(attempt.ref, person.pk, operations, arrival=now, now=now)
    results.mark_waiting(now=NINE + HOUR)
    return session


@pytest.fixture
def over(handed_in, at):
    at(AFTER)
    return handed_in


def said(answer):
    return answer.content.decode()


def address(script):
    return reverse("exams:mark_script", args=[script.ref])


def test_the_list_says_how_many_wait_and_where_to_begin(over, ask):
    page = said(ask("marker").get(reverse("exams:marking")))
    assert "<b>4 份</b>作答等待您评分" in page
    assert "short_answer-0 题干" in page
    assert "第 2 小题" in page


def test_without_scripts_the_list_says_so(at, ask):
    page = said(ask("marker").get(reverse("exams:marking")))
    assert "没有等待您评分的作答" in page


def test_a_script_tells_nothing_of_its_writer(over, ask, cast):
    marker = ask("marker")
    for script in Script.objects.select_related("attempt__candidate"):
        page = said(marker.get(address(script)))
        assert f"答{script.place}" in page
        assert "应当出示执法证件" in page
        candidate = script.attempt.candidate
        for secret in (cast["li"].name, cast["wang"].name, candidate.number, "市城管局"):
            assert secret not in page
        for ref in (candidate.ref, script.attempt.ref):
            assert ref not in page


def test_marks_lead_on_to_the_next_script_until_none_waits(over, ask):
    marker = ask("marker")
    script = Script.objects.filter(place=1).order_by("ref").first()
    data = {"point_0": "5", "point_1": "2.5", "note": "要点二不全"}
    answer = marker.post(address(script), data, follow=True)
    assert "本题还有 <b>1 份</b>等待您评分" in said(answer)
    assert "您已评 1 份，共 2 份" in said(answer)
    mark = HandMark.objects.get()
    assert (mark.points, mark.marks, mark.note) == ([500, 250], 750, "要点二不全")
    other = Script.objects.filter(place=1).exclude(pk=script.pk).get()
    answer = marker.post(address(other), data, follow=True)
    assert "该题没有等待您评分的作答" in said(answer)
    assert "<b>2 份</b>作答等待您评分" in said(answer)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"point_0": "", "point_1": "0"}, "请填写此项"),
        ({"point_0": "5.5", "point_1": "0"}, "不能大于 5"),
        ({"point_0": "-1", "point_1": "0"}, "不能小于 0"),
        ({"point_0": "一半", "point_1": "0"}, "is-invalid"),
    ],
)
def test_a_fault_is_said_and_what_was_typed_stays(over, ask, data, words):
    script = Script.objects.filter(place=1).first()
    answer = ask("marker").post(address(script), data | {"note": "写到一半"})
    assert answer.status_code == 422
    assert words in said(answer)
    assert "写到一半" in said(answer)
    assert not HandMark.objects.exists()


def test_marking_twice_is_refused_and_the_first_marks_stay(over, ask):
    script = Script.objects.filter(place=1).first()
    marker = ask("marker")
    marker.post(address(script), {"point_0": "5", "point_1": "5"})
    answer = marker.post(address(script), {"point_0": "0", "point_1": "0"})
    assert answer.status_code == 409
    assert "您已为本份作答评分" in said(answer)
    assert HandMark.objects.get().marks == 1000


def test_an_own_mark_is_corrected_with_a_reason_until_it_is_settled(over, ask, cast, tree):
    script, marker = Script.objects.filter(place=1).first(), ask("marker")
    marker.post(address(script), {"point_0": "5", "point_1": "0"})
    assert "您已评的 1 份尚未评定，可以更正" in said(marker.get(reverse("exams:marking")))
    listed = reverse("exams:own_marks")
    assert "您的 <b>1 份</b>评分尚可更正" in said(marker.get(listed))
    page = reverse("exams:correct_mark", args=[script.ref])
    assert "原评 5 分" in said(marker.get(page))
    without = marker.post(page, {"point_0": "5", "point_1": "5", "note": ""})
    assert (without.status_code, "更正理由" in said(without)) == (422, True)
    data = {"point_0": "5", "point_1": "5", "note": "漏记要点二"}
    assert "评分已更正" in said(marker.post(page, data, follow=True))
    assert list(HandMark.objects.values_list("edition", "marks")) == [(1, 500), (2, 1000)]
    cast["second"] = make_person(tree.there, "41000009", "阅二", Role.MARKER, over=tree.city)
    assert ask("second").get(page).status_code == 404
    ask("second").post(address(script), {"point_0": "5", "point_1": "5"})
    late = marker.post(page, data | {"point_0": "4"})
    assert (late.status_code, "本份作答已评定，不能再更正" in said(late)) == (409, True)
    assert "没有可以更正的评分" in said(marker.get(listed))


def test_the_own_marks_cost_the_same_for_many(over, ask, django_assert_max_num_queries):
    marker = ask("marker")
    for script in Script.objects.all():
        marker.post(address(script), {"point_0": "5", "point_1": "0"})
    with django_assert_max_num_queries(12):
        assert said(marker.get(reverse("exams:own_marks"))).count(">更正<") == 4


def test_a_marker_of_the_candidates_unit_finds_nothing(over, ask, cast, tree):
    cast["own_unit"] = make_person(tree.here, "42000001", "阅四", Role.MARKER, over=tree.city)
    page = ask("own_unit").get(reverse("exams:marking"))
    assert "没有等待您评分的作答" in said(page)
    script = Script.objects.first()
    assert ask("own_unit").get(address(script)).status_code == 404
    assert ask("own_unit").post(address(script), {}).status_code == 404


def test_while_the_session_runs_nothing_is_shown(handed_in, ask, at):
    assert ask("marker").get(address(Script.objects.first())).status_code == 404


def test_the_list_and_a_script_cost_the_same_for_many(over, ask, django_assert_max_num_queries):
    marker = ask("marker")
    marker.get(reverse("exams:marking"))
    with django_assert_max_num_queries(12):
        marker.get(reverse("exams:marking"))
    script = Script.objects.first()
    with django_assert_max_num_queries(18):
        marker.get(address(script))


def test_the_examination_officer_sees_how_far_marking_is(over, ask, cast, tree):
    cast["second"] = make_person(tree.there, "41000009", "阅二", Role.MARKER, over=tree.city)
    script = Script.objects.filter(place=1).first()
    for who in ("marker", "second"):
        ask(who).post(address(script), {"point_0": "5", "point_1": "5"})
    page = said(ask("exam_officer").get(reverse("exams:publish", args=[over.ref])))
    assert "人工阅卷：4 份作答，已评定 1 份。全部评定后方可公布。" in page


def test_the_home_page_of_a_marker_has_the_number(over, ask):
    page = said(ask("marker").get(reverse("home")))
    assert "4 份作答等待您评分" in page
