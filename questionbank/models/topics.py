"""The tree of topics by which the bank is sorted."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

SEPARATOR = "/"


class TopicQuerySet(models.QuerySet["Topic"]):
    def under(self, path: str) -> Self:
        """The topic of that path and all below it."""
        return self.filter(Q(path=path) | Q(path__startswith=path + SEPARATOR))


class Topic(models.Model):
    """A subject with its place in the tree, named from the root: 行政处罚/处罚程序/简易程序."""

    path = models.CharField(_("知识点"), max_length=170, unique=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("知识点")
        ordering = ["path"]

    def __str__(self) -> str:
        return self.path

    @property
    def name(self) -> str:
        """Its own name, without those above it."""
        return self.path.rsplit(SEPARATOR, 1)[-1]

    @property
    def depth(self) -> int:
        """0 for a topic at the root."""
        return self.path.count(SEPARATOR)
