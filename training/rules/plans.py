"""Plans of a year: what may be written, what it has come to, the five checks of leaders' study."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

REPORTS_A_YEAR = 2  # plan, art. 48: the executive meeting hears at least two reports a year
FINES = re.compile(r"罚没|罚款|罚金|没收(违法)?所得")


class Part(StrEnum):
    """The five things that have to hold of every piece of leaders' study (plan, art. 44)."""

    PLAN = "plan"
    CONTENT = "content"
    TIME = "time"
    PERSONS = "persons"
    EFFECT = "effect"


class Content(StrEnum):
    """The three classes of content that a year of leaders' study covers (plan, art. 44)."""

    CONSTITUTION = "constitution"
    GENERAL = "general"
    SPECIAL = "special"


class PlanState(StrEnum):
    """A plan is drafted, submitted, and approved or returned."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"


@dataclass(frozen=True)
class Study:
    """One piece of leaders' study: its class of content, and the parts that have evidence."""

    content: str
    proved: frozenset[str]
    is_planned: bool

    @property
    def missing(self) -> list[Part]:
        """What is missing, in the order of the five. Each needs evidence, and the plan has to be
        approved besides."""
        held = self.proved if self.is_planned else self.proved - {Part.PLAN}
        return [part for part in Part if part not in held]

    @property
    def is_green(self) -> bool:
        return not self.missing


@dataclass(frozen=True)
class Spent:
    """What one item came to: for which kind of post, its money in fen, its hours in hundredths."""

    category: str
    budget: int
    amount: int
    credit: int


def cost_of_an_hour(items: Iterable[Spent]) -> int | None:
    """Fen for one 学时 of one person, rounded down, over the items that have booked hours; None
    where none has. Source: plan, art. 53 (经费保障)."""
    paid = [item for item in items if item.credit > 0]
    credit = sum(item.credit for item in paid)
    return sum(item.amount for item in paid) * 100 // credit if credit else None


def share_of(items: Iterable[Spent], categories: Iterable[str]) -> int | None:
    """Per cent of the spending, before anything is spent of the budget, that went to training of
    such posts, rounded down; None without money. Source: plan, art. 53: 重点保障执法人员培训."""
    rows, meant = list(items), set(categories)
    spent = sum(row.amount for row in rows)
    money = [(row.category, row.amount if spent else row.budget) for row in rows]
    whole = sum(amount for _category, amount in money)
    part = sum(amount for category, amount in money if category in meant)
    return part * 100 // whole if whole else None


def uncovered(studies: Iterable[Study]) -> list[Content]:
    """The classes of content that no finished study of the year covers yet."""
    covered = {study.content for study in studies if study.is_green}
    return [content for content in Content if content not in covered]


def mentions_fines(*texts: str) -> bool:
    """Whether a text ties money to fines. Source: plan, art. 53: funds for administration by law
    are never linked to fines and confiscations, so nothing of the kind is recorded."""
    return any(FINES.search(text) for text in texts)


def share_spent(budget: int, spendings: Iterable[int]) -> int | None:
    """Spending in whole per cent of the budget, rounded down; None without a budget."""
    return sum(spendings) * 100 // budget if budget else None
