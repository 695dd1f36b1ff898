"""Forms of the seat check: which seat, and what its browser showed."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from exams.actions.seat_checks import Shown

LONGEST_MS = 10**7


class SeatCheckForm(forms.Form):
    """The computer at hand."""

    place = forms.CharField(
        label=_("考点"), max_length=120, help_text=_("与场次的地点写法一致，便于对照。")
    )
    seat = forms.CharField(label=_("机位"), max_length=20, help_text=_("贴在这台电脑上的编号。"))
    restarted = forms.BooleanField(
        label=_("上次检测之后，这台电脑已经重新启动"),
        required=False,
        help_text=_("装有还原卡的电脑重启后会清除暂存的答案，须重启后复检才能确认。"),
    )


class ShownForm(forms.Form):
    """What the page found, sent by its script."""

    secure = forms.BooleanField(required=False)
    locks = forms.BooleanField(required=False)
    storage = forms.BooleanField(required=False)
    p95_ms = forms.IntegerField(min_value=0, max_value=LONGEST_MS)
    offset_ms = forms.IntegerField(min_value=-(10**12), max_value=10**12)
    mark = forms.CharField(required=False, max_length=24)

    def shown(self) -> Shown:
        return Shown(**self.cleaned_data)
