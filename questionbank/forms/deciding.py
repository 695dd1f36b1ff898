"""The forms of a decision, of a reason, of a selection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Person
from questionbank.models import ExportFormat


class DecisionForm(forms.Form):
    """A reviewer's note; needed when the question goes back."""

    note = forms.CharField(
        label=_("审定意见"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("退回修改的，须写明如何修改。"),
    )


class ReasonForm(forms.Form):
    """Why a question is held back or taken out of use."""

    reason = forms.CharField(
        label=_("理由"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("请写明理由。")},
    )


class CommentForm(forms.Form):
    """What somebody says about a question."""

    words = forms.CharField(
        label=_("意见"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("请写明意见。")},
    )


class AssignForm(forms.Form):
    """The reviewer to whom a question is given."""

    def __init__(self, *args: Any, reviewers: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewer"] = forms.TypedChoiceField(
            label=_("审题人"),
            coerce=int,
            choices=[(p.pk, f"{p.name}（{p.staff_number}）") for p in reviewers],
            error_messages={
                "required": _("请选定审题人。"),
                "invalid_choice": _("该人员没有审定此题的权限。"),
            },
        )


class ExportForm(forms.Form):
    """In which format questions shall leave the bank, and what for."""

    form = forms.ChoiceField(
        label=_("格式"),
        choices=ExportFormat.choices,
        error_messages={
            "required": _("请选定格式。"),
            "invalid_choice": _("没有这一格式，请重新选定。"),
        },
    )
    purpose = forms.CharField(
        label=_("用途"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("请写明用途。")},
        help_text=_("写明文件交给谁、用于何事。"),
    )


class SelectionForm(forms.Form):
    """The revisions ticked in the waiting list."""

    note = forms.CharField(label=_("审定意见"), required=False, max_length=500)

    def __init__(self, *args: Any, waiting: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision"] = forms.TypedMultipleChoiceField(
            coerce=int,
            choices=[(pk, str(pk)) for pk in waiting],
            error_messages={
                "required": _("请先选定试题。"),
                "invalid_choice": _("所选试题中有的已由他人审定，请重新选定。"),
            },
        )
