"""Forms of leave: which half-days and why; granted or not; and the attendance policy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.forms.fields import ReasonField, TextField
from training.actions import Scan
from training.forms.fields import ScanField
from training.forms.policies import PolicyForm
from training.models import AttendancePolicy, Session
from training.rules import Presence


class SessionsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Half-days to tick, by their time."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{timezone.localtime(obj.starts_at):%Y-%m-%d %H:%M} {obj.topic}"


class LeaveForm(forms.Form):
    """Which half-days one asks to be away from, and why."""

    sessions = SessionsField(
        Session.objects.none(), label=_("请假的课次"), widget=forms.CheckboxSelectMultiple
    )
    because = TextField(label=_("请假理由"), max_length=200, min_length=2)
    scan = ScanField(label=_("证明材料"), required=False)

    def __init__(self, *args: Any, sessions: QuerySet[Session], **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["sessions"].queryset = sessions  # type: ignore[attr-defined]

    def scanned(self) -> Scan | None:
        given = self.cleaned_data["scan"]
        return Scan(given.read(), given.name) if given else None


class DecideLeaveForm(forms.Form):
    """Granted or not, and why."""

    answer = forms.ChoiceField(
        label=_("结论"),
        choices=[("grant", _("准假")), ("refuse", _("不准假"))],
        widget=forms.RadioSelect,
    )
    reason = ReasonField(
        required=False, help_text=_("不准假的，以及准假后缺课超过上限的，须写明理由。")
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("answer") == "refuse" and not values.get("reason"):
            self.add_error("reason", gettext("请写明不准假的理由。"))
        return values


class AttendancePolicyForm(PolicyForm):
    """When one is late, leaves early, was not there; how much of a class one may miss."""

    late_after = forms.IntegerField(label=_("开始后几分钟起为迟到"), min_value=0, max_value=120)
    early_before = forms.IntegerField(label=_("结束前几分钟离开为早退"), min_value=0, max_value=120)
    least = forms.IntegerField(
        label=_("至少在场（百分之）"),
        min_value=0,
        max_value=100,
        help_text=_("在场时间不足的，按缺席处理。"),
    )
    one_in = forms.IntegerField(
        label=_("缺课上限（几分之一）"),
        min_value=1,
        max_value=100,
        help_text=_("请假和缺席合计超过全班课次的这一份额，按规定应予退学。"),
    )
    field_order = [
        "late_after", "early_before", "least", "one_in", "valid_from", "basis", "reason",
    ]  # fmt: skip

    def presence(self) -> Presence:
        values = self.cleaned_data
        return Presence(**{name: values[name] for name in Presence.__dataclass_fields__})

    @staticmethod
    def values_of(row: AttendancePolicy | None) -> dict[str, Any]:
        held = row.presence if row else Presence()
        own = {name: getattr(held, name) for name in Presence.__dataclass_fields__}
        return own | ({"basis": row.basis} if row else {})


class MakeUpForm(forms.Form):
    """One of the half-days that make up for a missed one."""

    session = forms.ChoiceField(label=_("补训的课次"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, sessions: Sequence[Session], **words: Any) -> None:
        super().__init__(*args, **words)
        self.by_ref = {one.ref: one for one in sessions}
        self.fields["session"].choices = [  # type: ignore[attr-defined]
            (ref, _label(one)) for ref, one in self.by_ref.items()
        ]

    def chosen(self) -> Session:
        return self.by_ref[self.cleaned_data["session"]]


def _label(session: Session) -> str:
    starts, held = timezone.localtime(session.starts_at), session.training_class
    return f"{starts:%Y-%m-%d %H:%M} {session.topic}（{held.title}，{held.venue}）"
