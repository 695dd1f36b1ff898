"""The named rules by which an answer earns marks, and which of them fit which kind.

`exams.rules.marking` applies them; here stands only what they are called. Marks are hundredths.
"""

from __future__ import annotations

import re
from decimal import Decimal

from questionbank.rules.kinds import Kind

ALL_OR_NOTHING = "all_or_nothing"
SHARE_FOR_SUBSET = "share_for_subset"
HALF_FOR_SUBSET = "half_for_subset"
PER_BLANK = "per_blank"
PER_BLANK_ANY_ORDER = "per_blank_any_order"
PER_POINT = "per_point"
SUM_OF_PARTS = "sum_of_parts"

NAMES = {
    "全对得分": ALL_OR_NOTHING,
    "少选按比例": SHARE_FOR_SUBSET,
    "少选得半分": HALF_FOR_SUBSET,
    "按空得分": PER_BLANK,
    "按空得分不分先后": PER_BLANK_ANY_ORDER,
    "按要点得分": PER_POINT,
    "各小题相加": SUM_OF_PARTS,
}
WORDS = {rule: name for name, rule in NAMES.items()}
FITTING = {  # the first is the one that holds where none is named
    Kind.SINGLE: (ALL_OR_NOTHING,),
    Kind.MULTIPLE: (ALL_OR_NOTHING, SHARE_FOR_SUBSET, HALF_FOR_SUBSET),
    Kind.TRUE_FALSE: (ALL_OR_NOTHING,),
    Kind.FILL_IN: (PER_BLANK, PER_BLANK_ANY_ORDER, ALL_OR_NOTHING),
    Kind.SHORT_ANSWER: (PER_POINT,),
    Kind.CASE: (SUM_OF_PARTS,),
}
_MARKS = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)\s*分?")


def rule_for(kind: Kind, named: str) -> str:
    """The rule that holds: the one named, else the kind's own."""
    return named or FITTING[kind][0]


def parse_marks(text: str) -> int:
    """Hundredths of a mark written 2, 1.5 or 2分. Raises ValueError for anything else, or none."""
    found = _MARKS.fullmatch(text.strip())
    marks = int(Decimal(found[1]) * 100) if found else 0
    if not marks:
        raise ValueError(f"not marks: {text!r}")
    return marks


def shown_marks(marks: int) -> str:
    """150 as 1.5, 200 as 2."""
    return f"{Decimal(marks) / 100:.2f}".rstrip("0").rstrip(".")
