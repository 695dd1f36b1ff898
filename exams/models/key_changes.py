"""Changing a key after an exam: proposed, looked at before it counts, signed by two persons."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from exams.models.objections import Objection
from exams.models.planning import Exam, KeySet, new_ref
from exams.models.signing import SignedByTwo
from people.models import Person, within
from people.rules import Rights, Role
from questionbank.models import Revision


class ChangeKind(models.TextChoices):
    CORRECT = "correct", _("更正答案")
    POINTS = "points", _("更正评分要点")
    WITHDRAW = "withdraw", _("撤销试题")


class KeyProposalQuerySet(models.QuerySet["KeyProposal"]):
    def visible_to(self, rights: Rights) -> Self:
        """Proposals about exams over whose agencies one is an examination officer."""
        return self.filter(within(rights.paths(Role.EXAM_OFFICER), "exam__agency__path"))

    def waiting(self) -> Self:
        """Proposals that may still come in force: no later version of the keys stands."""
        later = KeySet.objects.filter(exam=OuterRef("exam"), version__gte=OuterRef("version"))
        return self.filter(~Exists(later))


class KeyProposal(models.Model):
    """Another key for one question of an exam, other points for a written answer, or its
    withdrawal, with what it would change. `part` is the sub-question of a case, from 1.

    `sealed` is the whole set of keys as it would be, encrypted; `version` the number that it would
    have. `outcome` is empty until the attempts are looked at, and stays so where that broke off;
    `standing` is a code of what it rests on.
    """

    ref = models.CharField(_("编号"), max_length=22, unique=True, default=new_ref)
    exam = models.ForeignKey(
        Exam, models.PROTECT, related_name="key_proposals", verbose_name=_("考试")
    )
    version = models.PositiveSmallIntegerField(_("答案版次"))
    revision = models.ForeignKey(
        Revision, models.PROTECT, related_name="+", verbose_name=_("试题版本")
    )
    part = models.PositiveSmallIntegerField(_("小题"), default=0)
    kind = models.CharField(_("处理"), max_length=8, choices=ChangeKind)
    sealed = models.BinaryField(_("密文"))
    commitment = models.CharField(_("承诺"), max_length=64)
    reason = models.CharField(_("理由"), max_length=500)
    objection = models.ForeignKey(
        Objection,
        models.PROTECT,
        null=True,
        related_name="key_proposals",
        verbose_name=_("成绩异议"),
    )
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("提出人"))
    made_at = models.DateTimeField(_("提出时间"))
    standing = models.CharField(_("所依据的状况"), max_length=64, blank=True)
    done = models.PositiveIntegerField(_("已试算份数"), default=0)
    total = models.PositiveIntegerField(_("应试算份数"), default=0)
    outcome = models.JSONField(_("试算结果"), null=True)
    finished_at = models.DateTimeField(_("完成时间"), null=True)

    objects = KeyProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("答案变更建议")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.ref


class KeyChange(SignedByTwo):
    """A version of an exam's keys that two persons put in the place of the one before.

    `body` is what both signed; it names the commitment of the keys before and after, and the
    digest of what both were shown.
    """

    exam = models.ForeignKey(
        Exam, models.PROTECT, related_name="key_changes", verbose_name=_("考试")
    )
    proposal = models.OneToOneField(
        KeyProposal, models.PROTECT, related_name="change", verbose_name=_("答案变更建议")
    )
    key_set = models.OneToOneField(
        KeySet, models.PROTECT, related_name="change", verbose_name=_("答案集")
    )
    body = models.JSONField(_("内容"))
    digest = models.CharField(_("散列"), max_length=64)
    at = models.DateTimeField(_("时间"))

    class Meta(SignedByTwo.Meta):
        verbose_name = _("答案变更")
        ordering = ["exam", "at"]

    def __str__(self) -> str:
        return f"{self.exam_id} v{self.key_set.version}"
