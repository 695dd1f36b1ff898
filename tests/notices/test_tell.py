"""Telling persons something: at once in the site, by e-mail from the outbox, nothing private."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.core import mail
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from journal.models import Entry
from notices import rules
from notices.actions import Message, send_due, set_mailbox, tell
from notices.models import Letter, Mailbox, Notice
from tests.conftest import NINE

HELLO = {"t.hello": ("关于%(title)s", "%(title)s：%(because)s。")}
MAIL = "li@example.org"


@pytest.fixture(autouse=True)
def site(settings):
    settings.SENDS_MAIL = True
    settings.NOTICE_WORDS = {"t": "tests.notices.test_tell.HELLO"}
    settings.DEFAULT_FROM_EMAIL = "mingfa@example.org"
    with time_machine.travel(NINE, tick=False):
        yield


def told(*persons, because="场地维修", page="/training/hours/"):
    with transaction.atomic():
        message = Message("t.hello", {"title": "执法证据班", "because": because}, page)
        return tell([person.pk for person in persons], message, now=NINE)


def test_what_is_undone_is_not_told(cast):
    with transaction.atomic():
        told(cast["li"])
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


def test_each_is_told_once_and_reads_their_own(client, cast):
    assert told(cast["li"], cast["wang"], cast["li"]) == 2
    client.force_login(cast["li"].user)
    page = client.get("/notices/").content.decode()
    assert "关于执法证据班" in page
    assert "执法证据班：场地维修。" in page
    mine = Notice.objects.get(person=cast["li"])
    assert client.post(f"/notices/{mine.ref}/read/")["Location"] == "/training/hours/"
    assert "没有未读的消息" in client.get("/notices/").content.decode()
    assert Notice.objects.unread().get().person == cast["wang"]
    sheet = load_workbook(BytesIO(client.get("/notices/sheet/").content)).active
    assert "关于执法证据班" in str([cell.value for row in sheet.rows for cell in row])


@pytest.mark.parametrize("number", [1, 20])
def test_the_list_asks_no_more_for_more(client, cast, number, django_assert_num_queries):
    for _n in range(number):
        told(cast["li"])
    client.force_login(cast["li"].user)
    # session, user with person, rights; unread, mailbox, how many, the page
    with django_assert_num_queries(7):
        client.get("/notices/")


def test_a_notice_leads_nowhere_outside_the_site(client, cast):
    told(cast["li"], page="https://example.org/")
    client.force_login(cast["li"].user)
    answer = client.post(f"/notices/{Notice.objects.get().ref}/read/")
    assert answer["Location"] == "/notices/"


def test_who_wants_mail_gets_a_letter_from_the_worker_and_once(cast):
    set_mailbox(cast["li"], MAIL, wants_mail=True, now=NINE)
    set_mailbox(cast["wang"], MAIL, wants_mail=False, now=NINE)
    told(cast["li"], cast["wang"], cast["zhao"])
    assert mail.outbox == []
    assert (send_due(now=NINE), send_due(now=NINE + timedelta(hours=1))) == (1, 0)
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == ([MAIL], "关于执法证据班")
    assert Notice.objects.first().ref not in letter.body
    box = Mailbox.objects.get(person=cast["li"])
    assert MAIL.encode() not in bytes(box.address_cipher)
    assert MAIL not in str(list(Entry.objects.values_list("facts", flat=True)))


def test_who_opts_out_gets_nothing_that_waits(cast):
    set_mailbox(cast["li"], MAIL, wants_mail=True, now=NINE)
    told(cast["li"])
    set_mailbox(cast["li"], "", wants_mail=False, now=NINE)
    assert send_due(now=NINE) == 0
    assert Letter.objects.get().given_up_at == NINE


def test_a_server_that_is_away_is_tried_again_and_given_up_at_last(cast, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    set_mailbox(cast["li"], MAIL, wants_mail=True, now=NINE)
    told(cast["li"])
    now = NINE
    for _n in range(rules.MOST_TRIES):
        assert send_due(now=now) == 0
        assert send_due(now=now) == 0
        now += timedelta(days=1)
    letter = Letter.objects.get()
    assert (letter.tries, letter.gone_at is None) == (rules.MOST_TRIES, True)
    assert letter.given_up_at is not None


def test_numbers_and_keys_that_somebody_typed_are_hidden(cast):
    key = "q3J9x_Kd-02hVbT7aLpZ81Wm"
    told(cast["li"], because=f"找 13800138000 或 11010519491231002X，号 10000001，{key}")
    assert Notice.objects.get().text == "执法证据班：找 ＊＊＊ 或 ＊＊＊，号 ＊＊＊，＊＊＊。"


@given(st.from_regex(r"\A1[3-9]\d{9}\Z", fullmatch=True), st.sampled_from(["", "电话", "，"]))
def test_no_telephone_number_leaves(number, before):
    assert number not in rules.without_private(f"{before}{number}，请联系")


@pytest.mark.parametrize("kept", ["2026-11-23 09:00", "第 45 条", "2026-0001", "60 学时", "3.75"])
def test_dates_and_amounts_stay(kept):
    assert rules.without_private(kept) == kept


@pytest.mark.parametrize(
    ("data", "words"),
    [({"wants_mail": "on"}, "请填写电子邮箱"), ({"wants_mail": "on", "address": "x"}, "x")],
)
def test_a_mailbox_without_an_address_is_refused(client, cast, data, words):
    client.force_login(cast["li"].user)
    answer = client.post("/notices/mailbox/", data)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Mailbox.objects.exists()
