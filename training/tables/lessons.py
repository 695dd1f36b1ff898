"""Online pages as a table."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from training.models import Lesson

FIGURE = {"td": {"class": "n"}, "th": {"class": "n"}}


class LessonTable(tables.Table):  # type: ignore[misc]  # untyped
    """Online pages in use, with how far the reader is."""

    title = tables.Column(linkify=("training:lesson", {"ref": tables.A("ref")}))
    course = tables.Column(
        accessor="course__title", verbose_name=_("课程"), order_by=("course__title", "pk")
    )
    subject = tables.Column(accessor="course__get_subject_display", verbose_name=_("科目"),
                            order_by=("course__subject",))  # fmt: skip
    minutes = tables.Column(attrs=FIGURE)
    state = tables.TemplateColumn(
        template_name="training/_lesson_state.html",
        verbose_name=_("学习情况"),
        order_by=("finished", "begun"),
    )
    caption = _("在线课件")
    empty_hint = _("课程的维护单位登记在线课件后，在这里学习。")

    class Meta:
        model = Lesson
        attrs = {"class": "rows is-mid"}
        fields = ("title", "course", "subject", "minutes", "state")
        order_by = "course"
        empty_text = _("没有符合条件的在线课件")

    def value_state(self, record: Lesson) -> object:
        """What a sheet says of it."""
        if record.finished:  # type: ignore[attr-defined]  # `with_own` adds both
            return _("已学完")
        return _("学习中") if record.begun else _("未学")  # type: ignore[attr-defined]
