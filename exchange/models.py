"""Staged imports: a file on its way in, its rows, and the records that they became."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exchange import rules
from journal import vault

ROW_PURPOSE = "import row"


def new_ref() -> str:
    """A name for pages' addresses that nobody can guess: 128 random bits."""
    return secrets.token_urlsafe(16)


class StateChoice(models.TextChoices):
    UPLOADED = "uploaded", _("等待读取")
    READING = "reading", _("正在读取")
    PREVIEWED = "previewed", _("待核对")
    QUEUED = "queued", _("等待登记")
    COMMITTING = "committing", _("正在登记")
    COMMITTED = "committed", _("已登记")
    UNDONE = "undone", _("已撤销")
    DISCARDED = "discarded", _("已放弃")
    FAILED = "failed", _("未能读取")


class StandingChoice(models.TextChoices):
    NEW = "new", _("新登记")
    UNCHANGED = "unchanged", _("已有，不变")
    NAMESAKE = "namesake", _("同名待判定")
    FAULTY = "faulty", _("不符合要求")


class ResolutionChoice(models.TextChoices):
    NONE = "", _("未判定")
    SAME = "same", _("同一人")
    DIFFERENT = "different", _("不同的人")
    SKIP = "skip", _("不导入")


class ImportQuerySet(models.QuerySet["Import"]):
    def of(self, person_id: int) -> Self:
        return self.filter(uploaded_by_id=person_id)

    def unfinished(self) -> Self:
        return self.filter(state__in=rules.UNFINISHED)

    def uploaded_since(self, since: datetime) -> Self:
        return self.filter(uploaded_at__gt=since)

    def lost(self, now: datetime) -> Self:
        """Imports whose job made no progress for so long, or waited so long, that it is lost."""
        return self.filter(
            Q(state__in=rules.WORKING, moved_at__lt=now - rules.STALE_AFTER)
            | Q(state__in=rules.WAITING, moved_at__lt=now - rules.WAITED_ENOUGH)
        )

    def expired(self, now: datetime) -> Self:
        """Imports that nobody decided in time; their rows hold personal data and must go."""
        return self.filter(state=rules.State.PREVIEWED, moved_at__lt=now - rules.KEPT_FOR)

    def committed_twins(self, twin: Import) -> Self:
        """Earlier imports of the same file that stand."""
        return self.filter(
            kind=twin.kind, file_sha256=twin.file_sha256, state=rules.State.COMMITTED
        ).exclude(pk=twin.pk)


class Import(models.Model):
    """One file on its way in: read, previewed, mended, then committed whole or not at all.

    Importer and agency are plain values, so that this room stands below the people. The uploaded
    file and the staged rows are encrypted, and gone once the import is decided.
    """

    ref = models.CharField(_("编号"), max_length=24, unique=True, default=new_ref)
    kind = models.CharField(_("种类"), max_length=32)
    uploaded_by_id = models.BigIntegerField(_("导入人"), db_index=True)
    agency_id = models.BigIntegerField(_("单位"), null=True)
    file_name = models.CharField(_("文件名"), max_length=120)
    file_sha256 = models.CharField(_("文件散列"), max_length=64)
    size = models.PositiveIntegerField(_("字节数"))
    stored_as = models.CharField(_("存放名"), max_length=40, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=StateChoice, default="uploaded")
    done = models.PositiveIntegerField(_("已处理"), default=0)
    total = models.PositiveIntegerField(_("总数"), default=0)
    unread = models.JSONField(_("未读取的工作表"), default=list, blank=True)
    refusal = models.CharField(_("原因"), max_length=32, blank=True)
    refusal_params = models.JSONField(_("原因参数"), default=dict, blank=True)
    added = models.PositiveIntegerField(_("登记数"), default=0)
    uploaded_at = models.DateTimeField(_("上传时间"))
    moved_at = models.DateTimeField(_("进展时间"))
    decided_at = models.DateTimeField(_("登记时间"), null=True, blank=True)
    undone_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    undo_reason = models.CharField(_("撤销理由"), max_length=200, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("导入")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done__lte=F("total")), name="import_done_within_total"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["committed", "undone"]) | Q(decided_at__isnull=False),
                name="import_committed_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="undone") | (Q(undone_at__isnull=False) & ~Q(undo_reason="")),
                name="import_undone_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def is_under_way(self) -> bool:
        return self.state in rules.UNDER_WAY


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def faulty(self) -> Self:
        return self.filter(standing=rules.Standing.FAULTY).exclude(resolution=rules.Resolution.SKIP)

    def to_resolve(self) -> Self:
        return self.filter(standing=rules.Standing.NAMESAKE)

    def counts(self) -> rules.Counts:
        """The numbers of the preview, in one query."""
        groups = (
            self.order_by().values_list("standing", "resolution").annotate(size=models.Count("id"))
        )
        return rules.tally(
            (rules.Standing(standing), rules.Resolution(resolution), size)
            for standing, resolution, size in groups
        )


