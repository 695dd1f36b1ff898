"""Training classes, their half-day sessions, rosters and attendance."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchange.models import new_ref
from people.models import Agency, Person, PostKind, within
from people.rules import Rights, Role, paths_above
from statutes.models import Statute, Version
from training import rules
from training.models.catalogue import Course, Trainer, Venue
from training.models.policies import KindChoice, SubjectChoice
from training.rules import Audience, ClassState, Mark


class ClassStateChoice(models.TextChoices):
    PLANNED = ClassState.PLANNED.value, _("筹备")
    OPEN = ClassState.OPEN.value, _("报名和开班")
    FINISHED = ClassState.FINISHED.value, _("已结束")
    CANCELLED = ClassState.CANCELLED.value, _("已取消")


class MarkChoice(models.TextChoices):
    PRESENT = Mark.PRESENT.value, _("到课")
    LATE = Mark.LATE.value, _("迟到")
    LEFT_EARLY = Mark.LEFT_EARLY.value, _("早退")
    LEAVE = Mark.LEAVE.value, _("请假")
    ABSENT = Mark.ABSENT.value, _("缺席")


class TrainingClassQuerySet(models.QuerySet["TrainingClass"]):
    def visible_to(self, rights: Rights, *roles: Role) -> Self:
        """Classes organised in one's subtrees, and those meant for an agency in or above them."""
        found = within(rights.paths(*roles), "agency__path")
        for path in rights.paths(*roles):
            found |= Q(audience__path__in=paths_above(path)) & ~Q(state=ClassState.PLANNED)
        return self.filter(found)

    def open_for(self, person: Person, category: str | None) -> Self:
        """Open classes in which the person may enrol, as `Audience.is_open_to` has it.

        Needs the person's agency.
        """
        return self.filter(
            Q(category="") | Q(category=category or ""),
            state=ClassState.OPEN,
            audience__path__in=paths_above(person.agency.path),
        )

    def not_begun(self, now: datetime) -> Self:
        """Classes that have sessions, all of them still to come."""
        begun = Session.objects.filter(starts_at__lte=now).values("training_class_id")
        return self.filter(sessions__isnull=False).exclude(pk__in=begun).distinct()

    def with_numbers(self) -> Self:
        """Add `starts_at` (of the first session), `half_days` and `enrolled`."""
        sessions = Session.objects.filter(training_class=OuterRef("pk")).order_by()
        roster = Enrolment.objects.standing().filter(training_class=OuterRef("pk")).order_by()
        grouped = sessions.values("training_class")
        return self.annotate(
            starts_at=Subquery(grouped.annotate(at=Min("starts_at")).values("at")),
            half_days=Coalesce(Subquery(grouped.annotate(n=Count("pk")).values("n")), 0),
            enrolled=Coalesce(
                Subquery(roster.values("training_class").annotate(n=Count("pk")).values("n")),
                0,
            ),
        )


class TrainingClass(models.Model):
    """A training class: what one agency gives at a place for a roster out of its audience."""

    ref = models.CharField(_("编号"), max_length=24, unique=True, default=new_ref)
    number = models.CharField(_("班号"), max_length=12, unique=True)
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="training_classes", verbose_name=_("主办单位")
    )
    audience = models.ForeignKey(
        Agency, models.PROTECT, related_name="classes_for", verbose_name=_("参训范围")
    )
    title = models.CharField(_("名称"), max_length=80)
    kind = models.CharField(
        _("培训方式"), max_length=12, choices=KindChoice, default=KindChoice.CENTRALISED
    )
    category = models.CharField(_("参训对象"), max_length=12, choices=PostKind, blank=True)
    course = models.ForeignKey(
        Course,
        models.PROTECT,
        related_name="classes",
        null=True,
        blank=True,
        verbose_name=_("课程"),
    )
    venue = models.CharField(_("地点"), max_length=80)
    room = models.ForeignKey(
        Venue, models.PROTECT, related_name="classes", null=True, blank=True,
        verbose_name=_("场地"),
    )  # fmt: skip
    capacity = models.PositiveSmallIntegerField(_("名额"))
    needs_approval = models.BooleanField(_("报名须经审批"), default=False)
    plan_item = models.ForeignKey(
        "training.PlanItem", models.PROTECT, related_name="classes", null=True, blank=True,
        verbose_name=_("计划事项"),
    )  # fmt: skip
    sequence = models.PositiveIntegerField(_("变动次数"), default=0)
    state = models.CharField(
        _("状态"), max_length=12, choices=ClassStateChoice, default=ClassStateChoice.PLANNED
    )
    cancelled_because = models.CharField(_("取消理由"), max_length=200, blank=True)
    made_by_id = models.BigIntegerField(_("登记人"), null=True)
    made_at = models.DateTimeField(_("登记时间"))

    objects = TrainingClassQuerySet.as_manager()

    class Meta:
        verbose_name = _("培训班")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancelled_because=""),
                name="training_class_cancelled_for_a_reason",
            ),
            models.CheckConstraint(condition=Q(capacity__gt=0), name="training_class_has_seats"),
        ]
        indexes = [models.Index(fields=["venue"], name="training_class_by_venue")]

    def __str__(self) -> str:
        return self.title

    @property
    def meant_for(self) -> Audience:
        """Whom it is meant for. Needs the audience."""
        return Audience(self.audience.path, self.category)


