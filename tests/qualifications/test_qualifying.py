"""Qualifications are confirmed on exams, given by decision, and ended; duty is suspended."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from python_calamine import CalamineWorkbook

from exams.actions import making, planning, results, sealing, sitting
from exams.models import Exam
from journal.models import Entry
from people.models import Domain, Person, Post
from qualifications import actions
from qualifications.models import DutySuspension, Event, Qualification, facts_of, years_of
from qualifications.models.exams import absent_by, eligible
from qualifications.rules.answers import Verdict
from qualifications.rules.duty import assess
from qualifications.rules.facts import YearFact
from qualifications.rules.qualifying import Policy, Sat, fulfilled
from tests.conftest import NEW_YEAR, NINE
from tests.exams.makers import answer_all, make_bank, make_exam, make_ready, publish, started
from tests.qualifications.makers import (
    TODAY,
    decision,
    declare,
    give_domains,
    put_on_duty,
    qualify,
)
from tests.remembered import remembered

DAY = timedelta(days=1)
LATER = NINE + timedelta(hours=1)
ON = date(2026, 11, 23)


def sat(part="public", domain="", day=ON, **words):
    given = {"attempt_ref": "a", "total": 8000, "passed": True, "published": True}
    return Sat(day=day, part=part, domain=domain, **given | {"supervised": True} | words)


BOTH = [sat(), sat("professional", "城市管理")]


@pytest.mark.parametrize(
    ("results", "policy", "domains"),
    [
        (BOTH, Policy(), {"城市管理"}),
        (BOTH[:1], Policy(), set()),
        (BOTH[1:], Policy(), set()),
        (BOTH[1:], Policy(public_part=False), {"城市管理"}),
        (BOTH[:1], Policy(professional_part=False), {"城市管理", "市场监管"}),
        ([sat(passed=False), BOTH[1]], Policy(), set()),
        ([sat(published=False), BOTH[1]], Policy(), set()),
        ([sat(supervised=False), BOTH[1]], Policy(), set()),
        ([sat(day=ON + DAY), BOTH[1]], Policy(), set()),
        ([sat(day=ON - 30 * DAY), BOTH[1]], Policy(result_days=30), {"城市管理"}),
        ([sat(day=ON - 31 * DAY), BOTH[1]], Policy(result_days=30), set()),
        ([sat(passed=False), *BOTH], Policy(), {"城市管理"}),
        ([sat(purpose="practice"), BOTH[1]], Policy(), set()),
        ([sat(purpose="annual"), BOTH[1]], Policy(), set()),
        (
            [sat(purpose="annual"), BOTH[1]],
            Policy(purposes=("qualification", "annual")),
            {"城市管理"},
        ),
    ],
)
def test_both_parts_supervised_published_and_passed(results, policy, domains):
    shown = fulfilled(results, ["城市管理", "市场监管"], policy, ON)
    assert shown.domains == domains
    assert bool(shown.evidence) is bool(domains)


def test_a_decision_qualifies_and_is_entered(cast):
    give_domains(cast["li"], "城市管理")
    held = qualify(cast["li"])
    assert (held.source, held.domains, held.valid_to) == ("decision", ["城市管理"], None)
    event = Event.objects.get(qualification=held)
    assert (event.kind, event.organ, event.document) == (
        "qualified", "云泽市司法局", "云司〔2026〕1号",
    )  # fmt: skip
    assert Entry.objects.get(act="qualifications.qualify").facts["register"] == event.hash


@pytest.mark.parametrize("establishment", ["worker", "contract", "dispatch"])
def test_who_is_not_in_establishment_may_not_apply(cast, establishment):
    Post.objects.filter(person=cast["li"]).update(establishment=establishment)
    with pytest.raises(actions.Refused, match="not_in_establishment"):
        qualify(cast["li"])
    assert not Qualification.objects.exists()


def test_a_qualification_needs_a_post_and_something_new(cast):
    Post.objects.filter(person=cast["wang"]).update(kind="other")
    with pytest.raises(actions.Refused, match="no_enforcement_post"):
        qualify(cast["wang"])
    qualify(cast["li"])
    with pytest.raises(actions.Refused, match="already_qualified"):
        qualify(cast["li"])
    qualify(cast["li"], "城市管理", "市场监管")
    with pytest.raises(actions.Refused, match="domain_unknown"):
        qualify(cast["li"], "占星")
    with pytest.raises(actions.Refused, match="own_matter"):
        actions.qualify_by_decision(
            cast["zhao"], frozenset({"城市管理"}), decision(), actor=cast["zhao"], now=NINE
        )


def test_a_qualification_ends_the_day_before_the_decision_takes_effect(cast):
    held = qualify(cast["li"])
    ended = actions.disqualify(held, decision(TODAY), actor=None, now=LATER)
    assert ended.valid_to == TODAY - DAY
    held.refresh_from_db()
    assert held.superseded_by == ended
    with pytest.raises(actions.Refused, match="no_longer_current"):
        actions.disqualify(held, decision(TODAY), actor=None, now=LATER)


def test_a_suspension_from_duty_ends_with_its_term_or_when_it_is_lifted(cast):
    declare()
    li = cast["li"]
    put_on_duty(li)
    open_end = actions.suspend_duty(li, decision(TODAY), actor=None, now=NINE)
    with pytest.raises(actions.Refused, match="already_suspended"):
        actions.suspend_duty(li, decision(TODAY), actor=None, now=NINE)
    assert answered(li, TODAY + DAY) is Verdict.NO
    lifted = decision(TODAY + 5 * DAY, decided_on=TODAY)
    actions.restore_duty(open_end, lifted, actor=None, now=LATER)
    assert [answered(li, TODAY + n * DAY).value for n in (4, 5)] == ["no", "yes"]
    assert DutySuspension.objects.current().get().valid_to == TODAY + 4 * DAY
    assert Event.objects.filter(person=li, kind="duty_restored").exists()


def test_a_suspension_that_was_annulled_never_was(cast):
    declare()
    li = cast["li"]
    put_on_duty(li)
    held = actions.suspend_duty(li, decision(TODAY, until=TODAY + 9 * DAY), actor=None, now=NINE)
    annulled, after = TODAY + 20 * DAY, NINE + 20 * DAY

    def restored(on, decided_on=annulled):
        said = decision(on, decided_on=decided_on)
        return actions.restore_duty(held, said, actor=None, now=after)

    for on, decided_on, why in (
        (TODAY, annulled + DAY, "decided_in_future"),
        (TODAY - DAY, annulled, "effective_before_start"),
        (TODAY + 10 * DAY, annulled, "no_longer_current"),  # it had ended by itself
    ):
        with pytest.raises(actions.Refused, match=why):
            restored(on, decided_on)
    restored(TODAY)
    facts = facts_of([li.pk])[li.pk]
    said = [assess(facts, "城市管理", TODAY + DAY, at).verdict.value for at in (LATER, after)]
    assert said == ["no", "yes"]  # as known then, and as known now
    with pytest.raises(actions.Refused, match="no_longer_current"):
        restored(TODAY)


def answered(person, day):
    return assess(facts_of([person.pk])[person.pk], "城市管理", day, LATER).verdict


@pytest.fixture
@remembered
def sat_by_li(cast):
    """李 has passed a supervised exam whose results were published."""
    make_bank(cast)
    exam, session = make_ready(cast, cast["li"], purpose="qualification")
    officer = cast["exam_officer"]
    planning.appoint_invigilator(session, cast["invigilator"], actor=officer, now=NINE - DAY)
    attempt = started(session, cast["li"])
    over = NINE + timedelta(hours=3)
    sitting.hand_in(attempt.ref, cast["li"].pk, answer_all(attempt), arrival=NINE, now=NINE)
    results.mark_waiting(now=over)
    publish(session, officer, cast["exam_officer_2"], now=over)
    return exam, session, attempt


def test_exams_make_eligible_and_a_person_confirms(cast, sat_by_li):
    exam, _session, attempt = sat_by_li
    li = cast["li"]
    give_domains(li, "城市管理")
    lenient = Policy(professional_part=False)
    actions.set_policy(lenient, valid_from=NEW_YEAR, reason="试行", actor=None, now=NINE)
    persons = Person.objects.filter(pk=li.pk)
    assert eligible(persons, ON) == {}
    actions.recognise_exam(exam, "public", "", actor=None, now=NINE)
    with pytest.raises(actions.Refused, match="no_longer_current"):
        actions.recognise_exam(exam, "public", "", actor=None, now=NINE)
    (shown,) = eligible(persons, ON).values()
    assert shown.domains == {"城市管理"}
    held = actions.qualify_by_exams(
        li, frozenset({"城市管理"}), decision(ON), actor=None, now=LATER
    )
    assert held.source == "exam"
    assert held.evidence[0]["attempt"] == attempt.ref
    assert eligible(persons, ON) == {}


@pytest.fixture
def passed(cast, sat_by_li):
    """李's exam is recognised and suffices for 城市管理, the domain of the post."""
    give_domains(cast["li"], "城市管理")
    lenient = Policy(professional_part=False)
    actions.set_policy(lenient, valid_from=NEW_YEAR, reason="试行", actor=None, now=NINE)
    actions.recognise_exam(sat_by_li[0], "public", "", actor=None, now=NINE)


