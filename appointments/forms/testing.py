"""Forms of policies, templates, calls, the door, lists of names, appraisals."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from appointments.forms.cases import CasesField
from appointments.forms.fields import DayField, PurposeForm, ReasonField, TextField
from appointments.models import (
    AppraisalKind,
    Case,
    EffectChoice,
    ProcedureChoice,
    TestTemplate,
    ToldChoice,
)
from appointments.rules.terms import FailEffect, Terms
from exams.models import Blueprint
from exams.rules.parallel import MOST_FORMS
from exams.rules.seats import networks_of
from people.models import Person

MOST_NAMES = 200


class PolicyForm(forms.Form):
    """What one procedure asks for."""

    procedure = forms.ChoiceField(label=_("任命方式"), choices=ProcedureChoice.choices)
    percent = forms.DecimalField(
        label=_("合格线（%）"), min_value=1, max_value=100, decimal_places=2
    )
    resits = forms.IntegerField(label=_("补考次数"), min_value=0, max_value=5, initial=1)
    valid_days = forms.IntegerField(
        label=_("成绩有效天数"), min_value=1, max_value=3660, required=False
    )
    term_ends = DayField(
        label=_("本届届满日"), required=False, help_text=_("成绩在本届内有效的，填届满日。")
    )
    offices = forms.CharField(
        label=_("成绩单签署机构"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=400,
        help_text=_("每行一个机构。"),
    )
    effect = forms.ChoiceField(label=_("不合格的后果"), choices=EffectChoice.choices)
    told = forms.ChoiceField(label=_("事后告知人选"), choices=ToldChoice.choices)
    valid_from = DayField(label=_("自何日起施行"))
    reason = ReasonField()

    def clean_offices(self) -> tuple[str, ...]:
        lines = (line.strip() for line in self.cleaned_data["offices"].splitlines())
        found = tuple(dict.fromkeys(line for line in lines if line))
        if not found or len(found) > 6 or any(len(name) > 60 for name in found):
            raise forms.ValidationError(_("请填写一至六个机构，每个不超过 60 字。"))
        return found

    def terms(self) -> Terms:
        """What was filled in, as the rules take it."""
        values = self.cleaned_data
        return Terms(
            pass_percent=int(values["percent"] * 100),
            resits=values["resits"],
            valid_days=values["valid_days"],
            term_ends=values["term_ends"],
            offices=values["offices"],
            effect=FailEffect(values["effect"]),
        )


class TemplateForm(forms.Form):
    title = TextField(label=_("名称"), max_length=60)
    blueprint = forms.ModelChoiceField(label=_("组卷方案"), queryset=Blueprint.objects.none())
    duration_minutes = forms.IntegerField(
        label=_("考试时长（分钟）"), min_value=5, max_value=300, initial=60
    )

    def __init__(self, *args: Any, blueprints: QuerySet[Blueprint], **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["blueprint"].queryset = blueprints  # type: ignore[attr-defined]


class CallForm(forms.Form):
    """When and where, by which template, who checks at the door, which cases."""

    template = forms.ModelChoiceField(label=_("测试模板"), queryset=TestTemplate.objects.none())
    place = TextField(label=_("考点"), max_length=120)
    day = DayField(label=_("日期"))
    hour = forms.TimeField(
        label=_("开考时间"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    checker = TextField(label=_("入场核验人的工作人员编号"), max_length=8)
    cases = CasesField(
        label=_("人选"),
        queryset=Case.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("考务人员只看到席位号。"),
    )

    def __init__(self, *args: Any, cases: QuerySet[Case], **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["cases"].queryset = cases  # type: ignore[attr-defined]
        usable = TestTemplate.objects.filter(approved_by__isnull=False, ended_at__isnull=True)
        self.fields["template"].queryset = usable  # type: ignore[attr-defined]

    def clean_checker(self) -> Person:
        rows = Person.objects.known_by_name().filter(user__is_active=True)
        found = rows.filter(staff_number=self.cleaned_data["checker"]).first()
        if found is None:
            raise forms.ValidationError(_("没有这一编号的在用账号，请核对。"))
        return found

    def opens_at(self) -> datetime:
        day, hour = self.cleaned_data["day"], self.cleaned_data["hour"]
        return timezone.make_aware(datetime.combine(day, time(hour.hour, hour.minute)))


class OpenForm(forms.Form):
    """How many parallel forms, or why none; from which network the room's computers speak."""

    count = forms.IntegerField(
        label=_("平行卷套数"),
        min_value=0,
        max_value=MOST_FORMS,
        initial=1,
        help_text=_("另加备用卷一套，均须两人通读。同一方案本年已考过的试题不再使用。"),
    )
    no_forms = TextField(
        label=_("不用平行卷的理由"),
        max_length=500,
        required=False,
        help_text=_("填 0 套、改为逐人抽题的，须写明理由。"),
    )
    network = TextField(
        label=_("考场计算机的网段"),
        max_length=200,
        help_text=_("如 10.20.7.0/24，多个以空格分隔。只能在该网段的计算机上作答。"),
    )

    def clean_network(self) -> str:
        try:
            found = networks_of(self.cleaned_data["network"])
        except ValueError:
            raise forms.ValidationError(_("网段写法不正确，应如 10.20.7.0/24。")) from None
        return " ".join(str(network) for network in found)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("count") == 0 and not values.get("no_forms"):
            self.add_error("no_forms", _("请写明不用平行卷的理由。"))
        return values


class NumberForm(forms.Form):
    number = TextField(
        label=_("见证数字"), max_length=40, help_text=_("当众抽取的 6 至 40 位数字。")
    )


class DoorForm(forms.Form):
    document = TextField(
        label=_("查验的证件"), max_length=60, initial=_("居民身份证"), min_length=2
    )


class NamesForm(PurposeForm):
    """A list of names, and the candidates of one's own cases."""

    names = forms.CharField(
        label=_("名单"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off"}),
        help_text=_("每行一人：姓名、编号，或者姓名和编号。不超过 200 人。"),
    )
    cases = CasesField(
        label=_("本人经办的任职考查人选"),
        queryset=Case.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ["names", "cases"]

    def __init__(self, *args: Any, cases: QuerySet[Case], **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["cases"].queryset = cases  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        lines = [line.strip() for line in values.get("names", "").splitlines()]
        values["lines"] = list(dict.fromkeys(line for line in lines if line))
        if len(values["lines"]) > MOST_NAMES:
            self.add_error("names", _("一次不超过 200 人。"))
        if not values["lines"] and not values.get("cases"):
            raise forms.ValidationError(_("请填写名单或者选择人选。"))
        return values


class AppraisalForm(forms.Form):
    """The sheet that was looked at is signed, and no other: its hash comes along."""

    kind = forms.ChoiceField(label=_("用途"), choices=AppraisalKind.choices)
    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)


class CommentForm(forms.Form):
    text = forms.CharField(
        label=_("本人意见"), max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )
