"""The city's list of domains of enforcement, and what must be on it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import F

from journal.models import Entry
from people import actions
from people.models import Domain, Person, Post
from people.rules import Ending
from tests.conftest import NEW_YEAR, NINE

LIST = "/people/domains/"


def test_a_domain_is_entered_once(client, cast, tree):
    client.force_login(cast["legal_affairs"].user)
    assert client.post(f"{LIST}add/", {"name": "水利"}).status_code == 302
    assert client.post(f"{LIST}add/", {"name": "水利"}).status_code == 409
    assert Domain.objects.filter(name="水利").count() == 1
    assert Entry.objects.get(act="people.add_domain").facts == {"title": "水利"}


def test_a_name_with_a_comma_would_be_two(client, cast):
    client.force_login(cast["legal_affairs"].user)
    answer = client.post(f"{LIST}add/", {"name": "水利、渔业"})
    assert answer.status_code == 422
    assert "名称中不能有顿号" in answer.content.decode()


def test_a_domain_ends_with_its_last_day(cast, tree):
    domain = Domain.objects.get(name="市场监管")
    actions.close_domain(domain, Ending(date(2026, 6, 30), "并入"), actor=None, now=NINE)
    assert "市场监管" in {d.name for d in Domain.objects.open_on(date(2026, 6, 30))}
    assert Domain.objects.unknown_among(["市场监管", "城市管理"], date(2026, 7, 1)) == ["市场监管"]
    with pytest.raises(actions.Refused, match="domain_closed"):
        actions.close_domain(domain, Ending(NEW_YEAR, "再次"), actor=None, now=NINE)


def test_a_post_holds_only_domains_on_record(client, cast, tree):
    client.force_login(cast["agency_admin"].user)
    asked = {
        "name": "孙新", "title": "执法人员", "kind": "enforcement", "establishment": "civil",
        "valid_from": "2026-11-01", "agency": tree.team.pk, "domains": "城市管理、占星",
    }  # fmt: skip
    answer = client.post("/people/persons/add/", asked)
    assert answer.status_code == 422
    assert "没有登记“占星”这一执法领域。已登记的有：城市管理、市场监管、农业农村。" in (
        answer.content.decode()
    )
    assert not Person.objects.filter(name="孙新").exists()


@pytest.mark.parametrize(
    ("held", "found"), [(["城市管理", "水利"], True), (["城市"], False), ([], False)]
)
def test_a_list_holds_a_whole_name(cast, held, found):
    Post.objects.filter(person=cast["li"]).update(domains=held)
    assert Post.objects.filter(person=cast["li"], domains__holds="城市管理").exists() is found
    named = Post.objects.filter(person=cast["li"]).annotate(named=F("title"))
    assert named.filter(domains__holds=F("named")).exists() is False


def test_the_list_costs_the_same_however_long(client, cast, django_assert_num_queries):
    client.force_login(cast["legal_affairs"].user)
    for count in (0, 20):
        rows = [Domain(name=f"领域{n}", recorded_at=NINE) for n in range(count)]
        Domain.objects.bulk_create(rows)
        with django_assert_num_queries(5):  # session, account with person, rights; domains, posts
            assert client.get(LIST).status_code == 200
