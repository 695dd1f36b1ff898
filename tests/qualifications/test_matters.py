"""A result that falls below the pass mark opens a matter; it alters no qualification by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from exams.actions import rekeying, results, sitting
from exams.actions.misconducting import report_misconduct, take_step
from exams.actions.rekeying import Wish
from exams.models import Candidate, ResultChange
from exams.rules.misconduct import Effect, Step
from people.rules import Role
from people.sheets.scope import rights_of
from qualifications.actions import Refused
from qualifications.actions.matters import decide_matter
from qualifications.models import MatterChoice, MatterRuling, Qualification
from qualifications.models.matters import matter_for
from questionbank.models import Revision
from tests.conftest import NINE, make_person
from tests.exams.makers import answer_all, make_bank, make_ready, publish, started
from tests.remembered import remembered

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)
LATER = NINE + timedelta(days=1)


@pytest.fixture
@remembered
def passed(cast):
    """王 passed with 60 of 100 and was qualified by that."""
    make_bank(cast, singles=4, multiples=2, true_falses=2)
    exam, session = make_ready(cast, cast["wang"])
    attempt = started(session, cast["wang"])
    wrong = {p["place"] for p in attempt.paper.body["places"] if p["kind"] == "single"}
    right, bad = answer_all(attempt), answer_all(attempt, right=False)
    chosen = [b if b.place in wrong else r for r, b in zip(right, bad, strict=True)]
    sitting.hand_in(attempt.ref, cast["wang"].pk, chosen, arrival=NINE, now=NINE + HOUR)
    results.mark_waiting(now=NINE + HOUR)
    publish(session, cast["exam_officer"], cast["exam_officer_2"], now=NINE + 3 * HOUR)
    Qualification.objects.create(
        person=cast["wang"],
        domains=["城市管理"],
        source="exam",
        organ="云泽市司法局",
        document="云司〔2026〕9号",
        evidence=[{"attempt": attempt.ref, "total": 6000}],
        valid_from=NINE.date(),
        recorded_at=NINE,
    )
    return exam


@pytest.fixture
def lowered(cast, passed):
    """王 passed with 60 of 100, was qualified by that, and has 40 after a key was changed."""
    exam, officers = passed, (cast["exam_officer"], cast["exam_officer_2"])
    wish = Wish(Revision.objects.get(question__code="multiple-0"), (1, 2), "条文另有规定")
    proposal = rekeying.propose_key_change(exam, wish, actor=officers[0], now=LATER)
    rekeying.run_preview(proposal, now=LATER)
    for officer in officers:
        rekeying.sign_key_change(proposal, actor=officer, now=LATER)
    results.mark_waiting(now=LATER)
    return ResultChange.objects.get()


def test_the_office_finds_what_was_earned_on_it_and_nothing_has_moved(client, cast, lowered):
    assert Qualification.objects.in_force(LATER.date()).filter(person=cast["wang"]).exists()
    with time_machine.travel(LATER, tick=False):
        client.force_login(cast["legal_affairs"].user)
        assert "处理成绩失效事项 1 项" in client.get(reverse("home")).content.decode()
        listed = client.get(reverse("qualifications:matters")).content.decode()
        assert "王川" in listed
        assert "城市管理" in listed
        page = reverse("qualifications:decide_matter", args=["lowered", lowered.pk])
        assert "据以取得的资格：城市管理" in client.get(page).content.decode()
        assert client.post(page, {"ruling": "acted"}).status_code == 422
        data = {"ruling": "acted", "reason": "已决定取消"}
        answer = client.post(page, data, follow=True)
        assert "没有等待处理的成绩失效事项" in answer.content.decode()
        assert client.post(page, data).status_code == 409
        waiting = client.get(reverse("qualifications:matters") + "?state=waiting")
        assert "没有符合条件的事项" in waiting.content.decode()
        sheet = client.get(reverse("qualifications:export_matters"))
        assert sheet.headers["Content-Type"].endswith("sheet")
    assert Qualification.objects.in_force(LATER.date()).filter(person=cast["wang"]).exists()


def test_a_result_voided_for_misconduct_opens_one_too_and_counts_as_no_pass(client, cast, passed):
    candidate = Candidate.objects.get(person=cast["wang"])
    words = {"kind": "device", "facts": "使用手机", "now": LATER}
    for witness in (cast["invigilator"], cast["marker"]):
        case = report_misconduct(candidate, actor=witness, **words)
    with time_machine.travel(LATER, tick=False):
        client.force_login(cast["wang"].user)
        assert "1 场" in client.get(reverse("home")).content.decode()
    steps = [(Step.NOTICE, ""), (Step.DECISION, Effect.VOID)]
    for days, (step, effect) in enumerate(steps):
        at = LATER + timedelta(days=9 * days)
        take_step(case, step, words="查实", actor=cast["exam_officer"], now=at, effect=effect)
    with time_machine.travel(LATER + timedelta(days=10), tick=False):
        client.force_login(cast["wang"].user)
        assert "0 场" in client.get(reverse("home")).content.decode()
        client.force_login(cast["legal_affairs"].user)
        assert "处理成绩失效事项 1 项" in client.get(reverse("home")).content.decode()
        assert "城市管理" in client.get(reverse("qualifications:matters")).content.decode()
        page = reverse("qualifications:decide_matter", args=["voided", case.pk])
        assert client.post(page, {"ruling": "acted", "reason": "已取消"}).status_code == 302
        assert "处理成绩失效事项" not in client.get(reverse("home")).content.decode()
    assert MatterRuling.objects.get().misconduct == case


def test_nobody_decides_in_a_matter_of_their_own(cast, lowered):
    rights = rights_of(cast["legal_affairs"].pk, LATER)
    found = matter_for(rights, "lowered", lowered.pk, Role.LEGAL_AFFAIRS)
    with pytest.raises(Refused, match="own_matter"):
        decide_matter(found, ruling=MatterChoice.KEPT, reason="维持", actor=cast["wang"], now=LATER)
    assert not MatterRuling.objects.exists()


def test_another_districts_office_sees_nothing_of_it(client, cast, tree, lowered):
    other = make_person(tree.there, "50000009", "法外", Role.LEGAL_AFFAIRS, over=tree.district)
    with time_machine.travel(LATER, tick=False):
        client.force_login(other.user)
        assert "王川" not in client.get(reverse("qualifications:matters")).content.decode()
        page = reverse("qualifications:decide_matter", args=["lowered", lowered.pk])
        assert client.get(page).status_code == 404
