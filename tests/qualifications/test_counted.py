"""Every list of the room asks as much for twenty rows as for one."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exchange.models import StoredFile
from people.models import Post
from qualifications.models import (
    Application,
    ApplicationStep,
    Campaign,
    CampaignEntry,
    CommitteeMember,
    Conduct,
    MisuseReport,
    OutsideResult,
    OutsideWithdrawal,
    PanelCheck,
    Qualification,
    TrainingCertificate,
)
from tests.conftest import NEW_YEAR, NINE
from tests.qualifications.makers import TODAY, put_on_duty

HOME = "/qualifications/"
DATED = {"valid_from": NEW_YEAR, "recorded_at": NINE}


def application(cast, n):
    made = Application.objects.create(
        person=cast["li"], agency=cast["li"].agency, kind="enforcement", filed_at=NINE
    )
    ApplicationStep.objects.create(
        application=made, kind="filed", organ="甲", basis="乙", reason="丙", on=TODAY, at=NINE
    )


def campaign(cast, n):
    return Campaign.objects.create(
        kind="cleanup", title="清理", agency=cast["li"].agency, year=2000 + n, due_on=TODAY,
        organ="甲", document="乙", opened_by=cast["legal_affairs"], opened_at=NINE,
    )  # fmt: skip


def entry(cast, n):
    held = Campaign.objects.first() or campaign(cast, n)
    person = list(cast.values())[n % len(cast)]
    CampaignEntry.objects.get_or_create(
        campaign=held, person=person, defaults={"agency": cast["li"].agency}
    )


def panel(cast, n):
    PanelCheck.objects.create(
        procedure="penalty", case_number="甲", day=TODAY, may_act=True, agency=cast["li"].agency,
        asked_by=cast["legal_affairs"], at=NINE,
    )  # fmt: skip


def proof():
    return StoredFile.objects.create(
        room="qualifications", subject="conduct", file_name="证.pdf", file_type="pdf",
        sha256="0" * 64, size=1, stored_as="", stored_at=NINE,
    )  # fmt: skip


def conduct(cast, n):
    Conduct.objects.create(
        person=cast["li"], kind="honour", day=TODAY, organ="甲", document="乙", text="丙",
        scan=proof(), entered_by=cast["coordinator"], entered_at=NINE,
    )  # fmt: skip


def member(cast, n):
    CommitteeMember.objects.create(
        name="章某", sector="expert", organ="甲", document="乙", valid_to=date(2030, 1, 1), **DATED
    )


def qualified(cast, n):
    held = Qualification.objects.create(
        person=cast["li"], source="decision", organ="甲", document="乙", kind="hearing", **DATED
    )
    TrainingCertificate.objects.create(
        number=f"证{n}", person=cast["li"], qualification=held, kind="hearing", issued_on=TODAY,
        issued_by=cast["legal_affairs"], at=NINE,
    )  # fmt: skip


def misuse(cast, n):
    held = cast["li"].certificates.first() or put_on_duty(cast["li"])
    MisuseReport.objects.create(certificate=held, text="甲", at=NINE)


def withdrawn(cast, n):
    made = OutsideResult.objects.create(
        person=cast["li"], part="public", day=TODAY, total=1, passed=True, supervised=True,
        organ="甲", document=f"乙{n}", way="file", entered_by=cast["personnel"], entered_at=NINE,
    )  # fmt: skip
    for turn, who in enumerate(("legal_affairs", "coordinator"), start=1):
        OutsideWithdrawal.objects.create(result=made, n=turn, reason="丙", by=cast[who], at=NINE)


def post(cast, n):
    Post.objects.create(
        person=list(cast.values())[n % len(cast)], agency=cast["li"].agency, title="执法人员",
        kind="enforcement", is_main=False, domains=["城市管理"], **DATED,
    )  # fmt: skip


LISTS = {
    "applications/": application,
    "campaigns/": campaign,
    "panels/": panel,
    "conduct/": conduct,
    "committee/": member,
    "qualified/": qualified,
    "training/": qualified,
    "misuse/": misuse,
    "matters/": withdrawn,
    "outside/": withdrawn,
    "certified/rows/": post,
    "certified/rows/?figure=without_right": post,
    "owed/": post,
    "campaign": entry,
}


@pytest.mark.parametrize("path", LISTS)
def test_a_list_asks_as_much_for_twenty_rows_as_for_one(client, cast, path):
    counts = []
    with time_machine.travel(NINE, tick=False):
        client.force_login(cast["legal_affairs"].user)
        for rows in (range(1), range(1, 20)):
            for n in rows:
                LISTS[path](cast, n)
            address = path
            if path == "campaign":
                address = f"campaigns/{Campaign.objects.get().ref}/"
            with CaptureQueriesContext(connection) as asked:
                assert client.get(HOME + address).status_code == 200
            counts.append(len(asked))
    assert counts[0] == counts[1] <= 17, counts
