"""What is asked about, under a code that lasts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import Agency
from questionbank.models.choices import Pool


class Question(models.Model):
    """A matter that is asked about, under a lasting code. What is asked stands in its revisions.

    A question stays in the pool in which it was born: examination and practice never mix.
    """

    code = models.CharField(_("题号"), max_length=24, unique=True)
    pool = models.CharField(_("题库"), max_length=10, choices=Pool, default=Pool.EXAM)
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="questions", verbose_name=_("归属单位")
    )

    class Meta:
        verbose_name = _("试题")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code
