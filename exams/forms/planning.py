"""Forms of exams and sessions: shape alone, no permission."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from exams.forms.fields import MarksField, MomentField, agency_field
from exams.forms.scoring import ScoringForm
from exams.models import Blueprint, Exam, ExamSession, PurposeChoice
from exams.rules.purposes import Purpose
from people.models import within
from people.rules import Rights, Role

POLICIES = [
    ("articles", _("分数、对错、释义和依据条文")),
    ("full", _("分数、对错、答案、释义和依据条文")),
    ("mark", _("仅分数")),
]

EXAMS = [(one.value, one.label) for one in PurposeChoice if one != PurposeChoice.REHEARSAL]


class ExamForm(ScoringForm):
    """What a person decides about an exam before it is sealed."""

    title = forms.CharField(label=_("考试名称"), max_length=120)
    purpose = forms.ChoiceField(
        label=_("考试用途"),
        choices=[("", _("请选择")), *EXAMS],
        help_text=_("资格考试和任职前测试应当使用平行卷。日常测试和模拟练习不产生资格。"),
    )
    duration_minutes = forms.IntegerField(
        label=_("考试时长（分钟）"), min_value=5, max_value=600, initial=90
    )
    pass_marks = MarksField(label=_("合格分"), initial=6000)
    entry_minutes = forms.IntegerField(
        label=_("开考后允许入场（分钟）"), min_value=0, max_value=240, initial=30
    )
    grace_seconds = forms.IntegerField(
        label=_("传输宽限（秒）"),
        min_value=0,
        max_value=120,
        initial=30,
        help_text=_("截止时刻之后在此时限内送达的答案仍然有效，用于抵消传输延迟。"),
    )
    full_duration = forms.BooleanField(
        label=_("迟到者仍给足时长"),
        required=False,
        help_text=_("不勾选的，一律在场次结束时刻收卷。"),
    )
    own_takeover = forms.BooleanField(
        label=_("允许考生重新验证身份后自行换机"),
        required=False,
        initial=True,
        help_text=_("不勾选的，换机须由监考员发给一次性换机码。"),
    )
    open_book = forms.BooleanField(
        label=_("开卷考试"),
        required=False,
        help_text=_("不勾选的，考生作答期间不能查阅法规、试题和以往成绩。"),
    )
    on_site = forms.BooleanField(
        label=_("限现场应考"),
        required=False,
        help_text=_(
            "任职前测试须勾选。勾选的，考生须编定座位、经监考员核验入场，并在考场网段内作答。"
        ),
    )
    review_policy = forms.ChoiceField(
        label=_("公布后考生可以查阅"), choices=POLICIES, initial="articles"
    )

    field_order = (
        "agency", "title", "purpose", "blueprint", "duration_minutes", "pass_marks",
        "entry_minutes", "grace_seconds", "full_duration", "own_takeover", "open_book", "on_site",
        *ScoringForm.base_fields,
    )  # fmt: skip

    def __init__(self, *args: Any, rights: Rights, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"] = agency_field(rights, _("组织单位"))
        own = within(rights.paths(Role.EXAM_OFFICER), "agency__path")
        rows = Blueprint.objects.filter(own)
        self.fields["blueprint"] = forms.ModelChoiceField(
            rows, label=pgettext_lazy("单数", "组卷方案"), empty_label=_("请选择")
        )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """The pass mark must be within reach, and the amounts of the rules within the marks."""
        data = super().clean() or self.cleaned_data
        blueprint, pass_marks = data.get("blueprint"), data.get("pass_marks")
        if blueprint is not None and pass_marks is not None:
            total = sum(cell.count * cell.marks for cell in blueprint.rule_cells())
            if pass_marks > total:
                words = gettext("合格分不能高于方案满分 %(total)s 分。")
                self.add_error("pass_marks", words % {"total": f"{total / 100:g}"})
        self.check_amounts(data, blueprint)
        if data.get("purpose") == Purpose.APPOINTMENT and not data.get("on_site"):
            self.add_error("on_site", gettext("任职前测试须限现场应考。"))
        return data

    def columns(self) -> dict[str, Any]:
        """The valid values under the names that an exam draft uses."""
        values = dict(self.cleaned_data)
        for name in ScoringForm.base_fields:
            values.pop(name)
        return values | {"scoring": self.scoring()}

    @staticmethod
    def values_of(exam: Exam) -> dict[str, Any]:
        """A stored exam as the form shows it."""
        names = (
            "title", "purpose", "duration_minutes", "pass_marks", "entry_minutes", "grace_seconds",
            "full_duration", "own_takeover", "open_book", "on_site", "review_policy",
        )  # fmt: skip
        values = {name: getattr(exam, name) for name in names}
        parents = {"agency": exam.agency_id, "blueprint": exam.blueprint_id}
        return values | parents | ExamForm.scoring_values(exam.scoring)


class SessionForm(forms.Form):
    """Where and when a session takes place."""

    place = forms.CharField(label=_("考点"), max_length=120)
    opens_at = MomentField(label=_("开考时间"))
    closes_at = MomentField(
        label=_("结束时间"), help_text=_("到此时刻一律收卷；给足时长或者补时的考生除外。")
    )

    def __init__(self, *args: Any, exam: Exam, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.exam = exam
        self.now = now

    def clean(self) -> dict[str, Any]:
        """A window that lies ahead and holds the whole duration."""
        data = super().clean() or self.cleaned_data
        opens, closes = data.get("opens_at"), data.get("closes_at")
        if opens is not None and opens <= self.now:
            self.add_error("opens_at", gettext("开考时间须晚于现在。"))
        if opens is None or closes is None:
            return data
        if closes <= opens:
            self.add_error("closes_at", gettext("结束时间须晚于开考时间。"))
        elif closes - opens < timedelta(minutes=self.exam.duration_minutes):
            words = gettext("场次时间短于考试时长 %(n)s 分钟，请推迟结束时间。")
            self.add_error("closes_at", words % {"n": self.exam.duration_minutes})
        return data

    @staticmethod
    def values_of(session: ExamSession) -> dict[str, Any]:
        """A stored session as the form shows it."""
        names = ("place", "opens_at", "closes_at")
        return {name: getattr(session, name) for name in names}
