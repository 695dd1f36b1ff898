"""Misconduct in an exam: what two witnesses saw, and the way to a decision."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from exams.models.planning import Candidate, new_ref
from exams.models.signing import SignedByTwo
from exams.rules.misconduct import Effect, Step
from journal.models import AppendOnly
from people.models import Person, within
from people.rules import Rights, Role


class MisconductKind(models.TextChoices):
    DEVICE = "device", _("携带或者使用通讯工具、存储设备")
    MATERIAL = "material", _("违规携带或者查阅资料")
    HELP = "help", _("抄袭、传递答案或者协助他人")
    PROXY = "proxy", _("替考或者被替考")
    ORDER = "order", _("扰乱考场秩序、不服从管理")
    OTHER = "other", _("其他违反考场规则的行为")


class StepChoice(models.TextChoices):
    """`rules.misconduct.Step`, worded."""

    NOTICE = Step.NOTICE.value, _("告知")
    DEFENCE = Step.DEFENCE.value, _("陈述申辩")
    DECISION = Step.DECISION.value, _("处理决定")
    APPEAL = Step.APPEAL.value, _("申请复核")
    REVIEW = Step.REVIEW.value, _("复核决定")


class EffectChoice(models.TextChoices):
    """`rules.misconduct.Effect`, worded: what the decision does to the result."""

    NONE = Effect.NONE.value, _("不构成违纪，成绩不受影响")
    WARNING = Effect.WARNING.value, _("警告，成绩不受影响")
    VOID = Effect.VOID.value, _("取消本次考试成绩")


class MisconductQuerySet(models.QuerySet["Misconduct"]):
    def visible_to(self, rights: Rights) -> Self:
        """One's own, those that one witnessed, and those of exams that one runs."""
        office = within(rights.paths(Role.EXAM_OFFICER), "candidate__session__exam__agency__path")
        own = Q(candidate__person_id=rights.person_id)
        seen = Q(first_by=rights.person_id) | Q(second_by=rights.person_id)
        return self.filter(own | seen | office)

    def with_effect(self) -> Self:
        """Add `effect`: what the newest decision or review says of the result; empty without."""
        steps = MisconductStep.objects.filter(misconduct=OuterRef("pk")).exclude(effect="")
        return self.annotate(
            effect=Subquery(steps.order_by("-n").values("effect")[:1]),
            last_step=Subquery(
                MisconductStep.objects.filter(misconduct=OuterRef("pk"))
                .order_by("-n")
                .values("kind")[:1]
            ),
        )

    def upheld(self) -> Self:
        """Cases decided otherwise than that it was no misconduct, as they stand."""
        return self.with_effect().filter(effect__in=[Effect.WARNING, Effect.VOID])

    def voiding(self) -> Self:
        """Cases by which a result does not count, as they stand."""
        return self.with_effect().filter(effect=Effect.VOID)


class Misconduct(SignedByTwo):
    """What two witnesses saw a candidate do. The steps that follow are rows of their own."""

    ref = models.CharField(_("编号"), max_length=22, unique=True, default=new_ref)
    candidate = models.ForeignKey(
        Candidate, models.PROTECT, related_name="misconducts", verbose_name=_("考生")
    )
    kind = models.CharField(_("情形"), max_length=12, choices=MisconductKind)
    facts = models.CharField(_("经过"), max_length=1000)
    at = models.DateTimeField(_("时间"))

    objects = MisconductQuerySet.as_manager()

    class Meta(SignedByTwo.Meta):
        verbose_name = _("违纪")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.ref


class MisconductStep(AppendOnly):
    """Notice, defence, decision, appeal, review: who, when, in which words, with which effect."""

    misconduct = models.ForeignKey(
        Misconduct, models.PROTECT, related_name="steps", verbose_name=_("违纪")
    )
    n = models.PositiveSmallIntegerField(_("次序"))
    kind = models.CharField(_("步骤"), max_length=8, choices=StepChoice)
    words = models.CharField(_("内容"), max_length=1000)
    effect = models.CharField(_("对成绩的影响"), max_length=8, choices=EffectChoice, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("办理人"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("违纪处理步骤")
        ordering = ["misconduct", "n"]
        constraints = [
            models.UniqueConstraint(fields=["misconduct", "n"], name="misconduct_step_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["decision", "review"]) ^ Q(effect=""),
                name="misconduct_decision_has_effect",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.misconduct_id} {self.n}"
