"""The conduct record: entries with their evidence, and what happened to each."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from exchange.models import StoredFile
from journal.models import AppendOnly
from people.models import Person, within
from people.rules import Rights, Role
from qualifications.models.bodies import new_ref
from qualifications.rules.conduct import LEADS_TO, ConductState, ConductStep


class ConductKind(models.TextChoices):
    """Source: plan arts 30 (30-4), 33 (33-3), 46 (46-2), 51."""

    CASE_REVIEW = "case_review", _("案卷评查")
    FAULT = "fault", _("执法过错")
    HONOUR = "honour", _("表彰奖励")
    ANNULLED = "annulled", _("决定被撤销或者变更")
    COURT = "court", _("出庭应诉")


class FaultEffect(models.TextChoices):
    """What a fault's decision asks for. Source: domain.md 2.4."""

    CRITICISM = "criticism", _("批评教育")
    TRAINING = "training", _("离岗培训")
    SUSPENSION = "suspension", _("暂扣证件")
    REVOCATION = "revocation", _("吊销证件")
    TRANSFER = "transfer", _("调离执法岗位")


class ConductStateChoice(models.TextChoices):
    PENDING = ConductState.PENDING.value, _("待确认")
    CONFIRMED = ConductState.CONFIRMED.value, _("已确认")
    OBJECTED = ConductState.OBJECTED.value, _("有异议，待处理")
    ANNULLED = ConductState.ANNULLED.value, _("已撤销")


class StepChoice(models.TextChoices):
    CONFIRM = ConductStep.CONFIRM.value, _("确认")
    OBJECT = ConductStep.OBJECT.value, _("本人提出异议")
    REJECT = ConductStep.REJECT.value, _("异议不成立，维持")
    ANNUL = ConductStep.ANNUL.value, _("撤销")


class ConductQuerySet(models.QuerySet["Conduct"]):
    def visible_to(self, rights: Rights, *roles: Role) -> Self:
        """Entries about persons where any of the roles is held, and about oneself."""
        own = Q(person_id=rights.person_id)
        return self.filter(own | within(rights.paths(*roles), "person__agency__path"))

    def governed_by(self, rights: Rights, *roles: Role) -> Self:
        """Entries about persons where any of the roles is held."""
        return self.filter(within(rights.paths(*roles), "person__agency__path"))

    def with_state(self) -> Self:
        """Add `state`. Twin: `rules.conduct.state_of`."""
        steps = ConductEvent.objects.filter(conduct=OuterRef("pk")).order_by("-pk")
        whens = [
            When(last_step=step.value, then=Value(state.value)) for step, state in LEADS_TO.items()
        ]
        return self.annotate(last_step=Subquery(steps.values("step")[:1])).annotate(
            state=Case(
                *whens,
                default=Value(ConductState.PENDING.value),
                output_field=models.CharField(),
            )
        )

    def confirmed(self) -> Self:
        """The entries that count."""
        return self.with_state().filter(state=ConductState.CONFIRMED.value)


class Conduct(AppendOnly):
    """One entry about an officer: a case review's score, a fault with its decision and effect, an
    honour, a decision annulled, an appearance in court; with the paper that proves it. `score` in
    hundredths of a mark."""

    ref = models.CharField(_("标识"), max_length=24, unique=True, default=new_ref)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="conduct", verbose_name=_("人员")
    )
    kind = models.CharField(_("种类"), max_length=12, choices=ConductKind)
    day = models.DateField(_("日期"))
    organ = models.CharField(_("作出机关"), max_length=120)
    document = models.CharField(_("文号"), max_length=80)
    case_number = models.CharField(_("案号"), max_length=80, blank=True)
    text = models.CharField(_("内容"), max_length=400)
    score = models.PositiveIntegerField(_("得分（百分之一分）"), null=True)
    effect = models.CharField(_("处理"), max_length=12, choices=FaultEffect, blank=True)
    scan = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("证据"))
    entered_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name=_("登记人")
    )
    entered_at = models.DateTimeField(_("登记时间"))

    objects = ConductQuerySet.as_manager()

    class Meta:
        verbose_name = _("执法表现记录")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="case_review") | Q(score__isnull=False),
                name="conduct_case_review_has_a_score",
            ),
            models.CheckConstraint(
                condition=~Q(kind="fault") | ~Q(effect=""), name="conduct_fault_has_an_effect"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"

    @property
    def state_label(self) -> str:
        """What it is, of a row `with_state`."""
        return str(ConductStateChoice(self.state).label)  # type: ignore[attr-defined]  # annotated

    @property
    def marks(self) -> str:
        """The score as people write it."""
        if self.score is None:
            return ""
        return f"{self.score / 100:.2f}".rstrip("0").rstrip(".")


class ConductEvent(AppendOnly):
    """What happened to an entry: confirmed, objected to, upheld, annulled; by whom and why."""

    conduct = models.ForeignKey(
        Conduct, models.PROTECT, related_name="steps", verbose_name=_("执法表现记录")
    )
    step = models.CharField(_("环节"), max_length=8, choices=StepChoice)
    reason = models.CharField(_("理由"), max_length=400)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("经办人"))
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("执法表现记录的处理")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.conduct_id} {self.step}"
