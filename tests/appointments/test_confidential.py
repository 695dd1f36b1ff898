"""Nothing that anybody can open without being named on a case tells that there is one.

A person who holds every role over the whole city opens every page, list, sheet and search that
exists for them, and follows the links; so do the candidate, and whoever was named before.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from appointments.actions import cases, concluding, testing
from appointments.models import Case
from appointments.rules.terms import CaseState, MemberRole, Told
from people.models import Person
from people.rules import Role
from tests.appointments import makers
from tests.conftest import NINE, make_person
from tests.pages import patterns
from tests.remembered import remembered

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite,
    pytest.mark.usefixtures("plain_refusals"),
]
LATER = NINE + timedelta(hours=6)
LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)"')


def words_of(case):
    """What may stand on no page of others: who, for what, which case, what its file holds."""
    case = Case.objects.get(pk=case.pk)
    said = {"韩外来", "拟任市甲局局长", "记功一次", "因保密事项"}
    return said | {case.ref, case.number, case.subject, f"任职考查 {case.pk}"}


@remembered
def full_case(cast):
    """A case on somebody from outside: facts, dossier, a test that was sat and published."""
    makers.make_bank_and_case(cast)
    case = makers.make_case(cast, inside=False)
    boss = {"actor": cast["personnel"], "now": NINE}
    stated = cases.Stated("奖惩", "记功一次", "云组〔2026〕1号", NINE.date())
    cases.state_line(case, stated, **boss)
    testing.order_test(case, reason="因保密事项", **boss)
    makers.dossier_signed(case, cast)
    call = makers.called(cast, case)
    makers.opened(call, cast)
    makers.sat(call, cast)
    return case


def opened_by(person, *starts):
    """(address, text) of every page that the person gets, from `starts` or from everywhere; of
    each page one address."""
    client, seen, kinds = Client(), set(), Counter()
    client.force_login(person.user)
    waiting = list(starts) or [path for _name, path in patterns()]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        kind = _kind(address)
        if kind is None or kinds[kind]:
            continue
        answer = client.get(address)
        if answer.status_code != 200:
            continue
        kinds[kind] += 1
        text = _text(answer)
        yield address, text
        waiting += [link.replace("&amp;", "&") for link in LINK.findall(text)]


def _kind(address):
    try:
        found = resolve(urlsplit(address).path)
    except Resolver404:
        return None
    return (
        None if found.view_name.startswith(("account", "mfa", "usersession")) else found.view_name
    )


def _text(answer):
    content = b"".join(answer) if answer.streaming else answer.content
    if "spreadsheet" in answer.get("Content-Type", ""):
        book = zipfile.ZipFile(io.BytesIO(content))
        content = b"".join(book.read(name) for name in book.namelist())
    return content.decode("utf-8", errors="replace")


def told(person, words, *starts):
    found, pages = {}, 0
    for address, text in opened_by(person, *starts):
        pages += 1
        if said := {word for word in words if word in text or word in address}:
            found[address] = said
    return found, pages


def test_every_role_together_opens_every_page_and_learns_nothing(cast, tree):
    case = full_case(cast)
    eyes = make_person(tree.city, "70000009", "众目", *Role)
    with time_machine.travel(LATER, tick=False):
        found, pages = told(eyes, words_of(case))
    assert found == {}
    assert pages > 60  # a crawl that opens nothing finds nothing


def test_what_searches_and_exact_addresses_answer_to_all_roles(cast, tree, client):
    case = full_case(cast)
    eyes = make_person(tree.city, "70000009", "众目", *Role)
    client.force_login(eyes.user)
    seat = Person.objects.get(is_stand_in=True)
    with time_machine.travel(LATER, tick=False):
        for name in ("case", "add_member", "conclusion_pdf", "order_test", "close_case"):
            address = reverse(f"appointments:{name}", args=[case.ref])
            assert client.get(address).status_code == 404
            assert client.post(address, {"reason": "探问"}).status_code in (404, 405)
        listed = client.get(reverse("appointments:cases"), {"q": "韩外来"}).content.decode()
        assert (case.number in listed, "没有符合条件的案件" in listed) == (False, True)
        searches = {
            "people:persons": {"q": "韩外来"},
            "qualifications:checks": {"q": "韩外来"},
            "journal:entries": {"subject": case.subject},
        }
        for page, query in searches.items():
            answer = client.get(reverse(page), query)
            text = answer.content.decode().replace('value="韩外来"', "")
            assert case.number not in text
        assert client.get(reverse("people:person", args=[seat.pk])).status_code == 404


def test_the_candidate_learns_that_a_check_was_made_and_of_no_case(cast):
    case = makers.make_case(cast)
    boss = {"actor": cast["personnel"], "now": NINE}
    with time_machine.travel(NINE, tick=False):
        client = Client()
        client.force_login(cast["personnel"].user)
        client.post(reverse("appointments:check_nominee", args=[case.ref]))
    concluding.close_case(case, CaseState.WITHDRAWN, reason="因保密事项", **boss)
    with time_machine.travel(LATER, tick=False):
        own = [reverse(page) for page in ("home", "exams:mine", "appointments:mine")]
        found, pages = told(cast["li"], words_of(case) - {"韩外来"}, *own)
        client.force_login(cast["li"].user)
        page = client.get(reverse("qualifications:mine")).content.decode()
    assert (found, pages > 5) == ({}, True)
    assert cast["personnel"].agency.name in page


def test_where_the_policy_says_so_the_candidate_sees_the_closed_case(client, cast):
    case = makers.make_case(cast, told=Told.CASE)
    client.force_login(cast["li"].user)
    mine = reverse("appointments:mine")
    assert "拟任市甲局局长" not in client.get(mine).content.decode()
    boss = {"actor": cast["personnel"], "now": NINE}
    concluding.close_case(case, CaseState.WITHDRAWN, reason="不再拟任", **boss)
    assert "拟任市甲局局长" in client.get(mine).content.decode()


def test_whoever_is_no_longer_named_finds_nothing_any_more(client, cast):
    case = makers.make_case(cast)
    client.force_login(cast["coordinator"].user)
    address = reverse("appointments:case", args=[case.ref])
    assert client.get(address).status_code == 200
    member = case.members.get(person=cast["coordinator"])
    cases.end_member(member, actor=cast["personnel"], now=NINE)
    assert client.get(address).status_code == 404
    assert case.number not in client.get(reverse("home")).content.decode()
    assert not Case.objects.naming(cast["coordinator"].pk).exists()
    assert case.members.get(person=cast["personnel"]).role == MemberRole.LEAD