@pytest.mark.parametrize(
    ("words", "names"),
    [({}, ["李青"]), ({"q": "李"}, ["李青"]), ({"q": "王"}, []), ({"q": "10000001"}, ["李青"])],
)
def test_those_to_be_confirmed_are_listed_and_looked_for(client, cast, passed, words, names):
    with time_machine.travel(LATER, tick=False):
        client.force_login(cast["legal_affairs"].user)
        page = client.get(reverse("qualifications:eligible"), words)
    assert [row.record.name for row in page.context["table"].page] == names
    assert ("公共法律知识 100 分（2026-11-23）" in page.content.decode()) == bool(names)


def test_those_to_be_confirmed_are_narrowed_by_domain_and_go_out_as_a_sheet(client, cast, passed):
    with time_machine.travel(LATER, tick=False):
        client.force_login(cast["legal_affairs"].user)
        domains = {row.name: row.pk for row in Domain.objects.all()}
        for name, count in (("城市管理", 1), ("市场监管", 0)):
            page = client.get(reverse("qualifications:eligible"), {"domain": domains[name]})
            assert page.context["table"].page.paginator.count == count
        answer = client.get(reverse("qualifications:export_eligible"))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    head, row = sheet.to_python()[-2:]
    assert "考试成绩" in head
    assert "李青" in row
    assert "城市管理" in row


