"""Navigation leads where it says, and nowhere that its reader may not go."""

from __future__ import annotations

import pytest
from django.urls import reverse

from mingfa import navigation
from people.rules import Role
from tests.conftest import make_person


@pytest.mark.parametrize("entry", navigation.ENTRIES, ids=lambda entry: entry.page)
def test_every_entry_leads_to_a_page(entry):
    assert reverse(entry.page)


@pytest.mark.parametrize("role", list(Role))
def test_every_entry_that_a_role_sees_opens_for_it(client, tree, role):
    client.force_login(make_person(tree.city, "70000001", "新一", role).user)
    refused = {
        entry.page: client.get(entry.url).status_code
        for entry in navigation.entries_for([role])
        if client.get(entry.url).status_code != 200
    }
    assert refused == {}


@pytest.mark.parametrize("role", list(Role))
def test_a_role_sees_no_more_than_fits(role):
    shown = navigation.entries_for([role])
    assert 1 <= len(shown) <= navigation.SHOWN
    assert shown[0].page == "home"


def test_several_roles_see_the_union_and_the_rest_folds_away(client, tree):
    person = make_person(tree.city, "70000001", "新一", *Role)
    client.force_login(person.user)
    page = client.get(reverse("home")).content.decode()
    for entry in navigation.entries_for(Role):
        assert f'href="{entry.url}"' in page, entry.page
    assert "更多" in page


@pytest.mark.parametrize("role", list(Role))
def test_every_place_can_be_reached_from_the_phone_s_bar(client, tree, role):
    client.force_login(make_person(tree.city, "70000001", "新一", role).user)
    page = client.get(reverse("home")).content.decode()
    bar = page[page.index('class="bottombar"') :] if 'class="bottombar"' in page else 'href="/"'
    for entry in navigation.entries_for([role]):
        assert f'href="{entry.url}"' in bar, entry.page
    assert bar.split("<details")[0].count("<a ") <= navigation.BELOW


def test_somebody_without_a_role_sees_the_home_page_alone():
    assert [entry.page for entry in navigation.entries_for([])] == ["home"]


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/", "home"),
        ("/questions/", "questionbank:questions"),
        ("/questions/code/XZCF-1/", "questionbank:questions"),
        ("/questions/review/", "questionbank:review"),
        (reverse("questionbank:decide", args=[1]), "questionbank:review"),
        ("/journal/seals/", "journal:seals"),
        ("/exams/sessions/abc/", "exams:exams"),
        ("/exams/attempts/abc/", "exams:mine"),
        ("/nowhere/", None),
    ],
)
def test_the_entry_of_the_present_page_is_marked(path, page):
    here = navigation.current(navigation.entries_for(Role), path)
    assert (here.page if here else None) == page
