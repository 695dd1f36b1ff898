"""Texts made to keep the reader busy are refused in words, at once."""

import time

import pytest

from exchange.reading.tables import FileRefused
from exchange.wording import FILES
from questionbank.sheets.imports import QuestionImport

BANK = "法规：示范法\n\n题号：AB-001\n题干：甲\n"
HOSTILE = {
    "brackets, then spaces": ("1. 题" + "(" * 50_000 + " " * 50_000, "line_too_long"),
    "one question of many lines": ("1. 题\n" + "甲\n" * 200_000, "line_too_long"),
    "one field of many lines": (BANK + "　　乙\n" * 200_000, "line_too_long"),
    "one field named again and again": (BANK + "要点：乙\n" * 200_000, "line_too_long"),
    "more lines than a bank has": ("1.\n" * 1_300_000, "too_many_rows"),
    "lines that are nothing": ("甲\n\n" * 60_000, "no_questions"),
}


def read(text, name="题库.txt"):
    return QuestionImport().read(text.encode(), name)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_refused_in_words_within_two_seconds(name):
    text, code = HOSTILE[name]
    began = time.process_time()
    with pytest.raises(FileRefused) as refused:
        read(text)
    assert time.process_time() - began < 2
    assert refused.value.code == code
    assert str(FILES[code] % refused.value.params).endswith("。")


def test_more_questions_than_a_file_may_hold_are_not_all_read(monkeypatch):
    monkeypatch.setattr("questionbank.reading.paragraphs.MOST", 20)
    with pytest.raises(FileRefused) as refused:
        read("\n".join(f"{n}. 甲" for n in range(1, 30)))
    assert refused.value.code == "too_many_rows"


def test_a_run_of_spaces_is_read_as_a_gap():
    began = time.process_time()
    (row,) = read("1. 甲" + " " * 11_000 + "乙。（2分）" + " " * 11_000 + "答案：丙\n")
    assert time.process_time() - began < 1
    assert row.get("stem").startswith("甲 ")
    assert row.get("stem").endswith(" 乙。")
    assert len(row.get("stem")) < 100
    assert row.get("points") == "丙（2分）"


def test_half_a_letter_is_left_out():
    (row,) = read('{"kind": "true_false", "stem": "甲\\ud800乙。", "right": [0]}\n', "题库.jsonl")
    assert row.get("stem") == "甲乙。"
