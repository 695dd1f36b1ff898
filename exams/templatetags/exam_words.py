"""Marks, durations and codes of the exam room as people read them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exams.models import Candidate, EffectChoice
from exams.models.attendance import AttendanceChoice, attendance_of
from exams.models.scoring import RULES
from exams.proof.barring import Bar
from exams.rules.hand_marking import TWO_MARKERS
from exams.rules.scoring import parts_of
from questionbank.models import Kind

register = template.Library()


@register.filter
def marks(hundredths: int | None) -> str:
    """Hundredths of a mark as people write it: 6000 is 60, 6050 is 60.5."""
    if hundredths is None:
        return "—"
    return f"{(Decimal(hundredths) / 100).normalize():f}"


@register.filter
def thousandths(share: int) -> str:
    """A share in thousandths as people read it: 652 is 65.2%."""
    return f"{share / 10:.1f}%"


@register.filter
def letter(n: int) -> str:
    """The mark of the n-th option: 1 is A."""
    return chr(ord("A") + n - 1)


@register.filter
def kind_word(kind: str) -> str:
    """The word for a kind of question."""
    return str(Kind(kind).label)


@register.filter
def rule_words(rule: str, kind: str) -> str:
    """A scoring rule of a kind in words, with its amount where it has one."""
    name, amount = parts_of(rule)
    if name == TWO_MARKERS:
        sentence = gettext("两人分别评分取平均分，相差超过该题分值 %(n)s%% 的由第三人评分")
        return sentence % {"n": amount}
    words = str(dict(RULES[kind])[name])
    return (
        gettext("%(rule)s（%(n)s 分）") % {"rule": words, "n": marks(amount)} if amount else words
    )


@register.filter
def span(seconds: float) -> str:
    """A length of time in its two largest units."""
    whole = max(0, int(seconds))
    if whole < 60:
        return gettext("%(n)s 秒") % {"n": whole}
    if whole < 3600:
        return gettext("%(m)s 分 %(s)s 秒") % {"m": whole // 60, "s": whole % 60}
    if whole < 86400:
        return gettext("%(h)s 小时 %(m)s 分") % {"h": whole // 3600, "m": whole % 3600 // 60}
    return gettext("%(d)s 天 %(h)s 小时") % {"d": whole // 86400, "h": whole % 86400 // 3600}


@register.filter
def clock(at: datetime, beside: datetime) -> str:
    """The hour of `at`, with its date in front when that is another day than `beside`'s."""
    here, there = timezone.localtime(at), timezone.localtime(beside)
    return here.strftime("%H:%M" if here.date() == there.date() else "%Y-%m-%d %H:%M")


@register.filter
def since(now: datetime, earlier: datetime | None) -> str:
    """How long before `now` something happened; a dash for never."""
    return span((now - earlier).total_seconds()) if earlier else "—"


BARS: dict[str, Promise] = {
    Bar.KNOWS_QUESTIONS: _("接触过本场试题，尚未决定准许参考"),
    Bar.ACCOUNT_CLOSED: _("账号已停用"),
    Bar.SUPERVISES: _("同一时间担任监考"),
    Bar.OTHER_SHIFT: _("同一时间编在另一场考试"),
    Bar.NO_SEAT: _("未编座位"),
}


@register.filter
def effect_words(effect: str) -> str:
    """What a decision does to the result, in words."""
    return str(EffectChoice(effect).label)


@register.filter
def attendance_words(candidate: Candidate) -> str:
    """How a candidate's attendance ended, in words."""
    return str(AttendanceChoice(attendance_of(candidate).value).label)


@register.filter
def bar_words(bar: Bar) -> str:
    """Why somebody may not sit, in words."""
    return str(BARS[bar])


@register.filter
def grouped(code: str) -> str:
    """A code or hash in groups of four, to be read aloud or copied."""
    return " ".join(code[n : n + 4] for n in range(0, len(code), 4))


@register.filter
def percent(share: float | None) -> str:
    """A share from 0 to 1 as people read it: 62.5%."""
    return "—" if share is None else f"{100 * share:.1f}%"


@register.filter
def two_places(value: float | None) -> str:
    """A coefficient: 0.31, −0.05."""
    return "—" if value is None else f"{value:.2f}".replace("-", "−")


@register.filter
def hundredth_percent(whole: int) -> str:
    """A share in ten-thousandths as people read it: 6250 is 62.5%."""
    return f"{(Decimal(whole) / 100).normalize():f}%"
