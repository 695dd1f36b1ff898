"""Forms of a class, its half-days and its roster."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.forms.fields import AgencyField, DayField, ReasonField, TextField
from people.models import Agency, Domain, PostKind
from people.rules import Rights, Role, paths_above
from statutes.models import Statute
from training.actions import ClassTerms, SessionTerms
from training.forms.fields import HourField, moment
from training.models import (
    Course,
    KindChoice,
    MarkChoice,
    RollLine,
    Session,
    SubjectChoice,
    Trainer,
    TrainingClass,
    Venue,
)
from training.rules import Mark, Window

MORNING, NOON = "08:30", "11:30"
KINDS = [(k.value, k.label) for k in (KindChoice.CENTRALISED, KindChoice.EXTERNAL)]


class ClassForm(forms.Form):
    """What is laid down of a class."""

    title = TextField(label=_("名称"), max_length=80, min_length=2)
    kind = forms.ChoiceField(
        label=_("培训方式"), choices=KINDS, help_text=_("只有集中培训计入集中培训天数。")
    )
    course = forms.ModelChoiceField(
        Course.objects.none(), label=_("课程"), required=False, empty_label=_("不选用课程目录")
    )
    category = forms.ChoiceField(
        label=_("参训对象"),
        required=False,
        choices=[("", _("不限岗位类别")), *PostKind.choices],
    )
    room = forms.ModelChoiceField(
        Venue.objects.none(), label=_("场地"), required=False, empty_label=_("不在场地目录中")
    )
    venue = TextField(
        label=_("其他地点"),
        max_length=80,
        required=False,
        help_text=_("未选场地的填写。同一地点请用同一写法，以便查重。"),
    )
    capacity = forms.IntegerField(label=_("名额"), min_value=1, max_value=500, initial=60)
    needs_approval = forms.BooleanField(
        label=_("报名须经审批"),
        required=False,
        help_text=_("由报名人员所在单位或者主办单位的管理员审批。"),
    )

    def __init__(self, *args: Any, rights: Rights, **words: Any) -> None:
        super().__init__(*args, **words)
        mine = Agency.objects.visible_to(rights, Role.COORDINATOR).open()
        over = Q(path__in=[p for path in rights.paths(Role.COORDINATOR) for p in paths_above(path)])
        audiences = (Agency.objects.filter(over) | mine).open().order_by("path")
        self.fields["agency"] = AgencyField(mine, label=_("主办单位"))
        self.fields["audience"] = AgencyField(
            audiences, label=_("参训范围"), help_text=_("该单位及其下级单位的人员可以参训。")
        )
        self.fields["course"].queryset = Course.objects.in_use()  # type: ignore[attr-defined]
        self.fields["room"].queryset = Venue.objects.in_use()  # type: ignore[attr-defined]
        self.order_fields(["title", "course", "agency", "audience", "category", "kind", "room"])

    def clean(self) -> dict[str, Any]:
        """A place has to be named one way or the other."""
        values = super().clean() or {}
        if not values.get("room") and not values.get("venue") and "venue" not in self.errors:
            self.add_error("venue", gettext("请选择场地，或者填写其他地点。"))
        return values

    def terms(self) -> ClassTerms:
        """What was written down, as the deed takes it."""
        return ClassTerms(**self.cleaned_data)

    @staticmethod
    def values_of(found: TrainingClass) -> dict[str, Any]:
        names = ("title", "kind", "category", "venue", "capacity", "needs_approval")
        own = {name: getattr(found, name) for name in names}
        own |= {"course": found.course_id, "room": found.room_id}
        return own | {"agency": found.agency_id, "audience": found.audience_id}


class SessionForm(forms.Form):
    """One half-day: topic, trainer, day, from when to when."""

    topic = TextField(label=_("内容"), max_length=80, min_length=2)
    subject = forms.ChoiceField(
        label=_("科目"), required=False, choices=[("", _("不分科目")), *SubjectChoice.choices]
    )
    domain = forms.ModelChoiceField(
        Domain.objects.none(),
        label=_("执法领域"),
        required=False,
        to_field_name="name",
        empty_label=_("不分领域"),
        help_text=_(
            "专业法律知识专讲某一领域的选择。执法人员每年至少参加一次本领域的专业法律知识培训。"
        ),
    )
    lecturer = forms.ModelChoiceField(
        Trainer.objects.none(), label=_("师资"), required=False, empty_label=_("不在师资库中")
    )
    trainer = TextField(
        label=_("其他授课人"), max_length=60, required=False, help_text=_("未选师资的填写。")
    )
    statute = forms.ModelChoiceField(
        Statute.objects.order_by("title"),
        label=_("讲授的法规"),
        required=False,
        empty_label=_("不专讲某部法规"),
        help_text=_("法规修订时，尚未讲授的课次会列入修订影响。"),
    )
    day = DayField(label=_("日期"))
    starts = HourField(label=_("开始"), initial=MORNING)
    ends = HourField(label=_("结束"), initial=NOON, help_text=_("一个课次为半天，不超过 6 小时。"))

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["lecturer"].queryset = Trainer.objects.in_use()  # type: ignore[attr-defined]
        known = Domain.objects.filter(closed_on__isnull=True)
        self.fields["domain"].queryset = known  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A domain is one of special law."""
        values = super().clean() or {}
        if values.get("domain") and values.get("subject") != SubjectChoice.SPECIAL:
            self.add_error("domain", gettext("只有专业法律知识可以选择执法领域。"))
        return values

    def terms(self) -> SessionTerms:
        """What was written down, as the deed takes it."""
        values = self.cleaned_data
        window = Window(
            moment(values["day"], values["starts"]), moment(values["day"], values["ends"])
        )
        return SessionTerms(
            values["topic"],
            values["trainer"],
            window,
            values["statute"],
            values["subject"],
            values["lecturer"],
            values["domain"].name if values["domain"] else "",
        )

    @staticmethod
    def values_of(found: Session) -> dict[str, Any]:
        starts, ends = timezone.localtime(found.starts_at), timezone.localtime(found.ends_at)
        return {
            "topic": found.topic,
            "trainer": "" if found.lecturer_id else found.trainer,
            "lecturer": found.lecturer_id,
            "subject": found.subject,
            "domain": found.domain,
            "statute": found.statute_id,
            "day": starts.date(),
            "starts": starts.time(),
            "ends": ends.time(),
        }


