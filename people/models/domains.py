"""Domains of enforcement, and the question whether a list of names holds one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.lookups import Lookup
from django.utils.translation import gettext_lazy as _


class DomainQuerySet(models.QuerySet["Domain"]):
    def open_on(self, day: date) -> Self:
        """Domains in which there is enforcement on the day; the last day is included."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=day))

    def unknown_among(self, names: Collection[str], day: date) -> list[str]:
        """Those of the names that are no domain on the day, in order. One query."""
        known = set(self.open_on(day).filter(name__in=names).values_list("name", flat=True))
        return [name for name in names if name not in known]


class Domain(models.Model):
    """A domain of enforcement (执法领域). Posts, qualifications and certificates hold its name as
    a plain value, so the name never changes: a domain that is renamed is closed and opened anew."""

    name = models.CharField(_("名称"), max_length=30, unique=True)
    closed_on = models.DateField(_("停用日期"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("登记时间"))

    objects = DomainQuerySet.as_manager()

    class Meta:
        verbose_name = _("执法领域")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


@models.JSONField.register_lookup
class Holds(Lookup[Any]):
    """`domains__holds=name`: whether a list of texts holds the text, which may be another column.

    SQLite lacks JSONField's own `contains`; PostgreSQL's takes no other column for a text.
    """

    lookup_name = "holds"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [value]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        lhs, lhs_params = self.process_lhs(compiler, connection)
        rhs, rhs_params = self.process_rhs(compiler, connection)
        if connection.vendor == "postgresql":
            sql = f"{lhs} @> to_jsonb({rhs}::text)"
        else:
            # Compiled parts of a query, never a value.
            sql = f"EXISTS (SELECT 1 FROM json_each({lhs}) h WHERE h.value = {rhs})"  # noqa: S608
        return sql, [*lhs_params, *rhs_params]


@models.JSONField.register_lookup
class HoldsAll(Holds):
    """`domains__holds_all=F("other")`: whether a list of texts holds every text of another list."""

    lookup_name = "holds_all"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        lhs, lhs_params = self.process_lhs(compiler, connection)
        rhs, rhs_params = self.process_rhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{lhs} @> {rhs}", [*lhs_params, *rhs_params]
        # Compiled parts of a query, never a value.
        sql = (
            f"NOT EXISTS (SELECT 1 FROM json_each({rhs}) w WHERE w.value NOT IN "  # noqa: S608
            f"(SELECT h.value FROM json_each({lhs}) h))"
        )
        return sql, [*rhs_params, *lhs_params]
