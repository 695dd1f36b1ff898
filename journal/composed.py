"""Queries that are composed once and asked with other values each time.

To compose a query of the model layer takes several times as long as to ask it. Where thousands open
the same page at the same moment that is most of what the page costs, so what those pages ask is
composed at the first time and kept: the same SQL, the same models, a third of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet, query
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery

M = TypeVar("M", bound=Model)
Row = tuple[Any, ...]
Statement = tuple[str, list[Any]]  # in SQL, with its values
FIRST_SAMPLE = 9_000_000_000_001  # no key is as high


@dataclass(frozen=True)
class _Plan:
    """A query in SQL: its parameters (places of those that change), and how to read its rows."""

    sql: str
    fixed: tuple[object, ...]
    places: dict[int, int]  # of the parameter → of the value
    converters: dict[int, tuple[list[Callable[..., Any]], Any]]
    model: type[Model]
    names: list[str]
    first: int
    after: int
    related: list[Any]
    annotations: dict[str, int]

    def parameters(self, values: tuple[object, ...]) -> list[Any]:
        given = [_adapted(value) for value in values]
        return [
            given[self.places[n]] if n in self.places else fixed
            for n, fixed in enumerate(self.fixed)
        ]


class Composed(Generic[M]):
    """One query. `compose` makes it from values; `samples` are some to compose it with.

    A sample must occur nowhere else in the query and be of the type of the values, so that the
    values can take its place. Only what is asked by these values may differ from time to time.
    """

    def __init__(self, compose: Callable[..., QuerySet[M, Any]], *samples: object) -> None:
        self._compose, self._samples = compose, samples
        self._plans: dict[str, _Plan] = {}  # by engine

    def all(self, *values: object) -> list[M]:
        """The models, each with what the query relates and annotates to it."""
        plan = self._plan()
        found: list[M] = []
        for row in self._ask(plan, values):
            one = plan.model.from_db(connection.alias, plan.names, row[plan.first : plan.after])
            for populator in plan.related:
                populator.populate(row, one)
            for name, column in plan.annotations.items():
                setattr(one, name, row[column])
            found.append(one)  # type: ignore[arg-type]  # the query's own model
        return found

    def first(self, *values: object) -> M | None:
        """The first model, or None."""
        found = self.all(*values)
        return found[0] if found else None

    def rows(self, *values: object) -> list[Row]:
        """The values of a query of values, row by row."""
        return [tuple(row) for row in self._ask(self._plan(), values)]

    def _plan(self) -> _Plan:
        plan = self._plans.get(connection.vendor)
        if plan is None:
            plan = self._plans[connection.vendor] = self._composed()
        return plan

    def _composed(self) -> _Plan:
        compiler = self._compose(*self._samples).query.get_compiler(connection.alias)
        sql, parameters = compiler.as_sql()
        samples = [_adapted(sample) for sample in self._samples]
        places = {n: samples.index(value) for n, value in enumerate(parameters) if value in samples}
        if set(places.values()) != set(range(len(samples))):
            raise ValueError("a value does not show in the query")
        info = compiler.klass_info
        fields = info["select_fields"] if info else [0]
        first, after = fields[0], fields[-1] + 1
        return _Plan(
            sql,
            tuple(parameters),
            places,
            compiler.get_converters([row[0] for row in compiler.select]),
            info["model"] if info else Model,
            [row[0].target.attname for row in compiler.select[first:after]] if info else [],
            first,
            after,
            _related(info, compiler.select) if info else [],
            compiler.annotation_col_map if info else {},
        )

    def _ask(self, plan: _Plan, values: tuple[object, ...]) -> Iterator[list[Any]]:
        with connection.cursor() as cursor:
            cursor.execute(plan.sql, plan.parameters(values))
            found = cursor.fetchall()
        for each in found:
            row = list(each)
            for n, (converters, expression) in plan.converters.items():
                for convert in converters:
                    row[n] = convert(row[n], expression, connection)
            yield row


class ComposedIn:
    """A query of the values of several keys' rows, composed once for each number of keys.

    For numbers that come again and again, like that of the questions of an exam's papers.
    """

    def __init__(self, compose: Callable[[tuple[object, ...]], QuerySet[Any, Any]]) -> None:
        self._compose = compose
        self._of = lru_cache(maxsize=64)(self._composed)

    def rows(self, keys: Set[int]) -> list[Row]:
        """The values of all the keys' rows, row by row."""
        return self._of(len(keys)).rows(*keys) if keys else []

    def _composed(self, count: int) -> Composed[Any]:
        samples = range(FIRST_SAMPLE, FIRST_SAMPLE + count)
        return Composed(lambda *keys: self._compose(keys), *samples)


class ComposedInsert(Generic[M]):
    """A statement that stores a new row of one table, composed once.

    What is `ignored` is a row that the table's constraints do not admit beside one that stands.
    """

    def __init__(self, model: type[M], *, ignored: bool = False) -> None:
        self._model, self._conflict = model, OnConflict.IGNORE if ignored else None
        self._sql: dict[str, str] = {}  # by engine

    def statement(self, row: M) -> Statement:
        """The statement for the row, with its values."""
        fields = [
            field for field in self._model._meta.local_concrete_fields if not field.primary_key
        ]
        if connection.vendor not in self._sql:
            composed = InsertQuery(self._model, on_conflict=self._conflict)
            composed.insert_values(fields, [row])
            ((self._sql[connection.vendor], _values),) = composed.get_compiler(
                connection.alias
            ).as_sql()
        given = (getattr(row, field.attname) for field in fields)
        values = [
            field.get_db_prep_save(value, connection)
            for field, value in zip(fields, given, strict=True)
        ]
        return self._sql[connection.vendor], values

    def add(self, row: M) -> None:
        """Store the row; its key is filled in where it was."""
        sql, values = self.statement(row)
        key = connection.ops.quote_name(self._model._meta.pk.column)
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} RETURNING {key}", values)
            found = cursor.fetchone()
        row.pk, row._state.adding = found[0] if found else None, not found


def _related(info: Any, select: Any) -> list[Any]:
    """What fills in the models that the query relates."""
    populators: Any = query.get_related_populators  # type: ignore[attr-defined]  # not in the stubs
    return list(populators(info, select, connection.alias))


def _adapted(value: object) -> object:
    """A value as the engine's driver takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value
