"""A law that is repealed without a successor."""

from datetime import date

import pytest
from django.urls import reverse

from journal.models import Entry
from statutes.models import Version


@pytest.fixture
def office(client, cast):
    client.force_login(cast["legal_affairs"].user)
    return client


def end(office, law, **given):
    sent = {"day": "2026-12-31", "basis": "废止决定"} | given
    return office.post(reverse("statutes:end_version", args=[law.pk]), sent)


def test_a_repealed_law_is_in_force_until_the_day_before(office, law):
    assert end(office, law).status_code == 302
    assert Version.objects.in_force(date(2026, 12, 30)).exists()
    assert not Version.objects.in_force(date(2026, 12, 31)).exists()
    assert Entry.objects.get(act="statutes.end_version").facts["basis"] == "废止决定"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"day": "2020-01-01"}, "失效日期须晚于施行日期。"),
        ({"day": ""}, "请填写失效日期。"),
        ({"basis": ""}, "请写明依据。"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(office, law, given, words):
    answer = end(office, law, **given)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    law.refresh_from_db()
    assert law.repealed_on is None


def test_a_repeal_is_not_entered_twice(office, law):
    end(office, law)
    assert "该版本已登记失效日期。" in end(office, law, day="2027-01-31").content.decode()
    law.refresh_from_db()
    assert law.repealed_on == date(2026, 12, 31)
