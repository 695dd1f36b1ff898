"""The daily seal bears witness outside the database; what was done to the rows since is found."""

import base64
import json
from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from journal import seals, vault
from journal.actions import make_seal, record
from journal.actions.sealing import seal_today
from journal.models import Entry, Seal
from journal.rules import signed_bytes
from tests.conftest import NINE
from tests.journal.tampering import compute_anew, tamper, write_entries

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "seals"


@pytest.fixture
def sealed(folder):
    """Two chains of 3 and 4 entries, sealed on three days on which the city's chain grew."""
    write_entries(4, agency_id=5)
    for day in range(3):
        write_entries(3 if day == 0 else 1)
        seal(folder, day)
    return folder


def seal(folder, day=0, key=None, **more):
    now = NINE + timedelta(days=day)
    return make_seal(folder, key or vault.seal_key(), now=now, day=now.date(), **more)


def verify(folder, *more):
    out = StringIO()
    call_command("verify_journal", "--against", folder, *more, stdout=out)
    return out.getvalue()


def faults(folder, *more):
    with pytest.raises(CommandError) as failed:
        verify(folder, *more)
    return str(failed.value)


def change_file(folder, day, change):
    path = folder / f"seal-2026-11-{day}.json"
    held = json.loads(path.read_bytes())
    change(held)
    path.write_text(json.dumps(held), encoding="utf-8")


def sign_anew(held, key):
    held["statement"]["key"] = vault.public_bytes(key)
    data = signed_bytes(held["statement"])
    held["signature"] = base64.b64encode(key.sign(data)).decode()


def test_a_journal_that_only_grew_is_intact(sealed):
    assert "3 seals up to 2026-11-25, intact; signed by " + seals.fingerprint(
        vault.public_bytes(vault.seal_key())
    ) in verify(sealed)
    write_entries(2)
    write_entries(2, agency_id=6)
    assert "16 entries, 3 chains, intact" in verify(sealed)


def test_a_seal_is_entered_in_the_register_and_in_the_journal(folder):
    made = seal(folder)
    assert (made.n, made.file, made.chains) == (1, "seal-2026-11-23.json", 0)
    assert Entry.objects.get().act == "journal.make_seal"
    assert Entry.objects.get().facts == {"digest": made.digest}


def test_a_second_seal_of_a_day_has_a_file_of_its_own(folder):
    assert [seal(folder).file, seal(folder).file] == [
        "seal-2026-11-23.json",
        "seal-2026-11-23-2.json",
    ]


def test_a_seal_holds_only_what_moved(sealed):
    held = [json.loads(path.read_bytes()) for path in sorted(sealed.glob("seal-*.json"))]
    parts = [one["statement"]["sources"]["journal"] for one in held]
    assert [len(part["heads"]) for part in parts] == [2, 1, 1]
    assert [part["count"] for part in parts] == [2, 2, 2]


@pytest.mark.parametrize("name", ["city", "agency:5"])
def test_a_chain_cut_off_at_its_end_is_found(sealed, name):
    tamper(
        "DELETE FROM journal_entry WHERE n >= 3 AND stream_id ="
        " (SELECT id FROM journal_stream WHERE name = %s)",
        name,
    )
    compute_anew(name)
    call_command("verify_journal", stdout=StringIO())  # by itself the journal looks whole
    assert f"journal {name}, row 3: missing: the chain ends at 2" in faults(sealed)


def test_a_chain_computed_anew_is_found(sealed):
    tamper("UPDATE journal_entry SET actor_id = 1 WHERE n = 2")
    compute_anew("city")
    compute_anew("agency:5")
    call_command("verify_journal", stdout=StringIO())
    found = faults(sealed)
    assert "journal city, row 3: is not the row that was sealed" in found
    assert "journal agency:5, row 4: is not the row that was sealed" in found


def test_a_removed_chain_is_found(sealed):
    tamper("DELETE FROM journal_entry WHERE agency_id = 5")
    tamper("DELETE FROM journal_stream WHERE name = 'agency:5'")
    call_command("verify_journal", stdout=StringIO())
    assert "journal: a sealed chain of 4 rows is gone" in faults(sealed)


def test_a_source_that_is_no_longer_asked_is_found(sealed, settings):
    settings.CHAIN_SOURCES = []
    assert "journal: sealed, but no source of this name" in faults(sealed)


def test_an_altered_seal_is_found(sealed):
    change_file(sealed, 24, lambda held: held["statement"].update(made_at="2026-11-24T00:00:00Z"))
    found = faults(sealed)
    assert "seal 2: the signature is not that of its key" in found
    assert "seal 2: another one than the register names" in found


def test_a_seal_signed_with_another_key_is_found(sealed):
    forger = Ed25519PrivateKey.generate()
    change_file(sealed, 25, lambda held: sign_anew(held, forger))
    assert "seal 3: signed by a key that was not announced: forged" in faults(sealed)


