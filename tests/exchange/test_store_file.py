"""A scan is judged by its bytes, kept encrypted, and forgotten when no row names it."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from exchange import files
from exchange.actions.storing import store_file
from exchange.actions.sweeping import sweep
from exchange.http import as_download
from exchange.models import StoredFile
from exchange.rules import FILES_AN_HOUR, LARGEST_FILE, Refusal, Refused, file_type
from tests.conftest import NINE

PDF = b"%PDF-1.7\nx"
OWNER = ("training", "people.person:1")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def keep(data=PDF, name="证书.pdf", actor_id=7, now=NINE):
    return store_file(data, name, owner=OWNER, actor_id=actor_id, now=now)


def test_a_kept_file_comes_out_as_it_went_in_and_lies_encrypted():
    stored = keep()
    [path] = files.stored(purpose=files.EVIDENCE)
    assert PDF not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    answer = as_download(stored)
    assert answer.content == PDF
    assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''%E8%AF%81%E4%B9%A6.pdf"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PDF, "pdf"),
        (b"\x89PNG\r\n\x1a\n....", "png"),
        (b"\xff\xd8\xff\xe0....", "jpeg"),
        (b"<svg xmlns=...>", ""),
        (b"GIF89a", ""),
        (b" %PDF-", ""),
        (b"PK\x03\x04", ""),
        (b"", ""),
    ],
)
def test_the_bytes_say_what_a_file_is(data, kind):
    assert file_type(data) == kind


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Refusal.EMPTY_FILE),
        (b"MZ", Refusal.WRONG_TYPE),
        (b"%PDF-" + b"x" * LARGEST_FILE, Refusal.LARGE_FILE),
    ],
)
def test_what_is_no_scan_is_refused_and_nothing_is_kept(data, reason):
    with pytest.raises(Refused) as refused:
        keep(data)
    assert refused.value.reason == reason
    assert files.stored(purpose=files.EVIDENCE) == []
    assert not StoredFile.objects.exists()


def test_nobody_uploads_without_end():
    first = keep()
    copies = [
        StoredFile(**{f.attname: getattr(first, f.attname) for f in StoredFile._meta.fields[2:]})
        for _ in range(FILES_AN_HOUR - 1)
    ]
    StoredFile.objects.bulk_create(copies)
    with pytest.raises(Refused) as refused:
        keep()
    assert refused.value.reason == Refusal.TOO_MANY_UPLOADS
    keep(actor_id=8)
    keep(now=NINE + timedelta(hours=2))


def test_a_name_with_folders_stays_a_name():
    answer = as_download(keep(name='..\\..\\"a\r\nX: y".pdf'))
    assert "\n" not in answer["Content-Disposition"]
    assert '"' not in answer["Content-Disposition"]


def test_the_sweep_forgets_what_no_row_names_and_keeps_the_rest():
    stored = keep()
    orphan = files.folder(files.EVIDENCE) / files.keep(PDF, purpose=files.EVIDENCE)
    long_ago = (NINE - timedelta(days=3)).timestamp()
    for path in files.stored(purpose=files.EVIDENCE):
        os.utime(path, (long_ago, long_ago))
    sweep(now=NINE)
    assert not orphan.exists()
    assert as_download(stored).content == PDF
