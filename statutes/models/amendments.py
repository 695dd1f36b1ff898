"""How one version became another: the map of its articles, proposed and then confirmed."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from statutes.models.texts import Article, Version
from statutes.models.words import OutcomeChoice
from statutes.rules.mapping import CARRIED, CERTAIN


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    def open(self) -> Self:
        """Maps that wait for a person."""
        return self.filter(confirmed_at__isnull=True)

    def confirmed(self) -> Self:
        return self.filter(confirmed_at__isnull=False)

    def standing(self) -> Self:
        """Maps in whose place no correction has been confirmed, and corrections once they are."""
        rows = self.exclude(correction__confirmed_at__isnull=False)
        return rows.filter(Q(corrects__isnull=True) | Q(confirmed_at__isnull=False))

    def coming(self, on: date) -> Self:
        """Passed, and not yet in force on the day."""
        return self.filter(new__effective_from__gt=on)

    def with_counts(self) -> Self:
        """Add `rows`, `undecided` and `touched` (rows that do not carry citations along)."""
        carried = [outcome.value for outcome in CARRIED]
        return self.annotate(
            rows=Count("moves"),
            undecided=Count("moves", filter=Q(moves__decided_at__isnull=True)),
            touched=Count("moves", filter=~Q(moves__outcome__in=carried)),
        )


class Amendment(models.Model):
    """The passing of one version into another: of an amended law into its next text, or of a
    repealed law into the code that took it up. It takes effect on the new version's day; the map
    is proposed by the machine, decided row by row, confirmed as a whole and then never changed.

    A map that turns out wrong is corrected by another one, which says why and takes its place when
    it is confirmed; the former stays as it was."""

    old = models.ForeignKey(
        Version, models.PROTECT, related_name="amended_into", verbose_name=_("旧版本")
    )
    new = models.ForeignKey(
        Version, models.PROTECT, related_name="amended_from", verbose_name=_("新版本")
    )
    proposed_at = models.DateTimeField(_("对照时间"))
    proposed_by_id = models.BigIntegerField(_("对照人"), null=True)
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    confirmed_by_id = models.BigIntegerField(_("确认人"), null=True, blank=True)
    map_sha256 = models.CharField(_("对照散列"), max_length=64, blank=True)
    corrects = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="correction",
        verbose_name=_("所更正的对照"),
    )
    reason = models.CharField(_("更正理由"), max_length=500, blank=True)

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("修订对照")
        ordering = ["-new__effective_from", "old__statute__title"]
        constraints = [
            models.UniqueConstraint(
                fields=["old", "new"],
                condition=Q(corrects__isnull=True),
                name="amendment_once_per_pair",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(reason=""),
                name="amendment_corrected_for_a_reason",
            ),
            models.CheckConstraint(condition=~Q(old=F("new")), name="amendment_of_two_versions"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True)
                | Q(confirmed_by_id__isnull=False) & ~Q(map_sha256=""),
                name="amendment_confirmed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def is_superseded(self) -> bool:
        """Whether a confirmed correction stands in its place."""
        correction = getattr(self, "correction", None)
        return correction is not None and correction.is_confirmed


class MoveQuerySet(models.QuerySet["Move"]):
    def undecided(self) -> Self:
        return self.filter(decided_at__isnull=True)

    def standing(self) -> Self:
        """Rows of maps that stand."""
        return self.filter(amendment__in=Amendment.objects.standing())

    def certain(self) -> Self:
        """Proposals of which the machine is sure enough for many to be decided at once."""
        return self.filter(score__gte=round(CERTAIN * 100)) | self.filter(
            outcome__in=[outcome.value for outcome in CARRIED]
        )

    def touching(self) -> Self:
        """Moves after which a question must be read again."""
        return self.exclude(outcome__in=[outcome.value for outcome in CARRIED])

    def with_articles(self) -> Self:
        """Load the old article and the new ones with their statutes."""
        return self.select_related("old__version__statute").prefetch_related(
            models.Prefetch(
                "new",
                Article.objects.select_related("version__statute").order_by("number", "suffix"),
            )
        )


class Move(models.Model):
    """What became of one old article. `score` is how sure the machine was, in hundredths."""

    amendment = models.ForeignKey(
        Amendment, models.PROTECT, related_name="moves", verbose_name=_("修订对照")
    )
    old = models.ForeignKey(Article, models.PROTECT, related_name="moves", verbose_name=_("旧条文"))
    new = models.ManyToManyField(Article, related_name="moved_from", verbose_name=_("新条文"))
    outcome = models.CharField(_("结果"), max_length=12, choices=OutcomeChoice)
    proposed = models.CharField(_("建议结果"), max_length=12, choices=OutcomeChoice)
    score = models.PositiveSmallIntegerField(_("把握"))
    numbers_only = models.BooleanField(_("仅引用条号变动"), default=False)
    decided_at = models.DateTimeField(_("核对时间"), null=True, blank=True)
    decided_by_id = models.BigIntegerField(_("核对人"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    objects = MoveQuerySet.as_manager()

    class Meta:
        verbose_name = _("条文去向")
        ordering = ["old__number", "old__suffix"]
        constraints = [
            models.UniqueConstraint(fields=["amendment", "old"], name="move_once_per_article"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True) | Q(decided_by_id__isnull=False),
                name="move_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amendment_id}: {self.old_id} {self.outcome}"

    @property
    def is_certain(self) -> bool:
        return self.score >= round(CERTAIN * 100) or self.outcome in CARRIED


def corrected_rows(correction: Amendment) -> list[tuple[Move, Move]]:
    """The rows in which a correction differs from the map that it corrects: before and after."""
    if correction.corrects is None:
        return []
    former = {move.old_id: move for move in correction.corrects.moves.with_articles()}
    pairs = [(former[move.old_id], move) for move in correction.moves.with_articles()]
    return [(before, after) for before, after in pairs if _says(before) != _says(after)]


def _says(move: Move) -> tuple[str, list[int]]:
    """What became of the article, and which ones."""
    return move.outcome, sorted(article.pk for article in move.new.all())