class AgencyEnrolForm(forms.Form):
    """A whole agency with everything below it, within the class's audience."""

    def __init__(
        self, *args: Any, rights: Rights, training_class: TrainingClass, **words: Any
    ) -> None:
        super().__init__(*args, **words)
        mine = Agency.objects.visible_to(rights, Role.COORDINATOR).open()
        places = mine.inside(training_class.audience)
        self.fields["agency"] = AgencyField(places, label=_("单位（含下级）"))


class AttendanceForm(forms.Form):
    """One mark for each person on the roll; who is left out stays unmarked. `knew` says which marks
    the page took to stand: one field for all, for a large class has as many as a form may."""

    knew = forms.CharField(required=False, max_length=20_000)

    def __init__(self, *args: Any, roll: Iterable[RollLine], at: datetime, **words: Any) -> None:
        super().__init__(*args, **words)
        self.at = at  # before the roll was read
        self.rows = []
        known = []
        for line in roll:
            name = f"mark-{line.person.pk}"
            self.fields[name] = forms.ChoiceField(choices=MarkChoice.choices, required=False)
            chosen = self.data.get(name) if self.is_bound else line.chosen
            self.rows.append((line, name, chosen or ""))
            known += [f"{line.person.pk}:{line.mark.value}"] if line.mark else []
        self.known = self.data.get("knew", "") if self.is_bound else ",".join(known)

    def marks(self) -> dict[int, Mark]:
        """The marks by person's id, as the deed takes them: those that the page did not know to
        stand already. What another device has set meanwhile is not set back by what was shown."""
        said = dict(self.cleaned_data)
        known = set(said.pop("knew").split(","))
        ids = [(name.removeprefix("mark-"), value) for name, value in said.items()]
        return {int(pk): Mark(v) for pk, v in ids if v and f"{pk}:{v}" not in known}


class HeadcountForm(forms.Form):
    """How many sit in the room."""

    heads = forms.IntegerField(min_value=0, max_value=2000)


class CorrectMarkForm(forms.Form):
    """What really was seen, and how that is known."""

    mark = forms.ChoiceField(label=_("更正为"), choices=MarkChoice.choices)
    reason = ReasonField()
