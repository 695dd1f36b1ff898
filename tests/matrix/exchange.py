"""Pages of the room `exchange`."""

from __future__ import annotations

from tests.matrix import Row

ROWS: list[Row] = []
