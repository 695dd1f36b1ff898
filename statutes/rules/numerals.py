"""Chinese numerals, both ways, as laws write them."""

from __future__ import annotations

DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
SMALL_UNITS = {"十": 10, "百": 100, "千": 1000}
LARGE_UNITS = {"万": 10_000, "亿": 100_000_000}
CHARACTERS = "".join([*DIGITS, *SMALL_UNITS, *LARGE_UNITS])
_FIGURES = "零一二三四五六七八九"


def from_chinese(text: str) -> int:
    """The value of a numeral such as 十五, 一百二十, 二十万 or 一九八四 (read digit by digit).

    Raises ValueError for anything that is not wholly a Chinese numeral.
    """
    if not text or any(c not in CHARACTERS for c in text):
        raise ValueError(f"not a Chinese numeral: {text!r}")
    if all(c in DIGITS for c in text):
        return int("".join(str(DIGITS[c]) for c in text))
    total = section = digit = 0
    for c in text:
        if c in DIGITS:
            digit = DIGITS[c]
        elif c in SMALL_UNITS:
            section += (digit or 1) * SMALL_UNITS[c]
            digit = 0
        else:
            total = (total + section + digit or 1) * LARGE_UNITS[c]
            section = digit = 0
    return total + section + digit


def to_chinese(n: int) -> str:
    """The numeral of 1 to 9999 as articles are numbered: 10 is 十, 101 is 一百零一.

    Raises ValueError outside that range.
    """
    if not 0 < n < 10_000:
        raise ValueError(f"article numbers run from 1 to 9999, not {n}")
    written, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        figure, n = divmod(n, unit)
        if figure:
            written += ("零" if gap else "") + _FIGURES[figure] + name
            gap = False
        elif written:
            gap = True
    return written[1:] if written.startswith("一十") else written
