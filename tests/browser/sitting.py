"""A candidate in a real browser: what the hall's tests do over and over."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from exams.http import PEN_COOKIE
from exams.models import Attempt
from exams.rules import keeping
from tests.exams.makers import make_bank, make_ready

LEFT_JS = """async (name) => {
  const found = (await indexedDB.databases()).some((db) => db.name === name);
  if (!found) return null;
  const db = await new Promise((resolve) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => resolve(request.result);
  });
  const rows = await new Promise((resolve) => {
    const request = db.transaction("ops").objectStore("ops").getAll();
    request.onsuccess = () => resolve(request.result);
  });
  db.close();
  return rows.map((row) => row.became);
}"""

WATCH_JS = """() => {
  const light = document.querySelector("[data-light-word]");
  if (!window.lights) {
    new MutationObserver(() => window.lights.push(light.textContent)).observe(
      light, {childList: true, characterData: true, subtree: true});
  }
  window.lights = [];
}"""
SAID_JS = """word => {
  const n = window.lights?.indexOf(word) ?? -1;
  const says = document.querySelector("[data-light-word]").textContent === word;
  if (n < 0 && !says) return false;
  window.lights = window.lights?.slice(says ? window.lights.length : n + 1);
  return true;
}"""


OPENED: list[datetime] = []  # when the last session opened


def lately():
    """Some minutes ago by the real clock; the same moment for a while, so that what a session
    begins with is remembered."""
    now, minute = timezone.now(), timedelta(minutes=1)
    if not OPENED or not 5 * minute <= now - OPENED[0] < 9 * minute:
        OPENED[:] = [now - 5 * minute]
    return OPENED[0]


def running_session(cast, *persons, **settings):
    """A session that has been open for some minutes, by the real clock."""
    make_bank(cast)
    return make_ready(cast, *persons, opens_at=lately(), **settings)[1]


class Browser:
    """One candidate at one window of one browser."""

    def __init__(self, page, attempt):
        self.page, self.attempt = page, attempt

    def address(self, name):
        return reverse(f"exams:{name}", args=[self.attempt.ref])

    def start(self):
        self.page.goto(self.address("attempt"))
        self.page.get_by_role("button", name="信息无误，开始作答").click()
        return self.opened()

    def enter(self):
        """Start past the page whose button `start` presses, and open the hall."""
        client, mine = Client(), self.page.context.cookies()
        client.cookies.load({cookie["name"]: cookie["value"] for cookie in mine})
        given = client.post(self.address("start")).cookies[PEN_COOKIE]
        pen = {"name": given.key, "value": given.value, "path": given["path"]}
        self.page.context.add_cookies([pen | {"domain": mine[0]["domain"]}])
        self.page.goto(self.address("hall"))
        return self.opened()

    def opened(self):
        self.page.wait_for_url(re.compile(r"/hall/"))
        self.page.locator(".option input, .option textarea").first.wait_for()
        return self

    def go(self, place):
        self.page.locator(".places button").nth(place - 1).click()
        return self

    def choose(self, n=0):
        self.watch_light()
        self.page.locator(".option").nth(n).click()
        return self

    def watch_light(self):
        """From now on a word that the light says only for a moment is not missed."""
        self.page.evaluate(WATCH_JS)

    def answer(self, place, n=0):
        return self.go(place).choose(n)

    def light(self):
        return self.page.locator("[data-light-word]").inner_text()

    def wait_light(self, word):
        """Wait until the light says so; once since the last choice is enough."""
        self.page.wait_for_function(SAID_JS, arg=word, polling=50)
        return self

    def hand_in(self):
        self.page.get_by_role("link", name="交卷", exact=True).click()
        self.page.get_by_role("button", name="确认交卷").click()
        self.page.wait_for_url(re.compile(r"/receipt/"))
        return self

    def wait_wiped(self):
        self.page.locator("html[data-wiped=yes]").wait_for()
        return self

    def kept(self):
        """The dispositions in the browser's store, "" for none yet; None when there is no store."""
        return self.page.evaluate(LEFT_JS, f"mingfa-hall-{self.attempt.ref}")

    def answers(self):
        """What counts on the server: place → number of options chosen."""
        folded = keeping.fold(Attempt.objects.get(pk=self.attempt.pk).stored_log())
        return {place: len(answer.choices) for place, answer in folded.items() if answer.choices}
