"""`manage.py item_statistics`: a table of marks from outside becomes JSON."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command


@pytest.fixture
def told(tmp_path):
    def run(text, encoding="utf-8"):
        path = tmp_path / "marks.csv"
        path.write_bytes(text.encode(encoding))
        out = StringIO()
        call_command("item_statistics", str(path), stdout=out)
        return json.loads(out.getvalue())

    return run


def test_a_table_with_full_marks(told):
    found = told("考号,一,二\n满分,2,4\n甲,2,4\n乙,1,\n丙,0,1\n", "utf-8-sig")
    assert found["full_marks"] == "stated"
    assert found["blank_cells_marked_zero"] == 1
    assert (found["test"]["candidates"], found["test"]["questions"]) == (3, 2)
    assert found["candidates_named_by"] == "考号"
    first = found["questions"][0]
    assert (first["question"], first["facility"], first["full_marks"]) == ("一", 50, 2)


def test_a_table_saved_by_a_chinese_office_program(told):
    found = told("考号,一,二,\n\n甲,2,4,\n乙,1,-1,\n,,,\n", "gb18030")
    assert [item["question"] for item in found["questions"]] == ["一", "二"]
    assert found["test"]["candidates"] == 2


def test_a_first_column_of_marks_is_a_question(told):
    found = told("Q1,Q2\n1,0\n0,1\n1,1\n")
    assert [item["question"] for item in found["questions"]] == ["Q1", "Q2"]
    assert found["full_marks"] == "best mark earned"
    assert found["candidates_named_by"] is None


def test_one_candidate_and_questions_that_all_answer_alike_give_what_can_be_had(told):
    alone = told("id,Q1,Q2\n1,1,0\n")["test"]
    assert (alone["mean"], alone["standard_deviation"], alone["skewness"]) == (1, None, None)
    alike = told("id,Q1,Q2\n1,1,0\n2,1,1\n3,1,0\n")["questions"]
    assert (alike[0]["facility"], alike[0]["discrimination_index"]) == (100, None)
    assert alike[1]["discrimination_index"] is None  # the rest does not vary


def test_a_number_heads_no_question_when_its_column_is_named_for_candidates(told):
    for head in ("student", "user", "考生代码"):
        assert told(f"{head},Q1\n17,1\n18,0\n")["test"]["questions"] == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("id,Q1\n1,yes\n", "line 2, column 'Q1': 'yes' is no mark"),
        ("id,Q1\n1,inf\n", "is no mark"),
        ("id,Q1\n", "one line per candidate"),
        ("id,Q1\n1,1e308\n2,0\n", "is no mark"),
        ("", "is empty"),
        ("\n \n,,\n", "is empty"),
        ("id\n1\n2\n", "one column alone"),
        ("id;Q1\n1;1\n", "one column alone"),
        ("id,Q1\n1,1,0\n2,0\n", "row 2 has 3 cells, the first 2"),
        ("id,Q1,Q2\n1,1\n", "row 2 has 2 cells"),
        ("id,Q1,Q1\n1,1,0\n", "two columns are named 'Q1'"),
        ('id,"Q1\n1,1\n', "unexpected end of data"),
        ("id,Q1\nmax,-1\n1,-2\n", "below nothing"),
        ("id,Q1\nmax,1\n1,2\n", "in 'Q1' a mark is higher than the full marks"),
        ("id,Q1,Q2\nmax,1,\n1,1,0\n", "says nothing of 'Q2'"),
        ("id,Q1,\n1,1,0\n", "a column without heading"),
        ("id,Q1,Q2,总分\n1,1,1,2\n2,0,1,1\n", "'总分' is the sum of the other columns"),
        ("PK\x03\x04\x14", "a workbook"),
        ("id,Q1\nmax,1\n满分,1\n1,1\n", "at most one line"),
    ],
)
def test_what_is_no_table_of_marks_is_refused_with_the_place(told, text, why):
    with pytest.raises(CommandError, match=why):
        told(text)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match=r"none\.csv"):
        call_command("item_statistics", str(tmp_path / "none.csv"))
