"""An engagement opens masked rows for a time, names every difference, and is in the journal."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import date, timedelta

import pandas as pd
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exams.actions import reporting
from exams.models import Candidate
from exams.proof import totals_of
from exams.rules.reconciling import sample
from journal import vault
from journal.models import Entry
from mingfa import actions
from mingfa.auditing.evidence import is_wordless
from mingfa.models import Engagement, Standing
from people.rules import Role
from tests.conftest import NINE, make_person
from tests.exams.pages.conftest import (  # noqa: F401  # fixtures
    HOUR,
    ask,
    at,
    bank,
    handed_in,
    published,
    ready,
    running,
)
from tests.journal.tampering import tamper
from tests.remembered import remembered

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.sqlite,  # what a page shows does not hang on the engine
]
TODAY = date(2026, 11, 23)
AFTER = NINE + 4 * HOUR
SAMPLE = {"seed": "红球 3", "day": "2026-11-23", "size": "1"}


def grant(cast, agency, *, auditor="auditor", begins=TODAY, days=7):
    terms = actions.Terms(
        cast[auditor], agency, begins, begins + timedelta(days=days), "年度考试专项检查"
    )
    return actions.grant_engagement(terms, actor=cast["legal_affairs"], today=TODAY, now=NINE)


@pytest.fixture
@remembered
def engaged(cast, tree, published):  # noqa: F811
    published.engagement = grant(cast, tree.city)
    published.of = [published.engagement.ref, published.session.ref]
    return published


def page(name, of):
    return reverse(f"audits:{name}", args=of)


def test_it_is_granted_by_the_office_and_stands_on_the_desk(at, ask, cast, tree):  # noqa: F811
    office = ask("legal_affairs")
    data = {
        "auditor": cast["auditor"].pk,
        "agency": tree.city.pk,
        "valid_from": "2026-11-23",
        "valid_to": "2026-11-30",
        "purpose": "年度考试专项检查",
    }
    assert office.post(reverse("audits:engagements"), data).status_code == 302
    assert Entry.objects.get(act="mingfa.grant_engagement").facts["purpose"] == "年度考试专项检查"
    home = ask("auditor").get(reverse("home")).content.decode()
    assert "监督任务：年度考试专项检查" in home
    refused = office.post(reverse("audits:engagements"), data | {"valid_to": "2026-11-20"})
    assert refused.status_code == 422
    assert "截止日期不能早于起始日期" in refused.content.decode()
    assert "年度考试专项检查" in refused.content.decode()  # what was typed


def test_the_office_ends_it_early_with_a_reason_and_it_opens_nothing_more(at, ask, engaged):  # noqa: F811
    at(AFTER)
    office, auditor = ask("legal_affairs"), ask("auditor")
    end, listed = page("end_engagement", engaged.of[:1]), reverse("audits:engagements")
    assert end in office.get(listed).content.decode()
    assert office.post(end, {"reason": " "}).status_code == 422
    assert auditor.get(page("engagement", engaged.of[:1])).status_code == 200
    told = office.post(end, {"reason": "人员调离"}, follow=True).content.decode()
    assert "已提前终止" in told
    assert Entry.objects.get(act="mingfa.end_engagement").facts["reason"] == "人员调离"
    for name, of in (("engagement", engaged.of[:1]), ("audited_session", engaged.of)):
        assert auditor.get(page(name, of)).status_code == 404
    again = office.post(end, {"reason": "再次"})
    assert (again.status_code, "已届满或者已终止" in again.content.decode()) == (409, True)


def test_an_engagement_stands_the_same_in_a_list_and_by_itself(cast, tree):
    rows = [grant(cast, tree.city, begins=TODAY + timedelta(days=n), days=2) for n in (0, 4, 9)]
    actions.end_engagement(
        rows[2], reason="调离", actor=cast["legal_affairs"], today=TODAY, now=NINE
    )
    for n in range(-1, 8):
        day = TODAY + timedelta(days=n)
        for row in Engagement.objects.select_related("end"):
            found = [s for s in Standing if Engagement.objects.in_state(s, day).contains(row)]
            assert found == [row.standing(day)]


def test_the_lists_filter_and_go_out_and_cost_the_same_for_many(at, ask, cast, tree, engaged):  # noqa: F811
    at(AFTER)
    office, auditor, listed = ask("legal_affairs"), ask("auditor"), reverse("audits:engagements")
    counts = []
    for more in (0, 19):
        for _n in range(more):
            grant(cast, tree.city)
        office.get(listed)
        with CaptureQueriesContext(connection) as seen:
            assert office.get(listed).content.decode().count("年度考试专项检查") >= more + 1
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 14
    assert "没有监督任务" in office.get(listed + "?state=coming").content.decode()
    inner, rows = page("engagement", engaged.of[:1]), page("audited_session", engaged.of)
    assert "监督范围内没有场次" in auditor.get(inner + "?since=2026-11-24").content.decode()
    assert "没有考生" in auditor.get(rows + "?outcome=pending").content.decode()
    for name, of in (("engagements_sheet", []), ("sessions_sheet", engaged.of[:1])):
        assert auditor.get(page(name, of)).headers["Content-Type"].endswith("sheet")
    sent = auditor.get(page("rows_sheet", engaged.of) + "?sort=-total")
    read = {"dtype": str, "header": None, "engine": "calamine"}
    cells = pd.read_excel(io.BytesIO(sent.content), **read).fillna("")
    text = "\n".join("|".join(row) for row in cells.to_numpy())
    assert "李*" in text
    for hidden in ("李青", Candidate.objects.first().number):
        assert hidden not in text
    assert Entry.objects.filter(act="mingfa.export_rows").count() == 1


@pytest.mark.parametrize(
    ("begins", "days", "reason"),
    [(-9, 2, "over"), (0, 366, "too_long"), (0, -1, "ends_before")],
)
def test_days_that_make_no_sense_are_refused(cast, tree, begins, days, reason):
    with pytest.raises(actions.EngagementRefused) as refused:
        grant(cast, tree.city, begins=TODAY + timedelta(days=begins), days=days)
    assert refused.value.reason == reason


def test_nobody_is_engaged_beyond_the_role(cast, tree):
    cast["small"] = make_person(tree.there, "60000002", "督二", Role.AUDITOR, over=tree.district)
    grant(cast, tree.there, auditor="small")
    for auditor in ("small", "li"):
        with pytest.raises(actions.EngagementRefused) as refused:
            grant(cast, tree.city, auditor=auditor)
        assert refused.value.reason == "no_auditor"


def test_rows_are_masked_and_the_reading_is_journalled(at, ask, engaged):  # noqa: F811
    at(AFTER)
    answer = ask("auditor").get(page("audited_session", engaged.of)).content.decode()
    assert "各项数目相符" in answer
    assert "李*" in answer
    for hidden in ("李青", "王川", "赵禾", Candidate.objects.first().number):
        assert hidden not in answer
    entry = Entry.objects.get(act="mingfa.open_session")
    assert entry.facts == {"exam_session": engaged.session.ref}


def test_after_the_last_day_it_opens_nothing(at, ask, engaged):  # noqa: F811
    at(NINE + timedelta(days=7))
    assert ask("auditor").get(page("audited_session", engaged.of)).status_code == 200
    at(NINE + timedelta(days=8))
    assert ask("auditor").get(page("audited_session", engaged.of)).status_code == 404


def test_another_auditor_does_not_get_in(at, ask, cast, tree, engaged):  # noqa: F811
    cast["other"] = make_person(tree.city, "60000003", "督三", Role.AUDITOR, over=tree.city)
    assert ask("other").get(page("audited_session", engaged.of)).status_code == 404


def test_all_totals_agree_until_a_row_is_taken_away(at, ask, engaged):  # noqa: F811
    at(AFTER)
    assert all(total.agrees for total in totals_of(engaged.session))
    tamper("DELETE FROM exams_result WHERE attempt_id = %s", engaged.li.pk)
    tamper("DELETE FROM exams_event WHERE attempt_id = %s AND n = 1", engaged.wang.pk)
    differing = {total.code: total for total in totals_of(engaged.session) if not total.agrees}
    assert set(differing) == {"results", "chains"}
    assert differing["results"].only_left == (engaged.li.ref,)
    answer = ask("auditor").get(page("audited_session", engaged.of)).content.decode()
    assert "2 项数目不符" in answer
    assert engaged.li.ref in answer
    broken = ask("auditor").get(page("audited_attempt", [*engaged.of, engaged.wang.ref]))
    assert "记录不完整或者被改动" in broken.content.decode()


def test_a_whole_record_says_so(at, ask, engaged):  # noqa: F811
    at(AFTER)
    answer = ask("auditor").get(page("audited_attempt", [*engaged.of, engaged.li.ref]))
    for words in ("记录完整，前后相连", "重算一致", "收卷"):
        assert words in answer.content.decode()


def test_a_sample_is_the_seeds_and_in_the_journal(at, ask, engaged):  # noqa: F811
    at(AFTER)
    auditor = ask("auditor")
    answer = auditor.post(page("draw_sample", engaged.of), SAMPLE, follow=True).content.decode()
    drawn = sample([engaged.li.ref, engaged.wang.ref], 1, seed="红球 3", day=TODAY)
    rows = answer[answer.index('id="rows"') :]
    for ref in (engaged.li.ref, engaged.wang.ref):
        assert (ref in rows) == (ref in drawn)
    assert Entry.objects.get(act="mingfa.draw_sample").facts["seed"] == "红球 3"
    wrong = auditor.post(page("draw_sample", engaged.of), SAMPLE | {"size": "0"})
    assert wrong.status_code == 422
    assert "红球 3" in wrong.content.decode()


def test_the_evidence_is_whole_signed_and_names_nobody(at, ask, cast, engaged):  # noqa: F811
    at(AFTER)
    reporting.draw_up(engaged.session, actor=cast["exam_officer"], now=AFTER)
    sent = ask("auditor").post(page("export_evidence", engaged.of), SAMPLE | {"size": "9"})
    archive = zipfile.ZipFile(io.BytesIO(sent.content))
    manifest = archive.read("manifest.json")
    assert vault.is_signed(manifest, archive.read("manifest.sig").decode())
    said = json.loads(manifest)
    for name, digest in said["files"].items():
        assert hashlib.sha256(archive.read(name)).hexdigest() == digest
    text = "".join(archive.read(name).decode() for name in archive.namelist())
    typed = (engaged.engagement.purpose, engaged.session.exam.title, engaged.session.place)
    for hidden in ("李青", "王川", "考一", Candidate.objects.first().number, *typed):
        assert hidden not in text
    attempts = json.loads(archive.read("attempts.json"))
    assert {row["ref"] for row in attempts} == {engaged.li.ref, engaged.wang.ref}
    assert {row["fault"] for row in attempts} == {""}
    entry = Entry.objects.get(act="mingfa.export_evidence")
    assert entry.facts["manifest"] == hashlib.sha256(manifest).hexdigest()


def test_an_event_with_words_in_it_would_go_out_by_its_hash_alone():
    assert is_wordless({"ops": [["a1-b2", "0f", "applied"]], "seconds": 60})
    for words in ("李青身体不适", "Li Qing", ["x", {"y": "张三"}]):
        assert not is_wordless({"reason": words})
