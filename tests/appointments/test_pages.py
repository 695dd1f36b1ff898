"""What the pages say: lists of names, appraisal sheets, papers, figures, queries."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appointments.actions import Refused, appraising, cases, concluding, testing
from appointments.actions.checking import LISTS_A_DAY, check_names
from appointments.models import AppraisalKind, AppraisalSheet, StatedLine, lines_of_person
from appointments.models.counting import counted
from appointments.rules.terms import CaseState, Procedure, Refusal
from journal.models import Entry
from journal.rules import digest
from qualifications.actions.conduct import Report, Scan, enter_conduct, take_conduct_step
from qualifications.models import Check, Found
from qualifications.rules.checking import Outcome, Purpose, Question
from qualifications.rules.conduct import ConductStep
from tests.appointments import makers
from tests.conftest import NEW_YEAR, NINE
from tests.qualifications.makers import declare, put_on_duty
from tests.training.makers import everybody, make_class, make_policies
from training.actions import take_attendance
from training.rules import Mark

pytestmark = pytest.mark.django_db
LIST = {"day": "2026-11-23", "purpose": "appointment", "reason": "云组〔2026〕7号"}


@pytest.fixture
def office(client, cast):
    """The personnel officer, signed in at nine."""
    with time_machine.travel(NINE, tick=False):
        client.force_login(cast["personnel"].user)
        yield client


def test_a_list_of_names_becomes_one_table_and_spends_no_single_look_ups(office, cast, settings):
    put_on_duty(cast["li"])
    declare()
    case = makers.make_case(cast)
    page = reverse("appointments:list_check")
    names = {"names": "李青\n王川 10000002\n查无此人", "cases": [case.pk]}
    for _again in range(2):
        text = office.post(page, LIST | names).content.decode()
    assert "查到 2 人" in text
    assert "1 人可以上岗" in text
    assert "1 人查不到" in text
    assert text.count("查无此人") > 0
    assert text.count("自 2025-01-01 起完整") == 4
    assert "拟任" not in text
    checks = Check.objects.of_asker(cast["personnel"].pk)
    assert (checks.count(), checks.single_since(NINE - timedelta(hours=9)).count()) == (6, 0)
    kept = Entry.objects.filter(act="qualifications.check_list").values_list("facts", flat=True)
    assert kept[0]["counts"] == {"yes": 1, "no": 1, "nobody": 1}
    assert "李青" not in str(list(kept))


def test_lists_are_no_way_around_the_quota_and_candidates_are_always_answered(office, cast):
    case, page = makers.make_case(cast), reverse("appointments:list_check")
    for n in range(LISTS_A_DAY):
        question = Question(Purpose.APPOINTMENT, "云组〔2026〕7号", NINE.date())
        at = NINE - timedelta(minutes=n + 1)
        check_names(
            [Found((), Outcome.NOBODY)], question, typed=True, actor=cast["personnel"], now=at
        )
    refused = office.post(page, LIST | {"names": "李青"})
    assert (refused.status_code, "李青" in refused.content.decode()) == (409, True)
    assert office.post(page, LIST | {"cases": [case.pk]}).status_code == 200


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"names": "", "cases": []}, "请填写名单或者选择人选。"),
        ({"names": "\n".join(f"张{n}" for n in range(201))}, "一次不超过 200 人。"),
        ({"names": "李青", "purpose": ""}, "李青"),
    ],
)
def test_a_list_that_cannot_be_checked_is_not(office, typed, words):
    answer = office.post(reverse("appointments:list_check"), LIST | typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Check.objects.exists()


def test_an_appraisal_sheet_is_a_snapshot_that_the_officer_comments_on(office, client, cast):
    li, boss = cast["li"], cast["personnel"]
    page = reverse("appointments:appraise", args=[li.pk, 2026])
    text = office.get(page).content.decode()
    assert all(topic in text for topic in ("岗位", "学时名次", "0 学时"))
    shown = digest(lines_of_person(li, 2026, now=NINE))
    stale = office.post(page, {"kind": "yearly", "shown": "0" * 64})
    assert (stale.status_code, AppraisalSheet.objects.count()) == (409, 0)
    office.post(page, {"kind": "yearly", "shown": shown})
    sheet = AppraisalSheet.objects.get()
    with pytest.raises(Refused) as caught:
        appraising.sign_appraisal(li, 2026, AppraisalKind.YEARLY, shown, actor=boss, now=NINE)
    assert caught.value.reason is Refusal.SHEET_STANDS
    put_on_duty(li)
    shown = digest(lines_of_person(li, 2026, now=NINE))
    second = appraising.sign_appraisal(li, 2026, AppraisalKind.YEARLY, shown, actor=boss, now=NINE)
    assert (sheet.n, second.n, sheet.digest == second.digest) == (1, 2, False)
    client.force_login(li.user)
    assert "2 份" in client.get(reverse("appointments:mine")).content.decode()
    client.post(reverse("appointments:comment", args=[sheet.ref]), {"text": "本人同意"})
    client.force_login(boss.user)
    own = reverse("appointments:appraisal", args=[sheet.ref])
    assert "本人同意" in client.get(own).content.decode()
    assert (
        client.get(reverse("appointments:appraisal_pdf", args=[sheet.ref])).content[:4] == b"%PDF"
    )


def test_only_conduct_that_was_confirmed_stands_on_the_sheet(cast):
    li, entered_by = cast["li"], cast["legal_affairs"]

    def lines():
        return [row["text"] for row in lines_of_person(li, 2026, now=NINE)]

    report = Report(
        "case_review", NINE.date(), "市司法局", "云评〔2026〕3号", "案卷评查", score=9250
    )
    made = enter_conduct(li, report, Scan(b"%PDF-1.4", "评查.pdf"), actor=entered_by, now=NINE)
    assert "案卷评查，92.5 分" not in lines()
    confirm = ConductStep.CONFIRM
    take_conduct_step(made, confirm, "属实", actor=cast["personnel"], now=NINE)
    assert "案卷评查，92.5 分" in lines()


def test_missed_half_days_stand_on_the_sheet(cast):
    li, keeper = cast["li"], cast["coordinator"]
    make_policies()
    held = make_class(cast, li, starts_at=NINE - timedelta(hours=1)).sessions.get()
    take_attendance(held, everybody(held, Mark.ABSENT), actor=keeper, now=NINE)
    rows = lines_of_person(li, 2026, now=NINE)
    assert [row["text"] for row in rows if row["topic"] == "缺训"] == ["第1讲 缺席"]


def test_every_paper_of_a_case_can_be_printed(office, cast):
    case = makers.make_case(cast)
    boss = {"actor": cast["personnel"], "now": NINE}
    makers.dossier_signed(case, cast)
    testing.waive_test(case, reason="长期从事法治工作", **boss)
    concluding.close_case(case, CaseState.RECOMMENDED, reason="符合条件", **boss)
    handed = concluding.hand_over(case, "市人大常委会", "韦某", NINE.date(), **boss)
    for name, args in (
        ("dossier_pdf", [1]),
        ("conclusion_pdf", []),
        ("receipt_pdf", [handed.pk]),
    ):
        answer = office.get(reverse(f"appointments:{name}", args=[case.ref, *args]))
        assert answer.content[:4] == b"%PDF"
        assert answer["Cache-Control"] == "no-store"
    text = office.get(reverse("appointments:case", args=[case.ref])).content.decode()
    assert all(words in text for words in ("建议任用", "长期从事法治工作", "韦某", "免试"))


def test_the_check_of_the_candidate_becomes_a_fact_with_its_number(office, cast):
    case = makers.make_case(cast)
    office.post(reverse("appointments:check_nominee", args=[case.ref]))
    check = Check.objects.get()
    assert StatedLine.objects.get(case=case).source == f"核验 {check.number}"
    assert not Entry.objects.filter(subject=f"people.person:{cast['li'].pk}").exists()


def test_no_figure_is_shown_of_fewer_than_five(cast):
    for n in range(5):
        case = makers.make_case.__wrapped__(cast)
        boss = {"actor": cast["personnel"], "now": NINE}
        concluding.close_case(case, CaseState.WITHDRAWN, reason="不再拟任", **boss)
        (row,) = counted()
        assert row.closed == (None if n < 4 else 5)
    assert (row.recommended, row.waived) == (0, 0)


def test_a_form_that_is_refused_keeps_what_was_typed(office, cast):
    makers.make_policy()
    typed = {
        "procedure": "congress", "intended_post": "市甲局局长", "present_post": "科长",
        "number": "", "name": "韩外来", "identity_number": "123", "deadline": "2026-12-31",
    }  # fmt: skip
    answer = office.post(reverse("appointments:open_case"), typed)
    assert (answer.status_code, "市甲局局长" in answer.content.decode()) == (409, True)
    typed["number"] = cast["li"].staff_number
    answer = office.post(reverse("appointments:open_case"), typed)
    assert "二者择一" in answer.content.decode()
    answer = office.post(reverse("appointments:set_policy"), {"offices": ""})
    assert answer.status_code == 422


def test_the_own_list_asks_the_same_for_one_case_and_for_twenty(office, cast):
    makers.make_case(cast)
    page = reverse("appointments:cases")
    office.get(page)
    with CaptureQueriesContext(connection) as few:
        office.get(page)
    draft = cases.CaseDraft(Procedure.CONGRESS, "局长", NEW_YEAR, name="韩外来")
    for _n in range(19):
        cases.open_case(draft, actor=cast["personnel"], now=NINE)
    with CaptureQueriesContext(connection) as many:
        text = office.get(page).content.decode()
    assert (text.count("RK-2026"), text.count("办理中</span>")) == (20, 20)
    assert len(many) <= len(few)
