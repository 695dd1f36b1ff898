"""Chinese numerals as articles are numbered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statutes.rules.numerals import from_chinese, to_chinese


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("十", 10),
        ("十五", 15),
        ("二十", 20),
        ("一百零一", 101),
        ("一百一十", 110),
        ("一百二十", 120),
        ("一千二百四十二", 1242),
        ("一千零六", 1006),
        ("二十万", 200_000),
        ("两", 2),
        ("一九八四", 1984),
        ("〇", 0),
    ],
)
def test_a_numeral_has_its_value(written, value):
    assert from_chinese(written) == value


@pytest.mark.parametrize("written", ["", "十日", "5", "甲"])
def test_what_is_no_numeral_is_refused(written):
    with pytest.raises(ValueError, match="numeral"):
        from_chinese(written)


@given(st.integers(1, 9999))
def test_every_article_number_survives_writing_and_reading(n):
    assert from_chinese(to_chinese(n)) == n


@pytest.mark.parametrize(
    ("n", "written"), [(10, "十"), (11, "十一"), (110, "一百一十"), (1006, "一千零六")]
)
def test_numbers_are_written_as_laws_write_them(n, written):
    assert to_chinese(n) == written
