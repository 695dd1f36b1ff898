"""What all imports share, without a database."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange import rules
from exchange.rules import Column, Counts, Refusal, Resolution, Row, Standing, State

TEXT = st.text(max_size=8)
ROWS = st.lists(st.dictionaries(st.sampled_from(["a", "b"]), TEXT, max_size=2), max_size=6)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-01-31", date(2026, 1, 31)),
        ("2026/1/31", date(2026, 1, 31)),
        ("2026.1.31", date(2026, 1, 31)),
        ("2026年1月31日", date(2026, 1, 31)),
        ("20260131", date(2026, 1, 31)),
        (" 2026-01-31 ", date(2026, 1, 31)),
        ("2026-02-30", None),
        ("2026-13-01", None),
        ("31.01.2026", None),
        ("46053", None),
        ("今天", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_people_write_it(text, day):
    assert rules.read_day(text) == day


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("名单.xlsx", "名单.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\用户\\名单.xlsx", "名单.xlsx"),
        ("名单\u202exslx.exe", "名单xslx.exe"),
        ("长" * 200 + ".xlsx", "长" * 60 + "…" + "长" * 14 + ".xlsx"),
    ],
)
def test_a_file_name_is_cleaned_for_display(name, shown):
    assert rules.clean_file_name(name) == shown


@pytest.mark.parametrize(
    "title", ["*姓名", "姓 名", "姓名（必填）", "姓名*", "\ufeff姓名", "姓名\n(必填)"]
)
def test_a_head_is_known_in_spite_of_its_marks(title):
    assert rules.clean_header(title) == "姓名"


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        (Column("x", "甲", required=True), "", "required"),
        (Column("x", "甲"), "", None),
        (Column("x", "甲", max_length=3), "四个字了", "too_long"),
        (Column("x", "甲", max_length=4), "四个字了", None),
        (Column("x", "甲", is_date=True), "昨天", "not_a_day"),
        (Column("x", "甲", choices=("是", "否")), "也许", "not_a_choice"),
        (Column("x", "甲", choices=("是", "否")), "是、否", "not_a_choice"),
        (Column("x", "甲", choices=("是", "否"), several=True), "是、否，是", None),
        (Column("x", "甲"), "2.10102E+17", "digits_lost"),
    ],
)
def test_the_form_of_a_cell(column, text, code):
    fault = rules.cell_fault(column, text)
    assert (fault.code if fault else None) == code


@given(ROWS)
def test_the_same_file_has_the_same_identities_and_no_two_rows_share_one(rows):
    texts = rules.identity_texts("persons", rows)
    assert texts == rules.identity_texts("persons", [dict(row) for row in rows])
    assert len(set(texts)) == len(rows)


@given(ROWS)
def test_a_row_keeps_its_identity_among_others(rows):
    """Rows added in front change nothing, as long as they are not the same."""
    texts = rules.identity_texts("persons", rows)
    assert rules.identity_texts("persons", [{"a": "九个字的不会出现的文字"}, *rows])[1:] == texts


def test_an_empty_cell_and_a_missing_one_are_the_same():
    assert rules.identity_texts("k", [{"a": "1", "b": ""}]) == rules.identity_texts(
        "k", [{"a": "1"}]
    )


@given(st.lists(st.tuples(st.sampled_from(Standing), st.sampled_from(Resolution))))
def test_every_row_counts_once_and_new_ones_are_those_that_add(rows):
    counts = rules.tally((standing, resolution, 1) for standing, resolution in rows)
    parts = (counts.new, counts.unchanged, counts.faulty, counts.open, counts.skipped)
    assert sum(parts) == counts.rows == len(rows)
    assert counts.new == sum(rules.adds(*row) for row in rows)


@pytest.mark.parametrize(
    ("counts", "refusal"),
    [
        (Counts(new=1), None),
        (Counts(new=1, unchanged=4, skipped=2), None),
        (Counts(new=1, faulty=1), Refusal.FAULTY_ROWS),
        (Counts(new=1, open=1), Refusal.OPEN_NAMESAKES),
        (Counts(unchanged=5), Refusal.NOTHING_NEW),
    ],
)
def test_one_fault_or_open_question_stops_the_whole(counts, refusal):
    assert rules.commit_refusal(State.PREVIEWED, counts) == refusal


@pytest.mark.parametrize("state", sorted(set(State) - {State.PREVIEWED}))
def test_only_what_waits_for_a_decision_is_committed(state):
    assert rules.commit_refusal(state, Counts(new=1)) == Refusal.STATE


@pytest.mark.parametrize(
    ("unfinished", "last_hour", "refusal"),
    [
        (0, 0, None),
        (19, 29, None),
        (20, 0, Refusal.TOO_MANY_OPEN),
        (0, 30, Refusal.TOO_MANY_UPLOADS),
    ],
)
def test_uploads_have_their_limits(unfinished, last_hour, refusal):
    assert rules.upload_refusal(unfinished=unfinished, last_hour=last_hour) == refusal


def test_a_missing_cell_reads_as_empty():
    assert Row(2, {}).get("name") == ""


def test_a_change_reaches_the_rows_that_hang_together_and_no_others():
    bonds = {1: ("a", "b"), 2: ("b", "c"), 3: ("c",), 4: ("d",), 5: ()}
    assert rules.rows_bound(bonds, {"a"}) == {1, 2, 3}
    assert rules.rows_bound(bonds, {"d", "x"}) == {4}
    assert rules.rows_bound(bonds, set()) == set()
