"""第三十六条第二款第（一）项: named, read and found in the article's text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statutes.rules.passages import passage
from statutes.rules.references import Reference, parse_reference

ARTICLE = """有下列情形之一的，应当报告：
（一）甲；
（二）乙。
前款报告应当在二日内作出。
"""
TWO_LISTS = ARTICLE + "有下列情形的，可以延期：\n（一）丙；\n（十一）丁。"


@given(st.integers(1, 999), st.integers(0, 12), st.integers(0, 20), st.integers(0, 40))
def test_what_is_written_is_read_back(number, suffix, paragraph, item):
    place = Reference("行政处罚法", number, suffix, paragraph, item)
    assert parse_reference(str(place)) == place
    assert parse_reference(f"《中华人民共和国行政处罚法》{str(place)[6:]}") == place


@pytest.mark.parametrize(
    ("written", "paragraph", "item"),
    [
        ("示范法 第九条", 0, 0),
        ("示范法 第九条第二款", 2, 0),
        ("示范法 第九条第一项", 0, 1),
        ("示范法 第九条第二款第（十一）项", 2, 11),
        ("示范法第九条第二款第(三)项", 2, 3),
    ],
)
def test_the_ways_in_which_it_is_written(written, paragraph, item):
    assert parse_reference(written) == Reference("示范法", 9, 0, paragraph, item)


@pytest.mark.parametrize(
    "written",
    ["示范法 第九条第二", "示范法 第九条第款", "示范法 第九条第零款", "示范法 第九条第一项第二款"],
)
def test_anything_else_is_refused(written):
    with pytest.raises(ValueError, match=r"not a|count from one"):
        parse_reference(written)


def test_a_place_belongs_to_its_article():
    assert Reference("示范法", 9, 1, 2, 3).article == Reference("示范法", 9, 1)


@pytest.mark.parametrize(
    ("paragraph", "item", "words"),
    [
        (0, 0, ARTICLE.strip()),
        (1, 0, "有下列情形之一的，应当报告：\n（一）甲；\n（二）乙。"),
        (2, 0, "前款报告应当在二日内作出。"),
        (1, 2, "（二）乙。"),
        (0, 1, "（一）甲；"),
        (3, 0, None),
        (2, 1, None),
        (0, 3, None),
    ],
)
def test_the_words_of_a_paragraph_or_item(paragraph, item, words):
    assert passage(ARTICLE, paragraph, item) == words


def test_an_item_that_two_paragraphs_have_is_not_guessed():
    assert passage(TWO_LISTS, 0, 1) is None
    assert passage(TWO_LISTS, 3, 1) == "（一）丙；"
    assert passage(TWO_LISTS, 0, 11) == "（十一）丁。"
