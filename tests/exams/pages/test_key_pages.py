"""From the upheld objection to another result: what each person sees."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from exams.actions import rekeying, results
from exams.models import KeyChange, KeyProposal
from questionbank.models import Revision
from tests.conftest import NINE
from tests.exams.pages.conftest import HOUR

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NINE + 5 * HOUR
DIGEST = re.compile(r'name="digest" value="([0-9a-f]{64})"')


@pytest.fixture
def later(at, published):
    at(LATER)
    codes = {p["kind"]: p["revision"] for p in published.li.paper.body["places"]}
    published.revision = Revision.objects.get(pk=codes["multiple"])
    published.code = published.revision.question.code
    published.propose = (
        reverse("exams:propose_key_change", args=[published.exam.ref])
        + f"?question={published.code}"
    )
    return published


def said(answer):
    return answer.content.decode()


def proposed(officer, later, **data):
    """Proposed by the page; the worker has looked at every paper."""
    data = {"kind": "withdraw", "reason": "题干有误"} | data
    answer = officer.post(later.propose, data)
    assert answer.status_code == 302, said(answer)
    return KeyProposal.objects.latest("pk"), answer.url


def sign(client, address):
    shown = DIGEST.search(said(client.get(address)))
    data = {"digest": shown[1] if shown else ""}
    return client.post(f"{address}sign/", data, follow=True)


def test_a_key_is_proposed_looked_at_signed_by_two_and_told_to_the_candidate(ask, later):
    first, second = ask("exam_officer"), ask("exam_officer_2")
    page = said(first.get(later.propose))
    assert "现行答案" in page
    assert f"{later.code} 题干" in page
    proposal, address = proposed(first, later)
    assert "正在试算" in said(first.get(address)) or proposal.finished_at
    rekeying.run_preview(proposal, now=LATER)
    shown = said(first.get(address))
    assert "变更不影响任何考生是否合格" in shown
    assert "李青" in shown
    assert "等待第二人签署" in said(sign(first, address))
    assert "签署答案变更" in said(second.get(reverse("home")))
    assert "第 2 版答案已生效" in said(sign(second, address))
    assert KeyChange.objects.exists()
    again = said(first.get(later.propose))
    assert "本题已撤销，不能再变更" in again
    assert "提交并试算" not in again
    results.mark_waiting(now=LATER)
    li = ask("li")
    assert "成绩有变更" in said(li.get(reverse("home")))
    own = said(li.get(reverse("exams:result", args=[later.li.ref])))
    assert "原成绩（第 1 版答案）" in own
    assert "本题已撤销，不计分" in own
    assert "合格分 48 分" in own  # 60 of 100, with 20 gone
    versions = said(first.get(reverse("exams:key_changes", args=[later.exam.ref])))
    assert "本考试现行第 <b>2</b> 版答案" in versions


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        ({"kind": "correct", "right": ""}, 422, "请填写更正后的答案"),
        ({"kind": "correct", "right": "甲"}, 422, "答案须为选项的字母"),
        ({"kind": "correct", "right": "AE"}, 409, "答案与试题的选项或者空位不符"),
        ({"kind": "correct", "right": "ba"}, 409, "与现行答案相同"),
        ({"kind": "withdraw", "reason": ""}, 422, "题干"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_typed_is_lost(ask, later, data, status, words):
    data = {"reason": "条文另有规定"} | data
    answer = ask("exam_officer").post(later.propose, data)
    assert answer.status_code == status
    assert words in said(answer)
    assert data["reason"] in said(answer)
    assert not KeyProposal.objects.exists()


def test_two_accepted_ways_are_typed_with_a_word_between(ask, later):
    proposal, _address = proposed(ask("exam_officer"), later, kind="correct", right="AB或AC")
    assert proposal.kind == "correct"


def test_a_question_that_no_published_paper_holds_is_not_shown(ask, later):
    officer = ask("exam_officer")
    for code in ("single-99", ""):
        base = reverse("exams:propose_key_change", args=[later.exam.ref])
        answer = officer.get(f"{base}?question={code}", follow=True)
        assert "已公布的试卷中没有编号为" in said(answer)


def test_the_sheet_holds_whose_result_changes(ask, later):
    proposal, address = proposed(ask("exam_officer"), later)
    rekeying.run_preview(proposal, now=LATER)
    sheet = ask("exam_officer").get(f"{address}sheet/")
    assert sheet.headers["Content-Type"].endswith("sheet")


def test_whose_result_changes_is_filtered_sorted_and_goes_out(
    ask, later, django_assert_max_num_queries
):
    officer = ask("exam_officer")
    proposal, address = proposed(officer, later)
    rekeying.run_preview(proposal, now=LATER)
    with django_assert_max_num_queries(16):
        assert "李青" in said(officer.get(address + "?sort=after&name=李"))
    for query in ("?name=无此人", "?verdict=passes", "?unit=无此单位"):
        assert "没有成绩变化的考生" in said(officer.get(address + query))
    assert "李青" in said(officer.get(address + "?verdict=none"))  # no such choice: not asked
    sheet = officer.get(reverse("exams:key_change_sheet", args=[proposal.ref]) + "?name=李")
    assert sheet.headers["Content-Type"].endswith("sheet")
