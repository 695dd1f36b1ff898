"""The frame: who I am, where I may go, in which language."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.conftest import make_person

pytestmark = pytest.mark.sqlite  # what a page shows does not hang on the engine


def sign_in(client, person):
    client.force_login(person.user)


def test_home_names_the_reader_and_the_role(client, cast):
    sign_in(client, cast["li"])
    page = client.get(reverse("home")).content.decode()
    assert "李青" in page
    assert "执法人员" in page
    assert 'aria-current="page">首页' in page


def test_home_asks_strangers_to_sign_in(client, db):
    answer = client.get(reverse("home"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_who_holds_two_roles_may_look_through_one(client, tree):
    two = make_person(tree.here, "70000001", "双一", "officer", "coordinator")
    sign_in(client, two)
    assert client.post(reverse("switch_role"), {"role": "coordinator"}).status_code == 302
    assert client.session["role"] == "coordinator"
    assert " · 培训管理员" in client.get(reverse("home")).content.decode()
    client.post(reverse("switch_role"), {"role": ""})
    assert "role" not in client.session


def test_invented_data_is_called_so_on_every_page(client, cast, settings):
    sign_in(client, cast["li"])
    assert "均为虚构" not in client.get(reverse("home")).content.decode()
    settings.HOLDS_DEMONSTRATION = True
    assert "均为虚构" in client.get(reverse("home")).content.decode()


def test_a_role_that_is_not_held_cannot_be_chosen(client, cast):
    sign_in(client, cast["li"])
    client.post(reverse("switch_role"), {"role": "system_admin"})
    assert "role" not in client.session


def test_the_browser_does_not_choose_the_language_the_reader_does(client, cast):
    sign_in(client, cast["li"])
    chinese = client.get(reverse("home"), headers={"accept-language": "en"})
    assert 'lang="zh-hans"' in chinese.content.decode()[:200]
    client.post(reverse("set_language"), {"language": "en"})
    english = client.get(reverse("home"))
    assert 'lang="en"' in english.content.decode()[:200]
    assert english["Content-Language"] == "en"


@pytest.mark.parametrize("who", ["li", "reviewer", "auditor", "system_admin"])
def test_the_frame_costs_no_query_of_its_own(client, cast, who, django_assert_max_num_queries):
    sign_in(client, cast[who])
    client.get("/nowhere/")  # the first visit also notes the device
    with django_assert_max_num_queries(9):  # session, user, person, grants; 5 by allauth
        assert client.get("/nowhere/").status_code == 404
