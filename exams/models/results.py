"""Marking's outbox, results and their publication."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from exams.models.attempts import Attempt
from exams.models.planning import ExamSession
from exams.models.signing import SignedByTwo
from exams.rules.hand_marking import FIRST_MARKING
from journal.composed import FIRST_SAMPLE, Composed
from journal.models import AppendOnly
from people.models import Person

NEWEST_FIRST = ("-key_version", "-receipt_n", "-marking_n")


class MarkingJob(models.Model):
    """An attempt that waits for marking; written in the transaction that closes it.

    After a failure `asked_at` lies ahead: it is tried again from then on. `reckoned` is a result
    under changed keys that waits for those of the whole exam, so that all count from one moment.
    """

    attempt = models.ForeignKey(
        Attempt, models.PROTECT, related_name="marking_jobs", verbose_name=_("应考")
    )
    key_version = models.PositiveSmallIntegerField(_("答案版次"), default=1)
    receipt_n = models.PositiveSmallIntegerField(_("回执次序"), default=1)
    marking_n = models.PositiveSmallIntegerField(_("评阅次序"), default=FIRST_MARKING)
    reckoned = models.JSONField(_("待一并生效的成绩"), null=True)
    asked_at = models.DateTimeField(_("提出时间"))
    done_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("次数"), default=0)
    last_error = models.CharField(_("最近错误"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("阅卷任务")
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "key_version", "receipt_n", "marking_n"], name="marking_job_once"
            )
        ]

    def __str__(self) -> str:
        return f"marking of {self.attempt_id}"


class ResultQuerySet(models.QuerySet["Result"]):
    def published(self) -> Self:
        """Results that their candidates may see."""
        return self.filter(attempt__session__publication__isnull=False)

    def newest_first(self) -> Self:
        """The newest key version first, of it the newest receipt, of that the newest marking by
        hand: of an attempt, what counts."""
        return self.order_by(*NEWEST_FIRST)

    def counted(self) -> Result | None:
        """Of one attempt, the result that counts."""
        return self.newest_first().first()


class Result(AppendOnly):
    """The marks of one attempt as its receipt has it, under one key version.

    Recomputes to the same bytes. The newest receipt under the newest key version counts, with the
    newest marking by hand.
    """

    attempt = models.ForeignKey(
        Attempt, models.PROTECT, related_name="results", verbose_name=_("应考")
    )
    key_version = models.PositiveSmallIntegerField(_("答案版次"), default=1)
    receipt_n = models.PositiveSmallIntegerField(_("回执次序"), default=1)
    marking_n = models.PositiveSmallIntegerField(_("评阅次序"), default=FIRST_MARKING)
    marks = models.JSONField(_("各题得分"))
    total = models.PositiveIntegerField(_("总分（百分之一分）"))
    passed = models.BooleanField(_("合格"))
    engine = models.CharField(_("阅卷程序版本"), max_length=8)
    operations_digest = models.CharField(_("作答散列"), max_length=64)
    at = models.DateTimeField(_("时间"))

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("成绩")
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "key_version", "receipt_n", "marking_n"],
                name="result_once_per_key_receipt_and_marking",
            )
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} v{self.key_version}: {self.total}"

    @property
    def of(self) -> int:
        """What could be earned, in hundredths; a withdrawn question is not part of it."""
        return sum(of for _place, _marks, of in self.marks)

    @property
    def says(self) -> tuple[int, int, bool]:
        """What a candidate learns of it: total, of how much, and whether that is a pass."""
        return self.total, self.of, self.passed


# All results of one attempt: the first one counts.
RESULTS = Composed(
    lambda attempt: Result.objects.filter(attempt=attempt).newest_first(), FIRST_SAMPLE
)


class ResultChangeQuerySet(models.QuerySet["ResultChange"]):
    def lowered(self) -> Self:
        """Passes that turned into fails."""
        return self.filter(former__passed=True, present__passed=False)


class ResultChange(AppendOnly):
    """A published result in whose place another one came: both stay readable."""

    attempt = models.ForeignKey(
        Attempt, models.PROTECT, related_name="result_changes", verbose_name=_("应考")
    )
    former = models.ForeignKey(Result, models.PROTECT, related_name="+", verbose_name=_("原成绩"))
    present = models.OneToOneField(
        Result, models.PROTECT, related_name="change", verbose_name=_("现成绩")
    )
    at = models.DateTimeField(_("时间"))

    objects = ResultChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("成绩变更")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.attempt_id}: {self.former_id} → {self.present_id}"


class PublicationCheck(models.Model):
    """The checks of a session before its publication: who asked, how far they are, what they found.

    `outcome` is empty until they are finished, and stays so where they broke off. `standing` is a
    code of what they rest on; once the session's own differs, they are outdated.
    """

    session = models.ForeignKey(
        ExamSession, models.PROTECT, related_name="publication_checks", verbose_name=_("场次")
    )
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("提出人"))
    asked_at = models.DateTimeField(_("提出时间"))
    standing = models.CharField(_("所依据的状况"), max_length=64)
    done = models.PositiveIntegerField(_("已核对份数"), default=0)
    total = models.PositiveIntegerField(_("应核对份数"), default=0)
    outcome = models.JSONField(_("结果"), null=True)
    finished_at = models.DateTimeField(_("完成时间"), null=True)

    class Meta:
        verbose_name = _("公布前核对")
        constraints = [
            models.UniqueConstraint(
                fields=["session"],
                condition=models.Q(finished_at=None),
                name="publication_check_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"checks of {self.session_id}"


class Publication(SignedByTwo):
    """The release of a session's results by a person after the checks; reveals the secret."""

    session = models.OneToOneField(
        ExamSession, models.PROTECT, related_name="publication", verbose_name=_("场次")
    )
    checks = models.JSONField(_("检查"))
    secret = models.CharField(_("公开的密值"), max_length=64)
    at = models.DateTimeField(_("公布时间"))

    class Meta(SignedByTwo.Meta):
        verbose_name = _("成绩公布")

    def __str__(self) -> str:
        return f"publication of {self.session_id}"
