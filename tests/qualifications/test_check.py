"""The personnel office asks about one person: found, answered, recorded, limited, not overheard."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from journal import vault
from journal.models import Entry
from people.actions import move_agency
from people.models import IDENTITY, Person, Post
from qualifications import actions
from qualifications.models import Check, find
from qualifications.rules.certificates import EventKind
from qualifications.rules.checking import sought
from tests.conftest import NEW_YEAR, NINE, make_person
from tests.qualifications.makers import (
    TODAY,
    body_of,
    certify,
    decision,
    declare,
    give_domains,
    put_on_duty,
    qualify,
)
from tests.qualifications.test_pages import words

ADDRESS = "/qualifications/check/"
ASKED = {
    "day": "2026-11-23", "domain": "", "purpose": "appointment", "reason": "云组〔2026〕7号",
}  # fmt: skip
IDENTITY_NUMBER = "21110219900307123X"


@pytest.fixture(autouse=True)
def at_nine():
    with time_machine.travel(NINE, tick=False):
        yield


@pytest.fixture
def office(client, cast):
    declare()
    client.force_login(cast["personnel"].user)
    return client


def identify(person, number=IDENTITY_NUMBER):
    person.identity_cipher = vault.encrypt(number.encode(), purpose=IDENTITY)
    person.identity_lookup = vault.lookup(number, purpose=IDENTITY)
    person.save(update_fields=["identity_cipher", "identity_lookup"])


def ask(office, who, **changes):
    return office.post(ADDRESS, ASKED | {"who": who} | changes, follow=True)


@pytest.mark.parametrize("who", ["李青", "10000001", "李青 10000001", "云00001", IDENTITY_NUMBER])
def test_a_person_is_found_by_name_or_any_number(office, cast, who):
    put_on_duty(cast["li"])
    identify(cast["li"])
    page = words(ask(office, who))
    assert "可以上岗 ：城市管理，至 2029-12-31" in page
    assert Check.objects.get().person == cast["li"]


def test_a_no_names_every_reason_and_what_would_mend_it(office, cast):
    certificate = put_on_duty(cast["li"])
    made = decision(TODAY)
    actions.decide(certificate, EventKind.SUSPENDED, made, actor=None, now=NINE)
    actions.suspend_duty(cast["li"], made, actor=None, now=NINE)
    page = words(ask(office, "李青"))
    assert "不能 ：证件自 2026-11-23 起被暂扣；自 2026-11-23 起被决定停止执法" in page
    assert "由作出暂扣决定的机关决定恢复" in page
    assert "由作出决定的机关决定恢复执法" in page
    assert page.count("不满足") == 2


def test_a_day_before_the_records_cannot_be_told(office, cast):
    put_on_duty(cast["li"])
    page = words(ask(office, "李青", day="2024-06-01"))
    assert "无法确认 ：该日早于本市岗位的登记起点 2025-01-01" in page
    assert Check.objects.get().outcome == "unknown"


def test_a_day_before_the_unit_was_moved_cannot_be_told_where_that_decides(office, cast, tree):
    put_on_duty(cast["li"])
    give_domains(cast["zhao"], "城市管理")
    qualify(cast["zhao"])
    certify(cast["zhao"], "云00002", body=body_of(tree.district))
    for unit in (tree.here, tree.there):
        move_agency(unit, tree.city, reason="机构改革", actor=None, now=NINE)
    told = []
    for who in ("李青", "赵禾"):
        for day in (TODAY - timedelta(days=1), TODAY):
            ask(office, who, day=day.isoformat())
            told.append(Check.objects.latest("pk").outcome)
    assert told == ["yes", "yes", "unknown", "no"]


def test_a_person_without_a_domain_is_answered_for_the_post(office, cast):
    page = words(ask(office, "王川"))
    assert "不能 ：" in page
    assert "名录" not in page


def test_the_answer_stays_what_was_said(office, cast):
    certificate = put_on_duty(cast["li"])
    answer = ask(office, "李青")
    address = answer.request["PATH_INFO"]
    actions.decide(certificate, EventKind.REVOKED, decision(TODAY), actor=None, now=NINE)
    assert "可以上岗 ：城市管理" in words(office.get(address))
    assert "不能" in words(ask(office, "李青"))


def test_the_check_is_recorded_with_whom_about_whom_and_why(office, cast):
    put_on_duty(cast["li"])
    ask(office, "李青")
    made = Check.objects.get()
    entry = Entry.objects.get(act="qualifications.check")
    assert (entry.actor_id, entry.subject) == (
        cast["personnel"].pk,
        f"people.person:{cast['li'].pk}",
    )
    assert entry.facts["occasion"] == "appointment"
    assert entry.facts["reason"] == "云组〔2026〕7号"
    assert (entry.facts["day"], entry.facts["verdict"]) == ("2026-11-23", "yes")
    assert entry.facts["check"] == made.number
    assert "李青" not in str(entry.facts)
    assert re.fullmatch(r"HY-20261123-[2-9A-Z]{7}", made.number)


@pytest.mark.parametrize("missing", ["purpose", "reason", "day", "who"])
def test_nothing_is_asked_without_a_purpose(office, cast, missing):
    answer = office.post(ADDRESS, ASKED | {"who": "李青"} | {missing: ""})
    assert answer.status_code == 422
    assert not Check.objects.exists()
    if missing != "who":
        assert 'value="李青"' in answer.content.decode()


def test_who_is_out_of_scope_is_answered_like_nobody(client, cast, tree):
    officer = make_person(tree.here, "50000009", "组二", "personnel")
    client.force_login(officer.user)
    identify(cast["zhao"])
    pages = [
        re.sub(r"今天还可以\D+\d+ 次", "", words(ask(client, who)))
        for who in ("10000003", "10009999")
    ]
    assert [page.split("最近的核验")[0] for page in pages] == [pages[0].split("最近的核验")[0]] * 2
    assert "管辖范围内没有此人" in words(ask(client, "赵禾"))
    assert [c.outcome for c in Check.objects.all()] == ["nobody"] * 3
    assert not Check.objects.filter(person__isnull=False).exists()


def test_namesakes_are_chosen_by_unit_and_masked_number(office, cast, tree):
    other = make_person(tree.there, "10000077", "李青")
    put_on_duty(cast["li"])
    identify(cast["li"])
    answer = ask(office, "李青")
    page = words(answer)
    assert "同名 2 人" in page
    assert "211***********123X" in page
    assert "10000077" not in page
    chosen = office.post(ADDRESS, ASKED | {"person": cast["li"].pk}, follow=True)
    assert "可以上岗" in words(chosen)
    assert list(Check.objects.order_by("pk").values_list("outcome", flat=True)) == [
        "several",
        "yes",
    ]
    assert office.post(ADDRESS, ASKED | {"person": other.pk}, follow=True).status_code == 200


def test_a_name_and_a_number_of_two_persons_do_not_agree(office, cast):
    answer = ask(office, "李青 10000002")
    assert answer.status_code == 422
    assert "姓名与编号不是同一人" in words(answer)


def test_an_identity_number_is_nowhere_to_be_read(office, cast, caplog):
    put_on_duty(cast["li"])
    identify(cast["li"])
    caplog.set_level(logging.DEBUG)
    ill_formed = ask(office, IDENTITY_NUMBER, reason="")
    unknown = ask(office, "110101199003070011")
    found = ask(office, IDENTITY_NUMBER)
    for answer in (ill_formed, unknown, found):
        page = answer.content.decode()
        assert IDENTITY_NUMBER not in page
        assert "110101199003070011" not in page
        assert IDENTITY_NUMBER not in answer.request.get("QUERY_STRING", "")
    assert "身份证号不回显" in words(unknown)
    assert IDENTITY_NUMBER not in caplog.text
    kept = str(list(Entry.objects.values())) + str(list(Check.objects.values()))
    assert IDENTITY_NUMBER not in kept


def test_checks_of_a_day_are_limited_and_a_miss_counts(office, cast, settings):
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, checks_a_day=2)
    put_on_duty(cast["li"])
    ask(office, "李青")
    ask(office, "查无此人")
    refused = ask(office, "李青")
    assert refused.status_code == 409
    assert "今天的单人核验次数已用完" in words(refused)
    assert 'value="李青"' in refused.content.decode()
    assert Check.objects.count() == 2
    with time_machine.travel(NINE + timedelta(days=1), tick=False):
        office.force_login(cast["personnel"].user)
        assert ask(office, "李青").status_code == 200


def test_the_person_sees_that_a_check_was_made_but_not_why(office, client, cast, settings):
    put_on_duty(cast["li"])
    ask(office, "李青")
    number = Check.objects.get().number
    client.force_login(cast["li"].user)
    page = words(client.get("/qualifications/mine/"))
    assert number in page
    assert "任职前核验" not in page
    assert "云组" not in page
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, checks_told=False)
    assert number not in words(client.get("/qualifications/mine/"))


def test_the_own_page_says_what_to_do_next(client, cast):
    declare()
    certificate = put_on_duty(cast["li"])
    client.force_login(cast["li"].user)
    assert "您今天 可以上岗 ： 城市管理，至 2029-12-31" in words(
        client.get("/qualifications/mine/")
    )
    actions.decide(certificate, EventKind.LOST, decision(TODAY), actor=None, now=NINE)
    page = words(client.get("/qualifications/mine/"))
    assert "您今天 不能上岗" in page
    assert "城市管理：由单位报送补发新证。" in page


def test_finding_costs_the_same_for_one_and_for_many(cast, django_assert_max_num_queries):
    put_on_duty(cast["li"])
    names = list(Person.objects.values_list("name", "staff_number"))
    with django_assert_max_num_queries(4):
        found = find(Person.objects.all(), [sought(f"{n} {number}") for n, number in names])
    assert [one.person.name for one in found] == [name for name, _number in names]
    assert connection.vendor in ("sqlite", "postgresql")


def test_posts_held_without_right_are_listed_with_their_reasons(
    client, cast, django_assert_max_num_queries
):
    declare()
    put_on_duty(cast["li"])
    client.force_login(cast["coordinator"].user)
    address = "/qualifications/without-right/"
    with django_assert_max_num_queries(22):
        page = words(client.get(address))
    assert "王川" in page
    assert "岗位没有登记执法领域" in page
    assert "李青" not in page.split("任岗日期")[1]
    assert "赵禾" not in page
    assert "没有无权上岗的岗位" in words(client.get(f"{address}?q=李青"))
    cast["wang"].posts.update(domains=["城市管理"])
    assert "城市管理：没有行政执法证件；没有行政执法资格" in words(client.get(address))
    assert client.get(f"{address}export/").content[:2] == b"PK"


def test_a_right_by_one_post_is_none_at_another(client, cast):
    declare()
    put_on_duty(cast["li"])
    Post.objects.create(
        person=cast["li"], agency=cast["zhao"].agency, title="兼任", is_main=False,
        domains=["城市管理"], valid_from=NEW_YEAR, recorded_at=NINE,
    )  # fmt: skip
    client.force_login(cast["legal_affairs"].user)
    page = words(client.get("/qualifications/without-right/?q=李青"))
    assert "城市管理：所在单位及其上级单位都没有登记为执法主体" in page
