"""The form by which it is laid down what must be known for a post."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exams.actions.post_lists import Wanted
from exams.forms.blueprints import MOST_STATUTES
from exams.forms.fields import agency_field
from people.forms.fields import DayField, TextField
from people.rules import Rights
from statutes.models import Statute


class PostListForm(forms.Form):
    """For which post, which statutes, from when, on what basis."""

    post = TextField(label=_("职务"), max_length=60, help_text=_("如：县级政府部门主要负责人。"))
    statutes = forms.ModelMultipleChoiceField(
        Statute.objects.all(), label=_("应知法规"), widget=forms.CheckboxSelectMultiple
    )
    valid_from = DayField(label=_("施行日期"), help_text=_("同一职务的原清单于前一日止。"))
    basis = TextField(label=_("依据"), max_length=200, min_length=2)

    def __init__(self, *args: Any, rights: Rights, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"] = agency_field(rights, _("制定单位"))
        self.order_fields(["agency"])

    def clean_statutes(self) -> Any:
        chosen = self.cleaned_data["statutes"]
        if len(chosen) > MOST_STATUTES:
            raise forms.ValidationError(gettext("最多选择 20 部法规。"))
        return chosen

    def wanted(self) -> Wanted:
        """What was laid down, as the deed takes it."""
        data = self.cleaned_data
        statutes = [statute.pk for statute in data["statutes"]]
        return Wanted(data["post"], statutes, data["valid_from"], data["basis"])
