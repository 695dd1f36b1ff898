"""Leave from a half-day: asked by the officer, decided by a coordinator."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exchange.models import StoredFile, new_ref
from people.models import Person, within
from people.rules import Rights, Role
from training.models.classes import Session


class LeaveChoice(models.TextChoices):
    ASKED = "asked", _("待审批")
    GRANTED = "granted", _("准假")
    REFUSED = "refused", _("未准假")
    GIVEN_UP = "given_up", _("已撤回")


class LeaveQuerySet(models.QuerySet["Leave"]):
    def visible_to(self, rights: Rights, *roles: Role) -> Self:
        """Leave asked by persons, and from classes, where one of the roles is held."""
        paths = rights.paths(*roles)
        there = within(paths, "session__training_class__agency__path")
        return self.filter(within(paths, "person__agency__path") | there)

    def asked(self) -> Self:
        return self.filter(state=LeaveChoice.ASKED)

    def granted(self) -> Self:
        return self.filter(state=LeaveChoice.GRANTED)


class Leave(models.Model):
    """One person asks to be away from one half-day, with a reason and perhaps a scan. Decided once;
    what is granted proposes the mark, and beyond the part that may be missed it says why."""

    ref = models.CharField(_("编号"), max_length=24, unique=True, default=new_ref)
    session = models.ForeignKey(
        Session, models.PROTECT, related_name="leaves", verbose_name=_("课次")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="leaves", verbose_name=_("人员")
    )
    because = models.CharField(_("请假理由"), max_length=200)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="+", null=True, verbose_name=_("证明材料")
    )
    asked_at = models.DateTimeField(_("申请时间"))
    state = models.CharField(
        _("状态"), max_length=12, choices=LeaveChoice, default=LeaveChoice.ASKED
    )
    decided_at = models.DateTimeField(_("审批时间"), null=True, blank=True)
    decided_by_id = models.BigIntegerField(_("审批人"), null=True)
    reason = models.CharField(_("审批意见"), max_length=200, blank=True)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        verbose_name = _("请假")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(state__in=["asked", "granted"]),
                name="leave_once_per_half_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="leave_refused_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.ref
