"""Staff numbers: seven digits and a check digit, so that one mistyped digit is noticed."""

from __future__ import annotations

import re

FIRST_NUMBER, LAST_NUMBER = 1_000_000, 9_999_999  # the seven digits before the check digit


def check_digit(digits: str) -> str:
    """The digit that follows `digits`. Source: ISO/IEC 7064, MOD 11,10.

    It finds every single wrong digit and nearly every swap of neighbours.
    """
    product = 10
    for digit in digits:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)


def staff_number(place: int) -> str:
    """The eight-digit number for `place`. Raises ValueError outside the range above."""
    if not FIRST_NUMBER <= place <= LAST_NUMBER:
        raise ValueError(place)
    return f"{place}{check_digit(str(place))}"


def is_staff_number(text: str) -> bool:
    """Whether the text is eight digits whose last one checks the others."""
    return re.fullmatch(r"[1-9][0-9]{7}", text) is not None and check_digit(text[:7]) == text[7]
