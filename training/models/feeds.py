"""The calendar feed of one person: a secret address that another calendar reads."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import Person


class Feed(models.Model):
    """A secret address under which a calendar reads one person's half-days. Only the key's digest
    is kept; a new key ends the one before."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="feeds", verbose_name=_("人员"))
    key_sha256 = models.CharField(_("密钥散列"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("启用时间"))
    revoked_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("日历订阅")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(revoked_at__isnull=True),
                name="feed_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person_id)
