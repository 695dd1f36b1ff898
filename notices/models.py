"""Notices to persons, where they want them sent, and the letters that wait to be sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from exchange.models import new_ref
from journal import vault
from people.models import Person

ADDRESS = "notices.address"  # purpose of the key in `journal.vault`


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, person: Person) -> Self:
        return self.filter(person=person)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """Something that one person is told. `kind` names its words, `params` what they speak of.

    The words are looked up when it is read, so that it speaks the reader's language; `page` is
    where it leads within the site.
    """

    ref = models.CharField(_("编号"), max_length=24, unique=True, default=new_ref)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="notices", verbose_name=_("人员")
    )
    kind = models.CharField(_("种类"), max_length=40)
    params = models.JSONField(_("内容"), default=dict)
    page = models.CharField(_("页面"), max_length=200, blank=True)
    sent_at = models.DateTimeField(_("发出时间"))
    read_at = models.DateTimeField(_("阅读时间"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("消息")
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["person"], condition=Q(read_at__isnull=True), name="notice_unread"
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def title(self) -> str:
        return self._said(0)

    @property
    def text(self) -> str:
        return self._said(1)

    def _said(self, part: int) -> str:
        words = words_of(self.kind)
        return str(words[part]) % self.params if words else self.kind


def words_of(kind: str) -> tuple[Any, Any] | None:
    """Title and text of a kind, from the table of the room that its name begins with."""
    table = settings.NOTICE_WORDS.get(kind.split(".")[0])
    found: tuple[Any, Any] | None = import_string(table).get(kind) if table else None
    return found


class Mailbox(models.Model):
    """Where one person wants notices sent by e-mail, if at all. The address is encrypted."""

    person = models.OneToOneField(
        Person, models.PROTECT, related_name="mailbox", verbose_name=_("人员")
    )
    address_cipher = models.BinaryField(_("电子邮箱（密文）"), null=True, blank=True)
    wants_mail = models.BooleanField(_("接收邮件"), default=False)
    changed_at = models.DateTimeField(_("修改时间"))

    class Meta:
        verbose_name = _("邮件设置")

    def __str__(self) -> str:
        return str(self.person_id)

    @property
    def address(self) -> str:
        """The address in plain; empty when none was given."""
        if self.address_cipher is None:
            return ""
        return vault.decrypt(bytes(self.address_cipher), purpose=ADDRESS).decode()


class LetterQuerySet(models.QuerySet["Letter"]):
    def due(self, now: datetime) -> Self:
        """Letters whose turn has come, the oldest first."""
        rows = self.filter(gone_at__isnull=True, given_up_at__isnull=True, next_at__lte=now)
        return rows.order_by("next_at", "id")


class Letter(models.Model):
    """A notice that waits to be sent by e-mail, written in the transaction of the deed that it
    tells of; the worker sends it, never a request."""

    notice = models.OneToOneField(
        Notice, models.PROTECT, related_name="letter", verbose_name=_("消息")
    )
    next_at = models.DateTimeField(_("下次发送"))
    tries = models.PositiveSmallIntegerField(_("已试次数"), default=0)
    gone_at = models.DateTimeField(_("送出时间"), null=True, blank=True)
    given_up_at = models.DateTimeField(_("放弃时间"), null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("待发邮件")
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=Q(gone_at__isnull=True, given_up_at__isnull=True),
                name="letter_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.tries}"
