"""A result that falls below the pass mark opens a matter; it alters no qualification by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from exams.actions import rekeying, results, sitting
from exams.actions.rekeying import Wish
from exams.models import ResultChange
from people.rules import Role
from qualifications.actions import Refused
from qualifications.actions.matters import decide_matter
from qualifications.models import LoweredResult, MatterChoice, Qualification
from questionbank.models import Revision
from tests.conftest import NINE, make_person
from tests.exams.makers import answer_all, make_bank, make_ready, publish, started

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)
LATER = NINE + timedelta(days=1)


@pytest.fixture
def lowered(cast):
    """王 passed with 60 of 100, was qualified by that, and has 40 after a key was changed."""
    make_bank(cast, singles=4, multiples=2, true_falses=2)
    exam, session = make_ready(cast, cast["wang"])
    attempt = started(session, cast["wang"])
    wrong = {p["place"] for p in attempt.paper.body["places"] if p["kind"] == "single"}
    right, bad = answer_all(attempt), answer_all(attempt, right=False)
    chosen = [b if b.place in wrong else r for r, b in zip(right, bad, strict=True)]
    sitting.hand_in(attempt.ref, cast["wang"].pk, chosen, arrival=NINE, now=NINE + HOUR)
    results.mark_waiting(now=NINE + HOUR)
    officers = cast["exam_officer"], cast["exam_officer_2"]
    publish(session, *officers, now=NINE + 3 * HOUR)
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
        assert "处理成绩降低事项 1 项" in client.get(reverse("home")).content.decode()
        listed = client.get(reverse("qualifications:matters")).content.decode()
        assert "王川" in listed
        assert "城市管理" in listed
        page = reverse("qualifications:decide_matter", args=[lowered.pk])
        assert "据以取得的资格：城市管理" in client.get(page).content.decode()
        assert client.post(page, {"ruling": "acted"}).status_code == 422
        data = {"ruling": "acted", "reason": "已决定取消"}
        answer = client.post(page, data, follow=True)
        assert "没有等待处理的成绩降低事项" in answer.content.decode()
        assert client.post(page, data).status_code == 409
        waiting = client.get(reverse("qualifications:matters") + "?state=waiting")
        assert "没有符合条件的事项" in waiting.content.decode()
        sheet = client.get(reverse("qualifications:export_matters"))
        assert sheet.headers["Content-Type"].endswith("sheet")
    assert Qualification.objects.in_force(LATER.date()).filter(person=cast["wang"]).exists()


def test_nobody_decides_in_a_matter_of_their_own(cast, lowered):
    with pytest.raises(Refused, match="own_matter"):
        decide_matter(
            lowered, ruling=MatterChoice.KEPT, reason="维持", actor=cast["wang"], now=LATER
        )
    assert not LoweredResult.objects.exists()


def test_another_districts_office_sees_nothing_of_it(client, cast, tree, lowered):
    other = make_person(tree.there, "50000009", "法外", Role.LEGAL_AFFAIRS, over=tree.district)
    with time_machine.travel(LATER, tick=False):
        client.force_login(other.user)
        assert "王川" not in client.get(reverse("qualifications:matters")).content.decode()
        page = reverse("qualifications:decide_matter", args=[lowered.pk])
        assert client.get(page).status_code == 404
