"""Filters of the exam room's lists; their values stand in the address."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters.fields import ModelChoiceField

from exams.models import (
    Blueprint,
    Candidate,
    EffectChoice,
    Exam,
    ExamRoom,
    ExamSession,
    Misconduct,
    Objection,
    RoomSeat,
    RulingChoice,
    SeatCheck,
    SeatVerdict,
    SpecialDay,
)
from exams.models.live import AWAY, arrived
from exams.models.overview import Stage
from exams.rules.keeping import State

SEAT_STATES = [
    (State.READY.value, _("未开考")),
    (State.OPEN.value, _("作答中")),
    (State.CLOSED.value, _("已交卷")),
]


class FilterForm(forms.Form):
    """A list's filters, as the frame shows them."""

    is_filter = True


class BlueprintFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Blueprints by a part of their name."""

    title = django_filters.CharFilter(lookup_expr="icontains", label=_("名称"))

    class Meta:
        model = Blueprint
        fields = ("title",)
        form = FilterForm


class ExamFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Exams by name and by where they stand."""

    title = django_filters.CharFilter(lookup_expr="icontains", label=_("名称"))
    stage = django_filters.ChoiceFilter(
        choices=Stage.choices, label=_("状态"), empty_label=_("全部")
    )

    class Meta:
        model = Exam
        fields = ("title", "stage")
        form = FilterForm


class SessionFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Sessions by their exam's name or their place."""

    find = django_filters.CharFilter(method="by_words", label=_("考试或考点"))

    class Meta:
        model = ExamSession
        fields = ("find",)
        form = FilterForm

    def by_words(self, rows: QuerySet[ExamSession], name: str, words: str) -> QuerySet[ExamSession]:
        """Sessions whose exam or place holds the words."""
        words = words.strip()
        return rows.filter(Q(exam__title__icontains=words) | Q(place__icontains=words))


class OwnExamFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """One's own exams by name."""

    title = django_filters.CharFilter(
        field_name="session__exam__title", lookup_expr="icontains", label=_("考试名称")
    )

    class Meta:
        model = Candidate
        fields = ("title",)
        form = FilterForm


class RosterFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Candidates by name or number."""

    find = django_filters.CharFilter(method="by_words", label=_("姓名、编号或者准考证号"))

    class Meta:
        model = Candidate
        fields = ("find",)
        form = FilterForm

    def by_words(self, rows: QuerySet[Candidate], name: str, words: str) -> QuerySet[Candidate]:
        """Candidates whose name holds the words, or whose number begins with them."""
        words = words.strip()
        return rows.filter(
            Q(person__name__icontains=words)
            | Q(person__staff_number__startswith=words)
            | Q(number__startswith=words)
        )


class SeatFilter(RosterFilter):
    """Seats by name and by the attempt's state."""

    state = django_filters.ChoiceFilter(
        method="by_state",
        choices=[*SEAT_STATES, (AWAY, _("未到"))],
        label=_("状态"),
        empty_label=_("全部"),
    )

    def by_state(self, rows: QuerySet[Candidate], name: str, state: str) -> QuerySet[Candidate]:
        """By the attempt's state; or those with a seat who have not come."""
        if state == AWAY:
            return rows.filter(~arrived("pk"), seat__isnull=False)
        return rows.filter(attempt_state=state)  # type: ignore[misc]  # annotated by `seats_of`

    class Meta:
        model = Candidate
        fields = ("find", "state")
        form = FilterForm


class RoomChoice(ModelChoiceField):  # type: ignore[misc]  # untyped
    """Rooms by number and place."""

    def label_from_instance(self, room: Any) -> str:
        return f"{room.ordinal}　{room.name}"


class RoomFilter(django_filters.ModelChoiceFilter):  # type: ignore[misc]  # untyped
    """A choice of rooms."""

    field_class = RoomChoice


class SeatListFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Seats of a session by room, and by name or number."""

    find = django_filters.CharFilter(method="by_words", label=_("姓名、编号或者准考证号"))
    room = RoomFilter(
        queryset=ExamRoom.objects.none(),
        label=pgettext_lazy("座位表", "考场"),
        empty_label=_("全部"),
    )

    class Meta:
        model = RoomSeat
        fields = ("find", "room")
        form = FilterForm

    def __init__(self, *args: Any, rooms: QuerySet[ExamRoom], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["room"].queryset = rooms

    def by_words(self, rows: QuerySet[RoomSeat], name: str, words: str) -> QuerySet[RoomSeat]:
        """Seats of persons whose name holds the words, or whose number begins with them."""
        words = words.strip()
        return rows.filter(
            Q(candidate__person__name__icontains=words)
            | Q(candidate__person__staff_number__startswith=words)
            | Q(candidate__number__startswith=words)
        )


class MisconductFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Cases by name or number, and by what they do to the result."""

    find = django_filters.CharFilter(method="by_words", label=_("姓名或者准考证号"))
    effect = django_filters.ChoiceFilter(
        choices=EffectChoice.choices, label=_("对成绩的影响"), empty_label=_("全部")
    )

    class Meta:
        model = Misconduct
        fields = ("find", "effect")
        form = FilterForm

    def by_words(self, rows: QuerySet[Misconduct], name: str, words: str) -> QuerySet[Misconduct]:
        """Cases of candidates whose name holds the words, or whose number begins with them."""
        words = words.strip()
        return rows.filter(
            Q(candidate__person__name__icontains=words) | Q(candidate__number__startswith=words)
        )


class SeatCheckFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Checked seats by place, by number and by verdict."""

    place = django_filters.CharFilter(lookup_expr="icontains", label=_("考点"))
    seat = django_filters.CharFilter(lookup_expr="icontains", label=_("机位"))
    verdict = django_filters.ChoiceFilter(
        choices=SeatVerdict.choices, label=_("结论"), empty_label=_("全部")
    )

    class Meta:
        model = SeatCheck
        fields = ("place", "seat", "verdict")
        form = FilterForm


class ObjectionFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Objections by exam and by whether, and how, they were decided."""

    exam = django_filters.CharFilter(
        field_name="attempt__exam__title", lookup_expr="icontains", label=_("考试名称")
    )
    state = django_filters.ChoiceFilter(
        method="by_state",
        choices=[("waiting", _("待答复")), *RulingChoice.choices],
        label=_("状态"),
        empty_label=_("全部"),
    )

    class Meta:
        model = Objection
        fields = ("exam", "state")
        form = FilterForm

    def by_state(self, rows: QuerySet[Objection], name: str, state: str) -> QuerySet[Objection]:
        """Objections that wait, or with a ruling."""
        return rows.filter(ruling="" if state == "waiting" else state)


class SpecialDayFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Special days by year and by whether they are worked."""

    year = django_filters.NumberFilter(
        field_name="day", lookup_expr="year", label=_("年份"), min_value=2000, max_value=2100
    )
    kind = django_filters.ChoiceFilter(
        field_name="is_working",
        choices=[("False", _("放假")), ("True", _("上班"))],
        label=_("安排"),
        empty_label=_("全部"),
    )

    class Meta:
        model = SpecialDay
        fields = ("year", "kind")
        form = FilterForm
