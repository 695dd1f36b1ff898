"""When two ways of filling in a blank say the same.

Full and half width, white space, capitals and punctuation make no difference; numbers are compared
by value, in Chinese or Arabic figures: 十五日 and 15日, 百分之五十 and 50%, 2万元 and 20000元.
Nothing else is guessed: 三个月 is not 九十日. Source: house default.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from fractions import Fraction

from statutes.rules.numerals import CHARACTERS, DIGITS, from_chinese

ANSWER_MOST = 200  # characters of an answer that are looked at at all
_SEPARATOR = "|"  # between two numbers that must not run together
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_PARTS = {"百": 100, "千": 1000, "万": 10_000}
_SIMPLE = "".join(DIGITS)
_WHOLE = rf"[{CHARACTERS}]+"
_FIGURE = r"[0-9]+(?:\.[0-9]+)?"
_THOUSANDS = re.compile(r"(?<![0-9.])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])")
_POINTED = rf"(?:[{CHARACTERS}]+点[{_SIMPLE}]+|{_WHOLE}|{_FIGURE})"
_PARTS_OF = re.compile(rf"([百千万])分之({_POINTED})")
_PERCENT = re.compile(rf"({_FIGURE})([%‰])")
_FRACTION = re.compile(rf"({_WHOLE}|[0-9]+)分之({_WHOLE}|[0-9]+)")
_ZERO_POINT = re.compile(rf"[零〇0]点[{_SIMPLE}]+")
_SCALED = re.compile(rf"(?:{_FIGURE}[十百千万亿]+)+(?:{_FIGURE})?")
_SCALED_PIECE = re.compile(rf"({_FIGURE})([十百千万亿]*)")
_NUMBER = re.compile(rf"{_FIGURE}|{_WHOLE}")
_IDLE = re.compile(r"(?<![0-9])\|+|\|+(?![0-9])")


def normalise(answer: str) -> str:
    """The form in which answers are compared. Doing it twice changes nothing."""
    before, text = None, answer[:ANSWER_MOST]
    while before != text:  # what is taken away may let its neighbours join
        before, text = text, _once(text)
    return text


def _once(text: str) -> str:
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    text = "".join(c for c in text if unicodedata.category(c)[0] not in "CZM")
    text = _THOUSANDS.sub(lambda found: found[0].replace(",", ""), text)
    text = _without_punctuation(text)
    text = _PARTS_OF.sub(_as_parts, text)
    text = _PERCENT.sub(_as_percent, text)
    text = _FRACTION.sub(_as_fraction, text)
    text = _ZERO_POINT.sub(lambda found: _shown(_value(found[0])), text)
    text = _SCALED.sub(_as_scaled, text)
    text = _NUMBER.sub(lambda found: _shown(_value(found[0])), text)
    return _IDLE.sub("", re.sub(r"\|+", _SEPARATOR, text))


def is_filled(answer: str, variants: Sequence[str]) -> bool:
    """Whether the answer says what one of the accepted variants says; an empty one never does."""
    given = normalise(answer)
    return bool(given) and any(given == normalise(variant) for variant in variants)


def filled(
    answers: Sequence[str], blanks: Sequence[Sequence[str]], *, any_order: bool = False
) -> list[bool]:
    """For each blank whether it is filled rightly.

    In any order each answer serves one blank, and as many blanks as possible are served; a blank
    without an answer of its own is then told as filled where another's answer was taken for it.
    """
    given = [*answers, *[""] * (len(blanks) - len(answers))][: len(blanks)]
    if not any_order:
        return [is_filled(a, variants) for a, variants in zip(given, blanks, strict=True)]
    fits = [[n for n, a in enumerate(given) if is_filled(a, variants)] for variants in blanks]
    taken: dict[int, int] = {}
    for blank in range(len(blanks)):
        _take(blank, fits, taken, set())
    served = set(taken.values())
    return [blank in served for blank in range(len(blanks))]


def _take(blank: int, fits: list[list[int]], taken: dict[int, int], tried: set[int]) -> bool:
    """Find the blank an answer, moving others to their other answers where that helps."""
    for answer in fits[blank]:
        if answer in tried:
            continue
        tried.add(answer)
        if answer not in taken or _take(taken[answer], fits, taken, tried):
            taken[answer] = blank
            return True
    return False


def _without_punctuation(text: str) -> str:
    """Punctuation gone, but for decimal points and per cent signs; what parts numbers, parts."""
    kept = []
    for n, c in enumerate(text):
        between = 0 < n < len(text) - 1 and _is_figure(text[n - 1]) and _is_figure(text[n + 1])
        if c in "%‰" or (c in "./" and between):
            kept.append(c)
        elif unicodedata.category(c)[0] == "P" or c == _SEPARATOR:
            kept.append(_SEPARATOR)
        else:
            kept.append(c)
    return "".join(kept)


def _is_figure(c: str) -> bool:
    return "0" <= c <= "9"


def _value(written: str) -> Fraction:
    """Of a Chinese numeral, one with 点, or Arabic figures."""
    whole, _point, rest = written.partition("点")
    if rest:
        digits = "".join(str(DIGITS[c]) for c in rest)
        return Fraction(f"{_value(whole)}.{digits}")
    if _is_figure(written[0]):
        return Fraction(written)
    return Fraction(from_chinese(written))


def _shown(value: Fraction) -> str:
    """A decimal without needless zeros; all values here end, being read from decimals."""
    whole, rest = divmod(value, 1)
    digits = ""
    while rest and len(digits) < ANSWER_MOST:
        figure, rest = divmod(rest * 10, 1)
        digits += str(figure)
    return f"{whole}.{digits}" if digits else str(whole)


def _as_parts(found: re.Match[str]) -> str:
    return _shown(_value(found[2]) * 100 / _PARTS[found[1]]) + "%"


def _as_percent(found: re.Match[str]) -> str:
    return _shown(_value(found[1]) / (1 if found[2] == "%" else 10)) + "%"


def _as_fraction(found: re.Match[str]) -> str:
    whole = _value(found[1])
    return found[0] if not whole else str(_value(found[2]) / whole)


def _as_scaled(found: re.Match[str]) -> str:
    total = Fraction(0)
    for figure, scales in _SCALED_PIECE.findall(found[0]):
        piece = Fraction(figure)
        for scale in scales:
            piece *= _SCALES[scale]
        total += piece
    return _shown(total)
