"""Results from elsewhere: two hands or the issuer's file, marked for good, withdrawn by two."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from exchange.kinds import Used
from exchange.rules import Row, Standing
from people.rules import Role
from people.sheets.scope import rights_of
from qualifications import actions
from qualifications.models import MatterChoice, OutsideResult, Qualification
from qualifications.models.exams import sat_by
from qualifications.models.matters import matter_for
from qualifications.rules.applying import Stage
from qualifications.rules.deeds import Refusal
from qualifications.rules.incoming_results import hundredths
from qualifications.rules.qualifying import Policy
from qualifications.sheets.outside import OutsideResultImport
from tests.conftest import NINE, make_person
from tests.exchange import files
from tests.exchange.conftest import commit, own_files, stage, standings
from tests.qualifications.makers import TODAY, decision, give_domains
from tests.qualifications.test_applying import (
    SCAN,
    enter,
    file_for,
    paper,
    refused,
    sit_elsewhere,
    take,
)

assert own_files
LATER = NINE + timedelta(days=1)
CITY = frozenset({"城市管理"})
HOME = "/qualifications/outside/"


def second_office(cast, tree):
    return make_person(tree.city, "50000008", "法二", Role.LEGAL_AFFAIRS, over=tree.city)


def qualify(cast):
    return actions.qualify_by_exams(cast["li"], CITY, decision(TODAY), actor=None, now=NINE)


def withdraw(result, actor, deed=actions.withdraw_outside_result):
    return deed(result, reason="误录", actor=actor, now=LATER)


def counted(cast):
    return [s.total for s in sat_by([cast["li"].pk])[cast["li"].pk] if s.counts(Policy(), TODAY)]


def test_it_counts_once_two_hands_entered_the_same_and_names_its_source(cast):
    give_domains(cast["li"], "城市管理")
    office, second = cast["legal_affairs"], cast["coordinator"]
    for said in (paper(), paper("professional", "城市管理")):
        enter(cast["li"], said, office)
        refused(Refusal.SAME_HAND, enter, cast["li"], said, office)
    with pytest.raises(actions.Refused, match="exams_missing"):
        qualify(cast)
    enter(cast["li"], paper(total=8100), second)
    enter(cast["li"], paper("professional", "城市管理"), second)
    with pytest.raises(actions.Refused, match="exams_missing"):
        qualify(cast)
    enter(cast["li"], paper(), second)
    assert [piece["source"] for piece in qualify(cast).evidence] == ["某省司法厅"] * 2
    refused(Refusal.ALREADY_ENTERED, enter, cast["li"], paper(), cast["personnel"])


def test_one_that_was_entered_wrongly_is_withdrawn_by_two_and_entered_anew(cast):
    give_domains(cast["li"], "城市管理")
    sit_elsewhere(cast)
    held, office, second = qualify(cast), cast["legal_affairs"], cast["personnel"]
    public = OutsideResult.objects.confirmed().get(part="public")
    refused(Refusal.NO_LONGER_CURRENT, withdraw, public, office, actions.uphold_outside_result)
    withdraw(public, office)
    refused(Refusal.SAME_SIGNER, withdraw, public, office)
    refused(Refusal.SAME_SIGNER, withdraw, public, office, actions.uphold_outside_result)
    withdraw(public, second, actions.uphold_outside_result)
    assert OutsideResult.objects.with_state().get(pk=public.pk).state == "counted"
    withdraw(public, office)  # another round
    assert OutsideResult.objects.with_state().get(pk=public.pk).state == "doubted"
    assert sorted(counted(cast)) == [8000, 8000]
    withdraw(public, second)
    assert counted(cast) == [8000]
    refused(Refusal.NO_LONGER_CURRENT, withdraw, public, cast["coordinator"])
    waits = OutsideResult.objects.confirmed().first()
    refused(Refusal.OWN_MATTER, withdraw, waits, cast["li"])
    assert Qualification.objects.in_force(TODAY).get(pk=held.pk)  # nothing moves by itself
    for actor in (office, second):
        enter(cast["li"], paper(), actor, now=LATER)
    assert sorted(counted(cast)) == [8000, 8000]
    assert OutsideResult.objects.filter(part="public").count() == 4  # nothing is overwritten
    assert {row.state for row in OutsideResult.objects.listed().with_state()} == {
        "counted", "withdrawn",
    }  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        OutsideResult.objects.create(
            person=cast["li"], part="public", day=TODAY, total=1, passed=True, supervised=True,
            organ="甲", document="乙", entered_by=office, entered_at=NINE,
        )  # fmt: skip


def test_what_hung_on_it_is_listed_and_decided(client, cast, tree):
    give_domains(cast["li"], "城市管理")
    sit_elsewhere(cast)
    made = file_for(cast)
    take(made, cast, Stage.VERIFIED, Stage.TRAINED, Stage.PROFESSIONAL, Stage.PUBLIC)
    qualify(cast)
    public = OutsideResult.objects.confirmed().get(part="public")
    second = second_office(cast, tree)
    with time_machine.travel(LATER, tick=False):
        client.force_login(cast["legal_affairs"].user)
        page = f"{HOME}{public.ref}/"
        assert "提出撤销" in (shown := client.get(page).content.decode())
        assert "城市管理" in shown
        assert made.ref in shown
        assert client.post(f"{page}withdraw/", {"reason": ""}).status_code == 422
        assert client.post(f"{page}withdraw/", {"reason": "误录"}).status_code == 302
        assert client.post(f"{page}withdraw/", {"reason": "误录"}).status_code == 409
        assert "核对外部成绩" not in client.get(reverse("home")).content.decode()
        client.force_login(second.user)
        assert "核对外部成绩 1 项" in client.get(reverse("home")).content.decode()
        assert client.post(f"{page}withdraw/", {"reason": "属实"}).status_code == 302
        home = client.get(reverse("home")).content.decode()
        assert "处理成绩失效事项 1 项" in home
        listed = client.get("/qualifications/matters/?about=withdrawn&state=waiting")
        assert "城市管理" in listed.content.decode()
        none = client.get("/qualifications/matters/?about=voided").content.decode()
        assert "没有符合条件的事项" in none
        key = public.withdrawals.get(n=2).pk
        form = f"/qualifications/matters/withdrawn/{key}/"
        assert "资格申请 1 件" in client.get(form).content.decode()
        assert client.post(form, {"ruling": "kept", "reason": "另有成绩"}).status_code == 302
        assert client.post(form, {"ruling": "kept", "reason": "另有成绩"}).status_code == 409
    found = matter_for(rights_of(second.pk, NINE), "withdrawn", key, Role.LEGAL_AFFAIRS)
    assert found.ruling.ruling == MatterChoice.KEPT
    assert matter_for(rights_of(second.pk, NINE), "elsewhere", key, Role.LEGAL_AFFAIRS) is None


def test_nobody_sees_the_others_entry_before_their_own(client, cast, tree):
    entry = enter(cast["li"], paper(total=8765), cast["legal_affairs"])
    second = second_office(cast, tree)
    with time_machine.travel(LATER, tick=False):
        client.force_login(second.user)
        for page in (HOME, f"{HOME}{entry.ref}/"):
            assert "87.65" not in client.get(page).content.decode()
        assert client.get(f"{HOME}{entry.ref}/scan/").status_code == 404
        assert "待另一人录入" in client.get(HOME).content.decode()
        own = enter(cast["li"], paper(total=8700), second)
        assert "两人录入不一致" in client.get(HOME).content.decode()
        assert client.get(f"{HOME}{own.ref}/scan/").status_code == 200
        enter(cast["li"], paper(total=8765), second)
        assert "87.65" in (listed := client.get(HOME).content.decode())
        assert listed.count("两人录入不一致") == 1  # among the filter's choices
        assert client.get(f"{HOME}{entry.ref}/scan/").status_code == 200
        assert client.get(f"{HOME}export/").status_code == 200


def test_the_form_asks_for_the_scan_and_loses_nothing(client, cast):
    said = {
        "part": "public", "day": "2026-06-01", "marks": "80", "organ": "省司法厅",
        "document": "成绩1号", "passed": "on", "supervised": "on",
    }  # fmt: skip
    page = f"/qualifications/persons/{cast['li'].pk}/outside-result/"
    with time_machine.travel(LATER, tick=False):
        client.force_login(cast["legal_affairs"].user)
        answer = client.post(page, said)
        assert answer.status_code == 422
        assert "成绩1号" in answer.content.decode()
        scan = SimpleUploadedFile("扫描.pdf", SCAN[0])
        assert client.post(page, said | {"scan": scan}).status_code == 302
        scan = SimpleUploadedFile("表.exe", b"MZ")
        assert client.post(page, said | {"marks": "81", "scan": scan}).status_code == 409
    assert OutsideResult.objects.get().scan.file_name == "扫描.pdf"


def row(n, **cells):
    told = {
        "name": "李青", "staff_number": "10000001", "part": "公共法律知识", "day": "2026-06-01",
        "marks": "80", "passed": "是", "supervised": "是", "organ": "某省司法厅",
        "document": "成绩1号",
    }  # fmt: skip
    return Row(n, told | cells)


def test_an_issuers_file_counts_at_once_and_changes_nothing_the_second_time(cast):
    give_domains(cast["li"], "城市管理")
    kind, office = OutsideResultImport(), cast["legal_affairs"].pk
    rows = [row(2), row(3, part="专业法律知识", domain="城市管理")]
    assert [f.standing for f in kind.check(rows, office, NINE)] == [Standing.NEW] * 2
    made = kind.commit(rows, office, NINE)
    assert sorted(counted(cast)) == [8000, 8000]
    assert "李青" in kind.labels([one.key for one in made])[made[0].key]
    again = kind.check(rows, office, NINE)
    assert [(f.standing, f.key) for f in again] == [(Standing.UNCHANGED, m.key) for m in made]
    with pytest.raises(Used):
        kind.undo([made[0].key], office, NINE)
    wrong = {
        "marks": ({"marks": "90"}, "differs"),
        "domain": ({"domain": "城市管理"}, "domain_of_professional"),
        "day": ({"day": "2030-01-01"}, "day_out_of_range"),
        "name": ({"staff_number": "50000001", "name": "法一"}, "own_result"),
        "staff_number": ({"staff_number": "99999999"}, "holder_unknown"),
    }
    for column, (cells, code) in wrong.items():
        (found,) = kind.check([row(2, **cells)], office, NINE)
        assert (column, code) in [(f.column, f.code) for f in found.faults], column
    twice = kind.check([row(2, document="新"), row(3, document="新")], office, NINE)
    assert [f.code for f in twice[1].faults] == ["result_repeated"]


def test_marks_are_read_to_the_hundredth():
    read = [hundredths(w) for w in ("80", "80.5", "80.25", "80.255", "-1", "1001", "NaN", "八十")]
    assert read == [8000, 8050, 8025, None, None, None, None, None]


def test_the_file_goes_the_way_of_every_import(client, cast):
    head = [column.title for column in OutsideResultImport.columns]
    said = {column.title: row(2).get(column.name) for column in OutsideResultImport.columns}
    data = files.xlsx([head, [said[title] for title in head]])
    job = commit(stage("outside_results", data, cast["legal_affairs"]))
    assert job.added == 1
    again = stage("outside_results", data, cast["legal_affairs"])
    assert standings(again) == {2: "unchanged"}
    with time_machine.travel(LATER, tick=False):
        client.force_login(cast["legal_affairs"].user)
        assert "成绩文件导入" in client.get(HOME).content.decode()
        template = client.get(reverse("imports:template", args=["outside_results"]))
        assert template.content[:2] == b"PK"
