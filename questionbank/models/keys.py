"""The keys of revisions, kept apart from their words and encrypted."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from journal.models import AppendOnly
from questionbank.models.opening import OpenKey


class DraftKey(models.Model):
    """The key of a revision that is still a draft, encrypted; it becomes a `Key` at submission."""

    revision = models.OneToOneField(
        "questionbank.Revision",
        models.PROTECT,
        related_name="draft_key",
        verbose_name=_("试题版本"),
    )
    sealed = models.BinaryField(_("密文"))

    class Meta:
        verbose_name = _("草稿答案")

    def __str__(self) -> str:
        return f"draft key of {self.revision_id}"


class Key(AppendOnly):
    """The right answer and the rationale of one revision, encrypted under a key that is not in
    the database. Read by reviewers, by marking and by the review policy; by no exam page."""

    revision = models.OneToOneField(
        "questionbank.Revision", models.PROTECT, related_name="key", verbose_name=_("试题版本")
    )
    sealed = models.BinaryField(_("密文"))

    class Meta:
        verbose_name = _("答案")

    def __str__(self) -> str:
        return f"key of {self.revision_id}"

    def open(self) -> OpenKey:
        """Decrypt. Call it only behind a door: review, marking, or the review policy."""
        return OpenKey.unseal(self.sealed)
