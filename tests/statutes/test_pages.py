"""The pages of the law texts."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from statutes.rules.numerals import to_chinese
from tests.statutes.conftest import LAW, take_in


@pytest.fixture
def reader(client, cast):
    client.force_login(cast["li"].user)
    return client


def listed(reader, **query):
    return reader.get(reverse("statutes:statutes"), query)


def shown(reader, version, **query):
    return reader.get(reverse("statutes:version", kwargs={"version_id": version.pk}), query)


def test_the_list_shows_what_is_in_force_on_the_day_asked_for(reader, law):
    take_in(LAW.replace("二日", "三日"), "2024年修正", date(2024, 5, 1))
    assert "2024年修正" in listed(reader).content.decode()
    then = listed(reader, on="2024-04-30").content.decode()
    assert "2020年公布" in then
    assert "2024年修正" not in then
    assert "没有符合条件的法规。" in listed(reader, on="2001-01-01").content.decode()


def test_the_list_goes_out_as_a_sheet_of_what_is_shown(reader, law):
    def rows(**query):
        answer = reader.get(reverse("statutes:statutes_sheet"), query)
        return list(openpyxl.load_workbook(BytesIO(answer.content)).active.values)

    assert rows()[1][1] == "2020年公布"
    assert len(rows(on="2001-01-01")) == 1
    (found,) = rows(words="复议")[1:]
    assert found[0] == "第二条"
    assert "不停止执行" in found[2]


def test_articles_are_found_by_two_characters_and_lead_to_their_place(reader, law):
    text = listed(reader, words="复议").content.decode()
    assert f'href="/statutes/{law.pk}/?article=2#a2-0"' in text
    assert "不停止执行" in text


@pytest.mark.parametrize("on", ["昨天", "2026-13-40", "'; DROP TABLE"])
def test_a_day_that_is_none_gets_a_clear_sentence(reader, law, on):
    answer = listed(reader, on=on)
    assert answer.status_code == 422
    assert "日期应当写作 2026-11-23。" in answer.content.decode()


@pytest.mark.parametrize("sort", ["-effective_from", "label", "nothing", "statute__id,(select 1)"])
def test_only_known_columns_sort(reader, law, sort):
    assert listed(reader, sort=sort).status_code == 200


def test_a_text_shows_its_articles_by_chapter_with_paragraphs(reader, law):
    text = shown(reader, law).content.decode()
    assert "第一章 总则" in text
    assert "<b>第二条</b>" in text
    assert "<p>复议期间不停止执行。</p>" in text
    assert "现行有效，自 2020-01-01 起施行。" in text


def test_words_keep_the_articles_that_say_them(reader, law):
    text = shown(reader, law, words="罚款").content.decode()
    assert "<b>第一条</b>" in text
    assert "<b>第二条</b>" not in text
    assert "没有条文写有这些词" in shown(reader, law, words="海关").content.decode()


def test_a_text_that_has_ended_or_not_begun_says_so(reader, law):
    later = take_in(LAW.replace("二日", "三日"), "2099年修正", date(2099, 1, 1))
    assert "尚未施行，自 2099-01-01 起施行。" in shown(reader, later).content.decode()
    assert "至 2099-01-01 失效。" in shown(reader, law).content.decode()


def test_a_long_text_pages_and_an_article_leads_to_its_page(reader, db):
    body = "\n\n".join(f"第{n}条 第{n}号内容。" for n in _numerals(230))
    version = take_in(f"# 长法\n\n{body}", "2020年公布", date(2020, 1, 1))
    assert "第一百零一条" not in shown(reader, version).content.decode()
    assert "第一百五十条" in shown(reader, version, article="150").content.decode()
    whole = shown(reader, version, whole="1").content.decode()
    assert "第一条" in whole
    assert "第二百三十条" in whole


def _numerals(count):
    from_one = range(1, count + 1)
    return [to_chinese(n) for n in from_one]


@pytest.mark.parametrize("query", [{"page": "x"}, {"page": "-1"}, {"article": "某条"}])
def test_a_strange_query_still_shows_the_text(reader, law, query):
    assert shown(reader, law, **query).status_code == 200


def test_queries_do_not_grow_with_the_rows(reader, law, django_assert_num_queries):
    listed(reader)
    # session; user with person; roles; count of versions; versions
    with django_assert_num_queries(6):  # one is for an open closed-book exam
        listed(reader)
    for n in range(20):
        take_in(LAW.replace("示范法", f"示范法{n}"), "2020年公布", date(2020, 1, 1))
    with django_assert_num_queries(6):
        listed(reader)


def test_markup_in_a_law_is_shown_and_not_run(reader, db):
    evil = LAW.replace("二日内", "<script>alert(1)</script>")
    version = take_in(evil, "2020年公布", date(2020, 1, 1))
    text = shown(reader, version).content.decode()
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text
