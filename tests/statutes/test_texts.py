"""A law text cut into articles, in both formats."""

import pytest

from statutes.rules import references
from statutes.rules.references import Reference, parse_label, parse_reference
from statutes.rules.texts import digest, normalise, parse

MARKED = """---
sidebar: auto
---

# 中华人民共和国示范法

2020年1月1日通过

## 第一章　总则

**第一条**　为了示范，制定本法。

第二款在此。

### 第一节　范围

**第一条之一**　下列情形除外：

（一）甲；

（二）乙。

## 第二章　附则

**第二条**　本法自2020年3月1日起施行。
"""
PLAIN = """# 示范条例

2020年1月1日 公布

第三十一条的决定》第一次修正

<!-- INFO END -->

## 第一章 总则

第一条 为了示范，制定本条例。

第二条 本条例自公布之日起施行。"""


def test_articles_keep_their_paragraphs_items_and_chapter():
    text = parse(MARKED)
    assert text.title == "示范法"
    assert [(a.number, a.suffix, a.heading) for a in text.articles] == [
        (1, 0, "第一章 总则"),
        (1, 1, "第一章 总则 第一节 范围"),
        (2, 0, "第二章 附则"),
    ]
    assert text.articles[0].text == "为了示范，制定本法。\n第二款在此。"
    assert text.articles[1].text == "下列情形除外：\n（一）甲；\n（二）乙。"
    assert text.faults == ()


def test_the_plain_format_reads_alike_and_its_history_is_no_article():
    text = parse(PLAIN)
    assert text.title == "示范条例"
    assert [a.text for a in text.articles] == [
        "为了示范，制定本条例。",
        "本条例自公布之日起施行。",
    ]


def test_gaps_and_repetitions_are_named():
    text = parse(PLAIN.replace("第二条", "第四条") + "\n\n第四条 又一次。")
    assert text.faults == (
        "第四条 stands where 第二条 was expected",
        "第四条 occurs twice",
    )


@pytest.mark.parametrize("source", ["", "没有标题", "# 只有标题\n\n正文"])
def test_what_is_no_statute_is_refused(source):
    with pytest.raises(ValueError, match=r"no (title|articles)"):
        parse(source)


def test_white_space_and_marks_do_not_change_the_digest():
    assert normalise("**第一条**　为了 示范，\n制定。") == "第一条为了示范，制定。"
    assert digest("为了示范，\n制定。") == digest("　**为了示范，** 制定。")
    assert digest("为了示范，制定。") != digest("为了示范,制定。")


@pytest.mark.parametrize(
    ("written", "reference"),
    [
        ("行政处罚法 第七十一条", Reference("行政处罚法", 71)),
        ("《中华人民共和国刑法》第一百二十条之一", Reference("刑法", 120, 1)),
        ("行政处罚法　第十条", Reference("行政处罚法", 10)),
    ],
)
def test_a_reference_is_read(written, reference):
    assert parse_reference(written) == reference
    assert parse_reference(str(reference)) == reference


@pytest.mark.parametrize("written", ["", "第七十一条", "行政处罚法", "行政处罚法 第71款"])
def test_what_is_no_reference_is_refused(written):
    with pytest.raises(ValueError, match="not a reference"):
        parse_reference(written)


def test_an_article_may_be_named_in_figures():
    assert parse_label("120之1") == parse_label("第一百二十条之一") == (120, 1)
    assert references.label(71) == "第七十一条"
