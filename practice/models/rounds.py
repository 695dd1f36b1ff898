"""Rounds of practice and mock exams."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Count, Prefetch, Q, Sum
from django.utils.translation import gettext_lazy as _

from exchange.models import new_ref
from people.models import Person
from practice.models.choices import Purpose
from practice.rules.answering import GRACE
from questionbank.models import Citation, Revision, Topic
from statutes.models import Statute


class RoundQuerySet(models.QuerySet["Round"]):
    def of(self, person_id: int) -> Self:
        return self.filter(person=person_id)

    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def mocks(self) -> Self:
        return self.filter(purpose=Purpose.MOCK)

    def with_marks(self) -> Self:
        """Add `earned` and `full` (hundredths of a mark), `asked` and `got` (questions)."""
        return self.annotate(
            earned=Sum("items__earned"),
            full=Sum("items__of"),
            asked=Count("items"),
            got=Count("items", filter=Q(items__right=True)),
        )


class Round(models.Model):
    """Some questions one after another. A mock exam has a deadline and is marked when it closes.

    It belongs to one person alone, as their cards do, and never counts for anything.
    """

    ref = models.CharField(_("编号"), max_length=24, unique=True, default=new_ref)
    person = models.ForeignKey(
        Person, models.CASCADE, related_name="practice_rounds", verbose_name=_("人员")
    )
    purpose = models.CharField(_("内容"), max_length=8, choices=Purpose)
    statute = models.ForeignKey(
        Statute, models.CASCADE, related_name="+", null=True, blank=True, verbose_name=_("法规")
    )
    topic = models.ForeignKey(
        Topic, models.CASCADE, related_name="+", null=True, blank=True, verbose_name=_("知识点")
    )
    begun_at = models.DateTimeField(_("开始时间"))
    deadline_at = models.DateTimeField(_("截止时间"), null=True, blank=True)
    closed_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("练习")
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(closed_at__isnull=True),
                name="practice_round_one_open_per_person",
            ),
            models.CheckConstraint(
                condition=Q(deadline_at__isnull=False, purpose="mock")
                | Q(deadline_at__isnull=True) & ~Q(purpose="mock"),
                name="practice_mock_has_a_deadline",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def is_mock(self) -> bool:
        return self.purpose == Purpose.MOCK

    def is_overdue(self, now: datetime) -> bool:
        """Whether a mock exam is open beyond its time."""
        is_open = self.closed_at is None and self.deadline_at is not None
        return is_open and self.deadline_at is not None and now > self.deadline_at + GRACE


class ItemQuerySet(models.QuerySet["Item"]):
    def with_question(self) -> Self:
        """Load what is asked, the key, and the cited articles with their statutes."""
        cited = Citation.objects.select_related("article__version__statute").order_by("pk")
        return self.select_related("revision__question", "revision__key").prefetch_related(
            Prefetch("revision__citations", cited)
        )


class Item(models.Model):
    """One question of a round. `order` says in which order its options are shown, `given` which of
    them (counted as in the bank) were chosen, or what was typed; marks are hundredths."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="items", verbose_name=_("练习"))
    place = models.PositiveSmallIntegerField(_("题次"))
    revision = models.ForeignKey(
        Revision, models.CASCADE, related_name="+", verbose_name=_("试题版本")
    )
    order = models.JSONField(_("选项次序"), default=list, blank=True)
    of = models.PositiveIntegerField(_("分值（百分之一分）"), default=0)
    given = models.JSONField(_("作答"), null=True, blank=True)
    answered_at = models.DateTimeField(_("作答时间"), null=True, blank=True)
    right = models.BooleanField(_("答对"), null=True, blank=True)
    earned = models.PositiveIntegerField(_("得分（百分之一分）"), default=0)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("练习题")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["round", "place"], name="practice_item_once_per_place")
        ]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.place}"

    @property
    def is_answered(self) -> bool:
        """Whether something was chosen or typed."""
        return any(answer != "" for answer in self.given or [])
