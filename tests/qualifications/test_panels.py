"""Who may act together in one case; the reconsideration committee."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from people.rules import Ending
from qualifications import actions
from qualifications.actions.panels import Case
from qualifications.models import CommitteeMember, PanelCheck, Qualification
from qualifications.rules.answers import Answer, Verdict
from qualifications.rules.certificates import EventKind
from qualifications.rules.panels import NEEDS, Code, Procedure, Seat, Sitting, faults_of
from tests.conftest import NINE
from tests.qualifications.makers import TODAY, decision, declare, put_on_duty

DAY = timedelta(days=1)
HOME = "/qualifications/"


def said(verdict):
    return Answer(verdict, "", TODAY, NINE)


YES, NO, UNKNOWN = (said(verdict) for verdict in (Verdict.YES, Verdict.NO, Verdict.UNKNOWN))


def sitting(*seats, answer=YES):
    return [Sitting(n, seat, "0001", answer) for n, seat in enumerate(seats, start=1)]


HANDLER, HOST, MEMBER, RECORDER = Seat.HANDLER, Seat.HOST, Seat.MEMBER, Seat.RECORDER


@pytest.mark.parametrize(
    ("procedure", "panel", "codes"),
    [
        (Procedure.PENALTY, sitting(HANDLER), [Code.TOO_FEW]),
        (Procedure.PENALTY, sitting(HANDLER, HANDLER), []),
        (Procedure.RECONSIDERATION, sitting(HANDLER), [Code.TOO_FEW]),
        (Procedure.RECONSIDERATION, sitting(HANDLER, HANDLER), []),
        (Procedure.GRAVE, sitting(HANDLER, HANDLER), [Code.TOO_FEW]),
        (Procedure.GRAVE, sitting(*[HANDLER] * 3), []),
        (Procedure.HEARING, sitting(HOST, MEMBER, MEMBER, RECORDER), []),
        (Procedure.HEARING, sitting(HOST, MEMBER, RECORDER), [Code.TOO_FEW]),
        (Procedure.HEARING, sitting(HOST, MEMBER, MEMBER), [Code.TOO_FEW]),
        (Procedure.HEARING, sitting(HOST, HOST, MEMBER, MEMBER, RECORDER), [Code.TOO_MANY]),
        (Procedure.PENALTY_HEARING, sitting(HOST, RECORDER), []),
        (Procedure.PENALTY_HEARING, sitting(HOST, RECORDER, MEMBER), [Code.SEAT_UNKNOWN]),
        (Procedure.SUPERVISION, sitting(HANDLER), [Code.TOO_FEW]),
    ],
)
def test_each_procedure_asks_for_its_seats(procedure, panel, codes):
    assert [fault.code for fault in faults_of(procedure, panel)] == codes


@pytest.mark.parametrize("answer", [NO, UNKNOWN, None])
def test_what_is_not_a_yes_is_a_no_but_a_recorder_needs_nothing(answer):
    panel = sitting(HANDLER, HANDLER, answer=answer)
    assert {f.code for f in faults_of(Procedure.PENALTY, panel)} == {Code.NOT_QUALIFIED}
    seats = [*sitting(HOST, MEMBER, MEMBER), Sitting(9, RECORDER)]
    assert faults_of(Procedure.HEARING, seats) == ()


def test_who_must_withdraw_or_serves_with_the_respondent_may_not_sit():
    panel = sitting(HANDLER, HANDLER)
    (fault,) = faults_of(Procedure.RECONSIDERATION, panel, excluded=[2])
    assert (fault.code, fault.person_id) == (Code.EXCLUDED, 2)
    faults = faults_of(Procedure.RECONSIDERATION, panel, respondent="0001")
    assert [fault.code for fault in faults] == [Code.OF_RESPONDENT] * 2
    assert not faults_of(Procedure.RECONSIDERATION, panel, respondent="00010001")
    twice = [Sitting(1, HANDLER, "", YES), Sitting(1, HANDLER, "", YES)]
    assert [f.code for f in faults_of(Procedure.PENALTY, twice)] == [Code.TWICE]


@given(
    st.sampled_from(list(Procedure)),
    st.lists(st.tuples(st.integers(1, 5), st.sampled_from(list(Seat)), st.booleans()), max_size=7),
)
def test_a_panel_that_may_act_has_enough_qualified_persons(procedure, drawn):
    panel = [Sitting(pk, seat, "", YES if fit else NO) for pk, seat, fit in drawn]
    if faults_of(procedure, panel):
        return
    assert len({one.person_id for one in panel}) == len(panel)
    for seat, need in NEEDS[procedure].items():
        held = [one for one in panel if one.seat is seat]
        assert len(held) >= need.least
        assert all(one.answer is YES for one in held) or not need.kind


def words(answer):
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", text)


@time_machine.travel(NINE, tick=False)
def test_two_officers_of_a_case_are_checked_for_its_day(client, cast):
    put_on_duty(cast["li"])
    put_on_duty(cast["wang"], "云00002")
    declare()
    client.force_login(cast["coordinator"].user)
    asked = {"procedure": "penalty", "number": "罚1号", "day": "2026-11-23"}
    no_domain = client.post(f"{HOME}panels/check/", asked | {"handler": "李青\n王川"})
    assert no_domain.status_code == 422
    assert "请选择执法领域" in words(no_domain)
    asked |= {"domain": "城市管理"}
    stranger = client.post(f"{HOME}panels/check/", asked | {"handler": "李青\n赵禾"})
    assert stranger.status_code == 422
    assert "“赵禾”不在您的管辖范围内" in words(stranger)
    page = client.post(f"{HOME}panels/check/", asked | {"handler": "李青\n10000002"}, follow=True)
    assert "可以办理" in words(page)
    alone = client.post(
        f"{HOME}panels/check/", asked | {"handler": "李青", "excluded": "李青"}, follow=True
    )
    assert "办案人员至少 2 人，现有 1 人" in words(alone)
    assert "应当回避" in words(alone)
    certificate = cast["wang"].certificates.get()
    actions.decide(certificate, EventKind.SUSPENDED, decision(TODAY), actor=None, now=NINE)
    page = client.post(f"{HOME}panels/check/", asked | {"handler": "李青\n王川"}, follow=True)
    assert "证件自 2026-11-23 起被暂扣" in words(page)
    kept = PanelCheck.objects.order_by("pk")
    assert [one.may_act for one in kept] == [True, False, False]
    listed = words(client.get(f"{HOME}panels/?may_act=no"))
    assert listed.count("罚1号") == 2


def test_a_reconsideration_panel_rests_on_its_own_qualification(cast, tree):
    declare()
    case = Case(Procedure.RECONSIDERATION, "复1号", TODAY)
    office = cast["legal_affairs"]
    panel = [(cast["li"], HANDLER), (cast["wang"], HANDLER)]

    def ask(one=case):
        made = actions.check_panel(one, panel, [], actor=office, now=NINE)
        return [fault["code"] for fault in made.faults]

    assert ask() == ["not_qualified"] * 2
    for who in ("li", "wang"):
        Qualification.objects.create(
            person=cast[who], kind="reconsideration", source="decision", organ="甲", document="乙",
            valid_from=date(2026, 1, 1), recorded_at=NINE,
        )  # fmt: skip
    assert ask() == []
    own = Case(Procedure.RECONSIDERATION, "复1号", TODAY, respondent=tree.here)
    assert ask(own) == ["of_respondent"] * 2


def test_the_committee_has_terms_and_advises_within_them(cast):
    office = cast["legal_affairs"]
    terms = {
        "name": "周学", "sector": "scholar", "organ": "某大学", "document": "聘1号",
        "valid_from": date(2026, 1, 1), "valid_to": date(2026, 12, 31), "reason": "聘任",
    }  # fmt: skip
    made = actions.add_committee_member(terms, actor=office, now=NINE)
    wrong = terms | {"valid_to": date(2025, 1, 1)}
    with pytest.raises(actions.Refused, match="ends_before_start"):
        actions.add_committee_member(wrong, actor=office, now=NINE)
    actions.record_opinion(made, "复1号", TODAY, "应予维持", actor=office, now=NINE)
    with pytest.raises(actions.Refused, match="not_in_term"):
        actions.record_opinion(made, "复1号", date(2025, 12, 31), "无", actor=office, now=NINE)
    with pytest.raises(actions.Refused, match="day_in_future"):
        actions.record_opinion(made, "复1号", TODAY + DAY, "无", actor=office, now=NINE)
    actions.end_committee_term(made, Ending(TODAY - DAY, "辞任"), actor=office, now=NINE)
    assert not CommitteeMember.objects.in_force(TODAY).exists()
    assert CommitteeMember.objects.in_force(TODAY, known_on=NINE - DAY).count() == 0
