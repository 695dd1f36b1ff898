"""Pictures of practice questions, for whoever the question was put to."""

from dataclasses import replace

import pytest
from django.urls import reverse

from questionbank import actions as bank
from tests.conftest import NINE
from tests.practice.makers import approved, begin
from tests.questionbank.conftest import SINGLE
from tests.questionbank.test_pictures import picture


@pytest.fixture
def shown(cast, tree, pool):
    """A question whose rationale shows a picture, and another picture that nothing shows."""
    setter = cast["setter"]
    held = bank.add_picture(picture(), agency=tree.city, actor=setter, now=NINE)
    words = replace(SINGLE, rationale=f"见图。\n![流程](图:{held.sha256})")
    return held, approved(cast, tree.city, words)


def test_who_was_asked_sees_it_and_nobody_else(client, cast, shown):
    held, revision = shown
    address = reverse("practice:picture", args=[revision.question.code, held.sha256])
    client.force_login(cast["li"].user)
    assert client.get(address).status_code == 404
    begin(cast["li"])
    answered = client.get(address)
    assert answered.status_code == 200
    assert answered.content == held.content()
    client.force_login(cast["wang"].user)
    assert client.get(address).status_code == 404


def test_another_questions_picture_is_not_there(client, cast, shown, pool):
    begin(cast["li"])
    client.force_login(cast["li"].user)
    address = reverse("practice:picture", args=[pool[0].question.code, shown[0].sha256])
    assert client.get(address).status_code == 404
