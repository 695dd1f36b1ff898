"""Does every number of an answer stand in the law?

Only values are compared: 15日 and 十五日 are alike. Ordinals of provisions (第七十一条第二款) and
numerals inside words (一般, 统一, 一个行政机关) are no numbers. Source: house default.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from statutes.rules.numerals import CHARACTERS, from_chinese

_N = f"[{CHARACTERS}]+"
_UNITS = (
    "个|工作日|自然日|日|天|年|月|周|星期|次|倍|名|人|元|角|级|岁|小时|时|分钟|成|季度|届|票|"
    "平方米|公里|米|吨|公斤|千克|克"
)
_RANGE = "至|到|以上|以下|以内|—|－|-|～|~"
_PROVISION = re.compile(rf"第[{CHARACTERS}\d]+(?:条(?:之{_N})?|款|项|章|节|编|目|审)")
_PERCENT_WORDS = re.compile(rf"(百|千|万)分之({_N})")
_FRACTION_WORDS = re.compile(rf"({_N})分之({_N})")
_ARABIC = re.compile(r"(\d+(?:\.\d+)?)\s*(%|％|‰|百万|千万|万|亿|千|百)?")
_CLAIMED = re.compile(rf"({_N})(?=(?:余|多)?(?:{_UNITS}|{_RANGE}))")
_ANY = re.compile(_N)
_IN_WORDS = re.compile(
    r"[同任每统唯单逐某另之专不]一|万一|一次性|一个(?!月|工作日|自然日|小时|星期)|一人一|十分"
)
_SCALE = {
    "%": Fraction(1, 100),
    "％": Fraction(1, 100),
    "‰": Fraction(1, 1000),
    "百": Fraction(100),
    "千": Fraction(1000),
    "万": Fraction(10_000),
    "百万": Fraction(1_000_000),
    "千万": Fraction(10_000_000),
    "亿": Fraction(100_000_000),
}
_PARTS = {"百": 100, "千": 1000, "万": 10_000}


def claimed(text: str) -> set[Fraction]:
    """The numbers that the text claims: figures, and numerals followed by a unit or a range."""
    text, found = _take_ratios(_PROVISION.sub(" ", text))
    text, more = _take_arabic(text)
    return found | more | set(_values(_CLAIMED.findall(_IN_WORDS.sub(" ", text))))


def stated(text: str) -> set[Fraction]:
    """Every number that the law's text holds in whatever use; more generous than `claimed`."""
    text, found = _take_ratios(text)
    text, more = _take_arabic(text)
    return found | more | set(_values(_ANY.findall(text)))


def missing(claim: str, articles: Iterable[str], declared: str = "") -> list[str]:
    """The numbers of the claim that neither an article nor the declaration holds, in order."""
    sought = claimed(claim)
    if sought:
        sought -= stated(declared)
    for article in articles:
        if sought:
            sought -= stated(article)
    return [_written(number) for number in sorted(sought)]


def _take_ratios(text: str) -> tuple[str, set[Fraction]]:
    """Cut out 百分之五十 and 三分之二 and return their values."""
    found = set()
    for part, count in _PERCENT_WORDS.findall(text):
        found.add(Fraction(from_chinese(count), _PARTS[part]))
    text = _PERCENT_WORDS.sub(" ", text)
    for whole, count in _FRACTION_WORDS.findall(text):
        if from_chinese(whole):
            found.add(Fraction(from_chinese(count), from_chinese(whole)))
    return _FRACTION_WORDS.sub(" ", text), found


def _take_arabic(text: str) -> tuple[str, set[Fraction]]:
    found = {Fraction(n) * _SCALE.get(scale, Fraction(1)) for n, scale in _ARABIC.findall(text)}
    return _ARABIC.sub(" ", text), found


def _values(numerals: Iterable[str]) -> Iterator[Fraction]:
    for numeral in numerals:
        value = from_chinese(numeral)
        if value:
            yield Fraction(value)


def _written(number: Fraction) -> str:
    return str(number) if number.denominator == 1 else f"{float(number * 100):g}%"
