"""The append-only, hash-chained record of every consequential act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class AppendOnly(models.Model):
    """A table whose rows are never changed or deleted; triggers on both engines hold the line.

    The triggers stand in `journal/append_only.py` and are installed after every migrate.
    """

    class Meta:
        abstract = True


@dataclass(frozen=True)
class Frozen:
    """In which states a row is frozen, and which of its fields still move there.

    `free` ones move at any time; `movable` ones only in a change that also moves `along` forward,
    a reference to the row that says who changed them and why.
    """

    states: tuple[str, ...]
    free: tuple[str, ...] = ()
    movable: tuple[str, ...] = ()
    along: str | None = None


class Freezing(models.Model):
    """A table whose rows are never changed or deleted any more once their `state` is one of those
    that `frozen` names; triggers on both engines hold the line (`journal/frozen.py`)."""

    frozen: ClassVar[Frozen]

    class Meta:
        abstract = True


class Stream(models.Model):
    """One chain of entries; its head is the newest entry's number and hash.

    The head of an empty chain is number 0 and the chain's base (`rules.base_of`).
    """

    name = models.CharField(_("名称"), max_length=80, unique=True)
    head_n = models.PositiveBigIntegerField(_("末条序号"), default=0)
    head_hash = models.CharField(_("末条散列"), max_length=64)

    class Meta:
        verbose_name = _("日志链")

    def __str__(self) -> str:
        return self.name


class EntryQuerySet(models.QuerySet["Entry"]):
    def about(self, subject: str) -> Self:
        return self.filter(subject=subject)

    def public(self) -> Self:
        """Entries that the journal's pages may show: those of the confidential chain are not."""
        return self.exclude(stream__name="confidential")

    def by(self, actor_id: int) -> Self:
        return self.filter(actor_id=actor_id)

    def between(self, start: datetime | None, end: datetime | None) -> Self:
        """Acts from `start` on and before `end`; None leaves that side open."""
        rows = self if start is None else self.filter(at__gte=start)
        return rows if end is None else rows.filter(at__lt=end)

    def newest_first(self) -> Self:
        return self.order_by("-at", "-id")


class Entry(AppendOnly):
    """One act: who did what to which record, when, with which facts. Never changed, never deleted.

    Actor, agency and subject are plain values, so that the journal stands below every other room.
    `facts` holds no name, identity number or question text; personal values stand as salted
    commitments.
    """

    stream = models.ForeignKey(Stream, models.PROTECT, related_name="entries", verbose_name=_("链"))
    n = models.PositiveBigIntegerField(_("序号"))
    at = models.DateTimeField(_("时间"))
    actor_id = models.BigIntegerField(_("行为人"), null=True, db_index=True)
    agency_id = models.BigIntegerField(_("单位"), null=True)
    act = models.CharField(_("行为"), max_length=60, db_index=True)
    subject = models.CharField(_("对象"), max_length=120, db_index=True)
    facts = models.JSONField(_("事实"), default=dict)
    previous = models.CharField(_("前条散列"), max_length=64)
    hash = models.CharField(_("散列"), max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("日志")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["stream", "n"], name="journal_entry_once_per_place")
        ]
        indexes = [
            models.Index(fields=["at", "id"], name="journal_entry_by_time"),
            models.Index(fields=["agency_id", "at"], name="journal_entry_by_agency"),
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

    n = models.PositiveIntegerField(_("编号"), unique=True)
    day = models.DateField(_("日期"))
    made_at = models.DateTimeField(_("封存时间"))
    chains = models.PositiveIntegerField(_("链数"))
    digest = models.CharField(_("封存散列"), max_length=64)
    previous = models.CharField(_("前次封存散列"), max_length=64)
    key = models.CharField(_("公钥"), max_length=44)
    signature = models.CharField(_("签名"), max_length=88)
    file = models.CharField(_("文件"), max_length=60)

    class Meta:
        verbose_name = _("封存")
        ordering = ["-n"]

    def __str__(self) -> str:
        return f"{self.n} {self.day:%Y-%m-%d}"
