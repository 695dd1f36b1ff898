"""Checks of a whole sheet: the sheet on its way, and what its rows came to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from journal import vault
from people.models import Agency, Person
from qualifications.models.bodies import new_ref
from qualifications.models.checks import Check, OutcomeChoice, PurposeChoice

ROW_PURPOSE = "check row"
KEPT_FOR = timedelta(days=7)  # house default: so long the sheet and its result are kept
STALE_AFTER = timedelta(minutes=10)  # a job without progress for so long has been lost


class BatchState(models.TextChoices):
    WAITING = "waiting", _("等待核验")
    WORKING = "working", _("正在核验")
    DONE = "done", _("已完成")
    FAILED = "failed", _("未能读取")
    FORGOTTEN = "forgotten", _("已清除")


class CheckBatchQuerySet(models.QuerySet["CheckBatch"]):
    def of_asker(self, person_id: int) -> Self:
        return self.filter(asked_by_id=person_id).order_by("-asked_at", "-pk")

    def since(self, start: datetime) -> Self:
        return self.filter(asked_at__gte=start)

    def expired(self, now: datetime) -> Self:
        """Batches whose rows have been kept long enough."""
        kept = self.exclude(state=BatchState.FORGOTTEN)
        return kept.filter(asked_at__lt=now - KEPT_FOR)

    def lost(self, now: datetime) -> Self:
        """Batches whose job made no progress for so long that it is lost."""
        under_way = [BatchState.WAITING, BatchState.WORKING]
        return self.filter(state__in=under_way, moved_at__lt=now - STALE_AFTER)


class CheckBatch(models.Model):
    """One sheet of persons checked together, for one purpose and one day.

    The sheet and its rows are encrypted and gone after `KEPT_FOR`; the counts, and each row's
    `Check`, stay.
    """

    ref = models.CharField(_("标识"), max_length=24, unique=True, default=new_ref)
    asked_by = models.ForeignKey(
        Person, models.PROTECT, related_name="check_batches", verbose_name=_("查询人")
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="check_batches", verbose_name=_("查询单位")
    )
    asked_at = models.DateTimeField(_("查询时间"))
    moved_at = models.DateTimeField(_("进展时间"))
    purpose = models.CharField(_("查询事由"), max_length=12, choices=PurposeChoice)
    reason = models.CharField(_("事由说明"), max_length=200)
    day = models.DateField(_("核验日期"))
    domain = models.CharField(_("执法领域"), max_length=30, blank=True)
    file_name = models.CharField(_("文件名"), max_length=120)
    stored_as = models.CharField(_("存放名"), max_length=40, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=BatchState, default="waiting")
    sha256 = models.CharField(_("文件散列"), max_length=64)
    titles = models.JSONField(_("表头"), default=list)
    places = models.JSONField(_("列位置"), default=dict)
    done = models.PositiveIntegerField(_("已处理"), default=0)
    total = models.PositiveIntegerField(_("总数"), default=0)
    refusal = models.CharField(_("原因"), max_length=32, blank=True)
    refusal_params = models.JSONField(_("原因参数"), default=dict)
    counts = models.JSONField(_("结论数"), default=dict)

    objects = CheckBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("批量核验")
        indexes = [models.Index(fields=["asked_by", "asked_at"], name="check_batch_by_asker")]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="check_batch_states_its_purpose"),
            models.CheckConstraint(
                condition=Q(done__lte=F("total")), name="check_batch_done_within_total"
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def is_under_way(self) -> bool:
        return self.state in (BatchState.WAITING, BatchState.WORKING)


class BatchRow(models.Model):
    """One row of a checked sheet: its cells as they came in (encrypted) and what it came to."""

    batch = models.ForeignKey(
        CheckBatch, models.CASCADE, related_name="rows", verbose_name=_("批量核验")
    )
    n = models.PositiveIntegerField(_("行号"))
    cells_cipher = models.BinaryField(_("单元格（密文）"))
    outcome = models.CharField(_("结论"), max_length=10, choices=OutcomeChoice)
    check_made = models.ForeignKey(
        Check, models.PROTECT, null=True, related_name="rows", verbose_name=_("上岗核验")
    )

    class Meta:
        verbose_name = _("批量核验行")
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "n"], name="batch_row_once_per_number")
        ]
        indexes = [models.Index(fields=["batch", "outcome", "n"], name="batch_row_by_outcome")]

    def __str__(self) -> str:
        return f"{self.batch_id}#{self.n}"

    @property
    def cells(self) -> list[str]:
        opened: list[str] = json.loads(vault.decrypt(self.cells_cipher, purpose=ROW_PURPOSE))
        return opened


def seal_row(cells: Sequence[str]) -> bytes:
    """A row's cells as they are stored."""
    plain = json.dumps(list(cells), ensure_ascii=False).encode()
    return vault.encrypt(plain, purpose=ROW_PURPOSE)
