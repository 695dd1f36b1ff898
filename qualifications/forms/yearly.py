"""The day of a table."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from qualifications.forms.fields import DayField


class DayForm(forms.Form):
    """As of which day."""

    is_filter = True
    day = DayField(label=_("截至日期"))
