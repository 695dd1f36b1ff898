"""A version known by its cited articles alone, completed when the text arrives."""

from datetime import date

import pytest
from django.urls import reverse

from journal.models import Entry
from statutes.actions import ImportRefused, register_version
from statutes.models import Article
from statutes.rules import texts
from statutes.rules.dates import Dates
from tests.conftest import NINE
from tests.remembered import remembered
from tests.statutes.conftest import LAW, take_in

DATES = Dates("2020年公布", None, date(2020, 1, 1), None, "第三条")


@pytest.fixture
@remembered
def registered(db):
    law = texts.parse(LAW)
    second = next(a for a in law.articles if a.number == 2)
    return register_version(law.title, {(2, 0): second.digest}, DATES, actor_id=None, now=NINE)


def test_cited_articles_are_known_before_the_text(registered):
    article = registered.articles.get()
    assert (str(article), article.text) == ("第二条", "")
    assert list(Article.objects.in_force(date(2026, 1, 1))) == [article]


def test_a_reader_is_told_that_the_text_is_not_here(client, cast, registered):
    client.force_login(cast["li"].user)
    address = reverse("statutes:version", kwargs={"version_id": registered.pk})
    page = client.get(address).content.decode()
    assert "条文文本尚未收录，现列试题引用的 1 条" in page
    assert "条文文本尚未收录，请查阅正式文本。" in page
    take_in(LAW, DATES.label, DATES.effective_from)
    assert "尚未收录，" not in client.get(address).content.decode()


def test_the_text_completes_it_and_keeps_what_is_cited(registered):
    cited = registered.articles.get()
    assert take_in(LAW, DATES.label, DATES.effective_from) == registered
    cited.refresh_from_db()
    assert cited.text
    assert [str(a) for a in registered.articles.all()] == ["第一条", "第二条", "第三条"]
    assert take_in(LAW, DATES.label, DATES.effective_from) == registered
    assert Entry.objects.filter(act="statutes.complete_version").count() == 1


def test_a_text_that_differs_from_what_is_cited_is_refused_whole(registered):
    with pytest.raises(ImportRefused, match="第二条"):
        take_in(
            LAW.replace("二日内", "三日内").replace("复议期间", "诉讼期间"),
            DATES.label,
            DATES.effective_from,
        )
    assert registered.articles.count() == 1
    assert registered.articles.get().text == ""
