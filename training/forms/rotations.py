"""Forms of a rotation: its terms, and the days on which somebody cannot go."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.forms.fields import AgencyField, DayField, ReasonField, TextField
from people.models import Agency, Person, PostKind, within
from people.rules import Rights, Role
from training.actions import BarTerms, RotationTerms
from training.models import Rotation, TrainingClass, classes_to_rotate
from training.rules.batches import ONE_IN


class _ClassesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Classes to tick, each with its first day and its places."""

    def label_from_instance(self, found: Any) -> str:
        return gettext("%(title)s（%(day)s 起，%(n)s 个半天，名额 %(capacity)s 人）") % {
            "title": found.title,
            "day": timezone.localdate(found.starts_at).isoformat(),
            "n": found.half_days,
            "capacity": found.capacity,
        }


class RotationForm(forms.Form):
    """Whom it means, how many may be away at once, and to which classes they go."""

    title = TextField(label=_("名称"), max_length=80, min_length=2)
    category = forms.ChoiceField(
        label=_("参训对象"),
        required=False,
        choices=[("", _("全部在岗人员")), *PostKind.choices],
    )
    one_in = forms.IntegerField(
        label=_("每几人至多一人离岗"),
        min_value=1,
        max_value=20,
        initial=ONE_IN,
        help_text=_("填 3，即每个单位同一天离岗参训的不超过三分之一，至少可有一人。"),
    )

    def __init__(self, *args: Any, rights: Rights, now: datetime, **words: Any) -> None:
        super().__init__(*args, **words)
        mine = Agency.objects.visible_to(rights, Role.COORDINATOR).open()
        self.fields["agency"] = AgencyField(mine, label=_("轮训范围（含下级单位）"))
        self.fields["classes"] = _ClassesField(
            classes_to_rotate(rights, Role.COORDINATOR, now),
            label=_("培训班"),
            widget=forms.CheckboxSelectMultiple,
            help_text=_("只列出已安排课次、尚未开课的培训班。"),
        )
        self.order_fields(["title", "agency", "category", "one_in", "classes"])

    def keep(self, rotation: Rotation) -> None:
        """The form changes a rotation: its agency stays, and its classes may be kept."""
        self.fields["agency"].disabled = True
        chosen: Any = self.fields["classes"]
        either = Q(pk__in=chosen.queryset.order_by().values("pk")) | Q(rotations=rotation)
        rows = TrainingClass.objects.filter(either).distinct().with_numbers()
        chosen.queryset = rows.order_by("starts_at", "id")

    def terms(self) -> RotationTerms:
        """What was written down, as the deed takes it."""
        return RotationTerms(**self.cleaned_data)

    @staticmethod
    def values_of(rotation: Rotation) -> dict[str, Any]:
        names = ("title", "category", "one_in")
        own = {name: getattr(rotation, name) for name in names}
        return own | {"agency": rotation.agency_id, "classes": rotation.classes.all()}


class BarForm(forms.Form):
    """Days on which a unit, or one person, cannot go."""

    number = TextField(
        label=_("工作人员编号"),
        max_length=20,
        required=False,
        help_text=_("只限一人的填写；不填的，为整个单位（含下级）。"),
    )
    first_day = DayField(label=_("自"))
    last_day = DayField(label=_("至"))
    reason = ReasonField()

    def __init__(self, *args: Any, rotation: Rotation, **words: Any) -> None:
        super().__init__(*args, **words)
        places = Agency.objects.filter(within((rotation.agency.path,))).open()
        self.fields["agency"] = AgencyField(places, label=_("单位"))
        self.order_fields(["agency", "number", "first_day", "last_day", "reason"])

    def clean(self) -> dict[str, Any]:
        """The days in their order, the person of the unit."""
        values = super().clean() or {}
        first, last = values.get("first_day"), values.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", gettext("结束日期不能早于开始日期。"))
        agency, number = values.get("agency"), values.get("number")
        values["person"] = None
        if agency and number:
            rows = Person.objects.known_by_name().filter(within((agency.path,), "agency__path"))
            values["person"] = rows.filter(staff_number=number).first()
            if values["person"] is None:
                self.add_error("number", gettext("该单位没有此编号的人员。"))
        return values

    def terms(self) -> BarTerms:
        """What was written down, as the deed takes it."""
        values = {name: v for name, v in self.cleaned_data.items() if name != "number"}
        return BarTerms(**values)
