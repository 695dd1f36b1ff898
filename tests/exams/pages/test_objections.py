"""A candidate objects; a reviewer advises, an examination officer decides."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exams.actions import objecting, rekeying
from exams.actions.signing import ActRefused
from exams.models import AboutChoice, ExamPolicy, Objection, RulingChoice
from exams.rules.marking import Withdrawn
from people.rules import Role
from tests.conftest import NINE, make_person
from tests.exams.pages.conftest import HOUR

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NINE + 5 * HOUR


@pytest.fixture
def later(at, published):
    at(LATER)
    return published


def object_to(world, cast, *places, now=LATER):
    return objecting.file_objections(
        world.wang,
        places,
        about=AboutChoice.QUESTION,
        claim="条文已修改",
        actor=cast["wang"],
        now=now,
    )


def said(answer):
    return answer.content.decode()


def test_a_candidate_objects_to_several_questions_at_once_and_sees_where_they_stand(ask, later):
    wang, page = ask("wang"), reverse("exams:object_to_result", args=[later.wang.ref])
    assert "2026-11-30" in said(wang.get(page))
    data = {"places": ["0", "1", "3"], "about": "question", "claim": "条文已修改"}
    answer = wang.post(page, data, follow=True)
    assert "已提出 3 项异议" in said(answer)
    assert said(answer).count("待答复") == 3
    total = Objection.objects.get(place=0)
    assert (total.revision, total.about) == (None, "mark")
    again = wang.post(page, data)
    assert again.status_code == 409
    assert "已有异议等待答复" in said(again)
    assert "条文已修改" in said(again)  # nothing typed is lost


def test_without_a_question_or_a_reason_nothing_is_filed(ask, later):
    page = reverse("exams:object_to_result", args=[later.wang.ref])
    answer = ask("wang").post(page, {"about": "mark", "claim": ""})
    assert answer.status_code == 422
    assert "请选择有异议的试题" in said(answer)
    assert not Objection.objects.exists()


def test_after_the_last_day_of_the_policy_in_force_nobody_objects_any_more(at, ask, cast, later):
    ExamPolicy.objects.create(
        valid_from=NINE.date(), objection_days=1, basis="考试办法", recorded_at=NINE
    )
    object_to(later, cast, 1, now=LATER + timedelta(days=1))
    at(LATER + timedelta(days=2))
    page = reverse("exams:object_to_result", args=[later.wang.ref])
    assert "已于" in said(ask("wang").get(page))
    data = {"places": ["2"], "about": "question", "claim": "条文已修改"}
    assert ask("wang").post(page, data).status_code == 409
    assert Objection.objects.count() == 1


def test_the_reviewer_advises_without_a_name_and_the_officer_decides(ask, cast, tree, later):
    cast["reviewer_2"] = make_person(tree.city, "30000003", "审二", Role.REVIEWER, over=tree.city)
    (filed,) = object_to(later, cast, 1)
    page = reverse("exams:objection", args=[filed.ref])
    reviewer, officer = ask("reviewer_2"), ask("exam_officer")
    assert "1 项试题异议待提出审题意见" in said(reviewer.get(reverse("home")))
    assert "王川" not in said(reviewer.get(page)) + said(reviewer.get(reverse("exams:objections")))
    advise = reverse("exams:advise_objection", args=[filed.ref])
    assert reviewer.post(advise, {"advice": ""}).status_code == 422
    assert "答案应为乙" in said(reviewer.post(advise, {"advice": "答案应为乙"}, follow=True))
    assert "1 项成绩异议待答复" in said(officer.get(reverse("home")))
    decide = reverse("exams:decide_objection", args=[filed.ref])
    assert officer.post(decide, {"ruling": "upheld"}).status_code == 422
    decided = officer.post(decide, {"ruling": "upheld", "reason": "条文确已修改"}, follow=True)
    assert "异议成立" in said(decided)
    assert officer.post(decide, {"ruling": "rejected", "reason": "再议"}).status_code == 409
    wish = rekeying.Wish(filed.revision, Withdrawn(), "题干有误", filed)
    proposal = rekeying.propose_key_change(
        later.exam, wish, actor=cast["exam_officer"], now=filed.filed_at
    )
    change = reverse("exams:key_change", args=[proposal.ref])
    assert change in said(officer.get(page))
    assert change not in said(reviewer.get(page))
    wang = ask("wang")
    assert "异议已答复" in said(wang.get(reverse("home")))
    assert "条文确已修改" in said(wang.get(reverse("exams:result", args=[later.wang.ref])))


def test_nobody_has_a_say_who_wrote_or_approved_the_question_or_filed_or_advised(cast, later, tree):
    both = make_person(tree.city, "30000004", "考审", Role.REVIEWER, Role.EXAM_OFFICER)
    (filed,) = object_to(later, cast, 1)
    words = {"ruling": RulingChoice.REJECTED, "reason": "答案无误", "now": LATER}
    for who in ("setter", "reviewer"):
        with pytest.raises(ActRefused, match="own_questions"):
            objecting.decide(filed, actor=cast[who], **words)
    with pytest.raises(ActRefused, match="candidate_himself"):
        objecting.decide(filed, actor=cast["wang"], **words)
    objecting.advise(filed, advice="答案无误", actor=both, now=LATER)
    with pytest.raises(ActRefused, match="same_person"):
        objecting.decide(filed, actor=both, **words)


def test_the_list_asks_as_often_for_eight_objections_as_for_one(ask, cast, later):
    officer, address = ask("exam_officer"), reverse("exams:objections")
    counts = []
    for places in ((1,), (2, 3, 4, 5, 6, 7, 8)):
        object_to(later, cast, *places)
        officer.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert officer.get(address).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12
    assert "第 8 题" in said(officer.get(address))
    only = said(officer.get(address + "?state=upheld"))
    assert "没有符合条件的异议" in only
    sheet = officer.get(reverse("exams:objections_sheet"))
    assert sheet.headers["Content-Type"].endswith("sheet")
