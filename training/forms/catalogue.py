"""Forms of the catalogue: courses, venues, trainers; and of the places of a class."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.forms.fields import AgencyField, ReasonField, TextField
from people.models import Agency, Person
from people.rules import Rights, Role
from statutes.models import Statute
from training.actions import CourseTerms, TrainerTerms, VenueTerms
from training.forms.fields import ScanField
from training.models import Course, KindChoice, SubjectChoice, Trainer, TrainingClass, Venue


class EntryForm(forms.Form):
    """What every entry has: the agency that keeps it, one of the reader's own."""

    def __init__(self, *args: Any, rights: Rights, **words: Any) -> None:
        super().__init__(*args, **words)
        self.rights = rights
        mine = Agency.objects.visible_to(rights, Role.COORDINATOR).open()
        self.fields["agency"] = AgencyField(mine, label=_("维护单位"))


class CourseForm(EntryForm):
    """A course."""

    title = TextField(label=_("课程名称"), max_length=80, min_length=2)
    subject = forms.ChoiceField(
        label=_("科目"), required=False, choices=[("", _("不分科目")), *SubjectChoice.choices]
    )
    kind = forms.ChoiceField(label=_("培训方式"), choices=KindChoice.choices)
    half_days = forms.IntegerField(label=_("课时（半天）"), min_value=1, max_value=60, initial=1)
    statutes = forms.ModelMultipleChoiceField(
        Statute.objects.order_by("title"), label=_("讲授的法规"), required=False
    )
    outline = forms.CharField(
        label=_("内容提要"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def terms(self) -> CourseTerms:
        values = self.cleaned_data
        return CourseTerms(**(values | {"statutes": tuple(values["statutes"])}))

    @staticmethod
    def values_of(found: Course) -> dict[str, Any]:
        names = ("title", "subject", "kind", "half_days", "outline")
        own: dict[str, Any] = {name: getattr(found, name) for name in names}
        return own | {"agency": found.agency_id, "statutes": found.statutes.all()}


class VenueForm(EntryForm):
    """A venue. Its name is given once."""

    name = TextField(
        label=_("名称"),
        max_length=80,
        min_length=2,
        help_text=_("登记后不能修改；更名的另行登记。"),
    )
    address = TextField(label=_("地址"), max_length=120, required=False)
    capacity = forms.IntegerField(label=_("座位数"), min_value=1, max_value=2000)

    def terms(self) -> VenueTerms:
        return VenueTerms(**self.cleaned_data)

    @staticmethod
    def values_of(found: Venue) -> dict[str, Any]:
        names = ("name", "address", "capacity")
        return {name: getattr(found, name) for name in names} | {"agency": found.agency_id}


class TrainerForm(EntryForm):
    """A trainer."""

    name = TextField(label=_("姓名"), max_length=60, min_length=2)
    title = TextField(label=_("单位和职务"), max_length=80, min_length=2)
    field = TextField(label=_("专长"), max_length=120, required=False)
    staff_number = TextField(
        label=_("工作人员编号"),
        max_length=8,
        required=False,
        help_text=_("本市执法人员兼任师资的填写，授课不与本人参训冲突。"),
    )

    def clean_staff_number(self) -> Person | None:
        number = self.cleaned_data["staff_number"]
        if not number:
            return None
        found = Person.objects.governed_by(self.rights, Role.COORDINATOR)
        person = found.filter(staff_number=number).first()
        if person is None:
            raise forms.ValidationError(gettext("管辖范围内没有此编号的人员。"))
        return person

    def terms(self) -> TrainerTerms:
        values = dict(self.cleaned_data)
        return TrainerTerms(person=values.pop("staff_number"), **values)

    @staticmethod
    def values_of(found: Trainer) -> dict[str, Any]:
        names = ("name", "title", "field")
        number = found.person.staff_number if found.person else ""
        own = {name: getattr(found, name) for name in names}
        return own | {"agency": found.agency_id, "staff_number": number}


class MaterialForm(forms.Form):
    """A file for a course."""

    title = TextField(label=_("名称"), max_length=80, min_length=2)
    file = ScanField(label=_("文件"))


class DecideForm(forms.Form):
    """Approved or not, and why."""

    answer = forms.ChoiceField(
        label=_("结论"),
        choices=[("admit", _("同意")), ("refuse", _("不同意"))],
        widget=forms.RadioSelect,
    )
    reason = ReasonField(required=False, help_text=_("不同意的，须写明理由，告知报名人员。"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("answer") == "refuse" and not values.get("reason"):
            self.add_error("reason", gettext("请写明不同意的理由。"))
        return values


class SeatsForm(forms.Form):
    """How many places a class has."""

    capacity = forms.IntegerField(label=_("名额"), min_value=1, max_value=500)


class QuotaForm(forms.Form):
    """At most how many places for a unit."""

    seats = forms.IntegerField(
        label=_("至多（人）"),
        min_value=0,
        max_value=500,
        required=False,
        help_text=_("留空表示不限。"),
    )

    def __init__(
        self, *args: Any, rights: Rights, training_class: TrainingClass, **words: Any
    ) -> None:
        super().__init__(*args, **words)
        places = Agency.objects.open().inside(training_class.audience)
        self.fields["agency"] = AgencyField(places, label=_("单位（含下级）"))
        self.order_fields(["agency", "seats"])
