"""Files as importers send them, honest and hostile, made here and kept nowhere."""

from __future__ import annotations

import csv
import functools
import io
import zipfile

import xlsxwriter

PERSON_HEAD = [
    "姓名", "单位编码", "岗位名称", "岗位类别", "编制", "执法领域", "起始日期",
    "身份证号", "手机号", "角色",
]  # fmt: skip
AGENCY_HEAD = ["编码", "名称", "上级编码", "类型"]


def xlsx(rows, *, write=None):
    """A workbook of text cells; `write(sheet)` may add what only a hostile author would."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("数据")
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                sheet.write_string(r, c, cell)
        if write:
            write(sheet)
    return buffer.getvalue()


def csv_text(rows):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def person(name="孙新", agency="C01", **given):
    """One row of a person sheet, valid unless something else is given."""
    cells = {
        "title": "执法人员", "kind": "执法岗位", "establishment": "行政编制",
        "domains": "城市管理", "valid_from": "2026-03-01", "identity": "", "phone": "",
        "roles": "执法人员",
    }  # fmt: skip
    return [name, agency, *(cells | given).values()]


def persons(*rows):
    return xlsx([PERSON_HEAD, *rows])


def agencies(*rows):
    return xlsx([AGENCY_HEAD, *rows])


def repacked(content, **parts):
    """The workbook with some of its parts replaced (by path, `__` for `/`) or added."""
    given = {name.replace("__", "/"): data for name, data in parts.items()}
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            base = name.rsplit(".", 1)[0]
            if base not in given:
                new.writestr(name, old.read(name))
        for base, data in given.items():
            with new.open(f"{base}.xml", "w") as part:
                for piece in [data] if isinstance(data, bytes | str) else data:
                    part.write(piece.encode() if isinstance(piece, str) else piece)
    return out.getvalue()


SHEET = (
    '<?xml version="1.0" encoding="UTF-8"?>{declaration}<worksheet xmlns='
    '"http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData>'
    "</worksheet>"
)


def with_sheet(rows, declaration=""):
    """A workbook whose sheet holds this XML."""
    return repacked(
        xlsx([["姓名"]]), xl__worksheets__sheet1=SHEET.format(rows=rows, declaration=declaration)
    )


def cell(place, text):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def blanks(megabytes):
    return (b" " * (1 << 20) for _ in range(megabytes))


@functools.cache
def zip_bomb():
    """A few hundred kilobytes that unpack to four hundred megabytes."""
    return repacked(xlsx([["姓名"]]), xl__sharedStrings=blanks(400))


def lying_bomb():
    """A zip bomb whose table of contents says that the part is small."""
    bomb = repacked(xlsx([["姓名"]]), xl__sharedStrings=blanks(100))
    real, said = (100 << 20).to_bytes(4, "little"), (5000).to_bytes(4, "little")
    return bomb.replace(real, said)


def many_small_bombs():
    return repacked(xlsx([["姓名"]]), **{f"xl__part{i}": b" " * (1 << 20) for i in range(100)})


def billion_laughs():
    steps = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10 if i else "哈" * 10}">' for i in range(10))
    return with_sheet(f"<row>{cell('A1', '&a9;')}</row>", f"<!DOCTYPE x [{steps}]>")


def outside_entity():
    return with_sheet(
        f"<row>{cell('A1', '&x;')}</row>", '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/hosts">]>'
    )


def outside_document_type():
    return with_sheet("<row/>", '<!DOCTYPE x SYSTEM "file:///etc/hosts">')


def million_columns():
    row = "".join(f'<c r="{letters}1"><v>1</v></c>' for letters in ("A", "XFD", "ZZZZZ"))
    return with_sheet(f"<row>{row}</row>")


def nameless_million_columns():
    return with_sheet(f"<row>{'<c><v>1</v></c>' * 1_000_000}</row>")


def far_corner():
    """Two cells, one of them in row 1,048,576: a grid of that size would be enormous."""
    return with_sheet(f"<row>{cell('A1', '姓名')}</row><row>{cell('BH1048576', 'x')}</row>")


@functools.cache
def shared_text_bomb():
    """One long shared text, referred to from every cell."""
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<si><t>{'长' * 1900}</t></si></sst>"
    )
    rows = "".join(
        f"<row>{''.join(_pointer(f'{column}{r}') for column in 'ABCDEFGH')}</row>"
        for r in range(1, 15_000)
    )
    return repacked(
        xlsx([["姓名"]]),
        xl__sharedStrings=strings,
        xl__worksheets__sheet1=SHEET.format(rows=rows, declaration=""),
    )


def _pointer(place):
    return f'<c r="{place}" t="s"><v>0</v></c>'


def formula_cell():
    return xlsx([["姓名", "甲"]], write=lambda s: s.write_formula("B7", '=HYPERLINK("x")', None, 1))


def encrypted():
    """What an office program saves under a password: a container with the package sealed."""
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 1000 + "EncryptedPackage".encode("utf-16-le")


def old_excel():
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 2000


def word_document():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return out.getvalue()


def climbing_names():
    """Members whose names point outside; nothing is ever unpacked to a name of theirs."""
    return repacked(xlsx([["姓名"]]), **{"..__..__..__tmp__planted": b"x", "__etc__planted": b"x"})
