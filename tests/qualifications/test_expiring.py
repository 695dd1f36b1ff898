"""A certificate's end is told 90, 60 and 30 days ahead, each once, to whom it concerns."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from notices.models import Notice
from qualifications import actions
from qualifications.actions.expiring import announce_expiries
from qualifications.models import Certificate, ExpiryNotice
from qualifications.rules.certificates import EventKind, soon_step
from tests.conftest import NINE
from tests.qualifications.makers import TODAY, certify, decision

DAY = timedelta(days=1)


def told(person):
    rows = Notice.objects.filter(person=person, kind__startswith="qualifications.")
    return [str(row.text) for row in rows.order_by("pk")]


def days_on():
    """The tick of the days around each step, twice a day."""
    for n in (0, 1, 2, 30, 31, 32, 60, 61, 62, 91, 92):
        for _turn in range(2):
            announce_expiries(now=NINE + n * DAY)


def test_each_step_is_told_once_to_the_holder_the_unit_and_the_office(client, cast):
    certify(cast["li"], valid_to=TODAY + 91 * DAY)
    days_on()
    steps = list(ExpiryNotice.objects.order_by("pk").values_list("step", "at"))
    assert steps == [(90, NINE + DAY), (60, NINE + 31 * DAY), (30, NINE + 61 * DAY)]
    assert len(told(cast["li"])) == 3
    assert "2027-02-22" in told(cast["li"])[0]
    for keeper in ("coordinator", "legal_affairs"):
        assert [text.count("1 件") for text in told(cast[keeper])] == [1, 1, 1]
    assert not told(cast["wang"]) + told(cast["zhao"]) + told(cast["personnel"])
    page = Notice.objects.filter(person=cast["legal_affairs"]).order_by("pk")[2].page
    with time_machine.travel(NINE + 62 * DAY, tick=False):
        client.force_login(cast["legal_affairs"].user)
        assert "李青" in client.get(page).content.decode()


@pytest.mark.parametrize("left", [-1, 0, 30, 31, 60, 61, 90, 91])
def test_what_was_missed_is_told_by_the_step_that_holds_now(cast, left):
    certify(cast["li"], valid_to=TODAY + left * DAY)
    announce_expiries(now=NINE)
    step = soon_step(TODAY + left * DAY, TODAY)
    assert [row.step for row in ExpiryNotice.objects.all()] == ([step] if step else [])


def test_only_a_valid_certificate_is_announced_and_a_new_end_anew(cast):
    gone = certify(cast["wang"], "云00002", valid_to=TODAY + 20 * DAY)
    actions.decide(gone, EventKind.REVOKED, decision(TODAY), actor=None, now=NINE)
    held = certify(cast["li"], valid_to=TODAY + 20 * DAY)
    announce_expiries(now=NINE)
    assert [row.certificate for row in ExpiryNotice.objects.all()] == [held]
    held.terms.update(valid_to=TODAY + 25 * DAY)
    announce_expiries(now=NINE)
    assert ExpiryNotice.objects.count() == 2
    assert not Certificate.objects.to_announce(TODAY, 30).exists()
