"""Yearly reviews and clean-ups: who is in them, who decides until when, what waits too long."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import time_machine

from people.models import Post
from qualifications import actions
from qualifications.actions import Order
from qualifications.models import Campaign, CampaignEntry, CampaignRuling
from qualifications.rules.campaigns import (
    CampaignKind,
    Finding,
    Ruling,
    Snapshot,
    findings,
    is_escalated,
    may_rule,
)
from tests.conftest import NINE
from tests.qualifications.makers import TODAY, put_on_duty

DAY = timedelta(days=1)
DUE = TODAY + 7 * DAY
HOME = "/qualifications/campaigns/"


@pytest.mark.parametrize(
    ("seen", "found"),
    [
        (Snapshot(), ()),
        (Snapshot(hours_owed=1), (Finding.HOURS,)),
        (Snapshot(exam_missed=True), (Finding.EXAM,)),
        (Snapshot(has_post=False, in_establishment=False), (Finding.POST,)),
        (Snapshot(has_certificate=False), (Finding.CERTIFICATE,)),
        (Snapshot(is_suspended=True), (Finding.SUSPENDED,)),
        (Snapshot(in_establishment=False), (Finding.ESTABLISHMENT,)),
    ],
)
def test_what_speaks_against_somebody(seen, found):
    assert findings(seen) == found


def test_the_unit_confirms_until_the_last_day_and_the_office_at_any_time():
    for kind, office, day, may in [
        ("cleanup", False, DUE, True), ("cleanup", False, DUE + DAY, False),
        ("cleanup", True, DUE + DAY, True), ("review", False, TODAY, False),
        ("review", True, TODAY, True),
    ]:  # fmt: skip
        assert may_rule(kind, is_office=office, due_on=DUE, today=day) is may, (kind, office, day)


def opened(cast, tree, kind=CampaignKind.CLEANUP):
    order = Order(kind, "2026 年清理", tree.here, DUE, "云泽市司法局", "云司〔2026〕20号")
    return actions.open_campaign(order, actor=cast["legal_affairs"], now=NINE)


def rule(held, cast, *who, ruling=Ruling.CONFIRMED, by="coordinator"):
    rows = CampaignEntry.objects.filter(campaign=held, person__in=[cast[one] for one in who])
    return actions.rule_entries(held, rows, ruling, "核对无误", actor=cast[by], now=NINE)


@pytest.mark.parametrize("kind", list(CampaignKind))
def test_everybody_with_a_post_or_a_certificate_is_in_it_as_of_today(cast, tree, kind):
    put_on_duty(cast["li"])
    Post.objects.filter(person=cast["wang"]).update(establishment="dispatch")
    Post.objects.filter(person=cast["setter"]).update(kind="other")
    held = opened(cast, tree, kind)
    inside = {entry.person_id: entry for entry in held.entries.all()}
    assert cast["zhao"].pk not in inside
    assert cast["setter"].pk not in inside
    assert inside[cast["li"].pk].findings == []
    assert inside[cast["wang"].pk].findings == ["certificate", "establishment"]
    with pytest.raises(actions.Refused, match="already_open"):
        opened(cast, tree, kind)


def test_the_latest_ruling_counts_and_nobody_rules_about_themselves(cast, tree):
    put_on_duty(cast["li"])
    held = opened(cast, tree)
    assert rule(held, cast, "li", "coordinator") == 1
    with pytest.raises(actions.Refused, match="own_matter"):
        rule(held, cast, "coordinator")
    with pytest.raises(actions.Refused, match="state"):
        rule(held, cast, "li", ruling=Ruling.PASSED)
    rule(held, cast, "li", ruling=Ruling.REMOVED)
    row = CampaignEntry.objects.with_ruling().get(campaign=held, person=cast["li"])
    assert row.ruling == "removed"
    assert CampaignRuling.objects.filter(entry=row).count() == 2
    waiting = CampaignEntry.objects.with_ruling()
    for day in (DUE, DUE + DAY):
        late = set(waiting.escalated(day).values_list("person_id", flat=True))
        said = {e.person_id for e in waiting if is_escalated(e.ruling, DUE, day)}
        assert late == said
        assert (cast["wang"].pk in late) is (day > DUE)


def test_it_is_closed_once_everybody_is_decided(cast, tree):
    put_on_duty(cast["li"])
    held, office = opened(cast, tree), cast["legal_affairs"]
    with pytest.raises(actions.Refused, match="entries_wait"):
        actions.close_campaign(held, "清理完毕", actor=office, now=NINE)
    rows = CampaignEntry.objects.filter(campaign=held)
    actions.rule_entries(held, rows, Ruling.CONFIRMED, "核对", actor=office, now=NINE)
    actions.close_campaign(held, "清理完毕", actor=office, now=NINE)
    with pytest.raises(actions.Refused, match="campaign_closed"):
        rule(held, cast, "li")
    assert Campaign.objects.get().outcome == "清理完毕"


def words(answer):
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", text)


def test_the_unit_works_through_its_list(client, cast, tree, django_assert_max_num_queries):
    put_on_duty(cast["li"])
    with time_machine.travel(NINE, tick=False):
        client.force_login(cast["legal_affairs"].user)
        asked = {
            "kind": "cleanup", "title": "2026 年清理", "agency": tree.here.pk, "organ": "司法局",
            "due_on": "2026-11-30", "document": "20号",
        }  # fmt: skip
        early = client.post(f"{HOME}open/", asked | {"due_on": "2026-11-01"})
        assert early.status_code == 409
        client.post(f"{HOME}open/", asked)
        one = f"{HOME}{Campaign.objects.get().ref}/"
        client.force_login(cast["coordinator"].user)
        said = {"agency": tree.here.pk, "ruling": "confirmed", "reason": "逐人核对"}
        client.post(f"{one}rest/", said)
        page = words(client.get(f"{one}?ruling=confirmed"))
        assert "李青" in page
        assert "王川" not in page
        assert "没有有效证件" in words(client.get(f"{one}?found=yes"))
        entry = CampaignEntry.objects.get(person=cast["wang"])
        client.post(
            f"/qualifications/entries/{entry.pk}/", {"ruling": "removed", "reason": "已调离"}
        )
        assert "已离岗，另行办理" in words(client.get(one))
        with django_assert_max_num_queries(14):
            page = client.get(one).content.decode()
        numbers = re.findall(r'href="(\?unit=[^"]*)">(\d+)</a>', page)
        assert len(numbers) == 2 * CampaignEntry.objects.values("agency").distinct().count()
        for address, number in numbers:
            rows = client.get(one + address.replace("&amp;", "&")).context["table"].rows
            assert len(rows) == int(number), address
        assert client.get(f"{one}?unit=x").status_code == 200
    with time_machine.travel(NINE + 10 * DAY, tick=False):
        client.force_login(cast["coordinator"].user)
        assert client.get(f"/qualifications/entries/{entry.pk}/").status_code == 403
        client.force_login(cast["legal_affairs"].user)
        assert "已过截止日期 2026-11-30" in words(client.get(one))
        assert client.get(f"/qualifications/entries/{entry.pk}/").status_code == 200
    assert date(2026, 11, 30) == Campaign.objects.get().due_on
