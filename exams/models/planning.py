"""What is planned before anybody sits: blueprint, exam, session, roster, seal and draw."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Self, cast

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exams.models.blueprints import Blueprint
from exams.models.signing import SignedByTwo
from exams.rules.amending import RULES
from exams.rules.conduct import ExamState, SessionState
from exams.rules.purposes import Purpose
from journal.composed import FIRST_SAMPLE, Composed
from journal.models import AppendOnly, Freezing, Frozen
from people.models import Agency, Person, within
from people.rules import Rights, Role
from questionbank.models import Revision


def new_ref() -> str:
    """A random name of 128 bits for a row that is named outside the house.

    It never begins with "-": a command would take it for an option.
    """
    ref = secrets.token_urlsafe(16)
    return new_ref() if ref.startswith("-") else ref


class PurposeChoice(models.TextChoices):
    """`rules.purposes`."""

    QUALIFICATION = Purpose.QUALIFICATION.value, _("资格考试")
    APPOINTMENT = Purpose.APPOINTMENT.value, _("任职前测试")
    ANNUAL = Purpose.ANNUAL.value, _("年度考试")
    PRACTICE = Purpose.PRACTICE.value, _("日常测试、模拟练习")
    REHEARSAL = Purpose.REHEARSAL.value, _("机位演练")


class ExamQuerySet(models.QuerySet["Exam"]):
    def real(self) -> Self:
        """Without rehearsals."""
        return self.exclude(purpose=Purpose.REHEARSAL)

    def visible_to(self, rights: Rights, *roles: Role) -> Self:
        """Exams of agencies in the subtrees over which any of the roles is held."""
        return self.real().filter(within(rights.paths(*roles), "agency__path"))


class Exam(Freezing):
    """Blueprint, rules and who may sit. Editable as a draft; once sealed it never changes, but for
    what an amendment, to which it then points, puts in the place of sealed values."""

    ref = models.CharField(_("编号"), max_length=22, unique=True, default=new_ref)
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="exams", verbose_name=_("组织单位")
    )
    title = models.CharField(_("名称"), max_length=120)
    purpose = models.CharField(
        _("考试用途"),
        max_length=14,
        default=PurposeChoice.PRACTICE,
        choices=PurposeChoice,
    )
    blueprint = models.ForeignKey(
        Blueprint, models.PROTECT, related_name="exams", verbose_name=_("组卷方案")
    )
    duration_minutes = models.PositiveSmallIntegerField(_("考试时长（分钟）"), default=90)
    grace_seconds = models.PositiveSmallIntegerField(_("传输宽限（秒）"), default=30)
    entry_minutes = models.PositiveSmallIntegerField(_("开考后允许入场（分钟）"), default=30)
    full_duration = models.BooleanField(_("迟到者仍给足时长"), default=False)
    pass_marks = models.PositiveIntegerField(_("合格分（百分之一分）"), default=6000)
    scoring = models.JSONField(_("计分规则"), default=dict)
    review_policy = models.CharField(_("成绩查阅范围"), max_length=12, default="articles")
    own_takeover = models.BooleanField(_("允许本人重新验证身份后换机"), default=True)
    open_book = models.BooleanField(_("开卷"), default=False)
    on_site = models.BooleanField(_("限现场应考"), default=False)
    state = models.CharField(
        _("状态"),
        max_length=8,
        default=ExamState.DRAFT,
        choices=[(s.value, s.value) for s in ExamState],
    )
    made_by_id = models.BigIntegerField(_("制定人"))
    made_at = models.DateTimeField(_("制定时间"))
    amendment = models.ForeignKey(
        "exams.ExamAmendment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("最近变更"),
    )

    objects = ExamQuerySet.as_manager()
    frozen = Frozen(states=(ExamState.SEALED,), movable=RULES, along="amendment")

    class Meta:
        verbose_name = pgettext_lazy("单数", "考试")
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(duration_minutes__gt=0), name="exam_takes_some_time"
            ),
            models.CheckConstraint(
                condition=~Q(purpose=Purpose.APPOINTMENT.value) | Q(on_site=True),
                name="exam_before_appointment_on_site",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SessionQuerySet(models.QuerySet["ExamSession"]):
    def real(self) -> Self:
        """Without rehearsals."""
        return self.filter(rehearses__isnull=True)

    def rehearsals(self) -> Self:
        return self.filter(rehearses__isnull=False)

    def visible_to(self, rights: Rights, *roles: Role) -> Self:
        """Sessions of exams in the subtrees over which any of the roles is held."""
        return self.real().filter(within(rights.paths(*roles), "exam__agency__path"))


class ExamSession(models.Model):
    """A time window, a place and a roster of candidates for one exam.

    One that `rehearses` another tries the computers of its rooms: a seat for each under a number,
    a short paper of its own, and nothing of it counts (`rules.rehearsing`).
    """

    ref = models.CharField(_("编号"), max_length=22, unique=True, default=new_ref)
    exam = models.ForeignKey(Exam, models.PROTECT, related_name="sessions", verbose_name=_("考试"))
    ordinal = models.PositiveSmallIntegerField(_("场次"), default=1)
    place = models.CharField(_("考点"), max_length=120)
    opens_at = models.DateTimeField(_("开考时间"))
    closes_at = models.DateTimeField(_("结束时间"))
    state = models.CharField(
        _("状态"),
        max_length=10,
        default=SessionState.PLANNED,
        choices=[(s.value, s.value) for s in SessionState],
    )
    papers_asked_at = models.DateTimeField(_("要求生成试卷的时间"), null=True, blank=True)
    rehearses = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="rehearsals",
        verbose_name=_("演练的场次"),
    )

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("单数", "场次")
        ordering = ["opens_at", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["exam", "ordinal"], name="session_once_per_ordinal"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="session_closes_after_opening",
                violation_error_message=_("结束时间须晚于开考时间。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam_id}-{self.ordinal}"


LAST_SHIFT = Composed(
    lambda exam: (
        ExamSession.objects.filter(exam=exam).order_by("-closes_at").values_list("closes_at")[:1]
    ),
    FIRST_SAMPLE,
)


def last_shift_of(exam_id: int) -> datetime:
    """When the last shift of an exam ends."""
    ((closes_at,),) = LAST_SHIFT.rows(exam_id)
    return cast(datetime, closes_at)


class Candidate(models.Model):
    """One person on the roster of a session, with the agency as it was when the roster was made."""

    ref = models.CharField(_("编号"), max_length=22, unique=True, default=new_ref)
    session = models.ForeignKey(
        ExamSession, models.PROTECT, related_name="candidates", verbose_name=_("场次")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="candidacies", verbose_name=_("人员")
    )
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("所在单位"))
    number = models.CharField(_("准考证号"), max_length=20, unique=True)

    class Meta:
        verbose_name = pgettext_lazy("单数", "考生")
        ordering = ["session", "number"]
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="candidate_once_per_session")
        ]

    def __str__(self) -> str:
        return self.number


class Invigilation(models.Model):
    """A person who supervises a session, or one of its rooms alone; never a room in which
    somebody of the person's own unit sits."""

    session = models.ForeignKey(
        ExamSession, models.PROTECT, related_name="invigilations", verbose_name=_("场次")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="invigilations", verbose_name=_("监考")
    )
    room = models.ForeignKey(
        "exams.ExamRoom",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="invigilations",
        verbose_name=_("考场"),
    )

    class Meta:
        verbose_name = _("监考安排")
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="invigilation_once")
        ]

    def __str__(self) -> str:
        return f"{self.session_id}/{self.person_id}"


