"""The parts of the catalogue as tables."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from training.models import Course, Trainer, Venue

FIGURE = {"td": {"class": "n"}, "th": {"class": "n"}}
ACTS = "training/_entry_acts.html"


class CourseTable(tables.Table):  # type: ignore[misc]  # untyped
    """Courses."""

    title = tables.Column(linkify=("training:course", {"ref": tables.A("ref")}))
    half_days = tables.Column(attrs=FIGURE)
    agency = tables.Column(accessor="agency__name", verbose_name=_("维护单位"))
    acts = tables.TemplateColumn(
        template_name=ACTS,
        extra_context={"kind": "courses"},
        verbose_name=_("办理"),
        orderable=False,
        exclude_from_export=True,
    )
    caption = _("课程目录")
    empty_hint = _("登记课程后，安排培训班时可以选用。")

    class Meta:
        model = Course
        attrs = {"class": "rows is-mid"}
        fields = ("title", "subject", "kind", "half_days", "agency", "acts")
        order_by = "title"
        empty_text = _("没有符合条件的课程")


class VenueTable(tables.Table):  # type: ignore[misc]  # untyped
    """Venues."""

    capacity = tables.Column(attrs=FIGURE)
    agency = tables.Column(accessor="agency__name", verbose_name=_("维护单位"))
    acts = tables.TemplateColumn(
        template_name=ACTS,
        extra_context={"kind": "venues"},
        verbose_name=_("办理"),
        orderable=False,
        exclude_from_export=True,
    )
    caption = _("场地")
    empty_hint = _("登记场地和座位数后，名额不会超过座位数。")

    class Meta:
        model = Venue
        attrs = {"class": "rows is-mid"}
        fields = ("name", "address", "capacity", "agency", "acts")
        order_by = "name"
        empty_text = _("没有符合条件的场地")


class TrainerTable(tables.Table):  # type: ignore[misc]  # untyped
    """Trainers."""

    agency = tables.Column(accessor="agency__name", verbose_name=_("维护单位"))
    acts = tables.TemplateColumn(
        template_name=ACTS,
        extra_context={"kind": "trainers"},
        verbose_name=_("办理"),
        orderable=False,
        exclude_from_export=True,
    )
    caption = _("师资库")
    empty_hint = _("登记师资后，安排课次时可以选用，时间冲突会提示。")

    class Meta:
        model = Trainer
        attrs = {"class": "rows is-mid"}
        fields = ("name", "title", "field", "agency", "acts")
        order_by = "name"
        empty_text = _("没有符合条件的师资")
