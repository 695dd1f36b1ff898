"""Documents (docx, web pages, texts) are read by the same fenced process, line by line."""

from __future__ import annotations

import io
import zipfile

import pytest

from exchange import wording
from exchange.reading import documents
from exchange.reading.tables import FileRefused
from tests.exchange import files

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(*paragraphs, head="", **parts):
    """A document of paragraphs, each given as the inner markup of its runs."""
    body = "".join(f"<w:p>{p}</w:p>" for p in paragraphs)
    xml = f'{head}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", xml)
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def run(text):
    return f"<w:r><w:t>{text}</w:t></w:r>"


def test_a_docx_gives_its_paragraphs_with_soft_breaks_as_lines():
    data = docx(
        run("第一条　甲") + run("乙。"),
        "<w:r><w:t>第二条</w:t><w:tab/><w:t>丙：</w:t><w:br/><w:t>（一）丁。</w:t></w:r>",
        "<w:del><w:r><w:delText>删去的</w:delText></w:r></w:del>" + run("留下的。"),
    )
    assert documents.read_lines(data) == [
        "第一条　甲乙。",
        "第二条 丙：",
        "（一）丁。",
        "留下的。",
    ]


def test_a_web_page_gives_its_blocks_without_scripts():
    page = (
        "<!DOCTYPE html><html><head><title>某网站</title><script>alert('第九条')</script></head>"
        "<body><h1>示范法</h1><p>第一条&emsp;甲<b>乙</b>。</p>"
        "<div>第二条 丙。<br>（一）丁。</div></body>"
    )
    assert documents.read_lines(page.encode()) == [
        "示范法",
        "第一条 甲乙。",
        "第二条 丙。",
        "（一）丁。",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_is_read_in_the_usual_encodings(encoding):
    assert documents.read_lines("第一条　甲。\n第二条　乙。".encode(encoding)) == [
        "第一条　甲。",
        "第二条　乙。",
    ]


LAUGHS = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
HOSTILE = {
    "nothing": (lambda: b"", "empty"),
    "a sheet": (lambda: files.xlsx([["第一条"]]), "not_a_document"),
    "an old doc": (files.old_excel, "old_word"),
    "a document under a password": (files.encrypted, "encrypted"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "not_a_document"),
    "entities": (lambda: docx(run("&b;"), head=LAUGHS), "declares_entities"),
    "a bomb": (lambda: docx(run("大" * 20_000_000)), "too_dense"),
    "a bomb beside it": (lambda: docx(run("甲"), **{"word/x": b" " * (60 << 20)}), "too_dense"),
    "half a document": (lambda: docx(run("甲" * 5000))[:-60], "unreadable"),
    "broken markup": (lambda: docx("<w:r><w:t>甲"), "unreadable"),
    "a library": (lambda: ("法" * 600_001).encode(), "too_long"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_refused_in_chinese(name):
    make, code = HOSTILE[name]
    with pytest.raises(FileRefused) as refused:
        documents.read_lines(make())
    assert refused.value.code == code
    assert wording.say(wording.FILES, code, refused.value.params).endswith("。")