class ExamSeal(SignedByTwo):
    """An exam as two persons sealed it: everything that decides a paper or a mark."""

    exam = models.OneToOneField(Exam, models.PROTECT, related_name="seal", verbose_name=_("考试"))
    body = models.JSONField(_("内容"))
    digest = models.CharField(_("散列"), max_length=64)
    sealed_at = models.DateTimeField(_("封存时间"))

    class Meta(SignedByTwo.Meta):
        verbose_name = _("封存")

    def __str__(self) -> str:
        return f"seal of {self.exam_id}"


class ExamAmendment(SignedByTwo):
    """What two persons put in the place of sealed values, for all candidates: before, after, why.

    `body` names the digest of what it rests on: the seal's, or that of the amendment before.
    """

    exam = models.ForeignKey(
        Exam, models.PROTECT, related_name="amendments", verbose_name=_("考试")
    )
    n = models.PositiveSmallIntegerField(_("次序"))
    body = models.JSONField(_("内容"))
    digest = models.CharField(_("散列"), max_length=64)
    at = models.DateTimeField(_("时间"))

    class Meta(SignedByTwo.Meta):
        verbose_name = _("封存后变更")
        ordering = ["exam", "n"]
        constraints = [
            *SignedByTwo.Meta.constraints,
            models.UniqueConstraint(fields=["exam", "n"], name="amendment_once_per_number"),
        ]

    def __str__(self) -> str:
        return f"amendment {self.n} of {self.exam_id}"


