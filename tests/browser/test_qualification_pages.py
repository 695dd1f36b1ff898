"""The pages of bodies and certificates for every eye: axe, no sideways scrolling, both themes."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from qualifications import actions
from qualifications.models import Body, Event, OutsideResult
from qualifications.rules.certificates import EventKind
from tests.conftest import NINE
from tests.qualifications.makers import body_of, card, decision, declare, put_on_duty, qualify
from tests.qualifications.test_applying import sit_elsewhere

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def register(cast, tree):
    """李 with a certificate that was suspended and restored, 王's ends soon, 赵's was revoked."""
    declare()
    li = put_on_duty(cast["li"])
    for kind, day in (("suspended", date(2026, 3, 1)), ("restored", date(2026, 4, 1))):
        actions.decide(li, EventKind(kind), decision(day), actor=None, now=NINE)
    soon = card("云00002", body_of(tree.here), valid_to=date(2026, 12, 10))
    actions.register_certificate(cast["wang"], soon, decision(), actor=None, now=NINE)
    qualify(cast["wang"], "城市管理", "市场监管")
    zhao = put_on_duty(cast["zhao"], "云00003")
    actions.decide(zhao, EventKind.REVOKED, decision(date(2026, 5, 6)), actor=None, now=NINE)
    actions.suspend_duty(cast["zhao"], decision(date(2026, 5, 6)), actor=None, now=NINE)
    sit_elsewhere(cast)
    return li


def test_what_the_office_sees(register, cast, sight, camera, tree):
    page = sight(cast["legal_affairs"])
    body = Body.objects.get(agency=tree.here)
    addresses = {
        "bodies": ("bodies", {}),
        "body": ("body", {"body_id": body.pk}),
        "register-body": ("register_body", {}),
        "certificates": ("certificates", {}),
        "certificate": ("certificate", {"ref": register.ref}),
        "suspend-certificate": ("suspend_certificate", {"ref": register.ref}),
        "reissue-certificate": ("reissue_certificate", {"ref": register.ref}),
        "qualification-person": ("person", {"person_id": cast["zhao"].pk}),
        "eligible": ("eligible", {}),
        "outside-results": ("outside_results", {}),
        "outside-result": ("outside_result", {"ref": OutsideResult.objects.confirmed()[0].ref}),
        "certified-rows": ("certified_rows", {}),
        "qualification-settings": ("settings", {}),
    }
    for name, (view, key) in addresses.items():
        page.goto(reverse(f"qualifications:{view}", kwargs=key))
        camera.look(page, name)
    page.goto(reverse("people:domains"))
    camera.look(page, "domains")


def test_a_decision_is_entered_by_keyboard_and_form(register, cast, sight, tree):
    page = sight(cast["legal_affairs"])
    page.goto(reverse("qualifications:certificate", kwargs={"ref": register.ref}))
    page.get_by_role("link", name="吊销证件").click()
    for label, words in (
        ("决定机关", "云泽市司法局"), ("文号", "云司〔2026〕7号"), ("法律依据", "办法第八条"),
        ("理由", "出借证件"),
    ):  # fmt: skip
        page.get_by_label(label, exact=False).first.fill(words)
    page.get_by_role("button", name="吊销证件").click()
    page.get_by_text("已登记吊销。").wait_for()
    event = Event.objects.get(kind="revoked", certificate=register)
    assert (event.reason, event.effective_on) == ("出借证件", timezone.localdate())
