"""Filters of this room's lists; their values stand in the address."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from people.models import Person, PostKind
from training.models import (
    Application,
    AskedChoice,
    ClassStateChoice,
    DecisionChoice,
    Declaration,
    Enrolment,
    Leave,
    LeaveChoice,
    Lesson,
    Objection,
    RotationSeat,
    SubjectChoice,
    TrainingClass,
)

WAITING, ANSWERED = "waiting", "answered"


class FilterForm(forms.Form):
    """A list's filters, as the frame shows them."""

    is_filter = True


class ClassFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Classes by words of their name or number, and by state."""

    q = django_filters.CharFilter(method="by_words", label=_("名称或者班号"), max_length=60)
    state = django_filters.ChoiceFilter(
        choices=ClassStateChoice.choices, label=_("状态"), empty_label=_("全部")
    )

    class Meta:
        model = TrainingClass
        fields = ("q", "state")
        form = FilterForm

    def by_words(self, rows: QuerySet[Any], name: str, words: str) -> QuerySet[Any]:
        return rows.filter(Q(title__icontains=words) | Q(number__startswith=words))


class RosterFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Persons of a roster by name or number."""

    find = django_filters.CharFilter(
        method="by_words", label=_("姓名或者工作人员编号"), max_length=60
    )

    class Meta:
        model = Enrolment
        fields = ("find",)
        form = FilterForm

    def by_words(self, rows: QuerySet[Any], name: str, words: str) -> QuerySet[Any]:
        return rows.filter(
            Q(person__name__icontains=words) | Q(person__staff_number__startswith=words)
        )


class ObjectionFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Objections that wait, or are answered, by the officer's name."""

    find = django_filters.CharFilter(
        method="by_words", label=_("姓名或者工作人员编号"), max_length=60
    )
    state = django_filters.ChoiceFilter(
        choices=[(WAITING, _("待答复")), (ANSWERED, _("已答复"))],
        method="by_state",
        label=_("状态"),
        empty_label=_("全部"),
    )

    class Meta:
        model = Objection
        fields = ("find", "state")
        form = FilterForm

    def by_words(self, rows: QuerySet[Any], name: str, words: str) -> QuerySet[Any]:
        return rows.filter(
            Q(person__name__icontains=words) | Q(person__staff_number__startswith=words)
        )

    def by_state(self, rows: QuerySet[Any], name: str, state: str) -> QuerySet[Any]:
        return rows.filter(answered_at__isnull=state == WAITING)


class LessonFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Online pages by words of their title or course, by subject, by how far one is."""

    q = django_filters.CharFilter(method="by_words", label=_("名称或者课程"), max_length=60)
    subject = django_filters.ChoiceFilter(
        field_name="course__subject",
        choices=SubjectChoice.choices,
        label=_("科目"),
        empty_label=_("全部"),
    )
    state = django_filters.ChoiceFilter(
        choices=[("new", _("未学")), ("begun", _("学习中")), ("finished", _("已学完"))],
        method="by_state",
        label=_("学习情况"),
        empty_label=_("全部"),
    )

    class Meta:
        model = Lesson
        fields = ("q", "subject", "state")
        form = FilterForm

    def by_words(self, rows: QuerySet[Any], name: str, words: str) -> QuerySet[Any]:
        return rows.filter(Q(title__icontains=words) | Q(course__title__icontains=words))

    def by_state(self, rows: QuerySet[Any], name: str, state: str) -> QuerySet[Any]:
        rows = rows.filter(finished__isnull=state != "finished")
        return rows if state == "finished" else rows.filter(begun__isnull=state == "new")


class LegalStaffFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Legal-affairs staff by name or number, and by the kind of post."""

    q = django_filters.CharFilter(method="by_words", label=_("姓名或者工作人员编号"), max_length=60)
    kind = django_filters.ChoiceFilter(
        field_name="post_kind",
        choices=[(kind.value, kind.label) for kind in (PostKind.LEGAL, PostKind.RECONSIDERATION)],
        label=_("岗位类别"),
        empty_label=_("全部"),
    )

    class Meta:
        model = Person
        fields = ("q", "kind")
        form = FilterForm

    def by_words(self, rows: QuerySet[Any], name: str, words: str) -> QuerySet[Any]:
        return rows.filter(Q(name__icontains=words) | Q(staff_number__startswith=words))


class CatalogueFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Entries of one part of the catalogue by words; those in use unless the retired are asked
    for."""

    q = django_filters.CharFilter(method="by_words", label=_("名称"), max_length=60)
    state = django_filters.ChoiceFilter(
        choices=[("in_use", _("在用")), ("retired", _("已停用"))],
        method="by_state",
        label=_("状态"),
        empty_label=_("全部"),
    )

    class Meta:
        form = FilterForm

    def by_words(self, rows: QuerySet[Any], name: str, words: str) -> QuerySet[Any]:
        known = {field.name for field in rows.model._meta.concrete_fields}
        found = Q()
        for column in known & {"name", "title"}:
            found |= Q(**{f"{column}__icontains": words})
        return rows.filter(found)

    def by_state(self, rows: QuerySet[Any], name: str, state: str) -> QuerySet[Any]:
        return rows.filter(retired_at__isnull=state == "in_use")


class ApplicationFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Wishes for places by the person's name, and by where they stand."""

    find = django_filters.CharFilter(
        method="by_words", label=_("姓名或者工作人员编号"), max_length=60
    )
    state = django_filters.ChoiceFilter(
        choices=AskedChoice.choices, label=_("状态"), empty_label=_("全部")
    )

    class Meta:
        model = Application
        fields = ("find", "state")
        form = FilterForm

    def by_words(self, rows: QuerySet[Any], name: str, words: str) -> QuerySet[Any]:
        return rows.filter(
            Q(person__name__icontains=words) | Q(person__staff_number__startswith=words)
        )


class DeclarationFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Declarations by the officer's name, and by what was decided."""

    find = django_filters.CharFilter(
        method="by_words", label=_("姓名或者工作人员编号"), max_length=60
    )
    state = django_filters.ChoiceFilter(
        choices=DecisionChoice.choices, label=_("状态"), empty_label=_("全部")
    )

    class Meta:
        model = Declaration
        fields = ("find", "state")
        form = FilterForm

    def by_words(self, rows: QuerySet[Any], name: str, words: str) -> QuerySet[Any]:
        return rows.filter(
            Q(person__name__icontains=words) | Q(person__staff_number__startswith=words)
        )


class LeaveFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Wishes for leave by the officer's name, and by what was decided."""

    find = django_filters.CharFilter(
        method="by_words", label=_("姓名或者工作人员编号"), max_length=60
    )
    state = django_filters.ChoiceFilter(
        choices=LeaveChoice.choices, label=_("状态"), empty_label=_("全部")
    )

    class Meta:
        model = Leave
        fields = ("find", "state")
        form = FilterForm

    def by_words(self, rows: QuerySet[Any], name: str, words: str) -> QuerySet[Any]:
        return rows.filter(
            Q(person__name__icontains=words) | Q(person__staff_number__startswith=words)
        )


class AbsenceFilter(RosterFilter):
    """Persons of a roster by name, and those who missed more than `most` half-days."""

    only = django_filters.ChoiceFilter(
        choices=[("some", _("有缺课")), ("over", _("超过上限"))],
        method="by_missed",
        label=_("缺课"),
        empty_label=_("全部"),
    )

    class Meta:
        model = Enrolment
        fields = ("find", "only")
        form = FilterForm

    def __init__(self, *args: Any, most: int, **words: Any) -> None:
        super().__init__(*args, **words)
        self.most = most

    def by_missed(self, rows: QuerySet[Any], name: str, which: str) -> QuerySet[Any]:
        return rows.filter(missed__gt=self.most if which == "over" else 0)


class SeatFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Who goes where in a rotation, by person, by class, and who goes nowhere."""

    find = django_filters.CharFilter(
        method="by_words", label=_("姓名或者工作人员编号"), max_length=60
    )
    going = django_filters.ChoiceFilter(
        method="by_place",
        choices=[("placed", _("已安排")), ("left_over", _("未安排"))],
        label=_("安排"),
        empty_label=_("全部"),
    )
    training_class = django_filters.ModelChoiceFilter(
        queryset=TrainingClass.objects.none(), label=_("培训班"), empty_label=_("全部")
    )

    class Meta:
        model = RotationSeat
        fields = ("find", "going", "training_class")
        form = FilterForm

    def by_words(self, rows: QuerySet[Any], name: str, words: str) -> QuerySet[Any]:
        return rows.filter(
            Q(person__name__icontains=words) | Q(person__staff_number__startswith=words)
        )

    def by_place(self, rows: QuerySet[Any], name: str, going: str) -> QuerySet[Any]:
        return rows.filter(training_class__isnull=going == "left_over")