@pytest.mark.parametrize("kind", ["worker", "contract", "dispatch"])
def test_nobody_is_listed_whose_qualification_would_be_refused(cast, passed, kind):
    li = Person.objects.filter(pk=cast["li"].pk)
    assert eligible(li, ON)
    Post.objects.filter(person=cast["li"]).update(establishment=kind)
    assert eligible(li, ON) == {}


def test_an_exam_that_nobody_supervised_counts_for_nothing(cast, sat_by_li):
    exam, session, _attempt = sat_by_li
    give_domains(cast["li"], "城市管理")
    actions.recognise_exam(exam, "public", "", actor=None, now=NINE)
    lenient = Policy(professional_part=False)
    actions.set_policy(lenient, valid_from=NEW_YEAR, reason="试行", actor=None, now=NINE)
    session.invigilations.all().delete()
    assert eligible(Person.objects.all(), ON) == {}
    with pytest.raises(actions.Refused, match="exams_missing"):
        actions.qualify_by_exams(
            cast["li"], frozenset({"城市管理"}), decision(ON), actor=None, now=LATER
        )


def test_a_routine_test_is_recognised_as_nothing(cast):
    make_bank(cast)
    for purpose, refusal in (("practice", True), ("appointment", True), ("qualification", False)):
        exam = make_exam(cast, title=purpose, purpose=purpose)
        if refusal:
            with pytest.raises(actions.Refused, match="purpose_not_counted"):
                actions.recognise_exam(exam, "public", "", actor=None, now=NINE)
        else:
            assert actions.recognise_exam(exam, "public", "", actor=None, now=NINE)


def test_records_are_declared_once_and_corrected_openly(cast):
    with pytest.raises(actions.Refused, match="day_in_future"):
        actions.declare_records("posts", TODAY + DAY, reason="早了", actor=None, now=NINE)
    first = actions.declare_records("posts", date(2026, 1, 1), reason="清理", actor=None, now=NINE)
    with pytest.raises(actions.Refused, match="nothing_changes"):
        actions.declare_records("posts", date(2026, 1, 1), reason="清理", actor=None, now=NINE)
    second = actions.declare_records(
        "posts", date(2025, 1, 1), reason="补录", actor=None, now=LATER
    )
    first.refresh_from_db()
    assert (first.superseded_at, first.superseded_by) == (LATER, second)


def absent_from_an_exam(cast):
    """王 sat the exam, 李 did not come; the results are published the same day."""
    make_bank(cast)
    exam, session = make_ready(cast, cast["li"], cast["wang"])
    attempt = started(session, cast["wang"])
    over = NINE + timedelta(hours=3)
    sitting.hand_in(attempt.ref, cast["wang"].pk, answer_all(attempt), arrival=NINE, now=NINE)
    results.mark_waiting(now=over)
    assert absent_by([cast["li"].pk], ON) == set()  # nothing is published yet
    publish(session, cast["exam_officer"], cast["exam_officer_2"], now=over)
    return exam


def sit_again(cast, blueprint, *, opens_at):
    """李 begins a further exam of the blueprint."""
    again = make_exam(cast, opens_at=opens_at)
    Exam.objects.filter(pk=again.pk).update(blueprint=blueprint)
    session = again.sessions.get()
    officers = cast["exam_officer"], cast["exam_officer_2"]
    planning.enrol(session, [cast["li"]], actor=officers[0], now=opens_at - DAY)
    again.refresh_from_db()
    for officer in officers:
        sealing.sign_seal(again, actor=officer, now=opens_at - DAY)
    for officer in officers:
        sealing.sign_lock(session, actor=officer, witness_number="20261202", now=opens_at - DAY)
    making.make_papers(session, now=opens_at - DAY)
    started(session, cast["li"], now=opens_at)


def test_an_exam_missed_is_told_until_it_is_made_up_for(cast):
    li, wang = cast["li"], cast["wang"]
    exam = absent_from_an_exam(cast)
    for day, missed in ((ON - DAY, set()), (ON, {li.pk}), (date(2027, 1, 1), set())):
        assert absent_by([li.pk, wang.pk], day) == missed
    assert years_of([li.pk], ON) == {li.pk: (YearFact(year=2026, exam_missed=True),)}
    sit_again(cast, exam.blueprint, opens_at=NINE + 10 * DAY)
    assert absent_by([li.pk], ON + 9 * DAY) == {li.pk}
    assert absent_by([li.pk], ON + 10 * DAY) == set()
