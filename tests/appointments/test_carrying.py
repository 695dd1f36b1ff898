"""A pass may be carried over by who knows of it; a result entered wrongly is taken back by two."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine

from appointments.actions import Refused, cases, testing
from appointments.models import passes_known_to, standing_of, tries_of
from appointments.rules.terms import MemberRole, Procedure, Refusal
from appointments.rules.testing import Came, Standing
from exams.actions.misconducting import report_misconduct, take_step
from exams.models import Candidate
from exams.rules.misconduct import Effect, Step
from tests.appointments import makers
from tests.conftest import NINE

pytestmark = pytest.mark.django_db
TODAY = NINE.date()
MEN = ("110101198001010010", "110101198102030037")
NEXT = NINE + timedelta(days=1)


def another(cast, lead="personnel"):
    draft = cases.CaseDraft(
        procedure=Procedure.CONGRESS,
        intended_post="拟任市乙局局长",
        deadline=date(2026, 12, 31),
        person=cast["li"],
        name="",
        present_post="市城管局 科长",
    )
    return cases.open_case(draft, actor=cast[lead], now=NINE)


def test_a_pass_is_carried_over_by_who_is_named_on_both_cases_and_no_longer_than_it_holds(cast):
    first = makers.make_bank_and_case(cast)
    makers.take_test(first, cast)
    case = another(cast)
    boss, now = cast["personnel"], {"now": NEXT}
    cases.add_member(case, cast["neighbour"].staff_number, MemberRole.LEAD, actor=boss, now=NINE)
    assert passes_known_to(case, cast["neighbour"].pk, TODAY) == []
    (known,) = passes_known_to(case, boss.pk, TODAY)
    key = known.key
    assert known.one.came is Came.PASSED
    assert passes_known_to(case, boss.pk, date(2028, 1, 1)) == []  # the term is over
    for actor, chosen, why in (
        (cast["neighbour"], key, Refusal.NO_RESULT),
        (boss, "seat-0", Refusal.NO_RESULT),
        (cast["li"], key, Refusal.WRONG_ROLE),
    ):
        with pytest.raises(Refused) as caught:
            testing.carry_pass(case, chosen, actor=actor, **now)
        assert caught.value.reason is why
    testing.carry_pass(case, key, actor=boss, **now)
    state = standing_of(case, TODAY)
    assert (state.standing, state.valid_to) == (Standing.PASSED, date(2027, 12, 31))
    assert state.counted.source.startswith("沿用此前任职考查的成绩：任职前法律知识测试")
    assert first.number not in state.counted.source
    assert standing_of(case, date(2028, 1, 1)).standing is not Standing.PASSED
    void(cast, first)
    assert [one.came for one in tries_of(first)] == [Came.VOID]
    assert standing_of(case, TODAY).standing is Standing.UNDECIDED


def test_a_candidate_from_outside_is_known_again_by_name_and_number(cast):
    boss, seen = cast["personnel"], []

    def opened(name, number, person=None):
        draft = cases.CaseDraft(
            procedure=Procedure.CONGRESS, intended_post="局长", deadline=date(2026, 12, 31),
            person=person, name=name, present_post="邻市科长", identity_number=number,
        )  # fmt: skip
        return cases.open_case(draft, actor=boss, now=NINE)

    makers.make_policy()
    first = opened("韩外来", MEN[0])
    read = testing.Transcript("邻市组织部", "邻测7", date(2026, 10, 1), 9000, 10000)
    cases.add_member(
        first, cast["neighbour"].staff_number, MemberRole.HANDLER, actor=boss, now=NINE
    )
    for who in (boss, cast["neighbour"]):
        testing.enter_result(first, read, makers.SCAN, actor=who, now=NINE)
    for name, number in (("韩外来", MEN[0]), ("韩外来", ""), ("韩外来", MEN[1]), ("郑外来", "")):
        again = opened(name, number)
        seen.append([one.present_post for one in passes_known_to(again, boss.pk, TODAY)])
    assert seen == [["邻市科长"], ["邻市科长"], [], []]
    assert passes_known_to(opened("", "", cast["li"]), boss.pk, TODAY) == []


def void(cast, case):
    """The result of the case's one test is taken away for misconduct."""
    candidate = Candidate.objects.get(person__seat__case=case)
    for witness in (cast["invigilator"], cast["marker"]):
        found = report_misconduct(
            candidate, kind="device", facts="使用手机", actor=witness, now=NEXT
        )
    for days, (step, effect) in enumerate([(Step.NOTICE, ""), (Step.DECISION, Effect.VOID)]):
        at = NEXT + timedelta(days=9 * days)
        take_step(found, step, words="查实", actor=cast["exam_officer"], now=at, effect=effect)


def test_a_result_from_elsewhere_is_taken_back_by_two_and_entered_anew(client, cast):
    case = makers.make_case(cast, inside=False)
    lead, other = cast["personnel"], cast["neighbour"]
    cases.add_member(case, other.staff_number, MemberRole.HANDLER, actor=lead, now=NINE)
    wrong = testing.Transcript("邻市组织部", "邻测7", date(2026, 10, 1), 9000, 10000)
    right = testing.Transcript("邻市组织部", "邻测7", date(2026, 10, 1), 5000, 10000)
    first = testing.enter_result(case, wrong, makers.SCAN, actor=lead, now=NINE)
    page = f"/appointments/cases/{case.ref}/"
    scan = f"{page}results/{first.pk}/scan/"
    with time_machine.travel(NINE, tick=False):
        client.force_login(other.user)
        assert scan not in client.get(page).content.decode()
        assert client.get(scan).status_code == 404  # who reads it second reads the paper
        testing.enter_result(case, wrong, makers.SCAN, actor=other, now=NINE)
        assert scan in client.get(page).content.decode()
        assert client.get(scan).status_code == 200
    assert standing_of(case, TODAY).standing is Standing.PASSED

    def take_back(who):
        return testing.withdraw_result(case, "邻测7", reason="误录", actor=who, now=NINE)

    def uphold(who):
        return testing.uphold_result(case, "邻测7", reason="无误", actor=who, now=NINE)

    with pytest.raises(Refused, match="no_result"):
        uphold(other)
    take_back(lead)
    with pytest.raises(Refused, match="same_person"):
        uphold(lead)
    uphold(other)
    take_back(lead)  # another round
    with pytest.raises(Refused, match="same_person"):
        take_back(lead)
    assert standing_of(case, TODAY).standing is Standing.PASSED
    take_back(other)
    assert standing_of(case, TODAY).standing is Standing.UNDECIDED
    with pytest.raises(Refused, match="no_result"):
        take_back(other)
    for who in (lead, other):
        testing.enter_result(case, right, makers.SCAN, actor=who, now=NINE)
    assert [one.came for one in tries_of(case)] == [Came.FAILED]
    assert case.outside_entries.count() == 4
    with time_machine.travel(NINE, tick=False):
        client.force_login(lead.user)
        shown = client.get(page).content.decode()
    assert "两人已撤销" in shown
    assert "两人登记一致" in shown
