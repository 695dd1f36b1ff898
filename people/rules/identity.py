"""Identity numbers, telephone numbers and names, and how much of them outsiders see."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
OLDEST_BIRTH = date(1900, 1, 1)


class IdentityFault(StrEnum):
    """What is wrong with an identity number."""

    SHAPE = "shape"
    BIRTHDAY = "birthday"
    CHECK = "check"


def tidy_identity(text: str) -> str:
    """The number as it is stored: no spaces, full-width digits narrowed, X in capitals."""
    narrow = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text)
    return "".join(narrow.split()).upper()


def identity_fault(number: str, *, on: date) -> IdentityFault | None:
    """What is wrong with a tidied 18-digit identity number on the day `on`; None when nothing.

    Source: GB 11643-1999 (18 characters, ISO 7064 MOD 11-2). The six digits of the region are
    not looked up: regions come and go, numbers stay.
    """
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", number):
        return IdentityFault.SHAPE
    born = born_on(number)
    if born is None or not OLDEST_BIRTH <= born <= on:
        return IdentityFault.BIRTHDAY
    total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
    return None if CHECK_CHARACTERS[total % 11] == number[17] else IdentityFault.CHECK


def born_on(number: str) -> date | None:
    """The birthday in an 18-digit number; None when it is no day of the calendar."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def is_phone(number: str) -> bool:
    """A mobile number of the mainland: 11 digits, the first two 13 to 19."""
    return re.fullmatch(r"1[3-9][0-9]{9}", number) is not None


def mask_identity(number: str) -> str:
    """The first three and last four characters stay; 18 characters become 210***********1234."""
    return number[:3] + "*" * max(0, len(number) - 7) + number[-4:]


def mask_phone(number: str) -> str:
    """13912345678 becomes 139****5678."""
    return number[:3] + "*" * max(0, len(number) - 7) + number[-4:]


def mask_name(name: str) -> str:
    """A name as outsiders see it: 张三 becomes 张*, 李小明 becomes 李*明."""
    if len(name) <= 1:
        return name
    if len(name) == 2:
        return name[0] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]
