"""Agencies, and what they were called when."""

# mypy: disable-error-code="no-any-return, var-annotated"
# The tree's base classes come from treebeard, which is untyped.

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from people import rules
from people.models.dated import Dated, DatedQuerySet


def within(paths: tuple[str, ...], field: str = "path") -> Q:
    """Rows whose agency path lies in one of the subtrees; matches nothing when there is none.

    A half-open range instead of `startswith`: both engines can use the index on the path.
    """
    found = Q(pk__in=[])
    for path in paths:
        found |= Q(**{f"{field}__gte": path, f"{field}__lt": rules.path_after(path)})
    return found


class AgencyKind(models.TextChoices):
    CITY = "city", _("市")
    COUNTY = "county", _("区县")
    GROUP = "group", _("类别")
    DEPARTMENT = "department", _("部门")
    TOWNSHIP = "township", _("乡镇街道")
    TEAM = "team", _("执法队伍")


class AgencyQuerySet(MP_NodeQuerySet):  # type: ignore[misc]  # treebeard is untyped
    def visible_to(self, rights: rules.Rights, *roles: rules.Role) -> Self:
        """Agencies in the subtrees over which any of `roles` (of all roles, if none) is held."""
        return self.filter(within(rights.paths(*(roles or tuple(rules.Role)))))

    def open(self) -> Self:
        return self.filter(closed_on__isnull=True)

    def inside(self, agency: Agency) -> Self:
        """The agency and everything below it."""
        return self.filter(within((agency.path,)))

    def with_name_on(self, day: date, *, known_on: datetime | None = None) -> Self:
        """Add `name_on`: what the agency was called on the day (null before its first name)."""
        names = AgencyName.objects.in_force(day, known_on=known_on)
        latest = names.filter(agency=OuterRef("pk")).order_by("-valid_from", "-id")
        return self.annotate(name_on=Subquery(latest.values("name")[:1]))

    def with_headcount(self) -> Self:
        """Add `headcount`: persons of the agency itself, the agencies below not counted."""
        return self.annotate(headcount=Count("persons", filter=Q(persons__is_stand_in=False)))


class AgencyManager(MP_NodeManager.from_queryset(AgencyQuerySet)):  # type: ignore[misc]
    """Agencies in the order of the tree, with the house's vocabulary."""

    def get_queryset(self) -> AgencyQuerySet:
        return AgencyQuerySet(self.model, using=self._db).order_by("path")


class Agency(MP_Node):  # type: ignore[misc]  # treebeard is untyped
    """A node of the organisation tree; keeps its id through renaming, moving and merging.

    The tree is today's: of a day before `moved_on` it does not say what stood above.
    """

    code = models.CharField(_("单位编码"), max_length=32, unique=True)
    name = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(
        _("类型"), max_length=12, choices=AgencyKind, default=AgencyKind.DEPARTMENT
    )
    closed_on = models.DateField(_("撤并日期"), null=True, blank=True)
    moved_on = models.DateField(_("最近一次调整隶属的日期"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="absorbed",
        verbose_name=_("并入单位"),
    )

    steplen = rules.PATH_STEP
    objects = AgencyManager()

    class Meta:
        verbose_name = _("单位")

    def __str__(self) -> str:
        return self.name

    @property
    def indented_name(self) -> str:
        """The name at its place in the tree, for lists to choose from."""
        return f"{'　' * (self.depth - 1)}{self.name}"


class AgencyName(Dated):
    """What an agency was called between two days."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="names", verbose_name=_("单位"))
    name = models.CharField(_("名称"), max_length=120)

    objects = DatedQuerySet["AgencyName"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("单位名称")

    def __str__(self) -> str:
        return self.name
