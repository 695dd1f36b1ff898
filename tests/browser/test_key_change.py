"""In the browser: an objection that changes a key, from the candidate's result to the new one."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from exams.actions import rekeying, results
from exams.models import KeyProposal, Objection
from tests.matrix import exam_pages

pytestmark = pytest.mark.django_db(transaction=True)


class World:
    """What the makers of the permission matrix need."""

    def __init__(self, cast, tree):
        self.cast, self.tree, self.kept = cast, tree, {}


@pytest.mark.long
def test_an_objection_changes_a_key_and_the_candidate_reads_both_results(sight, camera, cast, tree):
    world = World(cast, tree)
    exam_pages.published(world)
    ref = world.attempt.ref
    li = sight(cast["li"])

    li.goto(reverse("exams:result", args=[ref]))
    li.get_by_role("link", name="提出异议").click()
    li.get_by_label("第 1 题").check()
    li.get_by_label("试题或者答案").check()
    li.get_by_label("异议理由").fill("题干表述有误")
    camera.look(li, "object")
    li.get_by_role("button", name="提出异议").click()
    expect(li.get_by_text("已提出 1 项异议")).to_be_visible()

    first = sight(cast["exam_officer"])
    first.goto(reverse("exams:objection", args=[Objection.objects.get().ref]))
    first.get_by_label("成立", exact=True).check()
    first.get_by_label("答复理由").fill("题干确有错误")
    camera.look(first, "objection")
    first.get_by_role("button", name="答复").click()
    first.get_by_role("link", name="提出答案变更").click()
    first.get_by_label("撤销试题").check()
    first.get_by_label("理由").fill("题干有误")
    camera.look(first, "propose_key_change")
    first.get_by_role("button", name="提交并试算").click()
    first.wait_for_url("**/exams/keys/**")

    rekeying.run_preview(KeyProposal.objects.get(), now=timezone.now())
    for who in ("exam_officer", "exam_officer_2"):
        officer = sight(cast[who])
        officer.goto(reverse("exams:key_change", args=[KeyProposal.objects.get().ref]))
        expect(officer.get_by_text("变更不影响任何考生是否合格")).to_be_visible()
        camera.look(officer, f"key_change-{who}")
        officer.get_by_role("button", name="我已核对，签署变更").click()
    expect(officer.get_by_text("第 2 版答案已生效")).to_be_visible()

    results.mark_waiting(now=timezone.now())
    li = sight(cast["li"])
    li.goto(reverse("exams:result", args=[ref]))
    expect(li.get_by_text("原成绩（第 1 版答案）")).to_be_visible()
    expect(li.get_by_text("本题已撤销，不计分")).to_be_visible()
    camera.look(li, "result_changed")
