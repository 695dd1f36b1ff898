"""The places of the law on which revisions rest, and whether the law still bears them out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from questionbank.models.renewals import Renewal
from statutes.models import Article
from statutes.rules.references import Reference


class Citation(models.Model):
    """A place of the law on which a revision rests, with the digest of its article as it was.

    `paragraph` (款) and `item` (项) count from 1, 0 is the whole article. `part` is the
    sub-question that rests on it, 0 where it is the question itself.
    """

    revision = models.ForeignKey(
        "questionbank.Revision",
        models.PROTECT,
        related_name="citations",
        verbose_name=_("试题版本"),
    )
    article = models.ForeignKey(
        Article, models.PROTECT, related_name="citations", verbose_name=_("条文")
    )
    part = models.PositiveSmallIntegerField(_("小题"), default=0)
    paragraph = models.PositiveSmallIntegerField(_("款"), default=0)
    item = models.PositiveSmallIntegerField(_("项"), default=0)
    digest = models.CharField(_("引用时条文散列"), max_length=64)

    class Meta:
        verbose_name = _("依据")
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "part", "article", "paragraph", "item"], name="citation_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.revision_id} → {self.article_id}"

    @property
    def reference(self) -> Reference:
        """How the place is cited. Needs the article's statute loaded."""
        return replace(self.article.reference, paragraph=self.paragraph, item=self.item)


def moved_citations(on: date) -> models.QuerySet[Citation]:
    """Citations that the law of the day does not bear out. Articles are far fewer than citations,
    so those that have no twin in force are found first."""
    twin = Article.objects.in_force(on).filter(
        version__statute=models.OuterRef("version__statute"),
        number=models.OuterRef("number"),
        suffix=models.OuterRef("suffix"),
        digest=models.OuterRef("digest"),
    )
    fallen = Article.objects.filter(~models.Exists(twin)).values("pk")
    renewed = Renewal.objects.standing().exclude(article__in=fallen).values("citation")
    return Citation.objects.filter(article__in=fallen).exclude(pk__in=renewed)
