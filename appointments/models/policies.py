"""What each procedure asks for, from one day to another."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appointments.rules.terms import WHOLE, FailEffect, Procedure, Terms, Told
from people.models import Dated, DatedQuerySet


class ProcedureChoice(models.TextChoices):
    CONGRESS = Procedure.CONGRESS.value, _("人大任命")
    EXECUTIVE = Procedure.EXECUTIVE.value, _("非人大任命")


class EffectChoice(models.TextChoices):
    NOT_SUBMITTED = FailEffect.NOT_SUBMITTED.value, _("不得提请审议")
    NOT_APPOINTED = FailEffect.NOT_APPOINTED.value, _("不得任命")
    DEFERRED = FailEffect.DEFERRED.value, _("建议暂缓任用")


class ToldChoice(models.TextChoices):
    CHECK = Told.CHECK.value, _("只告知作过核验")
    CASE = Told.CASE.value, _("办结后告知考查结论")


class PolicyQuerySet(DatedQuerySet["ProcedurePolicy"]):
    def on(self, procedure: str, day: date) -> ProcedurePolicy | None:
        """The policy of the procedure on the day, as known now."""
        found: ProcedurePolicy | None = self.in_force(day).filter(procedure=procedure).first()
        return found


class ProcedurePolicy(Dated):
    """What one procedure asks for: pass mark, resits, validity of a pass, signatures, effect.

    A case keeps the policy under which it was opened.
    """

    procedure = models.CharField(_("任命方式"), max_length=10, choices=ProcedureChoice)
    pass_percent = models.PositiveSmallIntegerField(_("合格线（万分比）"))
    resits = models.PositiveSmallIntegerField(_("补考次数"))
    valid_days = models.PositiveSmallIntegerField(_("成绩有效天数"), null=True, blank=True)
    term_ends = models.DateField(_("本届届满日"), null=True, blank=True)
    offices = models.JSONField(_("签署机构"), default=list)
    effect = models.CharField(_("不合格的后果"), max_length=14, choices=EffectChoice)
    told = models.CharField(
        _("事后告知"), max_length=6, choices=ToldChoice, default=ToldChoice.CHECK
    )

    objects = PolicyQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("任职考查规定")
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(pass_percent__gt=0, pass_percent__lte=WHOLE),
                name="procedure_pass_mark_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure} {self.valid_from}"

    def terms(self) -> Terms:
        """The policy as the rules take it."""
        return Terms(
            pass_percent=self.pass_percent,
            resits=self.resits,
            valid_days=self.valid_days,
            term_ends=self.term_ends,
            offices=tuple(self.offices),
            effect=FailEffect(self.effect),
        )

    @property
    def percent(self) -> str:
        """The pass mark as pages say it: 60, 72.5."""
        whole, rest = divmod(self.pass_percent, 100)
        return f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)
