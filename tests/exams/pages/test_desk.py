"""The desk: what it shows, and what two persons do there (threats 36, 58)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from exams.actions import invigilating, saving, sitting
from exams.actions.signing import ActRefused
from exams.models import Admission, Signature, TakeoverCode, TimeGrant
from exams.rules.keeping import fold
from tests.conftest import NINE, make_person
from tests.exams.makers import FIRST_CLIENT_SEQ, operation
from tests.exams.pages.conftest import HOUR

pytestmark = pytest.mark.django_db(transaction=True)
WISH = {"minutes": "5", "seconds": "30", "kind": "outage", "reason": "停电"}
GRANT = {f"grant-{name}": value for name, value in WISH.items()}


@pytest.fixture
def desk(cast, tree, running):
    """Two persons who are not of the candidates' unit: 监一 and 考三."""
    running.second = make_person(tree.there, "40000008", "考三", "exam_officer", over=tree.city)
    cast["exam_officer_3"] = running.second
    running.seat = {"ref": running.session.ref, "attempt_ref": running.li.ref}
    return running


def url(desk, page, **more):
    return reverse(f"exams:{page}", kwargs=desk.seat | more)


def said(answer):
    return answer.content.decode()


def test_the_desk_counts_and_shows_who_stands_where(at, ask, cast, desk):
    op = operation(desk.li, 1)
    saving.save(desk.li.ref, cast["li"].pk, [op], arrival=NINE, now=NINE)
    at(NINE + timedelta(seconds=90))
    page = said(ask("invigilator").get(reverse("exams:room", args=[desk.session.ref])))
    assert "<b>2</b> 人正在作答" in page
    row = re.search(r"<tr[^>]*>(?:(?!</tr>).)*李青.*?</tr>", page, re.S)[0]
    assert "1 / 8" in row
    assert "1 分 30 秒" in row
    assert "10:30:00" in row


def test_the_desk_asks_again_every_three_seconds_and_gets_its_changing_part(at, ask, desk):
    address = reverse("exams:room", args=[desk.session.ref])
    whole = said(ask("invigilator").get(address))
    assert f'hx-get="{address}"' in whole
    assert 'hx-trigger="every 3s"' in whole
    part = said(ask("invigilator").get(address, headers={"HX-Request": "true"}))
    assert "<html" not in part
    assert [word in part for word in ('id="desk-top"', 'id="desk-seats"')] == [True, True]
    assert 'name="find"' not in part, "what is being typed must not be taken away"


def test_a_code_is_shown_once_and_only_its_hash_is_kept(at, ask, desk):
    answer = ask("invigilator").post(url(desk, "issue_takeover_code"))
    code = re.search(r"code-once\">([0-9A-Z ]{9})<", said(answer))[1].replace(" ", "")
    assert "只显示这一次" in said(answer)
    assert TakeoverCode.objects.get().code_hash != code
    assert code not in said(ask("invigilator").get(url(desk, "seat"))).replace(" ", "")
    sitting.take_over(desk.li, device="another", code=code, now=NINE)


def test_time_is_given_when_a_second_person_signs_the_same(at, ask, desk):
    first = ask("invigilator").post(url(desk, "grant_time"), GRANT, follow=True)
    assert "等待第二人签署" in said(first)
    assert not TimeGrant.objects.exists()
    room = said(ask("exam_officer_3").get(reverse("exams:room", args=[desk.session.ref])))
    assert "监一已签署，理由：停电" in room
    signature = Signature.objects.get(act="grant")
    address = url(desk, "countersign", signature_id=signature.pk)
    mine = ask("invigilator").post(address)
    assert mine.status_code == 409
    second = ask("exam_officer_3").post(address, follow=True)
    assert "即时生效" in said(second)
    grant = TimeGrant.objects.get()
    assert (grant.seconds, grant.first_by.name, grant.second_by.name) == (330, "监一", "考三")
    desk.li.refresh_from_db()
    assert desk.li.deadline_at == NINE + timedelta(minutes=95, seconds=30)


def test_what_was_countersigned_waits_no_more(at, ask, desk):
    ask("invigilator").post(url(desk, "grant_time"), GRANT)
    signature = Signature.objects.get(act="grant")
    address = url(desk, "countersign", signature_id=signature.pk)
    ask("exam_officer_3").post(address)
    assert ask("exam_officer_3").post(address).status_code == 404
    assert TimeGrant.objects.count() == 1


