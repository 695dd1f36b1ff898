"""How many parallel forms are made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exams.models import Exam
from exams.rules.parallel import MOST_FORMS
from exams.rules.purposes import FORMS_EXPECTED


class FormCountForm(forms.Form):
    """The number of forms, besides the reserve; 0 draws a paper for each candidate."""

    count = forms.IntegerField(
        label=_("平行卷套数"),
        min_value=0,
        max_value=MOST_FORMS,
        help_text=_("每场次至少一套，另加备用卷一套。填 0 的，改为逐人抽题组卷。"),
    )
    common = forms.IntegerField(
        label=_("同一场次各套最多相同的题数"),
        min_value=0,
        max_value=300,
        initial=0,
        required=False,
        help_text=_("不同场次、备用卷和补考的试题一律不重复，必选试题除外。"),
    )
    reason = forms.CharField(
        label=_("不用平行卷的理由"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("资格考试和任职前测试填 0 套的，须写明理由。理由记入封存内容。"),
    )

    def __init__(self, *args: Any, exam: Exam, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._exam = exam

    def clean(self) -> dict[str, Any]:
        """Without forms an exam that should have them needs a reason."""
        data = super().clean() or self.cleaned_data
        expected = self._exam.purpose in FORMS_EXPECTED
        if data.get("count") == 0 and expected and not data.get("reason", "").strip():
            self.add_error("reason", gettext("请写明不用平行卷的理由。"))
        return data