class ClassSessionQuerySet(models.QuerySet["Session"]):
    def taking_place(self) -> Self:
        """Sessions of classes that are not cancelled."""
        return self.exclude(training_class__state=ClassState.CANCELLED)

    def overlapping(self, window: rules.Window) -> Self:
        return self.filter(starts_at__lt=window.ends_at, ends_at__gt=window.starts_at)

    def still_to_teach(self, statutes: Collection[Statute], now: datetime) -> Self:
        """Sessions of classes not cancelled that teach one of the statutes and are not over."""
        return self.taking_place().filter(statute__in=statutes, ends_at__gt=now)

    def awaiting_attendance(self, now: datetime) -> Self:
        """Sessions that are over and not closed yet."""
        rows = self.filter(training_class__state=ClassState.OPEN, closed_at__isnull=True)
        return rows.filter(ends_at__lte=now)


class Session(models.Model):
    """One half-day of a class. Once closed, its attendance is in the ledger. A half-day of special
    law may name the domain of enforcement that it is about; without one it is for every domain."""

    ref = models.CharField(_("编号"), max_length=24, unique=True, default=new_ref)
    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, related_name="sessions", verbose_name=_("培训班")
    )
    topic = models.CharField(_("内容"), max_length=80)
    statute = models.ForeignKey(
        Statute,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("讲授的法规"),
    )
    subject = models.CharField(_("科目"), max_length=12, choices=SubjectChoice, blank=True)
    domain = models.CharField(_("执法领域"), max_length=30, blank=True)
    trainer = models.CharField(_("授课人"), max_length=60, blank=True)
    lecturer = models.ForeignKey(
        Trainer, models.PROTECT, related_name="sessions", null=True, blank=True,
        verbose_name=_("师资"),
    )  # fmt: skip
    sequence = models.PositiveIntegerField(_("变动次数"), default=0)
    starts_at = models.DateTimeField(_("开始时间"))
    ends_at = models.DateTimeField(_("结束时间"))
    closed_at = models.DateTimeField(_("考勤确认时间"), null=True, blank=True)
    closed_by_id = models.BigIntegerField(_("考勤确认人"), null=True)

    objects = ClassSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("课次")
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(domain="") | Q(subject=SubjectChoice.SPECIAL),
                name="session_of_a_domain_is_of_special_law",
            ),
        ]
        indexes = [models.Index(fields=["starts_at", "ends_at"], name="session_by_time")]

    def __str__(self) -> str:
        return self.topic

    @property
    def window(self) -> rules.Window:
        return rules.Window(self.starts_at, self.ends_at)

    @property
    def day(self) -> date:
        """The day in the city on which the session takes place."""
        return timezone.localdate(self.starts_at)

    def version(self) -> Version | None:
        """The text of the taught statute that is in force on the day; None where there is none."""
        if self.statute_id is None:
            return None
        texts = Version.objects.in_force(self.day).filter(statute=self.statute_id)
        return texts.order_by("-effective_from").first()


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def standing(self) -> Self:
        """Enrolments that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def with_missed(self) -> Self:
        """Add `missed`: how many half-days of the class the person was marked as missing."""
        rows = Attendance.objects.current().exclude(mark__in=rules.COUNTED).order_by()
        rows = rows.filter(
            session__training_class=OuterRef("training_class"), person=OuterRef("person")
        )
        lost = rows.values("person").annotate(n=Count("pk")).values("n")
        return self.annotate(missed=Coalesce(Subquery(lost), 0))


class Enrolment(models.Model):
    """One person on a class's roster. A withdrawal keeps the row and says why."""

    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, related_name="enrolments", verbose_name=_("培训班")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="enrolments", verbose_name=_("人员")
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="enrolments", verbose_name=_("单位")
    )
    enrolled_at = models.DateTimeField(_("报名时间"))
    enrolled_by_id = models.BigIntegerField(_("报名人"), null=True)
    withdrawn_at = models.DateTimeField(_("退出时间"), null=True, blank=True)
    withdrawn_by_id = models.BigIntegerField(_("办理人"), null=True)
    withdrawn_because = models.CharField(_("退出理由"), max_length=200, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("参训名单")
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "person"],
                condition=Q(withdrawn_at__isnull=True),
                name="enrolment_once_per_class",
                violation_error_message=_("此人已在名单中。"),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_because=""),
                name="enrolment_withdrawn_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training_class_id} {self.person_id}"


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def current(self) -> Self:
        """Marks that no later one corrects."""
        return self.filter(superseded_at__isnull=True)


class Attendance(models.Model):
    """What was seen of one person at one half-day. A correction is a new row with its reason.

    `seen_at` is when it was noted in the room, where that was before it was recorded."""

    session = models.ForeignKey(
        Session, models.PROTECT, related_name="attendance", verbose_name=_("课次")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="attendance", verbose_name=_("人员")
    )
    mark = models.CharField(_("考勤"), max_length=12, choices=MarkChoice)
    recorded_at = models.DateTimeField(_("登记时间"))
    recorded_by_id = models.BigIntegerField(_("登记人"), null=True)
    seen_at = models.DateTimeField(_("点名时间"), null=True, blank=True)
    reason = models.CharField(_("更正理由"), max_length=200, blank=True)
    superseded_at = models.DateTimeField(_("被更正时间"), null=True, blank=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("考勤记录")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(superseded_at__isnull=True),
                name="attendance_one_mark_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.person_id} {self.mark}"


def roster_of(training_class: TrainingClass) -> QuerySet[Enrolment]:
    """Who is on the roster now, by agency and number, person and agency loaded."""
    rows = training_class.enrolments.standing().select_related("person", "agency")
    return rows.order_by("agency__path", "person__staff_number")
