"""What a person decides about the map of an amendment."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from statutes.models import Move, OutcomeChoice, Version
from statutes.rules.references import parse_label


class OtherVersionForm(forms.Form):
    """The older text that a version is to be compared with."""

    old = forms.ModelChoiceField(
        Version.objects.none(),
        label=_("旧版本或者被废止的法规"),
        empty_label=_("请选择"),
        error_messages={"required": _("请选择旧版本。"), "invalid_choice": _("没有这一版本。")},
    )

    def __init__(self, new: Version, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        older = Version.objects.readable().filter(effective_from__lt=new.effective_from)
        self.fields["old"].queryset = older.exclude(  # type: ignore[attr-defined]
            amended_into__new=new
        ).select_related("statute")


class RowsForm(forms.Form):
    """Rows of a map that are taken as they stand."""

    row = forms.ModelMultipleChoiceField(Move.objects.none(), required=False)

    def __init__(self, rows: QuerySet[Move], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["row"].queryset = rows  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    """What became of one article, as a person sees it."""

    outcome = forms.ChoiceField(label=_("结果"), choices=OutcomeChoice)
    new = forms.CharField(
        label=_("新版本中的条"),
        max_length=200,
        required=False,
        help_text=_("写条号，几条用空格隔开，如“4 6”“第一百二十条之一”；删除的留空。"),
    )
    note = forms.CharField(label=_("说明"), max_length=200, required=False)

    def clean_new(self) -> list[tuple[int, int]]:
        places = []
        for written in re.split(r"[\s,，、;；]+", self.cleaned_data["new"].strip()):
            if not written:
                continue
            try:
                places.append(parse_label(written))
            except ValueError:
                words = _("“%(written)s”不是条号。")
                raise forms.ValidationError(words, params={"written": written[:20]}) from None
        return list(dict.fromkeys(places))


class CorrectionForm(forms.Form):
    """Why a confirmed map is corrected."""

    reason = forms.CharField(
        label=_("更正理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
