"""A Word document is read as its author sees it, and a hostile one refused at once."""

import time

import pytest

from exchange import wording
from exchange.reading import documents
from exchange.reading.tables import FileRefused
from tests.exchange import files
from tests.exchange.test_read_document import LAUGHS, WORD, docx, run

NUMBERING = f"""<w:numbering xmlns:w="{WORD}">
<w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="upperLetter"/><w:lvlText w:val="%2、"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="8">
<w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>
</w:numbering>"""


def listed(number, level, text):
    place = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:pPr>{place}</w:pPr>{run(text)}"


def test_numbers_that_the_program_sets_by_itself_are_written_out():
    data = docx(
        listed(2, 0, "单选题"),
        listed(1, 0, "甲"), listed(1, 1, "一日"), listed(1, 1, "二日"),
        listed(1, 0, "乙"), listed(1, 1, "三日"),
        listed(2, 0, "判断题"),
        **{"word/numbering.xml": NUMBERING},
    )  # fmt: skip
    assert documents.read_typed(data) == [
        "一、单选题", "1.甲", "A、一日", "B、二日", "2.乙", "A、三日", "二、判断题",
    ]  # fmt: skip


def test_an_underlined_space_is_a_blank_and_deleted_text_is_gone():
    blank = '<w:r><w:rPr><w:u w:val="single"/></w:rPr><w:t xml:space="preserve">    </w:t></w:r>'
    data = docx(
        run("在") + blank + run("内") + "<w:del><w:r><w:delText>删</w:delText></w:r></w:del>"
    )
    assert documents.read_typed(data) == ["在____内"]


def test_what_cannot_be_said_in_words_leaves_a_mark():
    data = docx(run("依图") + "<w:r><w:drawing><w:x/></w:drawing></w:r>" + run("判断"))
    assert documents.read_typed(data) == ["依图〔图〕判断"]


def test_a_table_gives_its_rows():
    cell = "<w:tc><w:p>{}</w:p></w:tc>"
    row = "<w:tr>" + cell.format(run("题干")) + cell.format(run("答案")) + "</w:tr>"
    data = docx(run("前"), f"</w:p><w:tbl>{row}</w:tbl><w:p>", run("后"))
    assert [line for line in documents.read_typed(data) if line] == ["前", ["题干", "答案"], "后"]


DEEP = "<w:ins>" * 5000 + "</w:ins>" * 5000
HOSTILE = {
    "an old doc": (files.old_excel, "old_word"),
    "a password": (files.encrypted, "encrypted"),
    "macros": (lambda: docx(run("甲"), **{"word/vbaProject.bin": b"x"}), "macros"),
    "entities": (lambda: docx(run("&b;"), head=LAUGHS), "declares_entities"),
    "entities beside it": (
        lambda: docx(run("甲"), **{"word/numbering.xml": LAUGHS + "<x/>"}),
        "declares_entities",
    ),
    "an outer file": (
        lambda: docx(
            run("甲"), **{"word/styles.xml": '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'}
        ),
        "declares_entities",
    ),
    "a bomb": (lambda: docx(run("大" * 20_000_000)), "too_dense"),
    "a library": (lambda: docx(run("法律" * 1_250_000)), None),
    "a well": (lambda: docx(DEEP), "too_dense"),
    "half a document": (lambda: docx(run("甲" * 5000))[:-60], "unreadable"),
    "broken markup": (lambda: docx("<w:r><w:t>甲"), "unreadable"),
    "a sheet": (lambda: files.xlsx([["第一条"]]), "not_a_document"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_refused_within_two_seconds(name):
    make, code = HOSTILE[name]
    data, began = make(), time.monotonic()
    with pytest.raises(FileRefused) as refused:
        documents.read_typed(data)
    assert code is None or refused.value.code == code
    assert wording.say(wording.FILES, refused.value.code, refused.value.params).endswith("。")
    assert time.monotonic() - began < 8, "two seconds of a free processor"
