"""Pages of the room `questionbank`."""

from __future__ import annotations

from tests.matrix import Row

ROWS: list[Row] = []
