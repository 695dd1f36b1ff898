"""Acts of the confidential chain are sealed like all others, and shown by no page."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.urls import reverse

from journal import chains
from journal.actions import record_confidential
from journal.models import Stream
from tests.conftest import NINE

pytestmark = pytest.mark.django_db


def test_no_page_of_the_journal_shows_them(client, cast):
    with transaction.atomic():
        kept = record_confidential(cast["personnel"].pk, "x.y", "secret.thing:1", {}, now=NINE)
    client.force_login(cast["auditor"].user)
    assert "secret.thing" not in client.get(reverse("journal:entries")).content.decode()
    assert client.get(reverse("journal:entry", args=[kept.pk])).status_code == 404
    chain = Stream.objects.get(name="confidential")
    assert client.get(reverse("journal:chain", args=[chain.pk])).status_code == 404
    report = chains.verify()
    assert (report.entries, report.faults) == (1, [])
