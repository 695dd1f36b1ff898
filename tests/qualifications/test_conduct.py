"""The conduct record: two hands, an objection, and only what is confirmed counts."""

from __future__ import annotations

import re
from datetime import date
from itertools import product

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from qualifications import actions
from qualifications.actions.conduct import Report, Scan
from qualifications.models import Conduct
from qualifications.rules.conduct import ConductState, ConductStep, state_of, step_refusal
from qualifications.rules.deeds import Refusal
from tests.conftest import NINE

CONFIRM, OBJECT, REJECT, ANNUL = ConductStep
HOME = "/qualifications/conduct/"
SCAN = Scan(b"%PDF-1.4 evidence", "决定.pdf")


@pytest.mark.parametrize(
    ("step", "steps", "own", "same", "why"),
    [
        (CONFIRM, [], False, False, None),
        (CONFIRM, [], False, True, Refusal.SAME_HAND),
        (CONFIRM, [], True, False, Refusal.OWN_MATTER),
        (CONFIRM, ["confirm"], False, False, Refusal.STATE),
        (OBJECT, [], True, False, None),
        (OBJECT, ["confirm"], True, False, None),
        (OBJECT, [], False, False, Refusal.STATE),
        (OBJECT, ["confirm", "object", "reject"], True, False, Refusal.ALREADY_OBJECTED),
        (OBJECT, ["annul"], True, False, Refusal.STATE),
        (REJECT, ["object"], False, False, None),
        (REJECT, ["object"], False, True, Refusal.SAME_HAND),
        (REJECT, ["confirm"], False, False, Refusal.STATE),
        (ANNUL, ["object"], False, True, None),
        (ANNUL, ["annul"], False, False, Refusal.STATE),
    ],
)
def test_what_may_happen_to_an_entry(step, steps, own, same, why):
    assert step_refusal(step, steps, is_own=own, is_same_hand=same) is why


def entered(cast, **words):
    told = {
        "kind": "case_review", "day": date(2026, 11, 1), "organ": "司法局", "document": "评1号",
        "text": "案卷规范", "score": 9250,
    }  # fmt: skip
    report = Report(**told | words)
    return actions.enter_conduct(cast["li"], report, SCAN, actor=cast["coordinator"], now=NINE)


def test_only_what_is_confirmed_counts_in_both_languages(cast):
    walks = [w for n in range(4) for w in product(ConductStep, repeat=n)]
    seen = set()
    for walk in walks:
        made, steps = None, []
        for step in walk:
            who = "li" if step is OBJECT else "legal_affairs"
            if step_refusal(step, steps, is_own=who == "li", is_same_hand=False):
                break
            steps.append(step.value)
        if tuple(steps) in seen:
            continue
        seen.add(tuple(steps))
        made = entered(cast)
        for step in steps:
            who = "li" if step == "object" else "legal_affairs"
            taken = ConductStep(step)
            actions.take_conduct_step(made, taken, "理由", actor=cast[who], now=NINE)
        assert Conduct.objects.with_state().get(pk=made.pk).state == state_of(steps).value
        counts = Conduct.objects.confirmed().filter(pk=made.pk).exists()
        assert counts is (state_of(steps) is ConductState.CONFIRMED), steps
    assert len(seen) > 5


def test_nobody_enters_or_confirms_their_own(cast):
    with pytest.raises(actions.Refused, match="own_matter"):
        actions.enter_conduct(
            cast["li"], Report("honour", date(2026, 1, 1), "甲", "乙", "丙"), SCAN,
            actor=cast["li"], now=NINE,
        )  # fmt: skip
    with pytest.raises(actions.Refused, match="day_in_future"):
        entered(cast, day=date(2026, 11, 24))
    made = entered(cast)
    with pytest.raises(actions.Refused, match="same_hand"):
        actions.take_conduct_step(made, CONFIRM, "我", actor=cast["coordinator"], now=NINE)


def words(answer):
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", text)


@time_machine.travel(NINE, tick=False)
def test_the_officer_reads_and_objects_and_the_office_decides(client, cast):
    client.force_login(cast["coordinator"].user)
    address = f"/qualifications/persons/{cast['li'].pk}/conduct/"
    typed = {
        "kind": "fault", "day": "2026-11-01", "organ": "司法局", "document": "责1号",
        "text": "未出示证件",
    }  # fmt: skip
    wrong = client.post(address, typed)
    assert wrong.status_code == 422
    assert "执法过错必选，其他不选。" in words(wrong)
    assert wrong.context["form"].errors["scan"], "nothing is entered without its evidence"
    scan = SimpleUploadedFile("决定.pdf", b"%PDF-1.4 evidence")
    page = client.post(address, typed | {"effect": "training", "scan": scan}, follow=True)
    assert "待确认" in words(page)
    made = Conduct.objects.get()
    one = f"{HOME}{made.ref}/"
    assert client.get(f"{one}scan/").headers["Content-Disposition"].startswith("attachment")
    client.force_login(cast["wang"].user)
    assert client.get(one).status_code == 404
    client.force_login(cast["legal_affairs"].user)
    assert "作为考核和任职的依据" in words(
        client.post(f"{one}confirm/", {"reason": "属实"}, follow=True)
    )
    client.force_login(cast["li"].user)
    assert "提出异议" in words(client.get(one))
    assert "离岗培训" in words(client.get(f"/qualifications/persons/{cast['li'].pk}/"))
    page = client.post(f"{one}object/", {"reason": "当时已出示"}, follow=True)
    assert "现不作为依据" in words(page)
    client.force_login(cast["legal_affairs"].user)
    assert "1 项待处理" in words(client.get(HOME))
    client.post(f"{one}annul/", {"reason": "异议成立"})
    assert "李青" in words(client.get(f"{HOME}?state=annulled"))
    assert not Conduct.objects.confirmed().exists()
