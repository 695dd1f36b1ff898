"""Training elsewhere that an officer declares, and what was decided on it."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exchange.models import StoredFile, new_ref
from people.models import Person, within
from people.rules import Rights, Role
from training.models.ledger import LedgerEntry
from training.models.policies import KindChoice, SubjectChoice, UnitChoice


class DecisionChoice(models.TextChoices):
    WAITING = "waiting", _("待审核")
    ACCEPTED = "accepted", _("已认定")
    REFUSED = "refused", _("未认定")


class DeclarationQuerySet(models.QuerySet["Declaration"]):
    def visible_to(self, rights: Rights, *roles: Role) -> Self:
        """Declarations of everybody whose agency lies where one of the roles is held."""
        return self.filter(within(rights.paths(*roles), "person__agency__path"))

    def waiting(self) -> Self:
        return self.filter(state=DecisionChoice.WAITING)


class Declaration(models.Model):
    """An officer's word that they were trained elsewhere, on evidence; a coordinator decides once,
    and what is accepted names the line that it booked. `quantity` as in a line of the ledger."""

    ref = models.CharField(_("编号"), max_length=24, unique=True, default=new_ref)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="declarations", verbose_name=_("人员")
    )
    title = models.CharField(_("培训内容"), max_length=120)
    organiser = models.CharField(_("主办单位"), max_length=80)
    first_day = models.DateField(_("开始日期"))
    last_day = models.DateField(_("结束日期"))
    kind = models.CharField(_("培训方式"), max_length=12, choices=KindChoice)
    unit = models.CharField(_("计量单位"), max_length=12, choices=UnitChoice)
    quantity = models.PositiveIntegerField(_("数量"))
    subject = models.CharField(_("科目"), max_length=12, choices=SubjectChoice, blank=True)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="+", verbose_name=_("证明材料")
    )
    filed_at = models.DateTimeField(_("申报时间"))
    state = models.CharField(
        _("状态"), max_length=12, choices=DecisionChoice, default=DecisionChoice.WAITING
    )
    decided_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    decided_by_id = models.BigIntegerField(_("审核人"), null=True)
    reason = models.CharField(_("理由"), max_length=200, blank=True)
    entry = models.OneToOneField(
        LedgerEntry, models.PROTECT, related_name="declaration", null=True,
        verbose_name=_("学时记录"),
    )  # fmt: skip

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = _("外部培训申报")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="declaration_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""),
                name="declaration_refused_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", entry__isnull=False)
                | ~Q(state="accepted") & Q(entry__isnull=True),
                name="declaration_accepted_names_its_line",
            ),
        ]

    def __str__(self) -> str:
        return self.ref