class KeySet(AppendOnly):
    """The keys of every question that may be drawn, encrypted; committed by a salted hash."""

    exam = models.ForeignKey(Exam, models.PROTECT, related_name="key_sets", verbose_name=_("考试"))
    version = models.PositiveSmallIntegerField(_("版次"), default=1)
    sealed = models.BinaryField(_("密文"))
    commitment = models.CharField(_("承诺"), max_length=64)
    made_at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("答案集")
        constraints = [
            models.UniqueConstraint(fields=["exam", "version"], name="key_set_once_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.exam_id} v{self.version}"


class SessionSecret(AppendOnly):
    """The secret half of a session's seed, encrypted; its hash is public from the sealing on."""

    session = models.OneToOneField(
        ExamSession, models.PROTECT, related_name="secret", verbose_name=_("场次")
    )
    sealed = models.BinaryField(_("密文"))
    commitment = models.CharField(_("承诺"), max_length=64)

    class Meta:
        verbose_name = _("场次密值")

    def __str__(self) -> str:
        return f"secret of {self.session_id}"


class RosterLock(SignedByTwo):
    """The frozen draw: pool and roster as they stood, and the number drawn before witnesses."""

    session = models.OneToOneField(
        ExamSession, models.PROTECT, related_name="roster_lock", verbose_name=_("场次")
    )
    snapshot = models.JSONField(_("快照"))
    digest = models.CharField(_("快照散列"), max_length=64)
    witness_number = models.CharField(_("见证数字"), max_length=40)
    locked_at = models.DateTimeField(_("锁定时间"))

    class Meta(SignedByTwo.Meta):
        verbose_name = _("名单锁定")

    def __str__(self) -> str:
        return f"lock of {self.session_id}"


class Exposure(AppendOnly):
    """On how many papers of a session a question stood; written when its papers are complete.

    Papers that were drawn anew add rows of their own, with the amendment: what left counts less.
    The sum over a question's rows is what it was used.
    """

    session = models.ForeignKey(
        ExamSession, models.PROTECT, related_name="exposures", verbose_name=_("场次")
    )
    revision = models.ForeignKey(
        Revision, models.PROTECT, related_name="exposures", verbose_name=_("试题版本")
    )
    amendment = models.ForeignKey(
        ExamAmendment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="exposures",
        verbose_name=_("封存后变更"),
    )
    papers = models.IntegerField(_("试卷数"))

    class Meta:
        verbose_name = _("使用次数")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "revision"],
                condition=Q(amendment__isnull=True),
                name="exposure_once",
            ),
            models.UniqueConstraint(
                fields=["session", "revision", "amendment"], name="exposure_once_per_amendment"
            ),
            models.CheckConstraint(
                condition=Q(amendment__isnull=False) | Q(papers__gte=0),
                name="exposure_falls_by_amendment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.revision_id} in {self.session_id}: {self.papers}"
