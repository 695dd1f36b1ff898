"""Forms of a case: its opening, who is named on it, its facts and its end."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appointments.forms.fields import DayField, ReasonField, TextField
from appointments.models import Case, MemberChoice, ProcedureChoice, StateChoice
from appointments.rules.terms import CaseState
from people.models import Person


class OpenForm(forms.Form):
    """One candidate for one post; from the tree by staff number, or from outside by name."""

    procedure = forms.ChoiceField(label=_("任命方式"), choices=ProcedureChoice.choices)
    intended_post = TextField(label=_("拟任职务"), max_length=120)
    number = TextField(
        label=_("人选的工作人员编号"),
        max_length=8,
        required=False,
        help_text=_("本市人员填编号；外来人选不填编号，填以下各项。"),
    )
    name = TextField(label=_("外来人选姓名"), max_length=60, required=False)
    present_post = TextField(label=_("现任单位和职务"), max_length=120)
    identity_number = TextField(
        label=_("外来人选身份证号"),
        max_length=18,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("入场核验时使用，加密保存。"),
    )
    deadline = DayField(label=_("办理期限"))

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        number, name = values.get("number"), values.get("name")
        if bool(number) == bool(name):
            raise forms.ValidationError(_("请填写人选的编号或者外来人选的姓名，二者择一。"))
        if number:
            rows = Person.objects.known_by_name().filter(staff_number=number)
            values["person"] = rows.first()
            if values["person"] is None:
                self.add_error("number", _("没有这一编号的人员，请核对。"))
        return values


class MemberForm(forms.Form):
    """Who is named on the case, in what capacity."""

    number = TextField(label=_("工作人员编号"), max_length=8)
    role = forms.ChoiceField(label=_("身份"), choices=MemberChoice.choices)
    office = forms.ChoiceField(label=_("签署机构"), required=False)

    def __init__(self, *args: Any, offices: list[str], **words: Any) -> None:
        super().__init__(*args, **words)
        field = self.fields["office"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared above
        field.choices = [("", _("不是签署人")), *((name, name) for name in offices)]


class PlainForm(forms.Form):
    """Nothing to fill in: the page says what will happen."""


class StatedForm(forms.Form):
    topic = TextField(label=_("类别"), max_length=30, help_text=_("如学习情况、出庭应诉、奖惩。"))
    text = TextField(label=_("内容"), max_length=300)
    source = TextField(label=_("来源"), max_length=120, help_text=_("如文号、档案名称。"))
    day = DayField(label=_("日期"))


class AsOfForm(forms.Form):
    as_of = DayField(label=_("截至日期"))


class ReasonForm(forms.Form):
    reason = ReasonField()


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("结论"),
        choices=[choice for choice in StateChoice.choices if choice[0] != CaseState.OPEN],
    )
    reason = ReasonField()


class HandOverForm(forms.Form):
    organ = TextField(label=_("接收单位"), max_length=120)
    received_by = TextField(label=_("接收人"), max_length=60)
    received_on = DayField(label=_("接收日期"))


class MarksField(forms.DecimalField):
    """Marks with at most two decimals, as hundredths."""

    def __init__(self, **words: Any) -> None:
        super().__init__(min_value=0, max_value=1000, decimal_places=2, **words)

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        return None if found is None else int(found * 100)


class TranscriptForm(forms.Form):
    """What one person reads off the paper; the other does not see it first."""

    organ = TextField(label=_("组织单位"), max_length=120)
    document = TextField(label=_("成绩单编号"), max_length=60)
    day = DayField(label=_("测试日期"))
    total = MarksField(label=_("得分"))
    of = MarksField(label=_("满分"))
    scan = forms.FileField(
        label=_("成绩单扫描件"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
        help_text=_("PDF、PNG 或者 JPEG 文件，不超过 10 MB。"),
    )


class CarryForm(forms.Form):
    """Which of the earlier passes."""

    key = forms.ChoiceField(label=_("此前的合格成绩"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, passes: list[tuple[str, str]], **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["key"].choices = passes  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    """Which paper was read wrongly, and why."""

    document = forms.ChoiceField(label=_("成绩单编号"))
    reason = ReasonField()
    field_order = ["document", "reason"]

    def __init__(self, *args: Any, documents: list[str], **words: Any) -> None:
        super().__init__(*args, **words)
        named = [(one, one) for one in documents]
        self.fields["document"].choices = named  # type: ignore[attr-defined]


class CasesField(forms.ModelMultipleChoiceField[Case]):
    """Cases to seat, by candidate and post."""

    def label_from_instance(self, obj: Case) -> str:
        return f"{obj.name}　{obj.intended_post}"
