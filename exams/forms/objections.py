"""The forms by which a candidate objects, and by which an objection is answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exams.models import AboutChoice, RulingChoice

WORDS = forms.Textarea(attrs={"rows": 3})


class ObjectionForm(forms.Form):
    """To which questions somebody objects, why, and whether to the mark or to the question."""

    places = forms.TypedMultipleChoiceField(
        label=_("有异议的试题"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请选择有异议的试题。")},
    )
    about = forms.ChoiceField(
        label=_("异议事项"), choices=AboutChoice.choices, widget=forms.RadioSelect
    )
    claim = forms.CharField(
        label=_("异议理由"),
        max_length=500,
        widget=WORDS,
        help_text=_("请写明依据，例如所依据的条文。"),
    )

    def __init__(self, *args: Any, places: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["places"].choices = list(places)  # type: ignore[attr-defined]  # a choice field

    def chosen(self) -> Sequence[int]:
        """The places, as numbers."""
        return list(self.cleaned_data["places"])


class AdviceForm(forms.Form):
    """What a reviewer of the bank says about a question."""

    advice = forms.CharField(label=_("审题意见"), max_length=500, widget=WORDS)


class RulingForm(forms.Form):
    """Whether an objection is upheld, and why; upon one to a question that was answered in writing,
    whether this answer is marked anew."""

    ruling = forms.ChoiceField(
        label=_("结论"), choices=RulingChoice.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("答复理由"), max_length=500, widget=WORDS, help_text=_("考生本人可以看到。")
    )
    remark = forms.BooleanField(
        label=_("异议成立的，该作答由其他阅卷员重新评阅"),
        required=False,
        help_text=_("试题和评分要点没有错误，只是评分不当的，选此项。"),
    )

    def __init__(self, *args: Any, may_remark: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_remark:
            del self.fields["remark"]
