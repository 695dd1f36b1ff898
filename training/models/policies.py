"""What a year demands of whom, and what attended training counts for: dated policies."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import Dated, DatedQuerySet, PostKind
from training import rules


class KindChoice(models.TextChoices):
    CENTRALISED = "centralised", _("集中培训")
    ONLINE = "online", _("在线学习")
    EXTERNAL = "external", _("外部培训")
    TEACHING = "teaching", _("授课")
    CARRIED = "carried", _("上年结转")


class UnitChoice(models.TextChoices):
    HALF_DAY = "half_day", _("半天")
    DAY = "day", _("天")
    MINUTE = "minute", _("分钟")
    CREDIT = "credit", _("学时")


class SubjectChoice(models.TextChoices):
    """The subjects in which a year may demand a minimum; without one a lesson counts in general."""

    PUBLIC = "public", _("公共法律知识")
    SPECIAL = "special", _("专业法律知识")
    NEW_LAW = "new_law", _("新法")


class RequirementQuerySet(DatedQuerySet["Requirement"]):
    def targets(self, on: date) -> dict[str, rules.Target]:
        """The target of the day by category of post. One query."""
        return {row.category: row.target for row in self.in_force(on)}

    def by_category(self, on: date) -> dict[str, Requirement]:
        """The policy of the day by category of post. One query."""
        return {row.category: row for row in self.in_force(on)}


class Requirement(Dated):
    """What a year demands of the holders of one kind of post, from a day on.

    Tests that are met apart: `centralised_days` in hundredths of a day, `total` and the least in a
    subject (`public`, `special`, `new_law`) in hundredths of 学时. Who joins such a post within the
    year owes a share by months where it `prorates`; of what exceeds the total at most `carry_over`
    goes on to the next year. Kinds of post without a row owe nothing.
    """

    category = models.CharField(_("岗位类别"), max_length=12, choices=PostKind)
    centralised_days = models.PositiveIntegerField(_("集中培训（百分之一天）"), default=500)
    total = models.PositiveIntegerField(_("总学时（百分之一学时）"), default=6000)
    public = models.PositiveIntegerField(_("公共法律知识（百分之一学时）"), default=0)
    special = models.PositiveIntegerField(_("专业法律知识（百分之一学时）"), default=0)
    new_law = models.PositiveIntegerField(_("新法（百分之一学时）"), default=0)
    prorates = models.BooleanField(_("年中上岗按月折算"), default=False)
    carry_over = models.PositiveIntegerField(_("结转上限（百分之一学时）"), default=0)
    basis = models.CharField(_("依据"), max_length=200)

    objects = RequirementQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("学时标准")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["category", "valid_from"],
                condition=Q(superseded_at__isnull=True),
                name="requirement_once_per_category_and_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.valid_from:%Y-%m-%d}"

    @property
    def target(self) -> rules.Target:
        least = [(name.value, getattr(self, name.value)) for name in SubjectChoice]
        subjects = tuple((name, amount) for name, amount in least if amount)
        return rules.Target(self.centralised_days, self.total, subjects)


class ConversionQuerySet(DatedQuerySet["Conversion"]):
    def for_unit(self, kind: str, unit: str, on: date) -> Conversion | None:
        """The conversion of a kind of training and a unit that holds on the day."""
        return self.in_force(on).filter(kind=kind, unit=unit).order_by("-id").first()


class Conversion(Dated):
    """What `per` units of one kind of training count for, from a day on.

    `credit` in hundredths of 学时, `days` in hundredths of a centralised day (0 for training that
    does not count towards the week). A line of the ledger keeps the row that made it.
    """

    kind = models.CharField(_("培训方式"), max_length=12, choices=KindChoice)
    unit = models.CharField(_("计量单位"), max_length=12, choices=UnitChoice)
    per = models.PositiveIntegerField(_("每"), default=1)
    credit = models.PositiveIntegerField(_("折算学时（百分之一）"))
    days = models.PositiveIntegerField(_("折算集中培训（百分之一天）"), default=0)
    basis = models.CharField(_("依据"), max_length=200)

    objects = ConversionQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("折算标准")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["kind", "unit", "valid_from"],
                condition=Q(superseded_at__isnull=True),
                name="conversion_once_per_unit_and_day",
            ),
            models.CheckConstraint(condition=Q(per__gt=0), name="conversion_per_something"),
            models.CheckConstraint(
                condition=Q(kind="centralised") | Q(days=0),
                name="conversion_days_only_of_centralised_training",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.unit} {self.valid_from:%Y-%m-%d}"

    @property
    def rate(self) -> rules.Rate:
        return rules.Rate(self.per, self.credit, self.days)
