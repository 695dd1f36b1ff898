"""What a list exports is read back as the same text, never as a formula."""

from io import BytesIO

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from exchange import sheets

# A carriage return and the characters that XML 1.0 cannot name are Excel's to normalise.
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


def read_back(content):
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    return sheet, [list(row) for row in sheet.iter_rows()]


@settings(max_examples=80, deadline=None)
@example("=1+1")
@example('=HYPERLINK("http://example.org","x")')
@example("+86 13800000000")
@example("-1")
@example("@SUM(A1)")
@example("＝１＋１")
@example("007")
@example("http://example.org")
@example("_x0041_")
@example("{=A1}")
@example(" 前后有空格 ")
@given(TEXTS)
def test_text_round_trips_and_is_never_a_formula(text):
    content = sheets.write_table("名单", [text or "列"], [[text], [text + "尾"]])
    _, cells = read_back(content)
    assert all(cell.data_type != "f" for row in cells for cell in row)
    assert (cells[1][0].value or "") == text
    assert cells[2][0].value == text + "尾"


@pytest.mark.parametrize("start", ["\t=1+1", "\r=1+1", "\n=1+1"])
def test_a_formula_behind_a_control_character_stays_text(start):
    _, cells = read_back(sheets.write_table("名单", ["列"], [[start]]))
    assert cells[1][0].data_type == "s"


def test_whole_numbers_are_numbers_and_everything_else_is_text():
    rows = [[12, "0012", 3.5, True, None, 110101199001011237]]
    _, cells = read_back(sheets.write_table("名单", list("甲乙丙丁戊己"), rows))
    kinds = [(cell.value, cell.data_type) for cell in cells[1]]
    assert kinds == [
        (12, "n"), ("0012", "s"), ("3.5", "s"), ("True", "s"), ("", "s"),
        ("110101199001011237", "s"),
    ]  # fmt: skip


def test_an_overlong_cell_is_cut_and_says_so():
    _, cells = read_back(sheets.write_table("名单", ["列"], [["长" * 40_000]]))
    assert cells[1][0].value.endswith("已截断）")


@pytest.mark.parametrize("title", ["[甲]:*?/\\'乙", "长" * 40, "", "'"])
def test_any_title_makes_a_sheet(title):
    sheet, _ = read_back(sheets.write_table(title, ["列"], []))
    assert 0 < len(sheet.title) <= 31
