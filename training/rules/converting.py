"""From what was attended to what it counts for. Whole numbers throughout, never a float.

Amounts of credit are hundredths of 学时, amounts of centralised training hundredths of a day. A
half-day is 3, 3.75 or 4 学时 depending on the city, so every conversion is a dated policy; a line
of the ledger keeps the quantity as it was, the conversion and what came of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MOST_CREDIT = 200_00  # 学时 of one line; house default: a quarter of a working year


class Kind(StrEnum):
    """How one was trained. Only centralised training counts towards the week.

    `TEACHING` is what one has taught, by a factor of its own; `CARRIED` what a closed year left
    over. Both are lines of their own and never part of an attended half-day.
    """

    CENTRALISED = "centralised"
    ONLINE = "online"
    EXTERNAL = "external"
    TEACHING = "teaching"
    CARRIED = "carried"


class Unit(StrEnum):
    """In what a quantity is counted. Of `CREDIT` a quantity is in hundredths of 学时."""

    HALF_DAY = "half_day"
    DAY = "day"
    MINUTE = "minute"
    CREDIT = "credit"


@dataclass(frozen=True)
class Rate:
    """What `per` units count for: hundredths of 学时, and hundredths of a centralised day."""

    per: int
    credit: int
    days: int = 0


@dataclass(frozen=True)
class Worth:
    """What a quantity counts for, in the same hundredths."""

    credit: int
    days: int


def worth(quantity: int, rate: Rate) -> Worth:
    """What the quantity counts for by the rate, each to the nearest hundredth, halves upwards.

    Raises ValueError for a quantity below one: only a counter-entry takes away.
    """
    if quantity < 1:
        raise ValueError(quantity)
    return Worth(_share(quantity * rate.credit, rate.per), _share(quantity * rate.days, rate.per))


def capped(value: Worth, earned: Worth, most: Worth | None) -> Worth:
    """What of `value` still counts on a day on which `earned` is booked already.

    On one day one earns no more than a whole day counts for (`most`; None: no limit is set).
    """
    if most is None:
        return value
    return Worth(
        min(value.credit, max(0, most.credit - earned.credit)),
        min(value.days, max(0, most.days - earned.days)),
    )


def _share(amount: int, per: int) -> int:
    return (2 * amount + per) // (2 * per)


@dataclass(frozen=True)
class Terms:
    """A rate for one kind of training and one unit, as the house proposes it, with its source."""

    kind: Kind
    unit: Unit
    rate: Rate
    basis: str


_CADRES = "《干部教育培训工作条例》（2023）第十四条：12 天合 90 学时"
_WEEK = "每 7.5 学时合 1 天"
_LESSON = "45 分钟合 1 学时"
_TEACHING = "授课按所授时间的 2 倍折算（市定）"
_CARRIED = "上年超出部分结转，按原学时"
_STATED = "证明材料写明学时的，按所写学时"

# What a city may adopt to begin with and change from any day on. Sources: the regulation on the
# training of cadres (2023), art. 14: 12 days are 90 学时, so 7.5 a day; the rest is house default.
PROPOSED: tuple[Terms, ...] = (
    Terms(Kind.CENTRALISED, Unit.HALF_DAY, Rate(1, 375, 50), _CADRES),
    Terms(Kind.CENTRALISED, Unit.DAY, Rate(1, 750, 100), _CADRES),
    Terms(Kind.CENTRALISED, Unit.CREDIT, Rate(750, 750, 100), _WEEK),
    Terms(Kind.ONLINE, Unit.MINUTE, Rate(45, 100), _LESSON),
    Terms(Kind.ONLINE, Unit.CREDIT, Rate(100, 100), _STATED),
    Terms(Kind.EXTERNAL, Unit.HALF_DAY, Rate(1, 375), _CADRES),
    Terms(Kind.EXTERNAL, Unit.DAY, Rate(1, 750), _CADRES),
    Terms(Kind.EXTERNAL, Unit.MINUTE, Rate(45, 100), _LESSON),
    Terms(Kind.EXTERNAL, Unit.CREDIT, Rate(100, 100), _STATED),
    Terms(Kind.TEACHING, Unit.HALF_DAY, Rate(1, 750), _TEACHING),
    Terms(Kind.CARRIED, Unit.CREDIT, Rate(100, 100), _CARRIED),
)
