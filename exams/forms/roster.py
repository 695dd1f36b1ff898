"""Forms by which persons come onto a roster or to a supervision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from exams.forms.fields import agency_field
from people.models import Person
from people.rules import Rights


class PersonSearchForm(forms.Form):
    """Finds persons by name or staff number."""

    is_filter = True
    find = forms.CharField(label=_("姓名或者工作人员编号"), max_length=60, required=False)


class PersonsForm(forms.Form):
    """The persons ticked in a search's list, by their keys."""

    persons = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("请先勾选人员。")}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["persons"]
        field.valid_value = _is_key  # type: ignore[attr-defined]  # the door checks whose they are


def _is_key(value: Any) -> bool:
    text = str(value)
    return text.isascii() and text.isdigit() and len(text) < 19


class AgencyEnrolForm(forms.Form):
    """A whole agency with everything below it."""

    def __init__(self, *args: Any, rights: Rights, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"] = agency_field(rights, _("单位（含下级）"))


class InvigilatorForm(forms.Form):
    """One person who is to supervise."""

    def __init__(self, *args: Any, choices: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = PersonChoiceField(
            choices, label=_("监考员"), empty_label=_("请选择")
        )


class PersonChoiceField(forms.ModelChoiceField[Person]):
    """Persons under name, number and agency: namesakes are common."""

    def label_from_instance(self, person: Person) -> str:
        return f"{person.name}　{person.staff_number}　{person.agency.name}"
