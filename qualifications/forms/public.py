"""Forms of the pages without sign-in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qualifications.forms.fields import ReasonField, TextField
from qualifications.models import MisuseRuling


class FindCertificateForm(forms.Form):
    """A certificate's number and the code beside it."""

    number = TextField(
        label=_("证号"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    code = TextField(
        label=_("核验码"),
        min_length=8,
        max_length=8,
        help_text=_("持证人可以在“我的资格”查到，共 8 位。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class MisuseForm(forms.Form):
    """What somebody saw."""

    text = forms.CharField(
        label=_("情况"),
        min_length=5,
        max_length=1000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("时间、地点、经过。请勿填写身份证号。"),
    )
    contact = TextField(
        label=_("联系方式"), max_length=80, required=False, help_text=_("可不填；加密保存。")
    )


class MisuseAnswerForm(forms.Form):
    """What was found."""

    ruling = forms.ChoiceField(label=_("核查结论"), choices=MisuseRuling.choices)
    reason = ReasonField()


class PublicBodiesForm(forms.Form):
    """What the public list is narrowed by."""

    q = forms.CharField(label=_("名称"), max_length=60, required=False)
    domain = forms.ChoiceField(label=_("执法领域"), required=False)

    def __init__(self, *args: Any, domains: Iterable[str], **words: Any) -> None:
        super().__init__(*args, **words)
        choices = [("", _("全部")), *((name, name) for name in domains)]
        self.fields["domain"].choices = choices  # type: ignore[attr-defined]
