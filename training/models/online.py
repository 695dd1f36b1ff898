"""Online pages: text and PDF to be read in a browser, who has read how long, the last quiz."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from exchange.models import StoredFile, new_ref
from people.models import Dated, DatedQuerySet, Person
from training import rules
from training.models.catalogue import Course
from training.models.ledger import LedgerEntry


class OnlinePolicyQuerySet(DatedQuerySet["OnlinePolicy"]):
    def that_counts(self, on: date) -> OnlinePolicy | None:
        """The policy by which finished pages count for hours on the day; None: they do not."""
        return self.in_force(on).filter(counts=True).order_by("-id").first()


class OnlinePolicy(Dated):
    """Whether online pages that are finished count for hours, from a day on, and on what basis.

    Without one they do not: to read them is everybody's own affair.
    Source: a notice of the State Council's office (2026) forbids time online as a compulsory
    function of software for staff; a city that counts it names its basis.
    """

    counts = models.BooleanField(_("计入学时"), default=False)
    basis = models.CharField(_("依据"), max_length=200)

    objects = OnlinePolicyQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("在线学习规定")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["valid_from"],
                condition=Q(superseded_at__isnull=True),
                name="online_policy_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.counts} {self.valid_from:%Y-%m-%d}"


class LessonQuerySet(models.QuerySet["Lesson"]):
    def in_use(self) -> Self:
        """Pages that anybody may begin to read."""
        return self.filter(retired_at__isnull=True)

    def with_own(self, person: Person) -> Self:
        """Add `begun` and `finished`: when the person began and finished each, None: not yet."""
        mine = Reading.objects.filter(lesson=OuterRef("pk"), person=person)
        return self.annotate(
            begun=Subquery(mine.values("begun_at")), finished=Subquery(mine.values("finished_at"))
        )


class Lesson(models.Model):
    """An online page of a course: text, or a PDF as pictures of its pages, or both.

    It is never changed: a new edition takes its place (`replaces`), under the same `family`, and
    the old one is retired with whoever has read it. `minutes` is what finishing it counts for, and
    the least that it takes; `questions` are asked at the end, none where it is 0.
    """

    ref = models.CharField(_("编号"), max_length=24, unique=True, default=new_ref)
    course = models.ForeignKey(
        Course, models.PROTECT, related_name="lessons", verbose_name=_("课程")
    )
    title = models.CharField(_("名称"), max_length=80)
    text = models.TextField(_("正文"), max_length=60_000, blank=True)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="+", null=True, verbose_name=_("PDF 文件")
    )
    minutes = models.PositiveSmallIntegerField(_("学习时长（分钟）"))
    questions = models.PositiveSmallIntegerField(_("测验题数"), default=0)
    family = models.CharField(_("系列"), max_length=24)
    made_by_id = models.BigIntegerField(_("登记人"), null=True)
    made_at = models.DateTimeField(_("登记时间"))
    retired_at = models.DateTimeField(_("停用时间"), null=True, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, related_name="replaced_by", null=True, verbose_name=_("取代")
    )

    objects = LessonQuerySet.as_manager()

    class Meta:
        verbose_name = _("在线课件")
        ordering = ["course__title", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["family"],
                condition=Q(retired_at__isnull=True),
                name="lesson_one_edition_in_use",
            ),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="lesson_takes_time"),
            models.CheckConstraint(
                condition=~Q(text="") | Q(file__isnull=False), name="lesson_says_something"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def lasts(self) -> timedelta:
        return timedelta(minutes=self.minutes)


class LessonPage(models.Model):
    """One page of a lesson's PDF as a picture, made when it was uploaded."""

    lesson = models.ForeignKey(
        Lesson, models.PROTECT, related_name="pages", verbose_name=_("在线课件")
    )
    n = models.PositiveSmallIntegerField(_("第几页"))
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("文件"))

    class Meta:
        verbose_name = _("课件页")
        ordering = ["lesson", "n"]
        constraints = [
            models.UniqueConstraint(fields=["lesson", "n"], name="lesson_page_once"),
        ]

    def __str__(self) -> str:
        return f"{self.lesson_id}/{self.n}"


