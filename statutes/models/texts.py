"""Laws and regulations: a statute, its versions, their articles."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from statutes.rules.references import Reference, label


class Statute(models.Model):
    """A law or regulation under the short title by which it is cited (without 中华人民共和国)."""

    title = models.CharField(_("名称"), max_length=120, unique=True)

    class Meta:
        verbose_name = _("法律法规")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class VersionQuerySet(models.QuerySet["Version"]):
    def in_force(self, on: date) -> Self:
        """Versions in force on the day; the day of repeal is no longer in force."""
        return self.filter(
            Q(repealed_on__isnull=True) | Q(repealed_on__gt=on), effective_from__lte=on
        )

    def readable(self) -> Self:
        """Versions of which the text is here."""
        return self.exclude(text_sha256="")

    def with_articles(self) -> Self:
        """Add `article_count` to every row."""
        return self.annotate(article_count=models.Count("articles"))


class Version(models.Model):
    """One text of a statute. Its dates are entered by a person: the text does not tell them."""

    statute = models.ForeignKey(
        Statute, models.PROTECT, related_name="versions", verbose_name=_("法规")
    )
    label = models.CharField(_("版本"), max_length=60)
    promulgated_on = models.DateField(_("公布日期"), null=True, blank=True)
    effective_from = models.DateField(_("施行日期"))
    repealed_on = models.DateField(_("失效日期"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=200, blank=True)
    text_sha256 = models.CharField(_("文本散列"), max_length=64)
    preamble = models.TextField(_("题注和序言"), blank=True)
    imported_at = models.DateTimeField(_("导入时间"))
    imported_by_id = models.BigIntegerField(_("导入人"), null=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("法规版本")
        ordering = ["statute__title", "-effective_from"]
        constraints = [
            models.UniqueConstraint(fields=["statute", "label"], name="version_once_per_label"),
            models.UniqueConstraint(
                fields=["statute", "effective_from"], name="version_once_per_effective_day"
            ),
            models.CheckConstraint(
                condition=Q(repealed_on__isnull=True) | Q(repealed_on__gt=F("effective_from")),
                name="version_repealed_after_effective",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statute}（{self.label}）"


class ArticleQuerySet(models.QuerySet["Article"]):
    def in_force(self, on: date) -> Self:
        """Articles of the versions in force on the day."""
        return self.filter(version__in=Version.objects.in_force(on))

    def standing(self, references: Collection[Reference], on: date) -> dict[Reference, Article]:
        """The articles in force on the day in which the named places stand, by place. One query."""
        if not references:
            return {}
        rows = (
            self.in_force(on)
            .filter(
                version__statute__title__in={cited.title for cited in references},
                number__in={cited.number for cited in references},
            )
            .select_related("version__statute")
        )
        found = {article.reference: article for article in rows}
        return {cited: found[cited.article] for cited in references if cited.article in found}

    def saying(self, words: str) -> Self:
        """Articles whose text holds every one of the words (parted by spaces)."""
        rows = self
        for word in words.split():
            rows = rows.filter(text__icontains=word)
        return rows


class Article(models.Model):
    """One article of a version. `number` and `suffix` are 120 and 1 for 第一百二十条之一."""

    version = models.ForeignKey(
        Version, models.PROTECT, related_name="articles", verbose_name=_("版本")
    )
    number = models.PositiveSmallIntegerField(_("条"))
    suffix = models.PositiveSmallIntegerField(_("之"), default=0)
    heading = models.CharField(_("章节"), max_length=120, blank=True)
    text = models.TextField(_("条文"))
    digest = models.CharField(_("条文散列"), max_length=64, db_index=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("条")
        ordering = ["version", "number", "suffix"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "number", "suffix"], name="article_once_per_version"
            )
        ]

    def __str__(self) -> str:
        return label(self.number, self.suffix)

    @property
    def reference(self) -> Reference:
        """How the article is cited. Needs the version's statute loaded."""
        return Reference(self.version.statute.title, self.number, self.suffix)

    @property
    def paragraphs(self) -> list[str]:
        return self.text.split("\n")
