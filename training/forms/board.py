"""The filters of the yearly board; their values stand in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms.fields import AgencyField
from people.models import AgencyQuerySet, PostKind
from training.rules import Gap, Standing

STATES = [
    ("", _("全部")),
    (Standing.BEHIND.value, _("进度滞后")),
    (Standing.AT_RISK.value, _("进度偏慢")),
    (Standing.ON_TRACK.value, _("进度正常")),
    (Standing.MET.value, _("已达标")),
    (Gap.DAYS.value, _("集中培训未满")),
    (Gap.SUBJECTS.value, _("规定科目未满")),
    (Gap.NO_SPECIAL.value, _("尚无本领域专业法律知识学时")),
    (Gap.NOTHING_YET.value, _("尚无学时")),
]


class BoardForm(forms.Form):
    """Whose year is shown, and which of them are listed."""

    is_filter = True
    year = forms.IntegerField(required=False, widget=forms.HiddenInput)
    category = forms.ChoiceField(
        label=_("岗位类别"), choices=[("", _("全部")), *PostKind.choices], required=False
    )
    state = forms.ChoiceField(label=_("情况"), choices=STATES, required=False)
    level = forms.ChoiceField(
        label=_("范围"), choices=[("", _("本单位及下级")), ("unit", _("仅本单位"))], required=False
    )
    q = forms.CharField(label=_("姓名或者工作人员编号"), max_length=60, required=False)

    def __init__(self, *args: Any, agencies: AgencyQuerySet, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["agency"] = AgencyField(agencies, label=_("单位"), required=False)
        self.order_fields(["year", "agency", "level", "category", "state", "q"])