class Reading(models.Model):
    """One person's way through one lesson: how far they came, the quiz, and the line that finishing
    it booked, where a policy counted it then. Nobody else is shown how long it took."""

    lesson = models.ForeignKey(
        Lesson, models.PROTECT, related_name="readings", verbose_name=_("在线课件")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="readings", verbose_name=_("人员")
    )
    place = models.PositiveSmallIntegerField(_("读到第几部分"), default=0)
    begun_at = models.DateTimeField(_("开始时间"))
    passed_at = models.DateTimeField(_("测验通过时间"), null=True)
    finished_at = models.DateTimeField(_("学完时间"), null=True)
    entry = models.OneToOneField(
        LedgerEntry, models.PROTECT, related_name="reading", null=True, verbose_name=_("学时记录")
    )

    class Meta:
        verbose_name = _("学习记录")
        constraints = [
            models.UniqueConstraint(fields=["lesson", "person"], name="reading_once_per_lesson"),
            models.CheckConstraint(
                condition=Q(entry__isnull=True) | Q(finished_at__isnull=False),
                name="reading_counts_when_finished",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesson_id} {self.person_id}"

    @property
    def studied(self) -> timedelta:
        """What its stretches come to. Asks for them."""
        return rules.credited(one.span for one in self.stretches.all())


class StretchQuerySet(models.QuerySet["Stretch"]):
    def newest_of(self, person_id: int) -> Stretch | None:
        """The person's stretch with the latest sign of life, its reading loaded."""
        rows = self.filter(person=person_id).select_related("reading")
        return rows.order_by("-last_at", "-id").first()

    def of_reading(self, reading: Reading) -> Self:
        return self.filter(reading=reading)


class Stretch(models.Model):
    """Uninterrupted study of one lesson in one open page, from its first to its last sign of life
    as the server heard them."""

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="stretches", db_index=False, verbose_name=_("人员")
    )
    reading = models.ForeignKey(
        Reading, models.PROTECT, related_name="stretches", verbose_name=_("学习记录")
    )
    stream = models.CharField(_("页面"), max_length=24)
    first_at = models.DateTimeField(_("开始时间"))
    last_at = models.DateTimeField(_("最近时间"))
    touched_at = models.DateTimeField(_("最近操作时间"))
    is_over = models.BooleanField(_("页面已离开"), default=False)

    objects = StretchQuerySet.as_manager()

    class Meta:
        verbose_name = _("学习时段")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_at__gte=F("first_at")), name="stretch_goes_forward"
            ),
        ]
        indexes = [models.Index(fields=["person", "-last_at"], name="stretch_newest")]

    def __str__(self) -> str:
        return f"{self.reading_id} {self.first_at:%F %T}"

    @property
    def span(self) -> rules.Span:
        """As the rule takes it. Needs the reading, or only its lengths mean something."""
        return rules.Span(
            self.stream,
            self.reading_id,
            self.first_at,
            self.last_at,
            self.touched_at,
            self.is_over,
        )


class Quiz(models.Model):
    """Some practice questions that somebody was asked at the end of a lesson, and what they said.

    `asked` is [[revision, [options in the order shown]], …]; `given` an answer for each.
    """

    ref = models.CharField(_("编号"), max_length=24, unique=True, default=new_ref)
    reading = models.ForeignKey(
        Reading, models.PROTECT, related_name="quizzes", verbose_name=_("学习记录")
    )
    asked = models.JSONField(_("题目"))
    given = models.JSONField(_("作答"), null=True)
    right = models.PositiveSmallIntegerField(_("答对"), null=True)
    asked_at = models.DateTimeField(_("出题时间"))
    answered_at = models.DateTimeField(_("交卷时间"), null=True)

    class Meta:
        verbose_name = _("课后测验")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["reading"],
                condition=Q(answered_at__isnull=True),
                name="quiz_one_open_per_reading",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(right__isnull=False, given__isnull=False),
                name="quiz_answered_is_marked",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def of(self) -> int:
        return len(self.asked)

    @property
    def is_passed(self) -> bool:
        return rules.passes(self.right or 0, self.of)
