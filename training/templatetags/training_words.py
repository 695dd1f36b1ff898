"""Amounts of training as people read them."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.translation import gettext

from training.models import Conversion, LedgerEntry, SubjectChoice
from training.rules import Line, Rate, State, Unit

register = template.Library()


@register.filter
def amount(hundredths: int | None) -> str:
    """Hundredths as people write them: 3750 is 37.5, 6000 is 60; a dash for nothing known."""
    if hundredths is None:
        return "—"
    return f"{(Decimal(hundredths) / 100).normalize():f}"


@register.filter
def signed(hundredths: int) -> str:
    """The same with its sign: a counter-entry takes away."""
    return f"{'+' if hundredths > 0 else ''}{amount(hundredths)}".replace("-", "−")


def quantity_words(quantity: int, unit: str) -> str:
    """So many of a unit: 2 个半天, 5 天, 90 分钟, 12.5 学时."""
    if unit == Unit.CREDIT:
        return gettext("%(n)s 学时") % {"n": amount(quantity).replace("-", "−")}
    words = {
        Unit.HALF_DAY: gettext("%(n)s 个半天"),
        Unit.DAY: gettext("%(n)s 天"),
        Unit.MINUTE: gettext("%(n)s 分钟"),
    }
    return words[Unit(unit)] % {"n": f"{quantity}".replace("-", "−")}


@register.filter
def rate_words(conversion: Conversion) -> str:
    """What a conversion says: 每 1 个半天折 3.75 学时、集中培训 0.5 天."""
    return _rate(conversion.rate, conversion.unit)


def _rate(rate: Rate, unit: str) -> str:
    said = {"per": quantity_words(rate.per, unit), "credit": amount(rate.credit)}
    if not rate.days:
        return gettext("每 %(per)s折 %(credit)s 学时") % said
    said["days"] = amount(rate.days)
    return gettext("每 %(per)s折 %(credit)s 学时、集中培训 %(days)s 天") % said


@register.filter
def why(line: Line) -> str:
    """How a line came to its 学时: quantity, conversion, result."""
    return gettext("%(quantity)s，%(rate)s") % {
        "quantity": quantity_words(line.quantity, line.unit),
        "rate": _rate(line.rate, line.unit),
    }


@register.filter
def why_entry(entry: LedgerEntry) -> str:
    """The same of a stored line. Needs its conversion."""
    return why(entry.line())


@register.filter
def subject_rows(state: State) -> list[tuple[str, int, int]]:
    """Each subject that has a least: its word, what is earned, what is demanded."""
    earned, wanted = dict(state.subjects), state.target.subjects if state.target else ()
    return [(str(SubjectChoice(n).label), earned.get(n, 0), least) for n, least in wanted]


@register.filter
def share(part: int, whole: int) -> int:
    """How many hundredths of the whole, at most 100: the length of a bar."""
    return 100 if whole <= part or whole == 0 else max(0, part) * 100 // whole
