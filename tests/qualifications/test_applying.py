"""From a unit's application to a qualification and a certificate, step by step, for every kind."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from journal.models import Entry
from people.models import Post
from qualifications import actions
from qualifications.actions import Claim, Grounds, Paper
from qualifications.models import Application, ApplicationStep, Qualification, facts_of
from qualifications.rules.answers import Code, Verdict
from qualifications.rules.applying import (
    Applicant,
    Stage,
    granting_refusal,
    next_stage,
    stage_of,
    steps_of,
    unmet,
)
from qualifications.rules.deeds import Refusal
from qualifications.rules.duty import assess
from qualifications.rules.kinds import DEFAULTS, Kind
from qualifications.rules.qualifying import Policy, Sat
from tests.conftest import NINE
from tests.qualifications.makers import (
    TODAY,
    body_of,
    card,
    certify,
    decision,
    declare,
    give_domains,
    issuer,
    qualify,
)

ON = date(2026, 11, 23)
DAY = timedelta(days=1)
HOME = "/qualifications/"
SCAN = (b"%PDF-1.4\n% a scan\n", "scan.pdf")
CIVIL = frozenset({"civil"})
GOOD = (
    Sat(ON, "public", "", "a", 8000, True, True, True),
    Sat(ON, "professional", "城市管理", "b", 8000, True, True, True),
)
TYPED = {
    "organ": "云泽市司法局",
    "basis": "执法条例第二十条",
    "reason": "符合条件",
    "on": "2026-11-23",
}


@pytest.mark.parametrize(
    ("kind", "applicant", "policy", "lacks"),
    [
        ("enforcement", Applicant(CIVIL), None, None),
        ("enforcement", Applicant(frozenset({"public"})), None, None),
        ("enforcement", Applicant(frozenset({"worker"})), None, Refusal.NOT_IN_ESTABLISHMENT),
        ("enforcement", Applicant(frozenset({"contract"})), None, Refusal.NOT_IN_ESTABLISHMENT),
        ("enforcement", Applicant(frozenset({"dispatch"})), None, Refusal.NOT_IN_ESTABLISHMENT),
        ("enforcement", Applicant(frozenset({"worker"})), Policy(establishment=False), None),
        ("legal_review", Applicant(CIVIL), None, Refusal.LICENCE_MISSING),
        ("legal_review", Applicant(CIVIL, licensed=True), None, None),
        ("reconsideration", Applicant(CIVIL, licensed=True), None, Refusal.PRE_SERVICE_MISSING),
        ("reconsideration", Applicant(CIVIL, licensed=True, trained_before=True), None, None),
        (
            "reconsideration",
            Applicant(CIVIL, first_worked_on=ON - DAY),
            Policy(licence=True, pre_service=True, older_before=ON),
            None,
        ),
        (
            "reconsideration",
            Applicant(CIVIL, first_worked_on=ON),
            Policy(licence=True, pre_service=True, older_before=ON),
            Refusal.LICENCE_MISSING,
        ),
        ("hearing", Applicant(CIVIL), None, None),
        ("supervision", Applicant(CIVIL), None, None),
    ],
)
def test_each_kind_asks_for_its_own(kind, applicant, policy, lacks):
    policy = policy or DEFAULTS[kind]
    assert unmet(Stage.VERIFIED, applicant, ["城市管理"], policy, ON) is lacks


def test_the_steps_are_those_that_the_policy_asks_for():
    names = [stage.value for stage in steps_of("enforcement", Policy())]
    assert names == [
        "filed", "verified", "trained", "professional", "public", "publicised", "granted", "issued",
    ]  # fmt: skip
    review = [stage.value for stage in steps_of("legal_review", DEFAULTS["legal_review"])]
    assert review == ["filed", "verified", "trained", "publicised", "granted"]
    assert Stage.PUBLICISED not in steps_of("hearing", Policy(publicity_days=0))


def test_exams_count_only_if_supervised_and_of_the_domain():
    held = Applicant(CIVIL, sat=GOOD)
    for stage in (Stage.PROFESSIONAL, Stage.PUBLIC):
        assert unmet(stage, held, ["城市管理"], Policy(), ON) is None
        assert unmet(stage, Applicant(CIVIL), ["城市管理"], Policy(), ON) is Refusal.EXAMS_MISSING
    assert unmet(Stage.PROFESSIONAL, held, ["市场监管"], Policy(), ON) is Refusal.EXAMS_MISSING
    alone = Sat(ON, "public", "", "a", 8000, True, True, False)
    unsupervised = Applicant(CIVIL, sat=(alone,))
    for domains in (["城市管理"], []):
        assert unmet(Stage.PUBLIC, unsupervised, domains, Policy(), ON) is Refusal.EXAMS_MISSING


def test_hours_are_asked_for_where_the_policy_says_so():
    policy = Policy(training_credit=4000)
    assert unmet(Stage.TRAINED, Applicant(credit=3999), [], policy, ON) is Refusal.TRAINING_MISSING
    assert unmet(Stage.TRAINED, Applicant(credit=4000), [], policy, ON) is None


def test_nothing_is_granted_while_the_names_are_public():
    taken = [s.value for s in steps_of("enforcement", Policy())][:-2]
    last = ON + 4 * DAY

    def refusal(on):
        return granting_refusal(taken, "enforcement", Policy(), public_to=last, on=on)

    assert refusal(last) is Refusal.PUBLICITY_RUNNING
    assert refusal(last + DAY) is None
    short = granting_refusal(taken[:-1], "enforcement", Policy(), public_to=None, on=last)
    assert short is Refusal.STEP_OUT_OF_ORDER


@given(st.lists(st.sampled_from([s.value for s in Stage]), max_size=9), st.sampled_from(list(Kind)))
def test_no_step_comes_twice_and_none_before_its_turn(taken, kind):
    following = next_stage(taken, kind, Policy())
    order = steps_of(kind, Policy())
    if following is not None:
        assert following.value not in taken
        assert all(stage.value in taken for stage in order[: order.index(following)])
    assert stage_of(["filed", *taken[:3], "refused", "reopened"]) == stage_of(["filed", *taken[:3]])


# --- deeds --------------------------------------------------------------------------------------


def grounds(on=TODAY, **words):
    given = {"organ": "云泽市司法局", "basis": "执法条例第二十条", "reason": "符合条件", "on": on}
    return Grounds(**given | words)


def paper(part="public", domain="", **words):
    given = {"day": date(2026, 6, 1), "total": 8000, "passed": True, "supervised": True}
    return Paper(part, domain, **given | {"organ": "某省司法厅", "document": "成绩1号"} | words)


def enter(person, said, actor, now=NINE):
    return actions.enter_outside_result(person, said, SCAN, actor=actor, now=now)


def sit_elsewhere(cast, who="li"):
    for entered_by in ("legal_affairs", "coordinator"):
        for part, domain in (("public", ""), ("professional", "城市管理")):
            enter(cast[who], paper(part, domain), cast[entered_by])


def file_for(cast, kind="enforcement", who="li", domains=("城市管理",)):
    given = frozenset(domains if kind == "enforcement" else ())
    return actions.file_application(
        cast[who], Claim(given, kind=kind), grounds(), actor=cast["coordinator"], now=NINE
    )


def take(made, cast, *stages, **words):
    for stage in stages:
        said = {"until": TODAY + 4 * DAY} if stage is Stage.PUBLICISED else {}
        actions.advance(made, stage, grounds(**said | words), actor=cast["legal_affairs"], now=NINE)


def refused(why, deed, *args, **words):
    with pytest.raises(actions.Refused) as caught:
        deed(*args, **words)
    assert caught.value.reason is why


def stage(made):
    return Application.objects.with_stage().get(pk=made.pk).stage


def test_an_application_ends_in_a_qualification_and_a_certificate(cast):
    give_domains(cast["li"], "城市管理")
    sit_elsewhere(cast)
    made = file_for(cast)
    office, later = cast["legal_affairs"], NINE + 6 * DAY
    refused(
        Refusal.STEP_OUT_OF_ORDER, actions.advance, made, Stage.TRAINED, grounds(),
        actor=office, now=NINE,
    )  # fmt: skip
    take(made, cast, Stage.VERIFIED, Stage.TRAINED, Stage.PROFESSIONAL, Stage.PUBLIC)
    refused(
        Refusal.PUBLICITY_SHORT, actions.advance, made, Stage.PUBLICISED,
        grounds(until=TODAY + 3 * DAY), actor=office, now=NINE,
    )  # fmt: skip
    take(made, cast, Stage.PUBLICISED)
    early = decision(TODAY + 4 * DAY, decided_on=TODAY + 4 * DAY)
    refused(
        Refusal.PUBLICITY_RUNNING, actions.grant_application, made, early, actor=office, now=later
    )
    ready = decision(TODAY + 5 * DAY, decided_on=TODAY + 5 * DAY)
    held = actions.grant_application(made, ready, actor=office, now=later)
    assert (held.source, held.domains, held.kind) == ("exam", ["城市管理"], "enforcement")
    assert {piece["source"] for piece in held.evidence} == {"某省司法厅"}
    assert stage(made) == "granted"
    certificate = certify(cast["li"])
    assert stage(made) == "issued"
    steps = list(ApplicationStep.objects.filter(application=made))
    assert steps[-1].certificate == certificate
    assert [s.kind for s in steps] == [s.value for s in steps_of("enforcement", Policy())]
    acts = set(
        Entry.objects.filter(act__startswith="qualifications.application_").values_list("act")
    )
    assert len(acts) == len(steps)


def test_who_is_not_in_establishment_is_refused_with_the_basis_and_reopened_on_review(cast):
    give_domains(cast["li"], "城市管理")
    Post.objects.filter(person=cast["li"]).update(establishment="dispatch")
    made, office = file_for(cast), cast["legal_affairs"]
    refused(
        Refusal.NOT_IN_ESTABLISHMENT, actions.advance, made, Stage.VERIFIED, grounds(),
        actor=office, now=NINE,
    )  # fmt: skip
    actions.refuse_application(made, grounds(reason="劳务派遣"), actor=office, now=NINE)
    assert stage(made) == "refused"
    refused(
        Refusal.STEP_OUT_OF_ORDER, actions.refuse_application, made, grounds(),
        actor=office, now=NINE,
    )  # fmt: skip
    actions.reopen_application(made, grounds(reason="复核撤销"), actor=office, now=NINE)
    assert stage(made) == "filed"
    Post.objects.filter(person=cast["li"]).update(establishment="public")
    take(made, cast, Stage.VERIFIED)
    assert stage(made) == "verified"
    actions.withdraw_application(made, grounds(), actor=cast["coordinator"], now=NINE)
    assert stage(made) == "withdrawn"


def test_the_stage_in_sql_is_that_of_the_rule(cast):
    made = file_for(cast, "hearing")
    office = cast["legal_affairs"]
    walk = [
        lambda: take(made, cast, Stage.VERIFIED),
        lambda: actions.refuse_application(made, grounds(), actor=office, now=NINE),
        lambda: actions.reopen_application(made, grounds(), actor=office, now=NINE),
        lambda: actions.refuse_application(made, grounds(), actor=office, now=NINE),
        lambda: actions.reopen_application(made, grounds(), actor=office, now=NINE),
        lambda: take(made, cast, Stage.TRAINED),
        lambda: actions.withdraw_application(made, grounds(), actor=office, now=NINE),
    ]
    for step in walk:
        step()
        taken = list(made.steps.values_list("kind", flat=True))
        assert stage(made) == stage_of(taken).value, taken


def test_one_application_at_a_time_for_what_is_not_held(cast):
    give_domains(cast["li"], "城市管理")
    first = file_for(cast)
    refused(Refusal.ALREADY_APPLIED, file_for, cast)
    file_for(cast, "hearing")
    actions.withdraw_application(first, grounds(), actor=cast["coordinator"], now=NINE)
    qualify(cast["li"])
    refused(Refusal.ALREADY_QUALIFIED, file_for, cast)
    refused(Refusal.DOMAIN_UNKNOWN, file_for, cast, domains=())
    refused(Refusal.DOMAIN_UNKNOWN, file_for, cast, domains=("占星",))
    Post.objects.filter(person=cast["wang"]).update(kind="other")
    refused(Refusal.NO_POST, file_for, cast, who="wang")
    refused(Refusal.OWN_MATTER, file_for, cast, who="coordinator")


def test_reconsideration_asks_for_the_licence_and_the_training_of_newcomers(cast):
    made, office = file_for(cast, "reconsideration"), cast["legal_affairs"]

    def verify():
        actions.advance(made, Stage.VERIFIED, grounds(), actor=office, now=NINE)

    def bring(kind, of_kind=""):
        told = {"kind": kind, "of_kind": of_kind, "number": "A1", "issuer": "司法部"}
        actions.add_credential(
            cast["li"], told | {"valid_from": date(2020, 1, 1)},
            reason="核对原件", actor=office, now=NINE,
        )  # fmt: skip

    refused(Refusal.LICENCE_MISSING, verify)
    bring("licence")
    refused(Refusal.PRE_SERVICE_MISSING, verify)
    bring("pre_service")
    verify()
    take(made, cast, Stage.TRAINED, Stage.PUBLICISED)
    day = TODAY + 5 * DAY
    held = actions.grant_application(
        made, decision(day, decided_on=day), actor=office, now=NINE + 6 * DAY
    )
    assert (held.kind, held.source) == ("reconsideration", "decision")
    older = Policy(
        public_part=False, professional_part=False, licence=True, older_before=date(2024, 1, 1)
    )
    actions.set_policy(
        older,
        valid_from=date(2026, 1, 1),
        reason="复议法",
        actor=None,
        now=NINE,
        kind="legal_review",
    )
    veteran = file_for(cast, "legal_review", who="wang")
    refused(
        Refusal.LICENCE_MISSING, actions.advance, veteran, Stage.VERIFIED, grounds(),
        actor=office, now=NINE,
    )  # fmt: skip
    told = {
        "kind": "first_work",
        "of_kind": "legal_review",
        "number": "任职文件",
        "issuer": "司法局",
    }
    actions.add_credential(
        cast["wang"], told | {"valid_from": date(2019, 1, 1)},
        reason="档案", actor=office, now=NINE,
    )  # fmt: skip
    take(veteran, cast, Stage.VERIFIED)


def test_a_qualification_comes_back_when_its_end_was_annulled(cast):
    give_domains(cast["li"], "城市管理")
    ended = actions.disqualify(qualify(cast["li"]), decision(TODAY), actor=None, now=NINE)
    refused(
        Refusal.EFFECTIVE_BEFORE_START, actions.requalify, ended,
        decision(TODAY - DAY, decided_on=TODAY), actor=None, now=NINE,
    )  # fmt: skip
    again = actions.requalify(ended, decision(TODAY), actor=None, now=NINE)
    assert (again.valid_from, again.valid_to, again.domains) == (TODAY, None, ["城市管理"])
    refused(
        Refusal.ALREADY_QUALIFIED, actions.requalify, ended, decision(TODAY), actor=None, now=NINE
    )
    assert Qualification.objects.current().filter(person=cast["li"]).count() == 2


def test_the_answer_for_another_kind_than_enforcement(cast, tree):
    declare()

    def ask(kind):
        return assess(facts_of([cast["li"].pk])[cast["li"].pk], "", TODAY, NINE, kind)

    assert [r.code for r in ask("hearing").reasons] == [Code.NO_QUALIFICATION]
    Qualification.objects.create(
        person=cast["li"], kind="hearing", source="decision", organ="甲", document="乙",
        valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31), recorded_at=NINE,
    )  # fmt: skip
    said = ask("hearing")
    assert (said.verdict, said.until) == (Verdict.YES, date(2026, 12, 31))
    assert ask("reconsideration").verdict is Verdict.NO
    Qualification.objects.create(
        person=cast["li"], kind="supervision", source="decision", organ="甲", document="乙",
        valid_from=date(2026, 1, 1), recorded_at=NINE,
    )  # fmt: skip
    assert [r.code for r in ask("supervision").reasons] == [Code.NO_CERTIFICATE]
    given = card("云00009", body_of(tree.here), kind="supervision")
    issuer()
    actions.register_certificate(cast["li"], given, decision(), actor=None, now=NINE)
    assert ask("supervision").verdict is Verdict.YES
    coming = decision(TODAY + 3 * DAY, decided_on=TODAY)
    actions.suspend_duty(cast["li"], coming, actor=None, now=NINE)
    assert ask("supervision").until == TODAY + 2 * DAY
    Post.objects.filter(person=cast["li"]).update(valid_to=TODAY - DAY)
    assert Code.NOT_IN_OFFICE in [r.code for r in ask("supervision").reasons]


# --- pages --------------------------------------------------------------------------------------


def words(answer):
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", text)


@time_machine.travel(NINE, tick=False)
def test_the_pages_lead_from_step_to_step(client, cast, django_assert_max_num_queries):
    give_domains(cast["li"], "城市管理")
    client.force_login(cast["coordinator"].user)
    address = f"{HOME}persons/{cast['li'].pk}/apply/"
    asked = TYPED | {"kind": "enforcement", "domains": []}
    wrong = client.post(address, asked)
    assert wrong.status_code == 422
    assert "行政执法资格须选执法领域" in words(wrong)
    page = client.post(address, asked | {"domains": ["城市管理"]}, follow=True)
    assert "单位申报" in words(page)
    assert "办理下一环节" not in words(page)
    made = Application.objects.get()
    client.force_login(cast["legal_affairs"].user)
    one = f"{HOME}applications/{made.ref}/"
    page = client.post(f"{one}verified/", TYPED, follow=True)
    assert "行政编制" in words(page)
    client.post(f"{one}trained/", TYPED)
    page = client.get(one)
    assert "考试成绩不足以取得所选领域的资格" in words(page)
    assert client.post(f"{one}professional/", TYPED).status_code == 409
    assert client.get(f"{one}granted/").status_code == 404
    assert "1 件在办" in words(client.get(f"{HOME}applications/"))
    assert "没有符合条件" in words(client.get(f"{HOME}applications/?stage=granted"))
    for query in ("?stage=open", "?kind=enforcement", "?q=李青", "?stage=trained", "?sort=stage"):
        assert "李青" in words(client.get(f"{HOME}applications/{query}")), query
    for who in ("wang", "zhao"):
        file_for(cast, "hearing", who=who)
    with django_assert_max_num_queries(11):
        client.get(f"{HOME}applications/")
