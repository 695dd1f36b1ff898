"""The kinds of import that the rooms above describe, found by name in `settings.IMPORT_KINDS`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from exchange.reading import tables
from exchange.rules import Column, Finding, Made, Row
from exchange.wording import guide_titles


class Used(Exception):
    """An import cannot be undone: `what` says, in words, what is used by now."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class ChangedMeanwhile(Exception):
    """What the check found no longer holds at the moment of writing; nothing may be written."""


class Kind(Protocol):
    """One kind of import. Written by the room that owns the records, beside its other sheets.

    `roles` are the roles that may use it, `accepts` the file endings for the file dialogue,
    `columns` what a row holds, `words` the sentences for its own fault codes and `record_page` the
    name of the page that shows one record (by its key as `person_id`, say: `record_argument`).
    `unread` names the sheets of the file just read that were left out.
    """

    name: str
    title: Any
    summary: Any
    roles: frozenset[str]
    accepts: str
    columns: Sequence[Column]
    words: Mapping[str, Any]
    record_page: str
    record_argument: str
    unread: Sequence[str]

    def read(self, data: bytes, file_name: str) -> list[Row]:
        """The rows of a file. Raises `tables.FileRefused`."""
        ...

    def keep(self, actor_id: int, now: datetime) -> None:
        """Keep what the file just read holds beside its rows, such as pictures that rows name."""
        ...

    def check(self, rows: Sequence[Row], actor_id: int, now: datetime) -> list[Finding]:
        """What would become of each row if the actor committed them together now. Only reads."""
        ...

    def bonds(self, row: Row) -> Collection[str]:
        """The texts by which this row's finding and those of other rows hang together.

        Rows without a text in common, directly or over others, must not bear on each other's
        findings: after a change only those that have one are checked again.
        """
        ...

    def commit(self, rows: Sequence[Row], actor_id: int, now: datetime) -> list[Made]:
        """Make the records of `rows` (all to be added) through the room's actions.

        Runs inside the import's transaction. Raises ChangedMeanwhile.
        """
        ...

    def undo(self, keys: Sequence[str], actor_id: int, now: datetime) -> None:
        """Take back records that an import made. Raises Used when one is in use by now."""
        ...

    def labels(self, keys: Sequence[str]) -> dict[str, str]:
        """How the records are called on the page of results."""
        ...


class SheetKind:
    """What kinds that come as a sheet share: the reader of tables and the template."""

    accepts = ".xlsx,.csv"
    columns: Sequence[Column] = ()
    words: Mapping[str, Any] = {}
    record_page = ""
    record_argument = ""
    unread: Sequence[str] = ()

    def read(self, data: bytes, file_name: str) -> list[Row]:
        rows, further = tables.read_table(data, self.columns)
        self.unread = [title for title in further if title not in guide_titles()]
        return rows

    def keep(self, actor_id: int, now: datetime) -> None:
        """A sheet holds nothing beside its rows."""

    def bonds(self, row: Row) -> Collection[str]:
        """All rows hang together, unless the kind says more."""
        return ("",)


def kind_named(name: str) -> Kind | None:
    """The kind of that name, or None."""
    path = settings.IMPORT_KINDS.get(name)
    if path is None:
        return None
    kind: Kind = import_string(path)()
    return kind


def kinds_for(roles: Iterable[str]) -> list[Kind]:
    """The kinds that somebody holding these roles may use, in the order of the settings."""
    held = frozenset(roles)
    found = [kind_named(name) for name in settings.IMPORT_KINDS]
    return [kind for kind in found if kind is not None and kind.roles & held]