class ImportRow(models.Model):
    """One staged row: its cells (encrypted: they may hold identity numbers) and what is found."""

    of = models.ForeignKey(Import, models.CASCADE, related_name="rows", verbose_name=_("导入"))
    n = models.PositiveIntegerField(_("行号"))
    cells_cipher = models.BinaryField(_("单元格（密文）"))
    identity = models.CharField(_("行标识"), max_length=64)
    standing = models.CharField(_("结论"), max_length=12, choices=StandingChoice)
    faults = models.JSONField(_("问题"), default=list, blank=True)
    candidates = models.JSONField(_("疑似对象"), default=list, blank=True)
    key = models.CharField(_("已有记录"), max_length=40, blank=True)
    resolution = models.CharField(_("判定"), max_length=12, choices=ResolutionChoice, blank=True)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("导入行")
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(fields=["of", "n"], name="import_row_once_per_number"),
            models.CheckConstraint(
                condition=~Q(standing="faulty") | ~Q(faults=[]), name="import_row_fault_is_named"
            ),
        ]
        indexes = [models.Index(fields=["of", "standing", "n"], name="import_row_by_standing")]

    def __str__(self) -> str:
        return f"{self.of_id}#{self.n}"

    @property
    def cells(self) -> dict[str, str]:
        return open_cells(self.cells_cipher)


def open_cells(cipher: bytes | memoryview) -> dict[str, str]:
    """Stored cells in plain."""
    opened: dict[str, str] = json.loads(vault.decrypt(bytes(cipher), purpose=ROW_PURPOSE))
    return opened


def seal_cells(cells: Mapping[str, Any]) -> bytes:
    """Cells as they are stored."""
    plain = json.dumps(dict(cells), ensure_ascii=False, sort_keys=True).encode()
    return vault.encrypt(plain, purpose=ROW_PURPOSE)


class ImportedRecordQuerySet(models.QuerySet["ImportedRecord"]):
    def standing(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)


class ImportedRecord(models.Model):
    """What a row of a committed import became. By its row's identity the same row is known again.

    `added` is False where the importer said that the row is about a record that was there before.
    """

    of = models.ForeignKey(Import, models.PROTECT, related_name="records", verbose_name=_("导入"))
    kind = models.CharField(_("种类"), max_length=32)
    n = models.PositiveIntegerField(_("行号"))
    identity = models.CharField(_("行标识"), max_length=64)
    key = models.CharField(_("记录"), max_length=40)
    added = models.BooleanField(_("新登记"), default=True)
    withdrawn_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)

    objects = ImportedRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("导入记录")
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "identity"],
                condition=Q(withdrawn_at__isnull=True),
                name="imported_record_once_per_row",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"


class FileTypeChoice(models.TextChoices):
    PDF = "pdf", "PDF"
    PNG = "png", "PNG"
    JPEG = "jpeg", "JPEG"


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def of(self, room: str, subject: str) -> Self:
        """What was kept for one record of one room."""
        return self.filter(room=room, subject=subject)

    def stored_since(self, person_id: int, since: datetime) -> Self:
        return self.filter(stored_by_id=person_id, stored_at__gt=since)


class StoredFile(models.Model):
    """A scan that proves a record of some room; its bytes lie encrypted outside the database.

    Owner and uploader are plain values, so that this room stands below the others; the owning
    room's door decides who may read it.
    """

    ref = models.CharField(_("编号"), max_length=24, unique=True, default=new_ref)
    room = models.CharField(_("用于"), max_length=32)
    subject = models.CharField(_("对象"), max_length=120)
    file_name = models.CharField(_("文件名"), max_length=120)
    file_type = models.CharField(_("文件类型"), max_length=8, choices=FileTypeChoice)
    sha256 = models.CharField(_("文件散列"), max_length=64)
    size = models.PositiveIntegerField(_("字节数"))
    stored_as = models.CharField(_("存放名"), max_length=40)
    stored_by_id = models.BigIntegerField(_("上传人"), null=True)
    stored_at = models.DateTimeField(_("上传时间"))

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("证明材料")
        indexes = [
            models.Index(fields=["room", "subject"], name="stored_file_by_subject"),
            models.Index(fields=["stored_by_id", "stored_at"], name="stored_file_by_uploader"),
        ]

    def __str__(self) -> str:
        return self.ref
