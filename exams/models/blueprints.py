"""What a paper is made of: lines, and what holds for all of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exams.models.post_lists import PostList
from exams.rules.blueprint import MOST_IN_EXAM, MOST_IN_YEAR
from exams.rules.drawing import Cell, Frame
from people.models import Agency
from questionbank.models import Category, Difficulty, Kind, Level, Pool, Question, Topic
from statutes.models import Statute


class Blueprint(models.Model):
    """How many questions of which kind, statute or topic, difficulty and level make a paper; for
    whom they are, from which pool, and how often one may be asked. One that was made by a list of
    what must be known for a post names that list, as it was then."""

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="blueprints", verbose_name=_("单位")
    )
    title = models.CharField(_("名称"), max_length=120)
    category = models.CharField(_("适用对象"), max_length=12, choices=Category, blank=True)
    pool = models.CharField(_("题库"), max_length=10, choices=Pool, default=Pool.EXAM)
    most_in_exam = models.PositiveIntegerField(
        _("每题在一次考试中最多使用（份）"), default=MOST_IN_EXAM
    )
    most_in_year = models.PositiveIntegerField(
        _("每题在一年中最多使用（份）"), default=MOST_IN_YEAR
    )
    post_list = models.ForeignKey(
        PostList,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="blueprints",
        verbose_name=pgettext_lazy("单数", "应知应会清单"),
    )
    made_by_id = models.BigIntegerField(_("制定人"))
    made_at = models.DateTimeField(_("制定时间"))

    class Meta:
        verbose_name = pgettext_lazy("单数", "组卷方案")
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(most_in_exam__gt=0, most_in_year__gt=0), name="blueprint_has_budget"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def rule_cells(self) -> list[Cell]:
        """The cells in order, as the drawing rules take them."""
        return [cell.as_rule() for cell in self.cells.all()]

    def rule_frame(self) -> Frame:
        """What holds for all cells, as the drawing rules take it."""
        named = dict(self.named.values_list("question_id", "is_included"))
        return Frame(
            self.category,
            self.pool,
            frozenset(pk for pk, is_included in named.items() if is_included),
            frozenset(pk for pk, is_included in named.items() if not is_included),
            self.most_in_exam,
            self.most_in_year,
            self.post_list_id,
        )


class BlueprintCell(models.Model):
    """One line of a blueprint. `marks` are hundredths of a mark for each question."""

    blueprint = models.ForeignKey(
        Blueprint, models.CASCADE, related_name="cells", verbose_name=_("组卷方案")
    )
    place = models.PositiveSmallIntegerField(_("行"))
    kind = models.CharField(_("题型"), max_length=12, choices=Kind)
    statute = models.ForeignKey(
        Statute, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("法规")
    )
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("知识点")
    )
    difficulty = models.CharField(_("难度"), max_length=8, choices=Difficulty, blank=True)
    level = models.CharField(_("层次"), max_length=10, choices=Level, blank=True)
    count = models.PositiveSmallIntegerField(_("题数"))
    marks = models.PositiveIntegerField(_("每题分值（百分之一分）"))

    class Meta:
        verbose_name = _("组卷方案行")
        ordering = ["blueprint", "place"]
        constraints = [
            models.UniqueConstraint(fields=["blueprint", "place"], name="cell_once_per_place"),
            models.CheckConstraint(condition=Q(count__gt=0), name="cell_asks_something"),
            models.CheckConstraint(condition=Q(marks__gt=0), name="cell_is_worth_something"),
        ]

    def __str__(self) -> str:
        return f"{self.blueprint_id}/{self.place}"

    def as_rule(self) -> Cell:
        return Cell(
            self.kind,
            self.count,
            self.marks,
            self.statute_id,
            self.difficulty or None,
            self.topic_id,
            self.level or None,
        )


class BlueprintQuestion(models.Model):
    """A question that must be on every paper of a blueprint, or that never is on one."""

    blueprint = models.ForeignKey(
        Blueprint, models.CASCADE, related_name="named", verbose_name=_("组卷方案")
    )
    question = models.ForeignKey(
        Question, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("单数", "试题")
    )
    is_included = models.BooleanField(_("必选"))

    class Meta:
        verbose_name = _("必选和排除的试题")
        constraints = [
            models.UniqueConstraint(
                fields=["blueprint", "question"], name="blueprint_question_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.blueprint_id}/{self.question_id}"
