"""Finding persons and ticking them, to put them on a roster."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


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
