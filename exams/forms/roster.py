"""Forms by which persons come onto a roster or to a supervision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from exams.forms.fields import agency_field
from exams.models import ExamRoom
from people.models import Person
from people.rules import Rights


class AgencyEnrolForm(forms.Form):
    """A whole agency with everything below it."""

    def __init__(self, *args: Any, rights: Rights, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"] = agency_field(rights, _("单位（含下级）"))


class InvigilatorForm(forms.Form):
    """One person who is to supervise: the whole session, or one of its rooms."""

    def __init__(
        self, *args: Any, choices: QuerySet[Person], rooms: QuerySet[ExamRoom], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = PersonChoiceField(
            choices, label=_("监考员"), empty_label=_("请选择")
        )
        if rooms:
            self.fields["room"] = RoomChoiceField(
                rooms, label=_("监考范围"), empty_label=_("全部考场"), required=False
            )


class RoomChoiceField(forms.ModelChoiceField[ExamRoom]):
    """Rooms by number and place."""

    def label_from_instance(self, room: ExamRoom) -> str:
        return f"{room.ordinal}　{room.name}"


class PersonChoiceField(forms.ModelChoiceField[Person]):
    """Persons under name, number and agency: namesakes are common."""

    def label_from_instance(self, person: Person) -> str:
        return f"{person.name}　{person.staff_number}　{person.agency.name}"