def test_a_seal_that_stands_on_another_one_is_found(sealed):
    def follow_another(held):
        held["statement"]["previous"] = "0" * 64
        sign_anew(held, vault.seal_key())

    change_file(sealed, 24, follow_another)
    assert "seal 2: does not follow the seal before" in faults(sealed)


def test_a_whole_forged_series_does_not_fit_the_key_kept_elsewhere(sealed, tmp_path):
    kept = tmp_path / "kept.pub"
    kept.write_text(vault.public_bytes(vault.seal_key()) + "\n")
    assert "intact" in verify(sealed, "--key", kept)
    kept.write_text(vault.public_bytes(Ed25519PrivateKey.generate()) + "\n")
    assert "seal 1: signed by a key that was not announced: forged" in faults(sealed, "--key", kept)


def test_heads_that_do_not_add_up_to_the_root_are_found(sealed):
    def drop_a_head(held):
        held["statement"]["sources"]["journal"]["heads"].pop()
        sign_anew(held, vault.seal_key())

    change_file(sealed, 23, drop_a_head)
    assert "seal 1: the heads of journal do not add up to its root" in faults(sealed)


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (23, "seal 1: missing (number 1)"),
        (24, "seal 2: missing (number 2)"),
        (25, "seal 3: its file is missing"),
    ],
)
def test_a_gap_in_the_series_is_found(sealed, day, found):
    (sealed / f"seal-2026-11-{day}.json").unlink()
    assert found in faults(sealed)


def test_a_seal_that_the_register_lost_is_found(sealed):
    tamper("DELETE FROM journal_seal WHERE n = 3")
    assert "seal 3: not in the register of the database" in faults(sealed)


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"statement": {}, "signature": 1}'])
def test_a_file_that_is_no_seal_is_named(sealed, content):
    (sealed / "seal-2026-11-24.json").write_bytes(content)
    assert "seal-2026-11-24.json cannot be read as a seal" in faults(sealed)


def test_a_folder_without_seals_proves_nothing(tmp_path):
    assert "there is no seal in" in faults(tmp_path)
    assert "there is no seal in" in faults(tmp_path / "nowhere")


def test_after_a_lost_folder_the_next_seal_holds_everything(sealed, tmp_path):
    fresh = tmp_path / "fresh"
    made = seal(fresh, 3)
    held = json.loads((fresh / made.file).read_bytes())
    assert held["statement"]["sources"]["journal"]["full"]
    assert made.n == 4
    (sealed / made.file).write_bytes((fresh / made.file).read_bytes())
    assert "4 seals up to 2026-11-26, intact" in verify(sealed)


def test_a_seal_whose_entry_was_lost_is_entered_by_the_next(sealed):
    """The file of seal 3 was written, but the computer failed before the commit."""
    tamper("DELETE FROM journal_seal WHERE n = 3")
    assert seal(sealed, 3).n == 4
    assert list(Seal.objects.order_by("n").values_list("n", "file"))[2:] == [
        (3, "seal-2026-11-25.json"),
        (4, "seal-2026-11-26.json"),
    ]
    assert "4 seals" in verify(sealed)


def test_a_seal_that_cannot_be_entered_leaves_no_file(sealed):
    before = sorted(sealed.iterdir())
    with transaction.atomic():
        record(7, "people.grant_role", "people.person:1", now=NINE)
    tamper("UPDATE journal_stream SET head_n = 1 WHERE name = 'city'")
    with pytest.raises(IntegrityError):  # the city's next entry has number 2, which is there
        seal(sealed, 3)
    assert sorted(sealed.iterdir()) == before


def test_the_command_seals_and_names_the_key(settings, tmp_path):
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, seals=tmp_path)
    out = StringIO()
    call_command("seal", stdout=out)
    assert "seal 1 of " in out.getvalue()
    assert seals.fingerprint(vault.public_bytes(vault.seal_key())) in out.getvalue()
    assert "intact" in verify(tmp_path)


def test_the_worker_seals_once_a_day(settings, tmp_path):
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, seals=tmp_path)
    for hours in (0, 5, 16):  # from 09:00 the third is on the next day
        seal_today(now=NINE + timedelta(hours=hours))
    assert [str(made.day) for made in Seal.objects.order_by("n")] == ["2026-11-23", "2026-11-24"]


def test_a_new_key_must_be_announced_by_the_old_one(folder):
    new = Ed25519PrivateKey.generate()
    seal(folder)
    seal(folder, 1, next_key=vault.public_bytes(new))
    seal(folder, 2, key=new)
    seal(folder, 3, key=new)
    assert "4 seals" in verify(folder)
    seal(folder, 4)
    assert "seal 5: signed by a key that was not announced" in faults(folder)
