"""The register of seals shows what each file is worth today."""

from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from journal import vault
from journal.actions import make_seal
from journal.models import Entry, Stream
from tests.conftest import NINE
from tests.journal.tampering import tamper, write_entries

pytestmark = pytest.mark.django_db(transaction=True)
SEALS = reverse("journal:seals")


@pytest.fixture
def folder(settings, tmp_path):
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, seals=tmp_path)
    return tmp_path


@pytest.fixture
def auditor(client, cast):
    client.force_login(cast["auditor"].user)
    return client


def seal(folder):
    now = timezone.now()
    return make_seal(folder, vault.seal_key(), now=now, day=timezone.localdate(now))


def test_before_the_first_seal_the_page_says_so(auditor, folder):
    assert "还没有封存" in auditor.get(SEALS).content.decode()


def test_an_untouched_file_fits(auditor, folder):
    seal(folder)
    page = auditor.get(SEALS).content.decode()
    assert "已封存 1 次" in page
    assert "相符" in page
    assert "已超过一天未封存" not in page


def test_a_lost_and_an_altered_file_are_shown(auditor, folder):
    lost, altered = seal(folder), seal(folder)
    (folder / lost.file).unlink()
    (folder / altered.file).write_text("{}")
    page = auditor.get(SEALS).content.decode()
    assert "文件缺失" in page
    assert "文件与登记不符" in page


def test_a_forged_signature_is_shown(auditor, folder):
    made = seal(folder)
    path = folder / made.file
    path.write_text(path.read_text().replace(made.signature, "A" * 86 + "=="))
    assert "签名不符" in auditor.get(SEALS).content.decode()


def test_a_missed_day_is_shown(auditor, folder):
    make_seal(folder, vault.seal_key(), now=NINE.replace(year=2020), day=NINE.date())
    assert "已超过一天未封存" in auditor.get(SEALS).content.decode()


@pytest.mark.parametrize("name", ["auditor", "system_admin", "li", "legal_affairs", "agency_admin"])
def test_auditors_and_who_runs_the_site_see_the_seals(client, cast, folder, name):
    client.force_login(cast[name].user)
    allowed = name in ("auditor", "system_admin")
    assert client.get(SEALS).status_code == (200 if allowed else 403)


def test_an_altered_entry_and_its_chain_are_shown_as_altered(auditor, folder):
    write_entries(3)
    tamper("UPDATE journal_entry SET actor_id = 1 WHERE n = 2")
    entry = Entry.objects.get(n=2)
    page = auditor.get(reverse("journal:entry", args=[entry.pk])).content.decode()
    assert "与前后条不符" in page
    chain = auditor.get(reverse("journal:chain", args=[Stream.objects.get().pk]))
    assert "第 2 条起不符" in chain.content.decode()


def test_a_long_chain_is_walked_at_its_end(auditor, folder, monkeypatch):
    monkeypatch.setattr("mingfa.views.journal.WALKED", 2)
    write_entries(5)
    url = reverse("journal:chain", args=[Stream.objects.get().pk])
    page = auditor.get(url).content.decode()
    assert "已逐条核验 2 条" in page
    assert "更早的各条" in page
    tamper("UPDATE journal_entry SET actor_id = 1 WHERE n = 4")
    assert "第 4 条起不符" in auditor.get(url).content.decode()
