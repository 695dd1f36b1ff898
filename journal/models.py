"""The append-only, hash-chained record of every consequential act."""

from __future__ import annotations

from datetime import UTC
from typing import Any, Self

from django.db import models


class AppendOnly(models.Model):
    """A table whose rows are never changed or deleted; triggers on both engines hold the line.

    The triggers stand in `journal/append_only.py` and are installed after every migrate.
    """

    class Meta:
        abstract = True


class Stream(models.Model):
    """One chain of entries; its head is the newest entry's number and hash.

    The head of an empty chain is number 0 and the chain's base (`rules.base_of`).
    """

    name = models.CharField("名称", max_length=80, unique=True)
    head_n = models.PositiveBigIntegerField("末条序号", default=0)
    head_hash = models.CharField("末条散列", max_length=64)

    class Meta:
        verbose_name = "日志链"

    def __str__(self) -> str:
        return self.name


class EntryQuerySet(models.QuerySet["Entry"]):
    def about(self, subject: str) -> Self:
        return self.filter(subject=subject)

    def by(self, actor_id: int) -> Self:
        return self.filter(actor_id=actor_id)


class Entry(AppendOnly):
    """One act: who did what to which record, when, with which facts. Never changed, never deleted.

    Actor, agency and subject are plain values, so that the journal stands below every other room.
    `facts` holds no name, identity number or question text; personal values stand as salted
    commitments.
    """

    stream = models.ForeignKey(Stream, models.PROTECT, related_name="entries", verbose_name="链")
    n = models.PositiveBigIntegerField("序号")
    at = models.DateTimeField("时间")
    actor_id = models.BigIntegerField("行为人", null=True, db_index=True)
    agency_id = models.BigIntegerField("单位", null=True, db_index=True)
    act = models.CharField("行为", max_length=60, db_index=True)
    subject = models.CharField("对象", max_length=120, db_index=True)
    facts = models.JSONField("事实", default=dict)
    previous = models.CharField("前条散列", max_length=64)
    hash = models.CharField("散列", max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "日志"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["stream", "n"], name="journal_entry_once_per_place")
        ]

    def __str__(self) -> str:
        return f"{self.stream_id}#{self.n} {self.act}"

    def body(self) -> dict[str, Any]:
        """What the hash covers."""
        return {
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": self.actor_id,
            "agency": self.agency_id,
            "act": self.act,
            "subject": self.subject,
            "facts": self.facts,
        }


class Seal(AppendOnly):
    """That a seal was made: its number, day and digest. The seal itself is a file, copied to
    places where nobody who runs the site can reach it."""

    n = models.PositiveIntegerField("编号", unique=True)
    day = models.DateField("日期")
    made_at = models.DateTimeField("封存时间")
    chains = models.PositiveIntegerField("链数")
    digest = models.CharField("封存散列", max_length=64)
    previous = models.CharField("前次封存散列", max_length=64)
    key = models.CharField("公钥", max_length=44)
    signature = models.CharField("签名", max_length=88)
    file = models.CharField("文件", max_length=60)

    class Meta:
        verbose_name = "封存"
        ordering = ["-n"]

    def __str__(self) -> str:
        return f"{self.n} {self.day:%Y-%m-%d}"
