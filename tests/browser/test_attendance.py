"""Two devices in one room: the projector's code, and an officer's telephone that is signed out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from people.models import User
from tests.browser.camera import PHONE
from tests.training.makers import make_class, make_policies
from training.actions import take_attendance
from training.models import Attendance, Signing
from training.rules import Mark

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "Yunze-2026-mingti"


@pytest.fixture
def session(cast):
    """A half-day of 李 and 王 that began five minutes ago."""
    make_policies()
    User.objects.filter(person=cast["li"]).update(password=make_password(PASSWORD))
    starts_at = timezone.now() - timedelta(minutes=5)
    return make_class(cast, cast["li"], cast["wang"], starts_at=starts_at).sessions.get()


def test_an_officer_scans_the_screen_and_signs_in_in_between(cast, session, sight, camera):
    screen = sight(cast["coordinator"])
    screen.goto(reverse("training:sign_screen", args=[session.ref]))
    expect(screen.locator(".screen-count")).to_contain_text("已签到 0 / 2 人")
    camera.look(screen, "sign-screen")

    phone = sight(viewport=PHONE, has_touch=True)
    phone.goto(screen.locator("[data-code]").get_attribute("data-code"))
    phone.get_by_label("工作人员编号").fill(cast["li"].staff_number)
    phone.get_by_label("密码", exact=True).fill(PASSWORD)
    phone.get_by_role("button", name="登录").click()
    expect(phone.locator("h1")).to_contain_text("已签到")
    camera.look(phone, "signed")
    assert list(Signing.objects.values_list("person", "direction")) == [(cast["li"].pk, "in")]
    expect(screen.locator(".screen-count")).to_contain_text("已签到 1 / 2 人")  # by itself


# What the device keeps: pages, and how many workers answer for them.
KEPT = """async () => {
  const stores = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
  const found = (await Promise.all(stores.map((store) => store.keys()))).flat();
  const paths = found.map((one) => new URL(one.url).pathname);
  const pages = paths.filter((path) => !path.startsWith("/static/"));
  return [...pages, ...(await navigator.serviceWorker.getRegistrations()).map(() => "worker")];
}"""


def kept_once(page, holds):
    """What the device keeps, as soon as that `holds`, or after a while."""
    for _turn in range(200):
        kept = page.evaluate(KEPT)
        if holds(kept):
            break
        page.wait_for_timeout(25)
    return set(kept)


def test_the_roll_is_called_without_a_line(cast, session, sight, camera):
    """The page opens without a line; what was set waits on the device and goes out when the line is
    back; what another device set meanwhile is not overwritten. At sign-out nothing stays."""
    phone = sight(cast["coordinator"], viewport=PHONE, has_touch=True)
    page = reverse("training:attendance", args=[session.ref])
    phone.goto(page)
    light = phone.locator("[data-light]")
    li, wang = phone.locator("fieldset").nth(0), phone.locator("fieldset").nth(1)
    li.get_by_label("到课").check()
    expect(light).to_have_text("已保存")
    assert {page, "worker"} <= kept_once(phone, lambda kept: page in kept)
    phone.goto("about:blank")

    phone.context.set_offline(True)
    phone.goto(page)  # nothing but the device answers
    expect(li.get_by_label("到课")).to_be_visible()
    now, actor = timezone.now(), cast["coordinator"]
    take_attendance(session, {cast["wang"].pk: Mark.PRESENT}, actor=actor, now=now)
    li.get_by_label("迟到").check()
    wang.get_by_label("缺席").check()
    expect(light).to_contain_text("2 项已存在本机")
    phone.reload()
    expect(wang.get_by_label("缺席")).to_be_checked()
    expect(light).to_contain_text("2 项已存在本机")
    phone.goto("about:blank")
    phone.context.set_offline(False)
    phone.goto(page)
    expect(light).to_contain_text("1 项与现有记录不一致")
    phone.reload()
    expect(phone.get_by_text("另一设备记为缺席，请核定")).to_be_visible()
    camera.look(phone, "roll")
    marks = Attendance.objects.current().order_by("person").values_list("mark", flat=True)
    assert list(marks) == ["late", "present"]
    phone.goto(reverse("account_logout"))
    phone.locator("main form button[type=submit]").click()
    expect(phone.get_by_label("工作人员编号")).to_be_visible()
    assert kept_once(phone, lambda kept: not kept) == set()
