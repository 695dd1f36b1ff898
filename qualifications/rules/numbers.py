"""Certificate numbers, and the patterns that issuers give for them.

No national pattern is known, so each issuer's is data with dates. A pattern is a small part of the
regular expressions, in which no number takes long to compare: signs, classes and counts, no groups,
no choices, no unbounded repetition, at most two counts that may vary, numbers of at most 40 signs.

Source: domain.md 2.3 (省码, 市县或者部门码, 顺序号; no pattern confirmed).
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

LONGEST_NUMBER = 40  # signs; house default
LONGEST_PATTERN = 120  # signs; house default
MOST_VARYING = 2  # counts that may vary in one pattern; house default

_SIGN = r"(?:[^\W_]|[-_/〔〕]|\\[d.()-])"
_CLASS = r"\[(?:[^\W_](?:-[^\W_])?|[-_/])+\]"
_COUNT = r"(?:\{(?P<low>\d{1,2})(?:,(?P<high>\d{1,2}))?\}|(?P<maybe>\?))?"
_ATOM = re.compile(rf"(?:{_SIGN}|{_CLASS}){_COUNT}")


class PatternFault(StrEnum):
    """Why a pattern cannot be used."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    SHAPE = "shape"
    TOO_MANY_VARYING = "too_many_varying"
    NUMBERS_TOO_LONG = "numbers_too_long"


def tidy_number(text: str) -> str:
    """The number as it is stored: half-width, capitals, without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def pattern_fault(pattern: str) -> PatternFault | None:
    """Why the pattern cannot be used, or None."""
    if not pattern:
        return PatternFault.EMPTY
    if len(pattern) > LONGEST_PATTERN:
        return PatternFault.TOO_LONG
    at = varying = most = 0
    while at < len(pattern):
        atom = _ATOM.match(pattern, at)
        if atom is None:
            return PatternFault.SHAPE
        low, high = _count_of(atom)
        if high < low:
            return PatternFault.SHAPE
        varying += low != high
        most += high
        at = atom.end()
    if varying > MOST_VARYING:
        return PatternFault.TOO_MANY_VARYING
    if most > LONGEST_NUMBER:
        return PatternFault.NUMBERS_TOO_LONG
    return None if _compiles(pattern) else PatternFault.SHAPE


def _count_of(atom: re.Match[str]) -> tuple[int, int]:
    """How often the atom stands at least and at most."""
    if atom["maybe"]:
        return 0, 1
    if atom["low"] is None:
        return 1, 1
    low = int(atom["low"])
    return low, int(atom["high"]) if atom["high"] is not None else low


def _compiles(pattern: str) -> bool:
    """Whether the classes of a pattern of the right shape run forwards ([9-0] does not)."""
    try:
        re.compile(pattern, re.ASCII)
    except re.error:
        return False
    return True


def fits(pattern: str, number: str) -> bool:
    """Whether the whole (tidied) number is as the pattern says; never for a faulty pattern."""
    if len(number) > LONGEST_NUMBER or pattern_fault(pattern):
        return False
    return re.fullmatch(pattern, number, re.ASCII) is not None
