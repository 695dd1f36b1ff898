"""Keys are made once, read by their owner alone, and rotated without losing what they closed."""

import stat
from base64 import b64decode
from dataclasses import replace
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import BinaryField

from journal import vault
from journal.models import Entry, Seal
from people.models import Person

PLAIN = "211102199001011234"
PURPOSE = "people.identity"


@pytest.fixture(autouse=True)
def keys(settings, tmp_path):
    """An installation with keys of its own."""
    settings.ENVIRONMENT = replace(
        settings.ENVIRONMENT, keys=tmp_path / "keys", seals=tmp_path / "seals"
    )
    vault.forget_cached_keys()
    vault.make_keys(settings.ENVIRONMENT.keys)
    yield settings.ENVIRONMENT.keys
    vault.forget_cached_keys()


def run(name, *arguments):
    out = StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


def encrypted():
    return vault.encrypt(PLAIN.encode(), purpose=PURPOSE)


def opened(sealed):
    return vault.decrypt(sealed, purpose=PURPOSE).decode()


def test_keys_are_readable_by_their_owner_alone(keys):
    for path in keys.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700


def test_make_keys_makes_what_is_missing_and_touches_nothing_else(keys):
    before = {path.name: path.read_bytes() for path in keys.iterdir()}
    assert "all keys are there" in run("make_keys")
    (keys / "seal").unlink()
    assert "made seal in" in run("make_keys")
    after = {path.name: path.read_bytes() for path in keys.iterdir()}
    assert after.pop("seal") != before.pop("seal")
    assert after == before


def test_a_value_opens_for_its_purpose_alone_and_not_when_altered():
    sealed = encrypted()
    assert opened(sealed) == PLAIN
    with pytest.raises(InvalidTag):
        vault.decrypt(sealed, purpose="people.phone")
    with pytest.raises(InvalidTag):
        opened(sealed[:-1] + bytes([sealed[-1] ^ 1]))


@pytest.mark.django_db
def test_after_a_rotation_old_values_open_and_new_ones_use_the_new_key(keys):
    old = encrypted()
    assert "restart every process" in run("rotate_keys", "encryption")
    assert opened(old) == PLAIN
    assert not vault.is_current(old)
    assert vault.is_current(encrypted())
    assert stat.S_IMODE((keys / "encryption").stat().st_mode) == 0o600
    assert Entry.objects.get().subject == "journal.key:encryption"


def test_a_process_that_still_knows_the_old_key_alone_reads_the_new_values(keys):
    encrypted()
    known = (keys / "encryption").read_bytes()
    vault.rotate(keys, "encryption")
    new, rotated = encrypted(), (keys / "encryption").read_bytes()
    (keys / "encryption").write_bytes(known)
    vault.forget_cached_keys()
    encrypted()  # now the old keys are in memory
    (keys / "encryption").write_bytes(rotated)
    assert opened(new) == PLAIN


def test_a_value_under_a_lost_key_says_so(keys):
    sealed = encrypted()
    (keys / "encryption").unlink()
    vault.make_keys(keys)
    vault.forget_cached_keys()
    with pytest.raises(vault.KeyMissing):
        opened(sealed)


@pytest.mark.django_db
def test_receipts_signed_before_a_rotation_are_still_the_sites_own():
    before = vault.sign(b"receipt")
    run("rotate_keys", "signing")
    after = vault.sign(b"receipt")
    assert before != after
    assert vault.is_signed(b"receipt", before)
    assert vault.is_signed(b"receipt", after)
    assert not vault.is_signed(b"another", before)


@pytest.mark.django_db
def test_stored_values_are_brought_under_the_newest_key(cast, keys):
    Person.objects.filter(pk=cast["li"].pk).update(identity_cipher=encrypted())
    out = run("rotate_keys", "encryption", "--reencrypt")
    assert "people.Person.identity_cipher: 1 encrypted anew" in out
    assert "questionbank.Key.sealed: append-only: stays" in out
    stored = Person.objects.get(pk=cast["li"].pk).identity_cipher
    assert vault.is_current(stored)
    assert opened(stored) == PLAIN
    assert "people.Person.identity_cipher: 0 encrypted anew" in run("rotate_keys", "--reencrypt")


@pytest.mark.django_db
def test_the_second_factor_is_brought_under_the_newest_key_and_works(cast):
    user = cast["legal_affairs"].user
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    codes = RecoveryCodes.activate(user)
    unused = codes.get_unused_codes()
    codes.validate_code(unused[0])
    before = {a.type: dict(a.data) for a in Authenticator.objects.filter(user=user)}
    out = run("rotate_keys", "encryption", "--reencrypt")
    assert "mfa.Authenticator.data.secret: 1 encrypted anew" in out
    assert "mfa.Authenticator.data.seed: 1 encrypted anew" in out
    kept = {a.type: a for a in Authenticator.objects.filter(user=user)}
    assert all(dict(kept[kind].data) != data for kind, data in before.items())
    for kind, key in (("totp", "secret"), ("recovery_codes", "seed")):
        assert vault.is_current(b64decode(kept[kind].data[key]))
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(secret, counter))
    assert TOTP(kept["totp"]).validate_code(code)
    assert RecoveryCodes(kept["recovery_codes"]).get_unused_codes() == unused[1:]
    assert "data.secret: 0 encrypted anew" in run("rotate_keys", "--reencrypt")


def test_every_encrypted_column_is_registered(settings):
    """A column of bytes that is not encrypted, or of JSON that is, needs its reason here."""
    plain = {("questionbank.Picture", "data")}  # part of the stem, which is not encrypted either
    in_json = {("mfa.Authenticator", "data.secret"), ("mfa.Authenticator", "data.seed")}
    found = {
        (model._meta.label, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, BinaryField)
    }
    listed = {(label, column) for label, column, _ in settings.ENCRYPTED_COLUMNS}
    assert found | in_json == listed | plain


@pytest.mark.django_db(transaction=True)
def test_the_old_seal_key_announces_the_new_one(keys, settings):
    old = vault.public_bytes(vault.seal_key())
    assert "seal 1 of" in run("seal")
    assert "seal 2 announces the key" in run("rotate_keys", "seal")
    assert "seal 3 of" in run("seal")
    assert vault.public_bytes(vault.seal_key()) != old
    assert len(set(Seal.objects.values_list("key", flat=True))) == 2
    assert "3 seals" in run("verify_journal", "--against", settings.ENVIRONMENT.seals)


@pytest.mark.django_db
def test_without_its_key_no_seal_is_made(keys, settings):
    (keys / "seal").unlink()
    with pytest.raises(CommandError, match=r"no seal was made.*make_keys"):
        run("seal")
    assert not settings.ENVIRONMENT.seals.exists()


@pytest.mark.django_db
def test_nothing_to_rotate_is_said():
    with pytest.raises(CommandError, match="name a key"):
        run("rotate_keys")
