"""Forms about the yearly table: its day, the rows behind a number, exams owed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Agency, AgencyQuerySet
from qualifications.forms.fields import DayField, domain_choices
from qualifications.models.yearly import Figure, Owing


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no subscript at run time
    """Units at their place in the tree."""

    def label_from_instance(self, agency: Any) -> str:
        return str(agency.indented_name)


class BehindForm(forms.Form):
    """Which number's rows: of which day, which figure, which unit alone (none: all)."""

    is_filter = True
    day = DayField(label=_("截至日期"))
    figure = forms.ChoiceField(label=_("名单"), choices=Figure.choices)
    agency = UnitField(
        label=_("单位"), queryset=Agency.objects.none(), required=False, empty_label=_("全部")
    )

    def __init__(self, *args: Any, agencies: AgencyQuerySet, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]


class OwedForm(forms.Form):
    """By name or number, and by domain."""

    is_filter = True
    q = forms.CharField(label=_("姓名或者工作人员编号"), required=False, max_length=60)
    domain = forms.ChoiceField(
        label=_("执法领域"),
        required=False,
        choices=lambda: [("", _("全部")), *domain_choices()],
    )

    def fits(self, one: Owing) -> bool:
        asked = self.cleaned_data if self.is_valid() else {}
        words, person = asked.get("q", ""), one.post.person
        named = words in person.name or person.staff_number.startswith(words)
        return named and asked.get("domain", "") in ("", one.domain)


class DayForm(forms.Form):
    """As of which day."""

    is_filter = True
    day = DayField(label=_("截至日期"))
