"""Photos by which candidates are known: kept encrypted, drawn anew when they came in."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from journal import vault
from people.models import Person

PURPOSE = "exams.photo"


class CandidatePhoto(models.Model):
    """A person's photo; a newer one takes its place."""

    person = models.OneToOneField(
        Person, models.CASCADE, related_name="exam_photo", verbose_name=_("人员")
    )
    media_type = models.CharField(_("文件类型"), max_length=16)
    sha256 = models.CharField(_("文件散列"), max_length=64)
    cipher = models.BinaryField(_("密文"))
    added_by_id = models.BigIntegerField(_("导入人"))
    added_at = models.DateTimeField(_("导入时间"))

    class Meta:
        verbose_name = _("考生照片")

    def __str__(self) -> str:
        return f"photo of {self.person_id}"

    def content(self) -> bytes:
        """Its bytes in plain; only for the door's answer."""
        return vault.decrypt(bytes(self.cipher), purpose=PURPOSE)
