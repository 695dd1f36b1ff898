"""What an auditor's work asks for: purposes, engagements, samples."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from people.models import Agency, Person


class PurposeForm(forms.Form):
    """The purpose of an export, in the auditor's words."""

    purpose = forms.CharField(
        label=_("用途"),
        min_length=4,
        max_length=200,
        help_text=_("写明核查事项。用途与导出条数一并记入审计日志。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Persons by number and name."""

    def label_from_instance(self, person: Person) -> str:
        return f"{person.staff_number} {person.name}"


class AgencyField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Agencies at their place in the tree."""

    def label_from_instance(self, agency: Agency) -> str:
        return str(agency.indented_name)


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class EngagementForm(forms.Form):
    """Who may audit which subtree, from when to when, what for."""

    auditor = PersonField(Person.objects.none(), label=_("监督人员"))
    agency = AgencyField(Agency.objects.none(), label=_("监督范围（含下级单位）"))
    valid_from = forms.DateField(label=_("起始日期"), widget=_day())
    valid_to = forms.DateField(label=_("截止日期"), widget=_day())
    purpose = forms.CharField(label=_("监督事项"), min_length=4, max_length=200)

    def __init__(
        self, *args: object, auditors: QuerySet[Person], agencies: QuerySet[Agency]
    ) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.fields["auditor"].queryset = auditors  # type: ignore[attr-defined]
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """Why an engagement ends before its last day."""

    reason = forms.CharField(label=_("理由"), max_length=200, widget=forms.Textarea({"rows": 2}))


class SampleForm(forms.Form):
    """The auditor's own seed, its day, and how many papers."""

    seed = forms.CharField(
        label=_("抽样种子"),
        max_length=40,
        help_text=_("由您自定，例如现场掷骰所得。种子、日期相同，抽出的样本相同。"),
    )
    day = forms.DateField(label=_("抽样日期"), widget=_day())
    size = forms.IntegerField(label=_("抽取份数"), min_value=1, max_value=200)
