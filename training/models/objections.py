"""What an officer says against the ledger, and what was answered."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exchange.models import new_ref
from people.models import Person, within
from people.rules import Rights, Role
from training.models.classes import Attendance
from training.models.ledger import LedgerEntry


class AnswerChoice(models.TextChoices):
    UPHELD = "upheld", _("成立")
    REJECTED = "rejected", _("不成立")


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def visible_to(self, rights: Rights, *roles: Role) -> Self:
        """Objections of everybody whose agency lies where one of the roles is held."""
        return self.filter(within(rights.paths(*roles), "person__agency__path"))

    def waiting(self) -> Self:
        return self.filter(answered_at__isnull=True)


class Objection(models.Model):
    """An officer's objection to a line of their own, to a mark of attendance, or to a line that is
    missing (neither is named then).

    It is answered once, with a reason; a line that the answer booked, or took back, is named.
    """

    ref = models.CharField(_("编号"), max_length=24, unique=True, default=new_ref)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="objections", verbose_name=_("人员")
    )
    entry = models.ForeignKey(
        LedgerEntry, models.PROTECT, related_name="objections", null=True,
        verbose_name=_("学时记录"),
    )  # fmt: skip
    attendance = models.ForeignKey(
        Attendance, models.PROTECT, related_name="objections", null=True,
        verbose_name=_("考勤记录"),
    )  # fmt: skip
    day = models.DateField(_("培训日期"))
    claim = models.CharField(_("异议内容"), max_length=400)
    filed_at = models.DateTimeField(_("提出时间"))
    answer = models.CharField(_("结论"), max_length=12, choices=AnswerChoice, blank=True)
    answer_reason = models.CharField(_("答复理由"), max_length=400, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    answered_by_id = models.BigIntegerField(_("答复人"), null=True)
    counter = models.ForeignKey(
        LedgerEntry, models.PROTECT, related_name="+", null=True, verbose_name=_("冲销记录")
    )
    booked = models.ForeignKey(
        LedgerEntry, models.PROTECT, related_name="+", null=True, verbose_name=_("新登记记录")
    )

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("学时异议")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "entry"],
                condition=Q(answered_at__isnull=True, entry__isnull=False),
                name="objection_one_waiting_per_line",
            ),
            models.UniqueConstraint(
                fields=["attendance"],
                condition=Q(answered_at__isnull=True, attendance__isnull=False),
                name="objection_one_waiting_per_mark",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="", answer_reason="")
                | Q(answered_at__isnull=False) & ~Q(answer="") & ~Q(answer_reason=""),
                name="objection_answered_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.ref
