"""From a unit's application to a certificate, its suspension, its return, and what the public sees
of each."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from qualifications import actions
from qualifications.actions import Grounds
from qualifications.models import Application, Certificate
from qualifications.rules.applying import Stage
from qualifications.rules.qualifying import Policy
from tests.conftest import NEW_YEAR, NINE
from tests.qualifications.makers import LAST_DAY, body_of, give_domains, issuer
from tests.qualifications.test_applying import sit_elsewhere

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def applicant(cast):
    """李 passed elsewhere; the city publishes no names."""
    cache.clear()
    give_domains(cast["li"], "城市管理")
    body_of(cast["li"].agency)
    issuer()
    sit_elsewhere(cast)
    lenient = Policy(publicity_days=0)
    actions.set_policy(lenient, valid_from=NEW_YEAR, reason="市里规定", actor=None, now=NINE)
    return cast["li"]


def fill(page, **words):
    for label, word in words.items():
        page.get_by_label(label, exact=False).first.fill(word)


def press(page, button, said):
    """Press it; the next page says so."""
    page.get_by_role("button", name=button, exact=True).click()
    page.get_by_text(said).first.wait_for()


def test_an_officer_is_certified_suspended_restored_and_checked(
    applicant, cast, sight, camera, open_context
):
    unit = sight(cast["coordinator"])
    unit.goto(reverse("qualifications:file_application", args=[applicant.pk]))
    fill(unit, 依据="执法条例第二十条", 理由="岗位需要")
    press(unit, "申报", "资格申请已提交法制机构")
    made, office = Application.objects.get(), sight(cast["legal_affairs"])
    office.goto(reverse("qualifications:application", args=[made.ref]))
    office.get_by_role("link", name="办理下一环节").click()
    fill(office, 依据="执法条例第二十条", 理由="编制核验无误")
    press(office, "确认", "这一环节已登记")
    now, actor = timezone.now(), cast["legal_affairs"]
    grounds = Grounds("云泽市司法局", "执法条例第二十一条", "合格", timezone.localdate(now))
    for stage in (Stage.TRAINED, Stage.PROFESSIONAL, Stage.PUBLIC):
        actions.advance(made, stage, grounds, actor=actor, now=now)
    office.reload()
    camera.look(office, "application")
    office.get_by_role("link", name="授予资格", exact=True).click()
    fill(office, 决定机关="云泽市司法局", 文号="云司1号", 法律依据="条例第二十一条", 理由="合格")
    press(office, "授予资格", "资格已授予")
    office.goto(reverse("qualifications:register_certificate", args=[applicant.pk]))
    fill(office, 证号="云00001", 有效期自=NEW_YEAR.isoformat(), 有效期至=LAST_DAY.isoformat(),
         发证文号="云海司1号", 法律依据="办法第七条", 理由="合格")  # fmt: skip
    office.get_by_label("城市管理").check()
    press(office, "登记", "证件已登记")
    held = Certificate.objects.get()
    public = camera.watch(open_context().new_page())
    public.goto(reverse("qualifications:check_certificate", args=[held.ref]))
    assert public.get_by_role("heading", name="有效").is_visible()
    camera.look(public, "public-check")
    for link, said in (("暂扣证件", "已登记暂扣"), ("恢复证件", "已登记恢复")):
        office.goto(reverse("qualifications:certificate", args=[held.ref]))
        office.get_by_role("link", name=link, exact=True).click()
        fill(office, 决定机关="云泽市司法局", 文号="云司2号", 法律依据="办法第八条", 理由="核查")
        press(office, link, said)
        public.reload()
        state = "暂扣" if link == "暂扣证件" else "有效"
        public.get_by_role("heading", name=state).wait_for()
    assert Application.objects.with_stage().get().stage == "issued"
    assert Certificate.objects.get().events.count() == 3
