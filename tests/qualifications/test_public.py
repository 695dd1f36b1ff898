"""What the public may ask, how often, and what it never learns; the city's own certificates."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from journal.models import Entry
from people.rules import Ending
from qualifications import actions
from qualifications.models import MisuseReport, Qualification, TrainingCertificate
from qualifications.models.public import code_of
from qualifications.rules.certificates import EventKind
from qualifications.views.public import CHECKS_A_MINUTE, REPORTS_AN_HOUR, TRIES_AN_HOUR
from tests.conftest import NINE
from tests.qualifications.makers import TODAY, body_of, decision, give_domains, put_on_duty
from tests.qualifications.test_applying import sit_elsewhere

DAY = timedelta(days=1)
FIND = "/qualifications/public/certificates/"
BODIES = "/qualifications/public/bodies/"


@pytest.fixture(autouse=True)
def at_nine(db):
    cache.clear()
    with time_machine.travel(NINE, tick=False):
        yield


def words(answer):
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", text)


def page(ref):
    return reverse("qualifications:check_certificate", args=[ref])


def test_the_code_tells_the_state_of_now_and_no_number_of_the_person(client, cast):
    held = put_on_duty(cast["li"])
    said = words(client.get(page(held.ref)))
    for shown in ("云00001", "有效", "李*", "市城管局", "城市管理", "截至 2026-11-23 09:00"):
        assert shown in said, shown
    for hidden in ("李青", cast["li"].staff_number):
        assert hidden not in said
    actions.decide(held, EventKind.SUSPENDED, decision(TODAY), actor=None, now=NINE)
    said = words(client.get(page(held.ref)))
    assert "暂扣" in said
    assert "现不得凭此证执法" in said
    nothing = client.get(page("A" * 22))
    assert nothing.status_code == 404
    assert "没有查到这份证件" in words(nothing)


def test_number_and_code_lead_there_and_guessing_ends_soon(client, cast):
    held = put_on_duty(cast["li"])
    typed = {"number": "云00001", "code": code_of(held.ref).lower()}
    assert client.post(FIND, typed).headers["Location"] == page(held.ref)
    wrong = client.post(FIND, typed | {"code": "00000000"})
    other = client.post(FIND, typed | {"number": "云99999"})
    assert (wrong.status_code, other.status_code) == (404, 404)
    assert "请核对证号和核验码" in words(wrong)
    assert "请核对证号和核验码" in words(other)
    for n in range(TRIES_AN_HOUR - 2):
        client.post(FIND, typed | {"code": "00000000"}, REMOTE_ADDR=f"10.0.0.{n}")
    late = client.post(FIND, typed, REMOTE_ADDR="10.0.0.99")
    assert late.status_code == 429
    answers = [client.get(page(held.ref), REMOTE_ADDR="10.1.1.1") for _n in range(CHECKS_A_MINUTE)]
    assert {answer.status_code for answer in answers} == {200}
    assert client.get(page(held.ref), REMOTE_ADDR="10.1.1.1").status_code == 429


def test_a_misuse_is_reported_without_a_name_and_answered_by_the_office(client, cast):
    held = put_on_duty(cast["li"])
    address = reverse("qualifications:report_misuse", args=[held.ref])
    assert client.post(address, {"text": "冒"}).status_code == 422
    said = client.post(address, {"text": "十一月二十日在集市冒用此证", "contact": "0427-1234567"})
    assert "已收到您反映的情况" in words(said)
    report = MisuseReport.objects.get()
    assert b"0427" not in bytes(report.contact_cipher)
    for _n in range(REPORTS_AN_HOUR):
        last = client.post(address, {"text": "又见有人冒用此证"})
    assert last.status_code == 429
    assert MisuseReport.objects.count() == REPORTS_AN_HOUR
    client.force_login(cast["legal_affairs"].user)
    one = reverse("qualifications:answer_misuse", args=[report.pk])
    assert "0427-1234567" in words(client.get(one))
    listed = client.post(one, {"ruling": "true", "reason": "监控核实"}, follow=True)
    assert "情况属实" in words(listed)
    waiting = client.get("/qualifications/misuse/?state=waiting")
    assert "十一月二十日" not in words(waiting)
    facts = Entry.objects.get(act="qualifications.answer_misuse").facts
    assert facts["answer"] == "true"


def test_the_list_of_bodies_is_kept_and_holds_nothing_of_its_readers(client, cast, tree):
    body = body_of(tree.here)
    client.force_login(cast["legal_affairs"].user)
    assert "法一" in words(client.get(BODIES))
    client.logout()
    said = words(client.get(BODIES))
    assert "市城管局" in said
    assert "法一" not in said
    assert "没有符合条件" in words(client.get(f"{BODIES}?q=农业"))
    assert "没有符合条件" in words(client.get(f"{BODIES}?domain=市场监管"))
    ending = Ending(TODAY - DAY, "机构改革")
    actions.end_standing(body.standings.get(), ending, actor=None, now=NINE)
    cache.clear()
    assert "没有符合条件" in words(client.get(BODIES))


def test_the_city_s_own_certificate_follows_the_qualification(client, cast):
    give_domains(cast["li"], "城市管理")
    sit_elsewhere(cast)
    held = actions.qualify_by_exams(
        cast["li"], frozenset({"城市管理"}), decision(TODAY), actor=None, now=NINE
    )
    client.force_login(cast["legal_affairs"].user)
    home = "/qualifications/training/"
    assert "向 1 人颁发" in words(client.get(home))
    listed = client.post(f"{home}issue/", follow=True)
    assert "培2026-00001" in words(listed)
    assert "人颁发" not in words(client.get(home))
    assert actions.issue_training_certificates([held], actor=None, now=NINE) == []
    for address in (f"{home}print/", f"{home}{TrainingCertificate.objects.get().ref}/"):
        assert client.get(address).content.startswith(b"%PDF")
    public = page(TrainingCertificate.objects.get().ref)
    assert "资格现存续" in words(client.get(public))
    later = decision(TODAY + DAY, decided_on=TODAY)
    actions.disqualify(Qualification.objects.get(), later, actor=None, now=NINE)
    with time_machine.travel(NINE + 2 * DAY, tick=False):
        assert "资格现已终止" in words(client.get(public))
