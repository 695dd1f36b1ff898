"""What a maker wrote into the database once, written back as rows the next time.

The standing cast, a bank of questions, an exam that is ready to be sat: hundreds of tests begin
with the same. `@remembered` lets the maker work for the first test of a process, by the product's
own actions, and keeps the rows that it added, changed and removed; for the next test that begins
in the same way they are put back, with the same numbers, and the caller gets copies of the same
objects.

That is done only while the database is known to hold nothing else: as soon as anything but a
maker has written, makers work again. A maker must take everything that it depends on, the clock
too, as arguments, and must leave its arguments as they are.
"""

from __future__ import annotations

import functools
import pickle
import re
from dataclasses import dataclass, field
from types import SimpleNamespace

from django.apps import apps
from django.db import connection, transaction
from django.db.backends.signals import connection_created
from django.db.models import Model

READS = re.compile(
    r"\s*\(?\s*(SELECT|SAVEPOINT|RELEASE|BEGIN|COMMIT|PRAGMA|SET|EXPLAIN)\b"
    r"|\s*WITH\b(?!.*\b(INSERT|UPDATE|DELETE)\b)",
    re.DOTALL,
)
WRITES = re.compile(r"\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM) \"?(\w+)")
# Whoever signs in first, or empties the cache, has changed nothing that a maker hangs on.
APART = re.compile(
    r"\s*(?:(?:INSERT INTO|UPDATE|DELETE FROM) \"?(?:cache|django_session)\b"
    r"|UPDATE \"?people_user\"? SET \"?last_login\"? = %s WHERE)"
)
BEFORE_ROWS = {"sqlite": [], "postgresql": ["SET LOCAL session_replication_role = replica"]}
AFTER_ROWS = {"sqlite": [], "postgresql": ["SET LOCAL session_replication_role = origin"]}


@dataclass
class Layer:
    """What one maker wrote, and what it returned."""

    writes: list[tuple[str, list[tuple]]]  # a statement, and its values once or more often
    returned: bytes


@dataclass
class Memory:
    """Of one process: the layers by the makers that stood before them, and where we are now."""

    layers: dict[tuple, Layer] = field(default_factory=dict)
    made: tuple | None = None  # the makers whose rows the database holds; None: others' too
    written: set[str] = field(default_factory=set)  # tables, since a maker began; "": any of them
    states: dict[tuple, dict] = field(default_factory=dict)  # all rows, by the makers of them

    def begin(self):
        """A test begins with an empty database."""
        self.made = ()

    def recall(self, make, args, words):
        if self.made is None or connection.needs_rollback:
            return make(*args, **words)
        name = f"{make.__module__}.{make.__qualname__}", connection.in_atomic_block
        made = (*self.made, (*name, _named(args), _named(words)))
        layer = self.layers.get(made)
        if layer is not None:
            _put_back(layer)
            self.made = made
            return pickle.loads(layer.returned)  # noqa: S301
        before, outside = self._state(), self.written
        self.written = set()
        returned = make(*args, **words)
        self.states[made] = after = before | _rows(self.written)
        self.layers[made] = Layer(_difference(before, after), pickle.dumps(returned))
        self.made, self.written = made, outside | self.written
        return returned

    def _state(self):
        if self.made not in self.states:
            self.states[self.made] = _rows({""})
        return self.states[self.made]

    def watch(self, execute, sql, params, many, context):
        """Whoever writes without being a maker makes the database unknown."""
        if not READS.match(sql):
            if not APART.match(sql):
                self.made = None
            found = WRITES.match(sql)
            self.written.add(found[1] if found else "")
        return execute(sql, params, many, context)


MEMORY = Memory()


def remembered(make):
    """Let a maker's rows be put back when the same is to be made again."""

    @functools.wraps(make)
    def recalled(*args, **words):
        return MEMORY.recall(make, args, words)

    return recalled


def watch_connection(connection, **_words):
    if MEMORY.watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(MEMORY.watch)


def watch_connections():
    connection_created.connect(watch_connection)


def _named(value):
    """What tells this argument from another."""
    if isinstance(value, Model):
        return value._meta.label, value.pk
    if isinstance(value, SimpleNamespace):
        return _named(vars(value))
    if isinstance(value, dict):
        return tuple((key, _named(each)) for key, each in value.items())
    if isinstance(value, list | tuple):
        return tuple(_named(each) for each in value)
    return repr(value)


@functools.cache
def _tables():
    """Every table with its columns and the places of its key among them."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.managed and not meta.proxy:
            columns = [each.column for each in meta.local_concrete_fields]
            key = [columns.index(each.column) for each in meta.pk_fields]
            found.append((meta.db_table, columns, key))
    return found


def _rows(written):
    """What stands in the tables that were written to: table → key → row."""
    # A sum is no column: SQLite's module leaves its value as it is stored.
    shown = "+{}" if connection.vendor == "sqlite" else "{}"
    quote, found = connection.ops.quote_name, {}
    with connection.cursor() as cursor:
        for table, columns, key in _tables():
            if table not in written and "" not in written:
                continue
            chosen = ", ".join(shown.format(quote(column)) for column in columns)
            cursor.execute(f"SELECT {chosen} FROM {quote(table)}")
            found[table] = {
                tuple(row[place] for place in key): tuple(row) for row in cursor.fetchall()
            }
    return found


def _difference(before, after):
    """The statements that lead from one state to the other."""
    quote, writes = connection.ops.quote_name, []
    for table, columns, key in _tables():
        was, now = before[table], after[table]
        if was is now:
            continue
        found = " AND ".join(f"{quote(columns[place])} = %s" for place in key)
        removed = [pk for pk in was if pk not in now]
        if removed:
            writes.append((f"DELETE FROM {quote(table)} WHERE {found}", removed))
        added = [row for pk, row in now.items() if pk not in was]
        if added:
            names = ", ".join(quote(column) for column in columns)
            marks = ", ".join(["%s"] * len(columns))
            one = f"INSERT INTO {quote(table)} ({names}) VALUES ({marks})"
            writes.append((one, added))
        names = ", ".join(f"{quote(column)} = %s" for column in columns)
        for pk, row in now.items():
            if was.get(pk, row) != row:
                one = f"UPDATE {quote(table)} SET {names} WHERE {found}"
                writes.append((one, [(*row, *pk)]))
    return writes


def _put_back(layer):
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in BEFORE_ROWS[connection.vendor]:
            cursor.execute(statement)
        for statement, rows in layer.writes:
            cursor.executemany(statement, rows)
        for statement in AFTER_ROWS[connection.vendor]:
            cursor.execute(statement)
