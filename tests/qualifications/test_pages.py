"""What the pages say, what they refuse, and what their lists cost."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from people.models import Domain, Person
from people.rules import Ending
from qualifications import actions
from qualifications.models import (
    Body,
    BodyStanding,
    Certificate,
    Qualification,
    facts_of,
    years_of,
)
from qualifications.rules.answers import Verdict
from qualifications.rules.duty import assess
from tests.conftest import NINE, add_agency, make_person
from tests.matrix.qualifications import DECISION
from tests.qualifications.makers import (
    TODAY,
    body_of,
    card,
    certify,
    decision,
    declare,
    give_domains,
    put_on_duty,
)
from training.models import Requirement

HOME = "/qualifications/"


@pytest.fixture(autouse=True)
def at_nine():
    with time_machine.travel(NINE, tick=False):
        yield


@pytest.fixture
def office(client, cast):
    client.force_login(cast["legal_affairs"].user)
    return client


def words(answer):
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", text)


def test_a_body_is_registered_and_shown(office, tree):
    typed = {
        "agency": tree.team.pk, "kind": "delegated", "domains": ["城市管理"], "basis": "委托书1号",
        "valid_from": "2026-01-01", "reason": "批准",
    }  # fmt: skip
    answer = office.post(f"{HOME}bodies/register/", typed)
    assert answer.status_code == 409
    assert "受委托组织须填写委托机关。" in words(answer)
    assert 'value="委托书1号"' in answer.content.decode()
    answer = office.post(f"{HOME}bodies/register/", typed | {"delegator": "市城管局"}, follow=True)
    assert "市城管局一大队 受委托组织" in words(answer)
    assert "委托机关：市城管局" in words(answer)
    body = Body.objects.get(agency=tree.team)
    assert [d.domain for d in body.domains.all()] == ["城市管理"]


def test_the_end_of_a_standing_is_shown_at_once(office, tree):
    body = body_of(tree.here)
    standing = body.standings.get()
    ending = {"last_day": "2026-11-22", "reason": "机构改革"}
    office.post(f"{HOME}standings/{standing.pk}/end/", ending)
    page = words(office.get(f"{HOME}bodies/"))
    assert "其中 1 个现无主体资格" in page
    assert BodyStanding.objects.count() == 2
    assert "没有符合条件" in words(office.get(f"{HOME}bodies/?standing=yes"))


def test_a_person_s_page_lists_the_latest_of_the_register_and_says_so(office, cast, monkeypatch):
    put_on_duty(cast["li"])
    address = f"{HOME}persons/{cast['li'].pk}/"
    whole = office.get(address)
    assert len(whole.context["events"]) > 1
    assert "仅列最近" not in words(whole)
    monkeypatch.setattr("qualifications.views.persons.MOST_EVENTS", 1)
    cut = office.get(address)
    assert cut.context["events"] == whole.context["events"][:1]
    assert "仅列最近 1 项" in words(cut)


def test_a_certificate_is_suspended_and_says_so(office, cast):
    certificate = put_on_duty(cast["li"])
    address = f"{HOME}certificates/{certificate.ref}/"
    assert "云00001 有效" in words(office.get(address))
    wrong = office.post(f"{address}suspend/", DECISION | {"effective_on": "2026-11-01"})
    assert wrong.status_code == 409
    assert "决定不溯及既往" in words(wrong)
    missing = office.post(f"{address}suspend/", dict.fromkeys(DECISION, ""))
    assert missing.status_code == 422
    answer = office.post(f"{address}suspend/", DECISION | {"until": "2026-12-22"}, follow=True)
    page = words(answer)
    assert "云00001 暂扣" in page
    assert "暂扣证件 自 2026-11-23 起 至 2026-12-22" in page
    assert "恢复证件" in page
    assert "暂扣证件</a>" not in answer.content.decode()


def test_the_photo_of_a_certificate_is_shown_to_its_readers_and_to_no_stranger(office, cast):
    held = put_on_duty(cast["li"])
    page = f"{HOME}certificates/{held.ref}/"
    drawn, packed = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (30, 40), "blue").save(drawn, "JPEG")
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(f"{cast['li'].staff_number}.jpg", drawn.getvalue())
    assert "照片" not in words(office.get(page))
    sent = {"archive": SimpleUploadedFile("照片.zip", packed.getvalue())}
    assert office.post(f"{HOME}certificates/photos/", sent).status_code == 302
    assert f"{page}photo/" in office.get(page).content.decode()
    assert "photo" not in office.get(f"{HOME}public/{held.ref}/").content.decode()
    for who, status in (("li", 200), ("wang", 404), ("coordinator", 200)):
        office.force_login(cast[who].user)
        assert office.get(f"{page}photo/").status_code == status


@pytest.mark.parametrize(
    ("who", "links"),
    [("coordinator", (True, True)), ("agency_admin", (False, False)), ("li", (True, False))],
)
def test_the_page_of_a_person_leads_to_what_else_is_kept(client, cast, who, links):
    client.force_login(cast[who].user)
    shown = client.get(f"/people/persons/{cast['li'].pk}/").content.decode()
    there = f"{HOME}persons/{cast['li'].pk}/", f"/training/ledgers/{cast['li'].pk}/"
    assert tuple(f'href="{page}"' in shown for page in there) == links
    for page, is_linked in zip(there, links, strict=True):
        assert not is_linked or client.get(page).status_code == 200


def test_the_list_is_narrowed_by_every_filter(office, cast, tree):
    put_on_duty(cast["li"])
    soon = card("云00002", body_of(tree.here), valid_to=date(2026, 12, 10))
    actions.register_certificate(cast["wang"], soon, decision(), actor=None, now=NINE)
    put_on_duty(cast["zhao"], "云00003")
    asked = {
        "?q=王川": ["云00002"],
        "?q=00003": ["云00003"],
        "?state=valid": ["云00001", "云00002", "云00003"],
        "?state=revoked": [],
        f"?agency={tree.district.pk}": ["云00003"],
        "?ends=30": ["云00002"],
        "?ends=90&q=李": [],
        "?ends=7": ["云00001", "云00002", "云00003"],
    }
    for query, expected in asked.items():
        page = office.get(f"{HOME}certificates/{query}").content.decode()
        assert sorted(set(re.findall(r"云0000\d", page))) == expected, query


def test_the_domain_filter_reads_what_the_certificate_says(office, cast):
    put_on_duty(cast["li"])
    domain = dict(Domain.objects.values_list("name", "pk"))
    found = office.get(f"{HOME}certificates/?domain={domain['城市管理']}").content.decode()
    none = office.get(f"{HOME}certificates/?domain={domain['市场监管']}").content.decode()
    assert ("云00001" in found, "云00001" in none) == (True, False)


def test_a_person_reads_about_themselves_without_deeds(client, cast):
    put_on_duty(cast["li"])
    client.force_login(cast["li"].user)
    page = words(client.get(f"{HOME}persons/{cast['li'].pk}/"))
    assert "李青 有资格：城市管理" in page
    assert "取消资格" not in page
    assert "决定授予资格" not in page


def test_exams_that_do_not_suffice_are_refused_with_a_sentence(office, cast):
    give_domains(cast["li"], "城市管理")
    typed = DECISION | {"domains": ["城市管理"]}
    answer = office.post(f"{HOME}persons/{cast['li'].pk}/confirm/", typed)
    assert answer.status_code == 409
    assert "考试成绩不足以取得" in words(answer)
    assert not Qualification.objects.exists()


def test_who_is_not_in_establishment_is_refused_with_a_sentence(office, cast):
    cast["li"].posts.update(establishment="dispatch")
    typed = DECISION | {"domains": ["城市管理"]}
    answer = office.post(f"{HOME}persons/{cast['li'].pk}/qualify/", typed)
    assert answer.status_code == 409
    assert "不在编" in words(answer)


def test_the_settings_say_what_is_not_declared(office):
    page = words(office.get(f"{HOME}settings/"))
    assert "登记起点 4 类未设定" in page
    typed = {"source": "posts", "begins_on": "2026-12-01", "reason": "清理完毕"}
    assert office.post(f"{HOME}settings/records/", typed).status_code == 409
    office.post(f"{HOME}settings/records/", typed | {"begins_on": "2026-01-01"})
    assert "登记起点 3 类未设定" in words(office.get(f"{HOME}settings/"))


def test_a_bad_pattern_is_refused_with_a_sentence(office):
    typed = {
        "issuer": "某省", "kind": "enforcement", "pattern": "(a+)+", "valid_from": "2026-01-01",
    }  # fmt: skip
    answer = office.post(f"{HOME}settings/numbers/", typed)
    assert answer.status_code == 409
    assert "编号规则不能使用" in words(answer)


@pytest.mark.parametrize("path", ["certificates/export/", "bodies/export/"])
def test_a_list_goes_out_as_a_sheet(office, cast, path):
    put_on_duty(cast["li"])
    answer = office.get(f"{HOME}{path}")
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"


def test_the_lists_cost_the_same_with_one_row_and_with_twenty(
    office, cast, tree, django_assert_max_num_queries
):
    put_on_duty(cast["li"])
    for count in (0, 20):
        for n in range(count):
            agency = add_agency(tree.city, code=f"Q{n}", name=f"第{n}局")
            person = make_person(agency, f"1100{n:04d}", f"孙{n}")
            certify(person, f"云1{n:04d}")
        # session, account, person, rights; agencies, domains (twice), count, rows, held domains
        for path in ("certificates/", "bodies/", f"persons/{cast['li'].pk}/"):
            with django_assert_max_num_queries(12):
                assert office.get(HOME + path).status_code == 200
    assert (Certificate.objects.count(), Person.objects.count()) == (21, len(cast) + 20)


def test_the_office_finds_on_its_desk_what_waits(office, cast, tree):
    page = words(office.get("/"))
    assert "设定登记起点 4 类" in page
    soon = card("云00001", body_of(tree.here), valid_to=date(2026, 12, 10))
    actions.register_certificate(cast["li"], soon, decision(), actor=None, now=NINE)
    standing = Body.objects.get().standings.get()
    actions.end_standing(standing, Ending(date(2026, 12, 31), "改革"), actor=None, now=NINE)
    page = words(office.get("/"))
    assert "办理 90 天内到期的证件 1 件" in page
    assert "其中 30 天内 1 件，60 天内 1 件" in page
    assert "核定主体资格：市城管局" in page
    assert "有效证件 1 件" in page


def test_the_home_page_says_until_when_the_own_certificate_is_valid(client, cast):
    li = cast["li"]
    client.force_login(li.user)
    assert "执法证件 没有有效证件" in words(client.get("/"))
    certify(li, valid_to=date(2099, 3, 31))
    assert "执法证件 至 2099-03-31" in words(client.get("/"))


def test_the_hours_still_owed_are_handed_to_the_answer(cast):
    li = cast["li"]
    put_on_duty(li)
    declare()
    assert years_of([li.pk], TODAY) == {}
    Requirement.objects.create(
        category="enforcement", centralised_days=500, total=6000, valid_from=date(2026, 1, 1),
        recorded_at=NINE,
    )  # fmt: skip
    facts = facts_of([li.pk], years=years_of([li.pk], TODAY))[li.pk]
    said = assess(facts, "城市管理", TODAY, NINE)
    assert said.verdict is Verdict.YES
    assert [(w.code.value, dict(w.params)) for w in said.warnings] == [
        ("hours_missing", {"hours": 6000, "year": 2026})
    ]


def test_a_withdrawn_certificate_is_shown_for_what_it_is(office, cast):
    certificate = certify(cast["li"])
    office.post(f"{HOME}certificates/{certificate.ref}/withdraw/", {"reason": "误登"})
    for path in (f"certificates/{certificate.ref}/", f"persons/{cast['li'].pk}/", "certificates/"):
        page = words(office.get(HOME + path))
        assert "误登已撤回" in page
        assert "None" not in page
    assert office.get(f"{HOME}certificates/export/").status_code == 200
