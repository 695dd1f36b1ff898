"""Invigilators close an attempt: two of them, with a reason, by the one way out of *open*."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from exams.actions import invigilating, saving, sitting
from exams.actions.signing import ActRefused
from exams.models import MarkingJob, Receipt, Signature
from exams.proof import attempt_fault
from exams.rules.keeping import State
from journal.models import Entry
from tests.conftest import NINE, make_person
from tests.exams.makers import operation

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NINE + timedelta(minutes=20)
WHY = {"close-reason": "携带资料，经制止不改"}


@pytest.fixture
def second(tree):
    """A second person who is not of the candidate's unit."""
    return make_person(tree.there, "40000008", "考三", "exam_officer", over=tree.city)


@pytest.fixture
def seat(running):
    def address(page="seat", **more):
        where = {"ref": running.session.ref, "attempt_ref": running.li.ref}
        return reverse(f"exams:{page}", kwargs=where | more)

    return address


def close(running, actor, reason="离开考场", now=LATER):
    return invigilating.close(running.li, reason=reason, actor=actor, now=now)


def said(answer):
    return answer.content.decode()


def test_one_signature_closes_nothing(cast, running):
    assert close(running, cast["invigilator"]) is None
    running.li.refresh_from_db()
    assert running.li.state == State.OPEN
    with pytest.raises(ActRefused, match="same_person"):
        close(running, cast["invigilator"])


def test_two_who_give_different_reasons_close_nothing(cast, running, second):
    close(running, cast["invigilator"])
    assert close(running, second, reason="另一理由") is None
    assert not Receipt.objects.exists()


def test_two_signatures_close_it_with_a_receipt_and_marking(cast, running, second):
    op = operation(running.li, 1)
    saving.save(running.li.ref, cast["li"].pk, [op], arrival=NINE, now=NINE)
    close(running, cast["invigilator"])
    receipt = close(running, second)
    running.li.refresh_from_db()
    assert (running.li.state, running.li.closed_at) == (State.CLOSED, LATER)
    facts = json.loads(receipt.body)
    assert (facts["reason"], facts["answered"]) == ("invigilator", 1)
    assert MarkingJob.objects.get().attempt_id == running.li.pk
    event = running.li.events.latest("n")
    assert event.actor_id == second.pk
    assert event.data == {"reason": "invigilator", "first_by": cast["invigilator"].pk}
    assert attempt_fault(running.li) is None
    assert Entry.objects.get(act="exams.close").actor_id == second.pk


def test_what_is_closed_stays_closed_and_its_receipt_the_same(cast, running, second):
    close(running, cast["invigilator"])
    receipt = close(running, second)
    op = operation(running.li, 1)
    saved = saving.save(running.li.ref, cast["li"].pk, [op], arrival=LATER, now=LATER)
    assert saved.dispositions == {op.op_id: "closed"}
    again = sitting.hand_in(running.li.ref, cast["li"].pk, [], arrival=LATER, now=LATER)
    assert again.body == receipt.body
    with pytest.raises(ActRefused, match="wrong_state"):
        close(running, second)


def test_nobody_closes_an_attempt_of_ones_own_unit_nor_one_not_open(cast, running):
    with pytest.raises(ActRefused, match="own_unit"):
        close(running, cast["exam_officer"])
    running.li = running.session.attempts.get(person=cast["zhao"])
    with pytest.raises(ActRefused, match="wrong_state"):
        close(running, cast["legal_affairs"])


def test_the_desk_asks_for_a_reason_says_what_follows_and_who_signed(at, ask, seat, second, cast):
    cast["second"] = second
    at(LATER)
    assert "收卷之后考生不能再作答" in said(ask("invigilator").get(seat()))
    empty = ask("invigilator").post(seat("close"), {"close-reason": " "})
    assert (empty.status_code, Signature.objects.filter(act="close").count()) == (422, 0)
    ask("invigilator").post(seat("close"), WHY)
    signature = Signature.objects.get(act="close")
    waiting = said(ask("second").get(seat()))
    assert "监一已签署，理由：携带资料，经制止不改" in waiting
    done = ask("second").post(seat("countersign", signature_id=signature.pk), follow=True)
    assert "即时生效" in said(done)
    assert "监一、考三" in said(done)
    assert "签署提前收卷" not in said(done)


def test_the_candidate_reads_on_the_receipt_who_closed_it(at, ask, cast, running, second):
    close(running, cast["invigilator"])
    close(running, second)
    at(LATER)
    answer = ask("li").get(reverse("exams:receipt", args=[running.li.ref]))
    assert "监考员已收卷" in said(answer)
    assert "监考员收卷" in said(answer)
