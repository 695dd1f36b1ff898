"""Pictures that questions show."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from journal.models import AppendOnly
from people.models import Agency, within
from people.rules import Rights, Role


class PictureQuerySet(models.QuerySet["Picture"]):
    def visible_to(self, rights: Rights) -> Self:
        """Pictures of the banks in one's subtrees, for setters and reviewers."""
        return self.filter(within(rights.paths(Role.SETTER, Role.REVIEWER), "agency__path"))

    def missing(self, names: Collection[str]) -> set[str]:
        """Those of the names that no picture goes by."""
        held = self.filter(sha256__in=names).values_list("sha256", flat=True) if names else ()
        return set(names) - set(held)

    def named(self, sha256: str) -> Self:
        return self.filter(sha256=sha256).order_by("pk")


class Picture(AppendOnly):
    """A picture as it was drawn anew when it came in. Questions name it by the hash of its bytes,
    so a question's own hash covers it, and it never changes."""

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="question_pictures", verbose_name=_("归属单位")
    )
    sha256 = models.CharField(_("文件散列"), max_length=64)
    media_type = models.CharField(_("文件类型"), max_length=16)
    width = models.PositiveSmallIntegerField(_("宽（像素）"))
    height = models.PositiveSmallIntegerField(_("高（像素）"))
    data = models.BinaryField(_("内容"))
    added_by_id = models.BigIntegerField(_("添加人"))
    added_at = models.DateTimeField(_("添加时间"))

    objects = PictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("试题插图")
        constraints = [
            models.UniqueConstraint(fields=["agency", "sha256"], name="picture_once_per_agency")
        ]
        indexes = [models.Index(fields=["sha256"], name="picture_by_hash")]

    def __str__(self) -> str:
        return self.sha256[:12]

    def content(self) -> bytes:
        """Its bytes. Raises ValueError where they are not those that it is named by."""
        data = bytes(self.data)
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise ValueError(f"picture {self.sha256} was altered")
        return data