def test_a_candidate_of_ones_own_unit_is_left_to_others(at, ask, desk):
    page = said(ask("exam_officer").get(url(desk, "seat")))
    assert "您应当回避" in page
    assert "发给换机码" not in page
    answer = ask("exam_officer").post(url(desk, "grant_time"), GRANT)
    assert answer.status_code == 403
    assert "停电" in said(answer) or "您应当回避" in said(answer)
    assert not Signature.objects.filter(act="grant").exists()
    assert ask("exam_officer").post(url(desk, "issue_takeover_code")).status_code == 403
    assert not TakeoverCode.objects.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"grant-reason": " "}, "请填写此项"),
        ({"grant-minutes": "-1"}, "不能小于 0"),
        ({"grant-minutes": "9999"}, "240"),
        ({"grant-kind": "gift"}, "请从列出的选项中选择"),
        ({"grant-minutes": "0", "grant-seconds": "0"}, "时间数量或种类不正确"),
    ],
)
def test_a_faulty_grant_is_said_and_nothing_is_signed(at, ask, desk, change, words):
    answer = ask("invigilator").post(url(desk, "grant_time"), GRANT | change)
    assert answer.status_code in (409, 422)
    assert words in said(answer)
    assert not Signature.objects.filter(act="grant").exists()


def test_answers_of_the_left_computer_count_when_two_persons_adopt_them(at, ask, cast, desk):
    left = desk.li
    sitting.take_over(left, device="another", code=None, now=NINE)
    op = operation(left, 3, epoch=1, seq=FIRST_CLIENT_SEQ)
    saved = saving.save(left.ref, cast["li"].pk, [op], arrival=NINE, now=NINE)
    assert saved.dispositions == {op.op_id: "fenced"}
    assert "第 3 题" in said(ask("invigilator").get(url(desk, "seat")))
    nothing = ask("invigilator").post(url(desk, "adopt"), {"ops-reason": "断网"})
    assert nothing.status_code == 422
    assert "请先勾选" in said(nothing)
    ask("invigilator").post(url(desk, "adopt"), {"op": op.op_id, "ops-reason": "断网"})
    signature = Signature.objects.get(act="adopt")
    ask("exam_officer_3").post(url(desk, "countersign", signature_id=signature.pk))
    assert "已答 1 / 8 题" in said(ask("invigilator").get(url(desk, "seat")))


def adopt(desk, op, actor):
    return invigilating.adopt(desk.li, op_ids=[op.op_id], reason="断网", actor=actor, now=NINE)


def test_what_was_adopted_is_not_adopted_again(at, ask, cast, desk):
    left = desk.li
    sitting.take_over(left, device="another", code=None, now=NINE)
    op = operation(left, 3, epoch=1)
    saving.save(left.ref, cast["li"].pk, [op], arrival=NINE, now=NINE)
    assert adopt(desk, op, cast["invigilator"]) is None
    assert len(adopt(desk, op, desk.second)) == 1
    for actor in (cast["invigilator"], desk.second):
        with pytest.raises(ActRefused, match="changed_since"):
            adopt(desk, op, actor)
    page = said(ask("invigilator").get(url(desk, "seat")))
    assert f'value="{op.op_id}"' not in page


def test_an_answer_given_since_on_any_computer_is_not_replaced(at, cast, desk):
    left = desk.li
    sitting.take_over(left, device="second", code=None, now=NINE)
    old, new = operation(left, 3, 0, epoch=1), operation(left, 3, 1, epoch=2)
    saving.save(left.ref, cast["li"].pk, [old], arrival=NINE, now=NINE)
    saving.save(left.ref, cast["li"].pk, [new], arrival=NINE, now=NINE)
    sitting.take_over(left, device="third", code=None, now=NINE)
    with pytest.raises(ActRefused, match="changed_since"):
        adopt(desk, old, cast["invigilator"])
    assert fold(left.stored_log())[3].choices == new.choices


def test_late_answers_are_admitted_by_two_and_marked_anew(at, ask, cast, desk):
    sitting.hand_in(desk.li.ref, cast["li"].pk, [], arrival=NINE, now=NINE)
    op = operation(desk.li, 2)
    saving.save(desk.li.ref, cast["li"].pk, [op], arrival=NINE + HOUR, now=NINE + HOUR)
    data = {"op": op.op_id, "ops-reason": "断网，监考员在场"}
    ask("invigilator").post(url(desk, "admit"), data)
    assert ask("exam_officer_3").post(url(desk, "admit"), data).status_code == 302
    assert Admission.objects.get().op_id == op.op_id
    assert desk.li.receipts.count() == 2


def test_operations_of_another_attempt_are_refused(at, ask, cast, desk):
    sitting.take_over(desk.wang, device="another", code=None, now=NINE)
    op = operation(desk.wang, 1, epoch=1)
    saving.save(desk.wang.ref, cast["wang"].pk, [op], arrival=NINE, now=NINE)
    answer = ask("invigilator").post(url(desk, "adopt"), {"op": op.op_id, "ops-reason": "断网"})
    assert answer.status_code == 409
    assert "所选内容已有变化" in said(answer)


def test_an_invigilator_who_was_released_finds_no_room(at, ask, desk):
    desk.session.invigilations.all().delete()
    address = reverse("exams:room", args=[desk.session.ref])
    assert ask("invigilator").get(address).status_code == 404
    assert ask("invigilator").get(reverse("exams:rooms")).status_code == 200
