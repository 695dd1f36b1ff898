"""How many parallel forms are made."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from exams.rules.parallel import MOST_FORMS


class FormCountForm(forms.Form):
    """The number of forms, besides the reserve; 0 draws a paper for each candidate."""

    count = forms.IntegerField(
        label=_("平行卷套数"),
        min_value=0,
        max_value=MOST_FORMS,
        help_text=_("每场次至少一套，另加备用卷一套。填 0 的，改为逐人抽题组卷。"),
    )
