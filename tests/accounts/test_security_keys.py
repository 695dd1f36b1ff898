"""Security keys: what a page that is not the browser's own ceremony may send (threat 75)."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse

from tests.accounts.test_sign_in import sign_in, with_password

pytestmark = pytest.mark.sqlite  # rows found by their keys alone, as on any engine; see test_races


@pytest.fixture
def signed_in(client, cast):
    with_password(cast["auditor"])
    assert sign_in(client, "60000001").status_code == 302
    return client


@pytest.mark.parametrize("credential", ["", "x", "{}", "[]", '{"id": 1}', '{"response": {}}'])
def test_what_no_key_said_is_refused_with_a_sentence(signed_in, credential):
    signed_in.get(reverse("mfa_add_webauthn"))
    answer = signed_in.post(reverse("mfa_add_webauthn"), {"name": "密钥", "credential": credential})
    assert answer.status_code == 422
    assert not Authenticator.objects.exists()
    assert 'value="密钥"' in answer.content.decode()


def test_another_persons_key_is_not_there(signed_in, cast):
    other = Authenticator.objects.create(
        user=cast["li"].user, type="webauthn", data={"name": "他人", "credential": {}}
    )
    address = reverse("mfa_remove_webauthn", args=[other.pk])
    assert signed_in.get(address).status_code == 404
    assert signed_in.post(address).status_code == 404
    assert Authenticator.objects.filter(pk=other.pk).exists()


def test_a_key_is_added_only_after_the_password(client, cast):
    client.force_login(cast["auditor"].user)
    answer = client.get(reverse("mfa_add_webauthn"))
    assert answer.url.startswith(reverse("account_reauthenticate"))


@pytest.mark.parametrize("credential", ["x", '{"id": 1}', '{"rawId": "AA", "response": {}}'])
def test_at_sign_in_no_invented_answer_opens_the_door(client, cast, credential):
    with_password(cast["auditor"])
    TOTP.activate(cast["auditor"].user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    sign_in(client, "60000001")
    client.get(reverse("mfa_authenticate"))
    answer = client.post(reverse("mfa_authenticate"), {"credential": credential})
    assert answer.status_code == 200
    assert client.get("/account/").url.startswith(reverse("account_login"))
