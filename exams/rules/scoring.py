"""The named scoring rules: what an answer earns. The names are frozen with the exam's seal.

A name may carry an amount in hundredths of a mark (`fixed_for_subset:50`), that of a fill-in rule
carries the version of the reading by which answers are compared (`per_blank@1`). Marks are
hundredths, whole numbers, rounded half up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from questionbank.rules import answers

AMOUNT, READING = ":", "@"
Chosen = frozenset[int]


def all_or_nothing(chosen: Chosen, right: Chosen, marks: int, _amount: int) -> int:
    """全对得分，错选得零分: full marks for exactly the right options, else none."""
    return marks if chosen == right else 0


def share_for_subset(chosen: Chosen, right: Chosen, marks: int, _amount: int) -> int:
    """少选按比例: right options chosen ÷ right options, none as soon as a wrong one is chosen."""
    if not chosen or not chosen <= right:
        return 0
    return (2 * marks * len(chosen) + len(right)) // (2 * len(right))


def half_for_subset(chosen: Chosen, right: Chosen, marks: int, _amount: int) -> int:
    """少选得半分: half the marks for some right options and no wrong one."""
    return fixed_for_subset(chosen, right, marks, (marks + 1) // 2)


def fixed_for_subset(chosen: Chosen, right: Chosen, marks: int, amount: int) -> int:
    """少选得固定分: the amount for some right options and no wrong one, never above the marks."""
    if chosen == right:
        return marks
    return min(amount, marks) if chosen and chosen < right else 0


def deduct_wrong(chosen: Chosen, right: Chosen, marks: int, amount: int) -> int:
    """倒扣: the amount is taken off for a wrong option; some right ones alone earn nothing."""
    if chosen == right:
        return marks
    return 0 if chosen <= right else -min(amount, marks)


CHOICE_RULES: dict[str, Callable[[Chosen, Chosen, int, int], int]] = {
    "all_or_nothing": all_or_nothing,
    "share_for_subset": share_for_subset,
    "half_for_subset": half_for_subset,
    "fixed_for_subset": fixed_for_subset,
    "deduct_wrong": deduct_wrong,
}


def choice_mark(rule: str, chosen: Chosen, right: Chosen, marks: int) -> int:
    """What the chosen options earn; choosing nothing earns nothing. Raises KeyError for a rule
    that is not known."""
    name, amount = parts_of(rule)
    of = CHOICE_RULES[name]
    return of(chosen, right, marks, amount) if chosen else 0


def parts_of(rule: str) -> tuple[str, int]:
    """A rule's name and its amount, 0 where it has none."""
    name, _colon, amount = rule.partition(AMOUNT)
    return name, int(amount or 0)


def per_blank(right: int, blanks: int, marks: int) -> int:
    """按空得分: the marks in equal shares, one for each blank that is filled rightly."""
    return (2 * marks * right + blanks) // (2 * blanks)


def all_blanks_or_nothing(right: int, blanks: int, marks: int) -> int:
    """全对得分: full marks when every blank is filled rightly, else none."""
    return marks if right == blanks else 0


BLANK_RULES: dict[str, Callable[[int, int, int], int]] = {
    "per_blank": per_blank,
    "all_or_nothing": all_blanks_or_nothing,
}
READINGS = {"1": answers.filled}  # an older version stays for the exams that were sealed with it


def blanks_mark(rule: str, filled: Sequence[bool], marks: int) -> int:
    """What the blanks earn, each rightly filled or not. Raises KeyError for an unknown rule."""
    return BLANK_RULES[rule.partition(READING)[0]](sum(filled), len(filled), marks)


def filled(
    rule: str, typed: Sequence[str], accepted: Sequence[Sequence[str]], *, any_order: bool
) -> list[bool]:
    """For each blank whether it is filled rightly, by the reading that the rule names."""
    return READINGS[rule.partition(READING)[2]](typed, accepted, any_order=any_order)
