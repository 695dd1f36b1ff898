"""Taking in a version of a statute."""

from datetime import date

import pytest

from journal.models import Entry
from statutes.actions import ImportRefused
from statutes.models import Article, Version
from tests.statutes.conftest import LAW, take_in

AMENDED = LAW.replace("二日内", "三日内")


def test_a_version_comes_with_its_articles_and_is_journalled(law):
    assert [str(a) for a in law.articles.all()] == ["第一条", "第二条", "第三条"]
    assert law.articles.get(number=2).paragraphs[1] == "复议期间不停止执行。"
    entry = Entry.objects.get(act="statutes.import_version")
    assert entry.facts["effective_from"] == "2020-01-01"


def test_the_same_text_again_changes_nothing(law):
    assert take_in(LAW, "2020年公布", date(2020, 1, 1)) == law
    assert (Version.objects.count(), Article.objects.count()) == (1, 3)
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("label", "day"), [("2020年公布", date(2024, 1, 1)), ("2024年修正", date(2020, 1, 1))]
)
def test_another_text_under_a_taken_label_or_day_is_refused(law, label, day):
    with pytest.raises(ImportRefused):
        take_in(AMENDED, label, day)
    assert Article.objects.filter(text__contains="三日内").count() == 0


def test_a_newer_version_ends_the_older_on_the_day_it_takes_effect(law):
    new = take_in(AMENDED, "2024年修正", date(2024, 5, 1))
    in_force = Version.objects.in_force
    assert list(in_force(date(2024, 4, 30))) == [law]
    assert list(in_force(date(2024, 5, 1))) == [new]
    assert list(in_force(date(2019, 12, 31))) == []


def test_an_older_version_taken_in_later_ends_where_the_known_one_begins(law):
    old = take_in(AMENDED, "2010年公布", date(2010, 1, 1))
    assert old.repealed_on == law.effective_from
    law.refresh_from_db()
    assert law.repealed_on is None


def test_a_repealed_version_is_not_in_force_from_the_day_of_repeal(db):
    gone = take_in(LAW, "2020年公布", date(2020, 1, 1), repealed=date(2026, 8, 15))
    assert list(Version.objects.in_force(date(2026, 8, 14))) == [gone]
    assert list(Version.objects.in_force(date(2026, 8, 15))) == []


def test_articles_are_found_by_words_of_two_characters(law):
    assert [a.number for a in Article.objects.saying("罚款")] == [1]
    assert [a.number for a in Article.objects.saying("复议 执行")] == [2]
    assert not Article.objects.saying("罚款 复议").exists()
