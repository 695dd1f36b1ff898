"""Signatures, and what all rows have that two persons signed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from journal.models import AppendOnly
from people.models import Person


class Signature(AppendOnly):
    """One person's signature under the digest of what an act would do.

    An act that needs two persons happens when a second person signs the same digest. `subject` is
    the exam's, session's or attempt's ref.
    """

    act = models.CharField(_("行为"), max_length=10)
    subject = models.CharField(_("对象"), max_length=22, db_index=True)
    digest = models.CharField(_("内容散列"), max_length=64)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("签署人"))
    reason = models.CharField(_("理由"), max_length=500, blank=True)
    body = models.JSONField(_("内容"), default=dict)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("签署")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["act", "subject", "digest", "person"], name="signature_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.subject}"


class SignedByTwo(AppendOnly):
    """A row that came to be by an act of two persons, and never of one alone."""

    first_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name=_("第一签署人")
    )
    second_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name=_("第二签署人")
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~Q(first_by=F("second_by")), name="%(class)s_by_two_persons"
            )
        ]
