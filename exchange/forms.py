"""The shape of what an importer sends: a file, a mended row, a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exchange.kinds import Kind
from exchange.rules import LONGEST_CELL, Column


class UploadForm(forms.Form):
    """Which kind of list, and the file. What the file holds is judged when it is read."""

    kind = forms.ChoiceField(label=_("导入内容"))
    file = forms.FileField(
        label=_("文件"),
        max_length=250,
        allow_empty_file=True,  # its own sentence comes with the reading
        error_messages={
            "required": _("请选择文件。"),
            "max_length": _("文件名过长，请改短后重新上传。"),
        },
    )

    def __init__(self, kinds: Sequence[Kind], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.name, kind.title) for kind in kinds]  # type: ignore[attr-defined]
        endings = ",".join(dict.fromkeys(e for kind in kinds for e in kind.accepts.split(",")))
        self.fields["file"].widget.attrs["accept"] = endings
        self.fields["file"].help_text = _("可上传 %(endings)s 文件，不超过 10 MB、20000 行。") % {
            "endings": endings.replace(".", "").replace(",", gettext("、"))
        }


class MendForm(forms.Form):
    """Cells of one row, each as it stands; a list where only certain words are allowed.

    Anything may be sent, an empty cell too: what is wrong with it the check says.
    """

    use_required_attribute = False

    def __init__(
        self, columns: Sequence[Column], cells: Mapping[str, str], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {column.name: cells.get(column.name, "") for column in columns}
        for column in columns:
            self.fields[column.name] = forms.CharField(
                label=column.title,
                required=False,
                max_length=LONGEST_CELL,
                help_text=column.help,
                widget=_widget(column, cells.get(column.name, "")),
            )

    def with_faults(self, columns: Sequence[Column], faults: Sequence[tuple[str, str]]) -> None:
        """Show what is wrong beside the fields, and which of them may stay empty."""
        self.is_valid()
        for name, sentence in faults:
            self.add_error(name if name in self.fields else None, sentence)
        for column in columns:
            self.fields[column.name].required = column.required

    def sent(self) -> dict[str, str]:
        """The cells that were sent; those not shown stay as they are."""
        return {name: self.cleaned_data[name] for name in self.fields if name in self.data}


class UndoForm(forms.Form):
    """Why an import is taken back."""

    reason = forms.CharField(
        label=_("撤销理由"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请填写撤销理由。")},
    )


def _widget(column: Column, text: str) -> forms.Widget:
    if not column.choices or column.several:
        return forms.TextInput(attrs={"autocomplete": "off"})
    offered = dict.fromkeys(["", *([text] if text else []), *column.choices])
    return forms.Select(choices=[(word, word or "—") for word in offered])
