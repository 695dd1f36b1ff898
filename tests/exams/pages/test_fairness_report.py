"""A fairness report says how alike papers were and what happened, is signed, and never changes."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from exams.actions import invigilating, reporting, rooming
from exams.actions.signing import ActRefused
from exams.models import Outage
from exams.proof import totals_of
from journal import vault
from journal.models import Entry
from tests.conftest import NINE
from tests.exams.pages.conftest import HOUR
from tests.exams.roomed import make_roomed
from tests.journal.tampering import tamper

pytestmark = pytest.mark.django_db(transaction=True)
AFTER = NINE + 4 * HOUR


@pytest.fixture
def report(cast, handed_in):
    return reporting.draw_up(handed_in.session, actor=cast["exam_officer"], now=AFTER)[0]


def facts_of(report):
    return json.loads(report.body)["facts"]


def test_it_says_who_came_and_how_alike_papers_were(report):
    facts = facts_of(report)
    assert facts["attendance"] == {"rostered": 3, "present": 2, "closed": 2, "early": 0}
    papers = facts["papers"]
    assert (papers["count"], papers["questions"]) == (3, 8)
    assert papers["expected"] == {"mean": 6500, "lowest": 6500, "highest": 6500, "within": 3}
    assert papers["exposure"]["pool"] == 18
    assert 0 < papers["overlap"]["mean"] < 10_000
    assert Entry.objects.get(act="exams.draw_up_fairness").facts["signature"] == report.signature


def test_what_happened_in_the_hall_is_in_it(cast, running):
    for who in ("legal_affairs", "personnel"):
        invigilating.grant_time(
            running.li, seconds=600, kind="outage", reason="停电", actor=cast[who], now=NINE
        )
        invigilating.close(running.li, reason="离开考场", actor=cast[who], now=NINE + HOUR)
    invigilating.close(running.wang, reason="离场", actor=cast["legal_affairs"], now=NINE + HOUR)
    with pytest.raises(ActRefused):  # 王 still sits
        reporting.draw_up(running.session, actor=cast["exam_officer"], now=AFTER)
    invigilating.close(running.wang, reason="离场", actor=cast["personnel"], now=NINE + HOUR)
    found, _new = reporting.draw_up(running.session, actor=cast["exam_officer"], now=AFTER)
    assert facts_of(found)["conduct"]["time"]["outage"] == {
        "count": 1,
        "candidates": 1,
        "seconds": 600,
    }
    assert facts_of(found)["attendance"]["early"] == 2


def test_incidents_of_the_rooms_and_outages_of_the_site_are_in_it(cast, at, ask):
    roomed = make_roomed(cast)
    written = {"words": "经过", "actor": cast["invigilator"], "now": NINE}
    for kind, room in (
        ("power", roomed.first),
        ("power", roomed.second),
        ("illness", roomed.first),
    ):
        rooming.report_incident(room, kind=kind, **written)
    ends = roomed.session.closes_at
    for begin in (NINE - HOUR, NINE + HOUR, ends):  # the first and the last lie outside
        Outage.objects.create(
            began_at=begin, ended_at=begin + HOUR / 20, most_seconds=600, seconds=180
        )
    found, _new = reporting.draw_up(roomed.session, actor=cast["exam_officer"], now=ends)
    assert facts_of(found)["events"] == {
        "incidents": {"power": 2, "illness": 1},
        "outages": {"count": 1, "seconds": 180},
        "misconduct": {"cases": 0, "upheld": 0, "voided": 0},
    }
    (incidents,) = (t for t in totals_of(roomed.session) if t.code == "incidents")
    assert (incidents.left, incidents.right, incidents.agrees) == (3, 3, True)
    tamper("DELETE FROM exams_incident WHERE kind = %s", "illness")
    (incidents,) = (t for t in totals_of(roomed.session) if t.code == "incidents")
    assert incidents.only_right == (roomed.first.ref,)
    at(ends)
    page = ask("exam_officer").get(reverse("exams:fairness_report", args=[found.ref]))
    assert "停电 2 起、考生身体不适 1 起" in page.content.decode()
    assert "1 次，共 3 分 0 秒" in page.content.decode()


def test_before_the_end_there_is_none(cast, running):
    with pytest.raises(ActRefused):
        reporting.draw_up(running.session, actor=cast["exam_officer"], now=NINE + HOUR)


def test_only_a_change_makes_a_further_report(cast, handed_in, report):
    words = {"actor": cast["exam_officer_2"], "now": AFTER + HOUR}
    assert reporting.draw_up(handed_in.session, **words) == (report, False)
    handed_in.session.place = "308 机房"
    handed_in.session.save(update_fields=["place"])
    further, is_new = reporting.draw_up(handed_in.session, **words)
    assert (further.n, is_new) == (2, True)
    report.refresh_from_db()
    assert "307 机房" in report.body


def test_the_page_prints_it_and_the_former_names_the_later(at, ask, cast, handed_in, report):
    at(AFTER)
    officer = ask("exam_officer")
    address = reverse("exams:fairness_report", args=[report.ref])
    page = officer.get(address).content.decode()
    for words in ("3 份试卷中", "3 份难易相当", "应到 3 人，实到 2 人，缺考 1 人", "平均 65%"):
        assert words in page
    handed_in.session.place = "308 机房"
    handed_in.session.save(update_fields=["place"])
    drawn = officer.post(reverse("exams:fairness", args=[handed_in.session.ref]))
    assert drawn.status_code == 302
    assert "第 2 号报告" in ask("auditor").get(address).content.decode()
    listed = officer.get(reverse("exams:fairness", args=[handed_in.session.ref])).content.decode()
    assert "本场次有 2 份公平性报告" in listed


def test_an_altered_report_says_so(at, ask, report):
    at(AFTER)
    altered = report.body.replace('"present":2', '"present":3')
    tamper("UPDATE exams_fairnessreport SET body = %s WHERE id = %s", altered, report.pk)
    page = ask("auditor").get(reverse("exams:fairness_report", args=[report.ref])).content.decode()
    assert "签名不符" in page


def test_the_file_is_verified_without_the_site(at, ask, report, tmp_path, capsys):
    at(AFTER)
    sent = ask("auditor").get(reverse("exams:fairness_file", args=[report.ref]))
    path = tmp_path / "report.json"
    path.write_bytes(sent.content)
    call_command("verify_report", path)
    call_command("verify_report", path, key=vault.signing_public())
    assert capsys.readouterr().out.count(vault.signing_public()) == 2
    path.write_bytes(sent.content.replace(b"307", b"308"))
    with pytest.raises(CommandError, match="does not fit"):
        call_command("verify_report", path)
    path.write_bytes(b"[]")
    with pytest.raises(CommandError, match="no report"):
        call_command("verify_report", path)
